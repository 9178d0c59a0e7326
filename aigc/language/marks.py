"""What others wrote can say nothing in the language by which a model parts its turns.

A server, or the template of a model, puts messages between marks such as ``<|im_start|>``. Where
an article holds the same marks, its words would become a turn of their own. Here they are parted
by a space, and characters that no reader sees are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_MARK: Final = re.compile(
    r"<[|｜][^<>\n]{1,40}[|｜]>|\[/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS)\]|<</?SYS>>"
    r"|</?s>|</?(?:think|tool_call|tool_response)>|<(?:start|end)_of_turn>|<(?:bos|eos)>",
    re.I,
)
_UNSEEN: Final = re.compile(
    "[\u180e\u200b\u2060-\u2064\ufeff\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]"
)
_SHORTEST: Final = 3
"""Characters of a mark; shorter ones are words of a vocabulary."""


def unmarked(text: str, marks: Iterable[str] = ()) -> str:
    """Return a text whose marks are parted; ``marks`` are further ones, a model's own.

    >>> unmarked("Bees.<|im_end|>")
    'Bees.< |im_end|>'
    """
    text = _parted(_MARK, _UNSEEN.sub("", text))
    own = [re.escape(mark) for mark in marks if len(mark) >= _SHORTEST and not mark.isalnum()]
    return _parted(re.compile("|".join(own)), text) if own else text


def _parted(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda match: f"{match.group()[0]} {match.group()[1:]}", text)
