"""The lines of words below a line of music, as ABC notation writes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from aigc.scores.abc.words import ESCAPED, tokens_of
from aigc.scores.timeline import Stretch
from aigc.types.score import Score, Syllable

_FIRST_HAN: Final = 0x3400


def words_under(line: Sequence[Stretch], score: Score, verse: int) -> str:
    """Return the ``w:`` text of a verse below some notes; empty where it has no words there."""
    pieces: list[str] = []
    run: list[str] = []
    last: Syllable | None = None
    for stretch in line:
        if stretch.index < 0:
            continue
        own = [s for s in score.notes[stretch.index].lyrics if s.verse == verse and stretch.first]
        if own and _alone(own[0]):
            run.append(own[0].text)
        else:
            pieces += _together(run)
            run = []
            held = last is not None and (last.extends or not stretch.first)
            pieces.append(_written(own[0]) if own else "_" if held else "*")
        last = own[0] if own else last
    pieces += _together(run)
    while pieces and pieces[-1] == "*":
        pieces.pop()
    return "".join(pieces).strip()


def _alone(syllable: Syllable) -> bool:
    """Tell whether a syllable is one character, which may stand close to the next."""
    letters = [c for c in syllable.text if c.isalpha()]
    return syllable.syllabic == "single" and len(letters) == 1 and ord(letters[0]) >= _FIRST_HAN


def _together(texts: Sequence[str]) -> list[str]:
    """Return characters close to each other, where they are read apart again as they were."""
    if not texts:
        return []
    close = "".join(map(_escaped, texts))
    if [token.text for token in tokens_of(close)] == list(texts):
        return [close + " "]
    return [_escaped(text) + " " for text in texts]


def _written(syllable: Syllable) -> str:
    joined = syllable.syllabic in ("begin", "middle")
    return _escaped(syllable.text) + ("-" if joined else " ")


def _escaped(text: str) -> str:
    """Return a syllable as one token: signs as codes, and all of it where that is not enough."""
    plain = "".join(_code(c) if c in ESCAPED else "~" if c == " " else c for c in text)
    tokens = tokens_of(plain)
    if len(tokens) == 1 and tokens[0].text == text:
        return plain
    return "".join(_code(c) if ord(c) < 0x10000 else c for c in text)


def _code(character: str) -> str:
    return f"\\u{ord(character):04x}"
