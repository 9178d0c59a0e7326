"""From a sentence to a spec: cut into words, bind, weigh, and fill what was not said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aigc.avatar.curated import curated
from aigc.avatar.sentence.claims import IMPLIED, Claim, Value
from aigc.avatar.sentence.cursor import Cursor
from aigc.avatar.sentence.filler import SlotFiller, filled
from aigc.avatar.sentence.grammar import Binder
from aigc.avatar.sentence.resolve import Weighed, weighed
from aigc.avatar.sentence.slots import (
    Described,
    Slot,
    contradicted,
    explained,
    labels,
    nested,
)
from aigc.avatar.sentence.tokens import tokens
from aigc.avatar.spec import AvatarSpec, checked
from aigc.errors import InputError

LONGEST = 2000


def read_sentence(
    text: str, *, base: AvatarSpec | None = None, seed: int = 0, filler: SlotFiller | None = None
) -> Described:
    """Return the character that a description asks for, Chinese, English or both.

    Parameters
    ----------
    text : str
        At most 2,000 characters.
    base : AvatarSpec, optional
        A character to change; what is not said stays as it is. Without one it is chosen by
        ``seed`` from colours and shapes that belong together.
    filler : SlotFiller, optional
        Fills slots that the grammar did not find.

    Raises
    ------
    InputError
        The text is empty or too long, or the filler answers what it may not.
    """
    _check(text)
    claims, unknown = understood(text)
    was = {} if base is None else flat(base)
    result = weighed(claims, was, seed)
    if filler is not None:
        extra = [c for c in filled(filler, text) if c.path not in result.values]
        unknown = [w for w in unknown if not any(w in text[slice(*c.span)] for c in extra)]
        result = weighed([*claims, *extra], was, seed)
    spec = curated(seed, result.values) if base is None else _changed(base, result.values)
    return Described(
        spec=spec, slots=_slots(text, result), unknown=tuple(dict.fromkeys(unknown)),
        conflicts=tuple(contradicted(path, text[slice(*a.span)], text[slice(*b.span)])
                        for path, a, b in result.conflicts),
    )  # fmt: skip


def understood(text: str) -> tuple[list[Claim], list[str]]:
    """Return what the words of a text claim, and the words that are not known."""
    binder = Binder(Cursor(tokens(text)))
    binder.read()
    return binder.ledger.claims, binder.ledger.unknown


def flat(spec: AvatarSpec) -> dict[str, Value]:
    """Return the settings of a spec that have a value, by path."""
    found: dict[str, Value] = {}
    for name, value in spec.model_dump().items():
        if isinstance(value, Mapping):
            found |= {f"{name}.{k}": v for k, v in value.items() if v is not None}
        elif value is not None:
            found[name] = value
    return found


def _check(text: str) -> None:
    if not text.strip():
        raise InputError("the description is empty; say for instance: short hair, round glasses")
    if len(text) > LONGEST:
        raise InputError(
            f"the description has {len(text):,} characters; {LONGEST:,} at most can be read"
        )
    if not any(c.isalnum() for c in text):
        raise InputError(f"the description {text.strip()!r:.40} holds no words")


def _changed(base: AvatarSpec, values: Mapping[str, Value]) -> AvatarSpec:
    whole = {p: v for p, v in flat(base).items()} | dict(values)
    return checked(nested(whole), "the description")


def _slots(text: str, result: Weighed) -> tuple[Slot, ...]:
    """Return what was set, in the order of the text."""
    known = labels()
    order: Sequence[str] = sorted(
        (p for p in result.values if p in known), key=lambda p: (result.reasons[p].span, p)
    )
    return tuple(_slot(text, p, result.values[p], result.reasons[p]) for p in order)


def _slot(text: str, path: str, value: Value, claim: Claim) -> Slot:
    words = text[slice(*claim.span)]
    implied = claim.strength == IMPLIED
    return Slot(
        path=path, value=value, words=words, span=claim.span, implied=implied,
        explanation=explained(path, value, words, claim.because, implied),
    )  # fmt: skip
