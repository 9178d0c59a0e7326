"""A vocal line as a piano roll, with its words and the pitch that was asked and heard."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from aigc.errors import InputError
from aigc.listening.drawing import Box, Drawing, Mark, Stroke, Words
from aigc.listening.lanes import PHONES_PX, curve, phones_lane
from aigc.listening.look import (
    ASKED,
    GROUND,
    HEARD,
    LABEL_PX,
    LEFT_PX,
    MARGIN_PX,
    MUTED,
    NOTE,
    PANEL,
    RULE,
    TEXT,
    WIDTH_PX,
    WORD_PX,
)  # fmt: skip
from aigc.listening.rows import Row, clock_marks, fitting, rows_of
from aigc.listening.setting import width_px
from aigc.listening.spectrogram import check_pitch, check_row, sheet
from aigc.timings.spelling import is_silent
from aigc.timings.sung import pitch_name
from aigc.types.score import Score
from aigc.types.timing import Timed
from aigc.types.vocal import Singing, SungNote, VocalLine

_LEGEND_PX: Final = 26.0
_CHORDS_PX: Final = 22.0
_CLOCK_PX: Final = 22.0
_BETWEEN_PX: Final = 12.0
_KEYS_PX: Final = 264.0
_KEY_PX: Final = (9.0, 19.0)
_BLACK: Final = frozenset((1, 3, 6, 8, 10))
_BREATH_GAP_S: Final = 0.05
_AROUND_S: Final = 0.75
_SILENT: Final = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Keys:
    """The pitches that are drawn, and how high each key is."""

    low: int
    high: int
    key_px: float

    @property
    def height(self) -> float:
        return (self.high - self.low + 1) * self.key_px

    def y(self, midi_pitch: float, top: float) -> float:
        """Return where the middle of a pitch stands."""
        return top + (self.high - midi_pitch + 0.5) * self.key_px

    def y_of_hz(self, hz: float, top: float) -> float:
        midi = 69 + 12 * float(np.log2(hz / 440))
        return min(max(self.y(midi, top), top), top + self.height)


def piano_roll(
    line: VocalLine,
    *,
    singing: Singing | None = None,
    heard_hz: NDArray[np.floating] | None = None,
    score: Score | None = None,
    row_s: float = 10.0,
) -> Drawing:
    """Return a picture of the notes of a singer, each with its syllable.

    Parameters
    ----------
    singing : Singing, optional
        The pitch that was asked for lies over the notes, the phonemes stand below.
    heard_hz : shape (frames,), optional
        The pitch every 5 ms that was measured in the sound, 0 for none; see `pitch_track`.
    score : Score, optional
        Its bars and chords are drawn; its notes begin with those of the line.
    row_s : float
        The longest stretch on one row, in seconds; rows end in rests where they can.

    Raises
    ------
    InputError
        When the line has no note, a pitch is no number, or a row has no length.
    """
    if not line.notes:
        raise InputError("There is no note to draw. Give a line with notes.")
    check_pitch(heard_hz)
    check_row(row_s)
    roll = _Roll(line, _keys(line), singing, heard_hz, tuple(_bars(line, score)),
                 tuple(_chords(line, score)))  # fmt: skip
    marks: list[Mark] = []
    top = MARGIN_PX
    if roll.curves:
        marks += _legend(roll.curves)
        top += _LEGEND_PX - 8
    begin, end = _sung(line)
    for row in rows_of(begin, end, row_s, rests_s=_rests(line), begins_s=_begins(line)):
        marks += roll.system(row, top)
        top += roll.height + _BETWEEN_PX
    return sheet(f"Piano roll of {len(line.notes)} notes", top + MARGIN_PX / 2 - _BETWEEN_PX, marks)


def _keys(line: VocalLine) -> _Keys:
    pitches = [note.pitch for note in line.notes]
    low, high = min(pitches) - 1, max(pitches) + 3
    key_px = min(max(_KEYS_PX / (high - low + 1), _KEY_PX[0]), _KEY_PX[1])
    return _Keys(low=low, high=high, key_px=key_px)


@dataclass(frozen=True, slots=True)
class _Roll:
    """All that every row draws from."""

    line: VocalLine
    keys: _Keys
    singing: Singing | None
    heard_hz: NDArray[np.floating] | None
    bars_s: tuple[float, ...]
    chords: tuple[tuple[float, str], ...]

    @property
    def curves(self) -> tuple[tuple[str, str], ...]:
        """What the lines are, with their colours."""
        asked = (("asked", ASKED),) if self.singing else ()
        return asked + ((("heard", HEARD),) if self.heard_hz is not None else ())

    @property
    def height(self) -> float:
        above = _CHORDS_PX if self.chords else 0.0
        return above + self.keys.height + 4 + (PHONES_PX if self.singing else 0) + _CLOCK_PX

    def system(self, row: Row, top: float) -> Iterator[Mark]:
        """Yield one row from the back to the front."""
        if self.chords:
            yield from _chord_names(row, self.chords, top)
            top += _CHORDS_PX
        keys = self.keys
        yield from _lattice(row, keys, self.bars_s, top)
        inside = [n for n in self.line.notes if row.cut(*_span(n))]
        for note in inside:
            yield from _plate(row, keys, note, top)
        if self.singing:
            yield from curve(row, self.singing.f0_hz, _placed(keys, top), ASKED, 3.2)
        if self.heard_hz is not None:
            yield from curve(row, self.heard_hz, _placed(keys, top), HEARD, 1.4)
        for note, room in zip(inside, _rooms(row, inside), strict=True):
            yield from _syllable(row, keys, note, room, top)
        top += keys.height + 4
        if self.singing:
            yield from phones_lane(row, _sounds(self.singing), top, _SILENT)
            top += PHONES_PX
        yield from clock_marks(row, top)


def _placed(keys: _Keys, top: float) -> Callable[[float], float]:
    return lambda hz: keys.y_of_hz(hz, top)


def _sung(line: VocalLine) -> tuple[float, float]:
    """Return when the voice sounds; what a band plays alone before and after is left out."""
    begin, end = float(line.notes[0].time.start), float(line.notes[-1].time.end)
    return max(begin - _AROUND_S, 0.0), min(end + _AROUND_S, float(line.duration))


def _span(note: SungNote) -> tuple[float, float]:
    return float(note.time.start), float(note.time.end)


def _rests(line: VocalLine) -> Iterator[float]:
    for a, b in pairwise(line.notes):
        if b.breath or float(b.time.start - a.time.end) > _BREATH_GAP_S:
            yield max(float(a.time.end), float(b.time.start) - 0.25)


def _begins(line: VocalLine) -> Iterator[float]:
    for note in line.notes:
        if note.reading is not None:
            yield float(note.time.start)


def _sounds(singing: Singing) -> Sequence[Timed]:
    phonemes = (p.phoneme for p in singing.phonemes)
    return [Timed(text=_SILENT if is_silent(p.symbol) else p.symbol, time=p.time) for p in phonemes]


def _clock(line: VocalLine, score: Score) -> float:
    """Return what the line's times are later than the score's, in seconds."""
    return float(line.notes[0].time.start - score.seconds(score.notes[0].start))


def _bars(line: VocalLine, score: Score | None) -> Iterator[float]:
    if score is not None and score.notes:
        later = _clock(line, score)
        yield from (float(score.seconds(bar.start)) + later for bar in score.bars)


def _chords(line: VocalLine, score: Score | None) -> Iterator[tuple[float, str]]:
    if score is not None and score.notes:
        later = _clock(line, score)
        for chord in score.chords:
            yield float(score.seconds(chord.start)) + later, chord.symbol


def _chord_names(row: Row, chords: Sequence[tuple[float, str]], top: float) -> Iterator[Mark]:
    for time_s, symbol in chords:
        if row.begin_s <= time_s < row.end_s:
            yield Words(
                x=row.x(time_s) + 3, y=top + 15, text=symbol, size_px=14, colour=MUTED, bold=True
            )


def _lattice(row: Row, keys: _Keys, bars_s: Sequence[float], top: float) -> Iterator[Mark]:
    """Yield the keys, white ones lighter, with the names of C, E and G, and the bar lines."""
    width = row.right - LEFT_PX
    yield Box(x=LEFT_PX, y=top, width=width, height=keys.height, fill=PANEL)
    for pitch in range(keys.low, keys.high + 1):
        y = keys.y(pitch, top) - keys.key_px / 2
        if pitch % 12 in _BLACK:
            yield Box(x=LEFT_PX, y=y, width=width, height=keys.key_px, fill=GROUND, opacity=0.75)
        if pitch % 12 in (0, 5):
            line = ((LEFT_PX, y + keys.key_px), (row.right, y + keys.key_px))
            yield Stroke(points=line, colour=RULE, width=0.6, opacity=0.5)
        if pitch % 12 in (0, 4, 7):
            yield _name(pitch, keys, top)
    for bar in bars_s:
        if row.begin_s <= bar <= row.end_s:
            line = ((row.x(bar), top), (row.x(bar), top + keys.height))
            yield Stroke(points=line, colour=RULE, width=1.2, opacity=0.9)


def _name(pitch: int, keys: _Keys, top: float) -> Words:
    return Words(
        x=LEFT_PX - 8, y=keys.y(pitch, top) + 4, text=pitch_name(pitch), size_px=LABEL_PX - 1,
        colour=TEXT if pitch % 12 == 0 else MUTED, anchor="end",
    )  # fmt: skip


def _plate(row: Row, keys: _Keys, note: SungNote, top: float) -> Iterator[Mark]:
    place = row.cut(*_span(note))
    if place:
        x, width = place
        yield Box(
            x=x, y=keys.y(note.pitch, top) - keys.key_px / 2, width=max(width - 1.5, 1),
            height=keys.key_px, fill=NOTE, radius=min(5.0, keys.key_px / 2),
        )  # fmt: skip


def _rooms(row: Row, notes: Sequence[SungNote]) -> Iterator[float]:
    """Yield how much room, in pixels, the words of each note have before the next word."""
    for i, note in enumerate(notes):
        after = next((n for n in notes[i + 1 :] if n.reading is not None), None)
        end = float(after.time.start) if after else row.end_s
        yield max(end - float(note.time.start), 0.0) * row.px_per_s


def _syllable(row: Row, keys: _Keys, note: SungNote, room: float, top: float) -> Iterator[Mark]:
    """Yield the syllable over its note, where the note begins in this row."""
    begin, end = _span(note)
    if note.reading is None or begin < row.begin_s:
        return
    size = fitting(note.text, room - 3, WORD_PX, 8.0)
    if size is None:
        return
    width = width_px(note.text, size)
    x = row.x(begin) + max(min((end - begin) * row.px_per_s, room) - width, 0) / 2
    y = keys.y(note.pitch, top) - keys.key_px / 2 - 5
    yield Words(x=x, y=max(y, top + size * 0.85), text=note.text, size_px=size, colour=TEXT)


def _legend(curves: Sequence[tuple[str, str]]) -> Iterator[Mark]:
    x = WIDTH_PX - 24.0
    for text, colour in reversed(curves):
        x -= width_px(text, LABEL_PX)
        yield Words(x=x, y=MARGIN_PX + 4, text=text, size_px=LABEL_PX, colour=TEXT)
        line = ((x - 26, MARGIN_PX), (x - 8, MARGIN_PX))
        yield Stroke(points=line, colour=colour, width=2.4)
        x -= 44
