"""Subtitles of a narration: phrases of two rows that can be read while they are heard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from aigc.types.article import Language
from aigc.types.caption import Caption
from aigc.types.narration import NarratedLine, Narration, Word
from aigc.types.timing import Timed

ROW_CHARS: Final[dict[Language, int]] = {"zh": 18, "en": 42}
"""Width of a row."""


def cues(narration: Narration) -> tuple[Timed, ...]:
    """Return the subtitles of a narration.

    As is the custom, Chinese ones have no signs at the ends of rows, and English ones keep theirs.
    """
    from aigc.video.captions import caption_phrases

    width = ROW_CHARS[narration.language]
    phrases = caption_phrases(narration, max_chars=width, fps=1000)
    rows: Sequence[Sequence[str]] = [one.rows for one in phrases]
    if narration.language == "en":
        lines = {line.line: line for line in narration.lines}
        rows = [_rows(_signed(one, lines[one.line]), width) for one in phrases]
    return tuple(
        Timed(text="\n".join(some), time=one.time) for some, one in zip(rows, phrases, strict=True)
    )


def _signed(caption: Caption, line: NarratedLine) -> str:
    """Return the words of a caption as they stand in their line, with the signs around them."""
    first, last = caption.words[0].time.start, caption.words[-1].time.start
    before = [w for w in line.words if w.time.start < first]
    after = [w for w in line.words if w.time.start > last]
    own = [w for w in line.words if first <= w.time.start <= last]
    start = _between(line.text, before[-1], own[0]) if before else 0
    end = _between(line.text, own[-1], after[0]) if after else len(line.text)
    return line.text[start:end].strip()


def _between(text: str, one: Word, other: Word) -> int:
    """Return where the signs behind a word end: at the last space before the next."""
    gap = text[one.span.end : other.span.start]
    return one.span.end + gap.rfind(" ") + 1


def _rows(text: str, width: int) -> tuple[str, ...]:
    """Return a text in one row, or in two parted near the middle."""
    spaces = [n for n, sign in enumerate(text) if sign == " "]
    if len(text) <= width or not spaces:
        return (text,)
    cut = min(spaces, key=lambda n: abs(2 * n - len(text)))
    return text[:cut], text[cut + 1 :]
