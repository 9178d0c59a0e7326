"""A score to the text of a UST file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Final

from aigc.scores.bars import completed, counted
from aigc.scores.editors import TICKS, Row, real_text, rows_of, wave_figures
from aigc.scores.flat import sung_once, written_out
from aigc.scores.tempo import bpm_text
from aigc.scores.ust import SHAPES
from aigc.types.score import Bend, Score

_LETTERS: Final = {shape: letter for letter, shape in SHAPES.items()}
_REST: Final = "R"


def ust_of(score: Score, *, verse: int = 1) -> str:
    """Return a score as UST 1.2 in UTF-8: one voice, one verse, repeats and graces written out.

    Places are rounded to 480 ticks a quarter note. A note or rest is parted where the tempo changes
    within it. ``$metre`` (of the first measure, which may be a pickup), ``$syllable``, ``$break``
    and ``$tied`` are entries that other programs leave alone.
    """
    score = written_out(sung_once(score, verse))
    bars = completed(score)
    metres = ",".join(f"({beats}/{unit}/{at})" for at, beats, unit in counted(bars))
    lines = [
        "[#VERSION]",
        "UST Version1.2",
        "Charset=UTF-8",
        "[#SETTING]",
        f"TimeSignatures={metres},",
        f"$metre={bars[0].beats}/{bars[0].beat_type}",
        f"Tempo={bpm_text(score.tempos[0].bpm)}",
        "Tracks=1",
        f"ProjectName={' '.join(score.title.split())}",
        "Mode2=True",
    ]
    tempos = {_tick(tempo.start): bpm_text(tempo.bpm) for tempo in score.tempos[1:]}
    pieces = _pieces(_timed(list(rows_of(score))), sorted(tempos))
    for n, (start, length, row) in enumerate(pieces):
        lines += [f"[#{n:04d}]", f"Length={length}", *_entries(row)]
        if start in tempos:
            lines.append(f"Tempo={tempos[start]}")
    return "\r\n".join([*lines, "[#TRACKEND]", ""])


def _tick(place: Fraction) -> int:
    return round(place * TICKS)


def _timed(rows: Sequence[Row]) -> Iterator[tuple[int, int, Row | None]]:
    """Yield begin and length in ticks of all notes, and of the rests between them."""
    at = 0
    for row in rows:
        start = max(_tick(row.start), at)
        if start > at:
            yield at, start - at, None
        at = max(_tick(row.end), start + 1)
        yield start, at - start, row


def _pieces(
    timed: Iterator[tuple[int, int, Row | None]], cuts: Sequence[int]
) -> Iterator[tuple[int, int, Row | None]]:
    """Yield notes and rests parted at the places of new tempos; late ones get rests."""
    at = 0
    for start, length, row in timed:
        at = start + length
        inside = [cut for cut in cuts if start < cut < at]
        for begin, end in zip([start, *inside], [*inside, at], strict=True):
            yield begin, end - begin, row if row is None or begin == start else _held(row)
    behind = [cut for cut in cuts if cut >= at]
    edges = [at, *behind, behind[-1] + TICKS] if behind else []
    yield from ((begin, end - begin, None) for begin, end in pairwise(edges) if end > begin)


def _held(row: Row) -> Row:
    """Return the rest of a note that is parted."""
    return replace(row, lyric="-", syllable="", line_break="", tied=True, wave=None, bends=())


def _entries(row: Row | None) -> list[str]:
    if row is None:
        return [f"Lyric={_REST}", "NoteNum=60", "PreUtterance="]
    lyric = "-" if row.lyric == "+~" and not row.syllable else row.lyric
    entries = [f"Lyric={_line(lyric)}", f"NoteNum={row.pitch}", "PreUtterance="]
    if row.syllable:
        entries.append(f"$syllable={_line(row.syllable)}")
    if row.line_break:
        entries.append(f"$break={row.line_break}")
    if row.tied:
        entries.append("$tied=1")
    if row.wave:
        entries.append(f"VBR={','.join(wave_figures(row.wave))},0")
    return entries + _pitch_line(row.bends)


def _line(text: str) -> str:
    return " ".join(text.split())


def _pitch_line(bends: Sequence[Bend]) -> list[str]:
    if not bends:
        return []
    first, *others = bends
    widths = (real_text(b.at_ms - a.at_ms) for a, b in zip(bends, others, strict=False))
    return [
        f"PBS={real_text(first.at_ms)};{real_text(first.cents / 10)}",
        f"PBW={','.join(widths)}",
        f"PBY={','.join(real_text(bend.cents / 10) for bend in others)}",
        f"PBM={','.join(_LETTERS[bend.shape] for bend in bends)}",
    ]
