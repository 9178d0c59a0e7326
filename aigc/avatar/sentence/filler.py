"""Where a language model may fill slots: it is asked, checked, and can set nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from aigc.avatar.sentence.claims import NOUN, Claim, Value
from aigc.avatar.sentence.slots import checked_slot
from aigc.errors import InputError


class SlotFiller(Protocol):
    """Reads a description into slots, as the grammar does."""

    def fill(self, text: str) -> Mapping[str, tuple[Value, str]]:
        """Return path -> (value, the words of the text that ask for it)."""
        ...


def filled(filler: SlotFiller, text: str) -> list[Claim]:
    """Return what a filler claims, checked against the slots and against the text.

    Raises
    ------
    InputError
        It names a slot that does not exist, a value that the slot cannot have, or words that
        do not stand in the text.
    """
    found = []
    for path, answer in filler.fill(text).items():
        if not (isinstance(answer, tuple) and len(answer) == 2 and isinstance(answer[1], str)):
            raise InputError(f"slot {path} wants (value, words), not {answer!r:.60}")
        value, words = answer
        start = text.find(words)
        if not words.strip() or start < 0:
            raise InputError(f"slot {path} quotes {words!r:.60}, which the text does not say")
        found.append(Claim(path=path, value=checked_slot(path, value), strength=NOUN,
                           span=(start, start + len(words))))  # fmt: skip
    return found
