"""When each sound of a vocal line is made: vowels on the beat, consonants before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from math import ceil

import numpy as np

from aigc.errors import InputError
from aigc.singing.articulation import HUMMED, Sound, Syllable, articulated
from aigc.singing.lengths import GLIDE_MS, coda_ms, onset_ms
from aigc.types.time import to_frame
from aigc.types.vocal import SungNote, VocalLine
from aigc.voice.phones import BREATH, INDEX, SILENCE
from aigc.voice.timing import UNMARKED, Ids, Phones

FRAMES_PER_SECOND = 200
_FRAME_MS = 1000 / FRAMES_PER_SECOND
CONSONANT_SHARE = 0.5
"""Consonants take at most so much of the time from one beat to the next."""
GLIDE_SHARE = 0.3
LATEST_SHARE = 0.4
"""Consonants before the first note of a line may take so much of it where no time is before."""
SHORTEST_REST = 12
"""Frames; a shorter pause is sung over."""
BREATH_FRAMES = 28, 90
BREATH_AFTER, BREATH_REST = 12, 6
"""Frames of stillness before a breath, in which the last sound dies away, and after it."""
_LEAST_BREATH = BREATH_FRAMES[0] + BREATH_AFTER + BREATH_REST
BREATH_TAKEN = 0.35
"""A breath takes at most so much of the note before it."""
LOWEST, HIGHEST = 36, 96
"""MIDI pitches."""
LONGEST_S = 1800
DRAWN, DRAWN_FRAMES = 0.6, (60, 200)
"""How much longer a syllable's end is on a long note, and the lengths between which it grows."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sung:
    """A vocal line as sounds in time.

    Attributes
    ----------
    phones : Phones
        End to end, from 0 to the end of the line.
    note : int64, shape (phones,)
        The note on which each phone, or its syllable, begins; -1 for silence and breath.
    """

    phones: Phones
    note: Ids


@dataclass(frozen=True, slots=True, kw_only=True)
class _Unit:
    """A syllable, or what goes on of it after a rest, on notes without a rest between them.

    ``beat`` and ``end`` are frames, ``last_beat`` where its last note begins.
    """

    syllable: Syllable
    note: int
    beat: int
    last_beat: int
    end: int
    breath: bool


@dataclass(frozen=True, slots=True)
class _Seam:
    """What happens between two units: when the first ends, a breath begins, the second begins."""

    tail_end: int
    breath: int
    head_begin: int
    head: tuple[int, ...]
    tail: tuple[int, ...]


def timed(line: VocalLine) -> Sung:
    """Return when each sound of a line is made.

    A vowel, or the glide of a Mandarin final, begins on the frame nearest to its note. What is
    before it takes its time from the note before, at most `CONSONANT_SHARE` of it; what ends a
    syllable stands at the end of its last note. Only where there is no room at all, a vowel is
    late.

    Raises
    ------
    InputError
        When there is no note, a reading has no sound or the notes are too short for their words.
    """
    spans, total = spans_of(line)
    units = tuple(_units(line.notes, spans))
    seams = [_first_seam(units[0])]
    seams += [_seam(one, following) for one, following in pairwise(units)]
    seams.append(_last_seam(units[-1], total))
    rows: list[tuple[Sound, int, int]] = []
    for number, unit in enumerate(units):
        rows += _quiet(seams[number], rows[-1][2] if rows else 0)
        rows += _sounds(unit, seams[number], seams[number + 1])
    rows += _quiet(seams[-1], rows[-1][2])
    return _checked(rows, total)


def spans_of(line: VocalLine) -> tuple[tuple[tuple[int, int], ...], int]:
    """Return the first frame of each note and the one after its last, and how many there are.

    A note that reaches into the next one ends where that begins.

    Raises
    ------
    InputError
        When there is no note, or they are not in the order of time, or one is too high or low.
    """
    if not line.notes:
        raise InputError("The vocal line has no note: give at least one.")
    ends = [note.time.end for note in line.notes]
    duration = max(line.duration, *ends)
    if duration > LONGEST_S:
        raise InputError(
            f"The line is {float(duration):.0f} s long; at most {LONGEST_S} s can be sung at once. "
            "Check the rests, or sing it in parts."
        )
    begins = [to_frame(note.time.start, FRAMES_PER_SECOND) for note in line.notes]
    for number, note in enumerate(line.notes):
        _check_note(number, note, begins[number - 1] if number else 0)
    following = [*begins[1:], ceil(duration * FRAMES_PER_SECOND)]
    spans = (
        (begin, max(begin, min(to_frame(end, FRAMES_PER_SECOND), after)))
        for begin, end, after in zip(begins, ends, following, strict=True)
    )
    return tuple(spans), following[-1]


def _check_note(number: int, note: SungNote, before: int) -> None:
    begin = to_frame(note.time.start, FRAMES_PER_SECOND)
    if begin < before or note.time.duration < 0:
        raise InputError(
            f"Note {number + 1} at {float(note.time.start):g} s begins before the one ahead of it: "
            "give notes in the order of time."
        )
    if not LOWEST <= note.pitch <= HIGHEST:
        raise InputError(
            f"Note {number + 1} has MIDI pitch {note.pitch}; {LOWEST} to {HIGHEST} can be sung. "
            "Move the key by octaves."
        )


def _units(notes: Sequence[SungNote], spans: Sequence[tuple[int, int]]) -> Iterator[_Unit]:
    """Yield the units in order; several syllables on one note share it evenly."""
    held: _Unit | None = None
    for number, (note, syllables) in enumerate(zip(notes, articulated(notes), strict=True)):
        begin, end = spans[number]
        if not syllables and held and begin - held.end < SHORTEST_REST:
            held = replace(held, last_beat=begin, end=end)
            continue
        if not syllables:
            syllables = (_gone_on(held),)
            if held and held.syllable.coda:
                held = replace(held, syllable=replace(held.syllable, coda=()))
        edges = np.linspace(begin, end, len(syllables) + 1).round().astype(int).tolist()
        for i, syllable in enumerate(syllables):
            if held:
                yield held
            held = _Unit(
                syllable=syllable, note=number, beat=edges[i], last_beat=edges[i],
                end=edges[i + 1], breath=note.breath and i == 0,
            )  # fmt: skip
    if held:
        yield held


def _gone_on(held: _Unit | None) -> Syllable:
    """Return what is sung on a note of a melisma after a rest."""
    return replace(held.syllable, onset=(), medial=()) if held else HUMMED


def _frames(lengths_ms: Sequence[float], most: float) -> tuple[int, ...]:
    """Return lengths in frames, all shortened alike where they are more than ``most`` frames."""
    wanted = [length / _FRAME_MS for length in lengths_ms]
    scale = min(1.0, most / sum(wanted)) if wanted else 1.0
    return tuple(max(1, round(length * scale)) for length in wanted)


def _head_ms(syllable: Syllable) -> list[float]:
    others = len(syllable.onset) - 1
    return [onset_ms(symbol, others) for symbol, _ in syllable.onset]


def _tail_ms(unit: _Unit) -> list[float]:
    """Return the lengths of a coda, which a long note draws out."""
    others = len(unit.syllable.coda) - 1
    drawn = 1 + DRAWN * float(np.interp(unit.end - unit.last_beat, DRAWN_FRAMES, (0, 1)))
    return [coda_ms(symbol, others) * drawn for symbol, _ in unit.syllable.coda]


def _first_seam(unit: _Unit) -> _Seam:
    wanted = sum(_head_ms(unit.syllable)) / _FRAME_MS
    room = max(float(unit.beat), min(wanted, LATEST_SHARE * (unit.end - unit.beat)))
    head = _frames(_head_ms(unit.syllable), room)
    return _with_breath(0, max(0, unit.beat - sum(head)), unit.breath, head, ())


def _last_seam(unit: _Unit, total: int) -> _Seam:
    tail = _frames(_tail_ms(unit), CONSONANT_SHARE * (unit.end - unit.last_beat))
    return _Seam(unit.end, total, total, (), tail)


def _seam(one: _Unit, following: _Unit) -> _Seam:
    """Return how one unit gives way to the next."""
    head_ms, tail_ms = _head_ms(following.syllable), _tail_ms(one)
    gap = following.beat - one.end
    wanted = sum(head_ms) / _FRAME_MS
    end = one.end
    if following.breath and gap < wanted + _LEAST_BREATH:
        taken = int(BREATH_TAKEN * (one.end - one.last_beat))
        short = round(wanted) + _LEAST_BREATH - gap
        end -= short if short <= taken else 0
        gap = following.beat - end
    if gap >= wanted + SHORTEST_REST:
        tail = _frames(tail_ms, CONSONANT_SHARE * (end - one.last_beat))
        head = _frames(head_ms, wanted)
        return _with_breath(end, following.beat - sum(head), following.breath, head, tail)
    room = CONSONANT_SHARE * (following.beat - one.last_beat)
    joined = _frames([*tail_ms, *head_ms], room)
    tail, head = joined[: len(tail_ms)], joined[len(tail_ms) :]
    begin = following.beat - sum(head)
    return _Seam(begin, begin, begin, head, tail)


def _with_breath(
    end: int, begin: int, wanted: bool, head: tuple[int, ...], tail: tuple[int, ...]
) -> _Seam:
    """Return a seam with a silence, and a breath in it where it is wanted and there is room."""
    room = begin - end - BREATH_AFTER - BREATH_REST
    least, most = BREATH_FRAMES
    length = min(most, room) if wanted and room >= least else 0
    breath = begin - BREATH_REST - length if length else begin
    return _Seam(end, breath, begin, head, tail)


def _quiet(seam: _Seam, last: int) -> Iterator[tuple[Sound, int, int]]:
    """Yield the silence and the breath of a seam, each with the frame after its last."""
    if seam.breath > last:
        yield (SILENCE, UNMARKED), -1, seam.breath
    if seam.head_begin > seam.breath:
        yield (BREATH, UNMARKED), -1, seam.head_begin - BREATH_REST
        yield (SILENCE, UNMARKED), -1, seam.head_begin


def _sounds(unit: _Unit, before: _Seam, after: _Seam) -> Iterator[tuple[Sound, int, int]]:
    """Yield the sounds of a unit, each with the frame after its last."""
    syllable = unit.syllable
    at = before.head_begin
    for sound, size in zip(syllable.onset, before.head, strict=True):
        at += size
        yield sound, unit.note, at
    at = max(at, unit.beat)
    held = after.tail_end - sum(after.tail) - at
    for sound in syllable.medial:
        at += max(1, min(round(GLIDE_MS / _FRAME_MS), round(GLIDE_SHARE * held)))
        yield sound, unit.note, at
    at = max(at + 1, after.tail_end - sum(after.tail))
    yield syllable.nucleus, unit.note, at
    for sound, size in zip(syllable.coda, after.tail, strict=True):
        at += size
        yield sound, unit.note, at


def _checked(rows: Sequence[tuple[Sound, int, int]], total: int) -> Sung:
    """Return the rows with at least a frame each and none beyond the end."""
    ends = np.array([end for _, _, end in rows])
    order = np.arange(len(rows))
    ends = np.maximum.accumulate(np.maximum(ends, 1) - order) + order
    ends = np.minimum(ends, total - order[::-1])
    ends[-1] = total
    if ends[0] < 1:
        raise InputError(
            f"{len(rows)} sounds do not fit into {float(Fraction(total, FRAMES_PER_SECOND)):g} s: "
            "give the words more time."
        )
    sounds = [sound for sound, _, _ in rows]
    return Sung(
        phones=Phones(
            phone=np.array([INDEX[symbol] for symbol, _ in sounds]),
            accent=np.array([accent for _, accent in sounds]),
            ends=ends,
        ),
        note=np.array([note for _, note, _ in rows]),
    )
