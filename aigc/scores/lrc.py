"""The words of a score as an LRC file: lines with the time at which each is sung."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Final

from aigc.scores.flat import sung_once
from aigc.timings.lrc import write_lrc
from aigc.types.score import Note, Score, Syllable
from aigc.types.time import TimeRange
from aigc.types.timing import Timed

_STOPS: Final = "。．.！!？?；;…"
_CLOSING: Final = "\"'”’」』）)]】》"
_FIRST_HAN: Final = 0x2E80
_LONG_REST: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class SungLine:
    """A line of words: its syllables, the note each begins on, and where the last one stops.

    Places are in quarter notes.
    """

    syllables: tuple[tuple[Note, Syllable], ...]
    end: Fraction


def lines_of(score: Score, *, verse: int = 1) -> tuple[SungLine, ...]:
    """Return the words in lines, as the source breaks them.

    Without line breaks a line ends at a full stop, at a fermata or breath, or at a rest of two
    beats.
    """
    flat = sung_once(score, verse)
    broken = any(s.line_end for note in flat.notes for s in note.lyrics)
    lines: list[SungLine] = []
    row: list[tuple[Note, Syllable]] = []
    for n, note in enumerate(flat.notes):
        row += ((note, syllable) for syllable in note.lyrics)
        following = flat.notes[n + 1] if n + 1 < len(flat.notes) else None
        held = following is not None and not following.lyrics and following.start == note.end
        if (
            row
            and not held
            and (following is None or _ends(flat, row[-1][1], note, following, broken))
        ):
            lines.append(SungLine(syllables=tuple(row), end=note.end))
            row = []
    return tuple(lines)


def _ends(score: Score, last: Syllable, note: Note, following: Note, broken: bool) -> bool:
    """Tell whether a line ends between two notes."""
    if broken:
        return last.line_end or last.stanza_end
    if last.syllabic in ("begin", "middle"):
        return False
    stopped = last.text.rstrip(_CLOSING)[-1:] in tuple(_STOPS)
    rest = following.start - note.end
    return stopped or note.phrase_end or rest >= _LONG_REST * score.bar(note.start).beat


def lrc_of(
    score: Score,
    *,
    verse: int = 1,
    enhanced: bool = False,
    offset: Fraction = Fraction(0),
) -> str:
    """Return the words of a score as LRC, to a hundredth of a second.

    Parameters
    ----------
    enhanced : bool
        A time stands before each word as well, before each character in Chinese, and one behind the
        last.
    offset : Fraction
        Seconds before the score begins.

    Source: the .lrc format as players read it, with the word times of the A2 extension.
    """
    rows: list[Timed] = []
    words: list[Timed] = []
    for line in lines_of(score, verse=verse):
        ends = offset + score.seconds(line.end)
        starts = [offset + score.seconds(note.start) for note, _ in line.syllables]
        syllables = [syllable for _, syllable in line.syllables]
        rows.append(_heard(_joined(syllables), starts[0], ends))
        words += _words(syllables, [*starts, ends]) if enhanced else ()
    fields = {"ti": score.title} if score.title else {}
    return write_lrc(rows, words=words, fields=fields, ends=False)


def _joined(syllables: Sequence[Syllable]) -> str:
    return "".join(text + space for text, space in _spaced(syllables)).strip()


def _words(syllables: Sequence[Syllable], bounds: Sequence[Fraction]) -> Iterator[Timed]:
    """Yield the words, each until the next begins."""
    text, start = "", bounds[0]
    for (said, _), syllable, (begin, end) in zip(
        _spaced(syllables), syllables, pairwise(bounds), strict=True
    ):
        start = start if text else begin
        text += said
        if syllable.syllabic not in ("begin", "middle"):
            yield _heard(text, start, end)
            text = ""
    if text:
        yield _heard(text, start, bounds[-1])


def _heard(text: str, start: Fraction, end: Fraction) -> Timed:
    return Timed(text=text, time=TimeRange(start=start, duration=end - start))


def _spaced(syllables: Sequence[Syllable]) -> Iterator[tuple[str, str]]:
    """Yield each text with the space behind it: none within a word or between characters."""
    for n, syllable in enumerate(syllables):
        text = "" if syllable.text == "+" else syllable.text
        following = syllables[n + 1].text[:1] if n + 1 < len(syllables) else ""
        close = syllable.syllabic in ("begin", "middle") or not following
        wide = ord(text[-1:] or "a") >= _FIRST_HAN and ord(following or "a") >= _FIRST_HAN
        yield text, "" if close or wide else " "
