"""Breaks a spoken sentence into lines of comfortable length at clause borders."""

from __future__ import annotations

import re

from aigc.text.script.sentences import clauses
from aigc.types.article import Language

_OPENS = re.compile(
    r"(?:[时后前]|以来|显示|表示|认为|指出|透露|介绍|发现|之间)，$"
    r"|^(?:如果|虽然|尽管|因为|由于|当|为了|只要)[^，]*，$"
    r"|^(?:If|When|While|Because|Although) [^,]*,$"
)
_LIMIT = {"zh": 36, "en": 25}
_LEAST = {"zh": 9, "en": 5}
_BEST = {"zh": 24, "en": 15}


def size(text: str, language: Language) -> int:
    """Return the length of ``text`` in characters (Chinese) or words (English)."""
    if language == "en":
        return len(text.split())
    return sum(1 for c in text if c.isalnum() and not c.isascii()) + len(
        [w for w in "".join(c if c.isascii() else " " for c in text).split() if w.strip(",.")]
    )


def broken(sentence: str, language: Language) -> tuple[str, ...]:
    """Return the lines of one sentence; a sentence that fits one line stays whole.

    The clauses are grouped so that the lines are as even as their borders allow.
    """
    if size(sentence, language) <= _LIMIT[language]:
        return (sentence.strip(),)
    parts = clauses(sentence)
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(parts) + 1):
        options = [
            (best[start][0] + _cost("".join(parts[start:end]), language), start)
            for start in range(end)
        ]
        best.append(min(options))
    out, end = [], len(parts)
    while end:
        start = best[end][1]
        out.append("".join(parts[start:end]).strip())
        end = start
    return tuple(reversed(out))


def _cost(line: str, language: Language) -> float:
    length, best = size(line, language), _BEST[language]
    over = max(0, length - _LIMIT[language]) * 3
    short = max(0, _LEAST[language] - length) * 8
    mark = line.rstrip()[-1:]
    if _OPENS.search(line):
        short += 12
    unfinished = 0 if mark in "。！？.!?；;" else best * (0.8 if mark in "：:" else 0.2)
    return abs(length - best) * 0.5 + over + short + unfinished
