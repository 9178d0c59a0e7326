"""A lyric to a song: form, rhythm, chords and a melody that follows the words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Final

import numpy as np

from aigc.errors import InputError, did_you_mean
from aigc.music.harmony import pitch, spell
from aigc.music.writer.contour import Bounds, pitches_of
from aigc.music.writer.form import Verse, form_of
from aigc.music.writer.moods import MOODS, Metre, Mood
from aigc.music.writer.rhythm import (
    METRES,
    Rhythm,
    bars_of,
    eighths_of,
    lengths,
    rhythm_of,
    weight,
)
from aigc.music.writer.tones import directions
from aigc.music.writer.words import Line
from aigc.types.chord import Chord, Key
from aigc.types.score import Bar, ChordSymbol, Note, Score, Syllabic, Syllable, Tempo
from aigc.types.score import Key as KeySignature

_EIGHTH: Final = Fraction(1, 2)
_MOST_BARS: Final = 400
_NARROWEST: Final = 9
_LONG: Final = 3
_LIFT: Final = 3.5
_ARCHES: Final = ((-1.0, 4.0, -3.0), (-3.0, 4.0, 0.0), (3.0, 1.0, -4.0), (-3.0, 0.0, 4.0))
"""Semitones beside the middle of the voice at the beginning, middle and end of a line."""
_QUALITIES: Final = {(4, 7): "major", (3, 7): "minor", (3, 6): "diminished"}


@dataclass(slots=True)
class _Sketch:
    """What of the song is written so far."""

    notes: list[Note]
    chords: list[ChordSymbol]
    rhythms: dict[str, Rhythm]
    tunes: dict[str, tuple[int, ...]]
    at: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What all lines of a song share."""

    mood: Mood
    metre: Metre
    key: Key
    scale: tuple[int, ...]
    notes: tuple[int, ...]
    seed: int


def write_melody(
    lines: Sequence[Line],
    *,
    mood: str = "bright",
    low: int = 57,
    high: int = 74,
    bpm: int | None = None,
    metre: Metre | None = None,
    seed: int = 0,
) -> Score:
    """Return a song for a lyric: one note a syllable, in order, with its words, key and chords.

    Parameters
    ----------
    lines : sequence of sequence of LyricSyllable
        An empty line parts stanzas.
    mood : str
        A name in `MOODS`; it sets scale, tempo, metre and chords.
    low, high : int
        The range of the voice as MIDI pitches.
    bpm, metre : int, (int, int) or None
        Instead of the mood's; 2/4, 3/4, 4/4 and 6/8 can be written.
    seed : int
        Another seed gives another melody.

    Raises
    ------
    InputError
        When there is no syllable, a line is too long, the mood or metre is unknown, or the range
        or tempo is impossible.
    """
    _check(lines, mood, low, high, bpm, metre)
    chosen = MOODS[mood]
    plan = _plan(chosen, metre or chosen.metre, low, high, seed)
    sketch = _Sketch(notes=[], chords=[], rhythms={}, tunes={}, at=Fraction(0))
    for number, verse in enumerate(form_of(lines)):
        _add(sketch, verse, plan, number)
    bar_length = eighths_of(plan.metre) * _EIGHTH
    bars = int(sketch.at / bar_length)
    if bars > _MOST_BARS:
        raise InputError(f"The song would have {bars} bars: give a lyric for up to {_MOST_BARS}.")
    beats, beat_type = plan.metre
    return Score(
        notes=tuple(sketch.notes),
        tempos=(Tempo(start=Fraction(0), bpm=Fraction(bpm or chosen.bpm)),),
        bars=tuple(
            Bar(start=i * bar_length, beats=beats, beat_type=beat_type, measure=i)
            for i in range(bars)
        ),
        keys=(KeySignature(start=Fraction(0), fifths=plan.key.fifths, mode=plan.key.mode),),
        chords=tuple(sketch.chords),
    )


def _check(
    lines: Sequence[Line], mood: str, low: int, high: int, bpm: int | None, metre: Metre | None
) -> None:
    """Raise `InputError` unless a melody can be written."""
    if mood not in MOODS:
        raise InputError(f"There is no mood {mood!r}. {did_you_mean(mood, MOODS)}")
    if not any(lines):
        raise InputError("The lyric has no syllable: give at least one line of words.")
    if not (low >= 0 and low + _NARROWEST <= high <= 127):
        raise InputError(
            f"A range of {low} to {high} is not possible: give MIDI pitches that are at least "
            f"{_NARROWEST} semitones apart."
        )
    if bpm is not None and not 40 <= bpm <= 240:
        raise InputError(f"A tempo of {bpm:g} is not possible: choose 40 to 240.")
    if metre is not None and metre not in METRES:
        known = ", ".join(f"{a}/{b}" for a, b in METRES)
        raise InputError(f"A melody in {metre[0]}/{metre[1]} is not possible: choose {known}.")


def _plan(mood: Mood, metre: Metre, low: int, high: int, seed: int) -> _Plan:
    """Return the key, by chance among those that lie well, and the notes of the voice."""
    rng = np.random.default_rng((seed, 7))
    middle = (low + high) / 2
    tonic = round(middle - 3.5 + float(rng.integers(-2, 3)))
    key = Key(tonic=tonic % 12, mode=mood.mode)
    scale = tuple((c - key.tonic) % 12 for c in key.scale)
    notes = tuple(p for p in range(low, high + 1) if p % 12 in key.scale)
    return _Plan(mood=mood, metre=metre, key=key, scale=scale, notes=notes, seed=seed)


def _add(sketch: _Sketch, verse: Verse, plan: _Plan, number: int) -> None:
    """Write one line."""
    rhythm = _rhythm(sketch, verse, plan)
    chords = _line_chords(verse, rhythm.bars, plan)
    bar_length = eighths_of(plan.metre) * _EIGHTH
    flats = plan.key.fifths < 0
    sketch.chords += [
        ChordSymbol(start=sketch.at + i * bar_length, symbol=chord.spelled(flats=flats))
        for i, chord in enumerate(chords)
    ]
    pitches = _pitches(sketch, verse, rhythm, chords, plan)
    for index, (onset, length) in enumerate(zip(rhythm.onsets, lengths(rhythm), strict=True)):
        sketch.notes.append(
            Note(
                pitch=pitches[index],
                start=sketch.at + onset * _EIGHTH,
                duration=length * _EIGHTH,
                lyrics=(_under(verse, index),),
                breath=index == len(pitches) - 1,
            )
        )
    sketch.at += rhythm.bars * bar_length


def _rhythm(sketch: _Sketch, verse: Verse, plan: _Plan) -> Rhythm:
    """Return the rhythm of a line, after that of a line it shares a tune with."""
    like = sketch.rhythms.get(verse.tune)
    bars = bars_of(verse.line, plan.metre)
    if like is not None and like.bars > bars:
        bars = like.bars
    rng = np.random.default_rng((plan.seed, 8, verse.tune.isupper()))
    taste = rng.uniform(0, 0.3, eighths_of(plan.metre) * 2)
    rhythm = rhythm_of(verse.line, plan.mood, plan.metre, bars, like=like, taste=taste)
    sketch.rhythms.setdefault(verse.tune, rhythm)
    return rhythm


def _line_chords(verse: Verse, bars: int, plan: _Plan) -> list[Chord]:
    """Return a chord for each bar of a line: a row of the mood's, with a cadence at its end."""
    rows = plan.mood.chorus if verse.chorus else plan.mood.verse
    rng = np.random.default_rng((plan.seed, 9, verse.chorus))
    row = rows[int(rng.integers(0, len(rows)))].split()
    per_line = max(bars, 1)
    degrees = [row[(verse.place * per_line + i) % len(row)] for i in range(bars)]
    if verse.closes or verse.place == verse.of - 1:
        degrees[-1] = "1"
        if bars > 1:
            degrees[-2] = "5"
    elif verse.place % 2 == 1:
        degrees[-1] = "5"
    return [_chord(degree, plan) for degree in degrees]


def _chord(degree: str, plan: _Plan) -> Chord:
    """Return the triad on a degree; that on the fifth is always major."""
    sign = f"{degree}M" if degree == "5" else degree
    root, third, fifth, _ = spell(sign, plan.scale, plan.key.tonic).classes
    return Chord(root=root, quality=_QUALITIES[(third - root) % 12, (fifth - root) % 12])


def _pitches(
    sketch: _Sketch, verse: Verse, rhythm: Rhythm, chords: Sequence[Chord], plan: _Plan
) -> tuple[int, ...]:
    """Return the pitches of a line, and remember its tune."""
    eighths = eighths_of(plan.metre)
    held = lengths(rhythm)
    like = sketch.tunes.get(verse.tune, ())
    rng = np.random.default_rng((plan.seed, 10, *verse.tune.encode()))
    arch = _ARCHES[int(rng.integers(0, len(_ARCHES)))]
    middle = (plan.notes[0] + plan.notes[-1]) / 2 + (_LIFT if verse.chorus else -1.5)
    along = np.linspace(0, 2, len(rhythm.onsets))
    bounds = Bounds(
        chords=tuple(_free_of_clash(chords[o // eighths], plan) for o in rhythm.onsets),
        strong=tuple(
            weight(plan.metre, o) >= 2 or n >= _LONG
            for o, n in zip(rhythm.onsets, held, strict=True)
        ),
        directions=directions(verse.line),
        shape=tuple((middle + np.interp(along, (0, 1, 2), arch)).tolist()),
        ending=_ending(verse, chords[-1], plan),
        closes=verse.closes,
        like=like if len(like) == len(verse.line) - 1 else like[:-1],
        after=sketch.notes[-1].pitch if sketch.notes else None,
        leaps=plan.mood.leaps,
    )
    found = pitches_of(bounds, plan.notes, rng)
    steps = tuple(plan.notes.index(b) - plan.notes.index(a) for a, b in pairwise(found))
    sketch.tunes.setdefault(verse.tune, steps)
    return found


def _free_of_clash(chord: Chord, plan: _Plan) -> tuple[int, ...]:
    """Return the pitch classes of a chord that are in the melody's scale."""
    return tuple(c for c in chord.classes if c in plan.key.scale)


def _ending(verse: Verse, chord: Chord, plan: _Plan) -> tuple[int, ...]:
    """Return the pitch classes that may end a line, the best first."""
    tonic = plan.key.tonic
    if verse.closes:
        return (tonic,)
    third = pitch(plan.scale, tonic, 2) % 12
    if verse.place == verse.of - 1:
        return (tonic, third)
    stable = (pitch(plan.scale, tonic, 4) % 12, third, tonic, pitch(plan.scale, tonic, 1) % 12)
    return tuple(c for c in stable if c in chord.classes) or stable


def _under(verse: Verse, index: int) -> Syllable:
    """Return the syllable under a note."""
    line = verse.line
    begins = index == 0 or line[index - 1].word_end
    ends = line[index].word_end
    names: dict[tuple[bool, bool], Syllabic] = {
        (True, True): "single", (True, False): "begin", (False, True): "end",
        (False, False): "middle",
    }  # fmt: skip
    last = index == len(line) - 1
    return Syllable(
        text=line[index].text, syllabic=names[begins, ends], line_end=last,
        stanza_end=last and verse.place == verse.of - 1,
    )  # fmt: skip
