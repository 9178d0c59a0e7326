"""A melody and its chords to all that a band plays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Final

import numpy as np

from aigc.errors import InputError, did_you_mean
from aigc.music.accompaniment.arrangement import Arrangement, Stroke
from aigc.music.accompaniment.frame import Frame, framed
from aigc.music.accompaniment.players import Stage, bass_pitch, play
from aigc.music.accompaniment.sections import Section
from aigc.music.accompaniment.styles import STYLES, BandStyle
from aigc.music.accompaniment.voicing import Harmonies, Melody, voiced
from aigc.music.chords.find import find_chords
from aigc.music.chords.key import find_key
from aigc.music.chords.sheet import chords_of
from aigc.music.metre import Span, phrase_ends
from aigc.types.chord import Key, Progression
from aigc.types.clock import Clock
from aigc.types.score import Score

_RING_S: Final = Fraction(5, 2)
_ROLL: Final = Fraction(1, 12)
_LAST_CHORD_S: Final = 2.5
_SLOWEST_BPM, _FASTEST_BPM = 20, 400
_FILLS: Final = ((12, 14, 15), (11, 13, 14, 15), (10, 12, 14))
_ANSWER_REST_S: Final = 0.9
_LONGEST_S: Final = 3_600


def accompany(
    score: Score,
    chords: Progression = (),
    *,
    style: str = "pop",
    key: Key | None = None,
    intro: int = 2,
    outro: int = 2,
    count: bool = False,
    shift: int = 0,
    seed: int = 0,
) -> Arrangement:
    """Return what a band plays under a melody, from its introduction to the ring of its last chord.

    Sing the score of the result: it is the same melody on the band's clock and in its key.

    Parameters
    ----------
    chords : Progression
        On the clock of ``score``; without them those that the score names, or else such as fit the
        melody.
    style : str
        A name in `STYLES`.
    key : Key or None
        Of the melody as it is written; None finds it.
    intro, outro : int
        Bars before and behind the song, 0 to 4.
    count : bool
        A bar is counted in before all else.
    shift : int
        Semitones by which melody and band are moved.
    seed : int
        Another seed gives other touches and fills.

    Raises
    ------
    InputError
        When the style is unknown, the score has no note, or a tempo, length or number of bars is
        out of range.
    """
    if style not in STYLES:
        raise InputError(f"There is no style {style!r}. {did_you_mean(style, STYLES)}")
    _check_tempo(score)
    band, key = STYLES[style], key or find_key(score)
    found = find_chords(score, key=key, given=chords or chords_of(score))
    frame = framed(
        score, found, key, count=count, intro=intro, outro=outro, shift=shift, least=band.least
    )
    clock = Clock(frame.score)
    end_s = clock.seconds(frame.bars[-1].end)
    if end_s > _LONGEST_S:
        raise InputError(
            f"The song lasts {float(end_s):.0f} s: up to {_LONGEST_S} s can be played."
        )
    moved = Key(tonic=(key.tonic + shift) % 12, mode=key.mode)
    strokes = sorted(
        _strokes(frame, band, moved, clock, seed), key=lambda s: (s.start, s.instrument, s.pitch)
    )
    return Arrangement(
        score=frame.score, chords=frame.chords, strokes=tuple(strokes),
        duration=end_s + _RING_S, style=style,
    )  # fmt: skip


def _check_tempo(score: Score) -> None:
    """Raise `InputError` unless the tempos can be played."""
    for tempo in score.tempos:
        if not _SLOWEST_BPM <= tempo.bpm <= _FASTEST_BPM:
            raise InputError(
                f"A tempo of {float(tempo.bpm):g} is not possible: choose {_SLOWEST_BPM} to "
                f"{_FASTEST_BPM} quarter notes a minute."
            )


def _strokes(frame: Frame, band: BandStyle, key: Key, clock: Clock, seed: int) -> Iterator[Stroke]:
    """Yield all strokes, bar by bar."""
    end = frame.bars[-1].end
    harmonies = Harmonies(voiced(frame.chords, end, key, sevenths=band.sevenths))
    stage = Stage(
        harmonies=harmonies, melody=Melody(frame.score), clock=clock, swing=band.swing,
        rng=np.random.default_rng((seed, 5)),
    )  # fmt: skip
    last = len(frame.bars) - 1
    for number, span in enumerate(frame.bars[: frame.counted]):
        yield from _counted(span, number)
    for number in range(frame.counted, len(frame.bars)):
        span, section = frame.bars[number], _section(frame.sections, number)
        if span.pickup and number == 0:
            continue
        if number == last:
            yield from _last_chord(span, section, stage, band)
            break
        ends = number == section.stop - 1 and number + 1 < last
        for part in band.parts:
            for stroke in play(part, span, number, section.energy, stage):
                if not (ends and _makes_room(stroke, span, section, band)):
                    yield stroke
        if ends:
            yield from _fill(span, section, band, stage)
        if number == section.first and section.energy >= 4 and _drums(band, section.energy):
            yield _struck("crash", 0, span.start, Fraction(4), 0.5)
    yield from _answers(frame, band, stage)


def _section(sections: Sequence[Section], number: int) -> Section:
    """Return the section that a bar belongs to."""
    return next(s for s in sections if s.first <= number < s.stop)


def _struck(
    instrument: str, pitch: int, start: Fraction, duration: Fraction, velocity: float
) -> Stroke:
    return Stroke(
        instrument=instrument,  # type: ignore[arg-type]
        pitch=pitch, start=start, duration=duration, velocity=velocity,
    )  # fmt: skip


def _counted(span: Span, number: int) -> Iterator[Stroke]:
    """Yield a bar of clicks on its beats."""
    at = span.start
    while at < span.end:
        first = at == span.start
        yield _struck("snap", number, at, Fraction(1, 4), 0.75 if first else 0.55)
        at += span.bar.beat


def _drums(band: BandStyle, energy: int) -> bool:
    """Tell whether a drum kit plays at an energy."""
    return any(
        p.instrument in ("kick", "snap") and p.quietest <= energy <= p.loudest for p in band.parts
    )


def _makes_room(stroke: Stroke, span: Span, section: Section, band: BandStyle) -> bool:
    """Tell whether a stroke gives way to the fill at the end of a section."""
    late = stroke.start >= span.end - span.bar.beat
    return late and stroke.instrument in ("snap", "hat") and _drums(band, section.energy)


def _fill(span: Span, section: Section, band: BandStyle, stage: Stage) -> Iterator[Stroke]:
    """Yield what leads into the next section on the last beat of this one."""
    if not _drums(band, section.energy):
        return
    steps = _FILLS[int(stage.rng.integers(0, len(_FILLS)))]
    step = span.bar.beat / 4
    quick = float(step) * stage.clock.quarter_s(span.start) < 0.07
    for index, place in enumerate(steps):
        at = span.end - (16 - place) * step * (1 if place >= 12 else Fraction(1))
        if at >= span.start and not (quick and place % 2):
            yield _struck("snap", index, at, step, 0.4 + 0.1 * index)


def _last_chord(span: Span, section: Section, stage: Stage, band: BandStyle) -> Iterator[Stroke]:
    """Yield the last chord, rolled upwards and left to ring."""
    chord = stage.harmonies.at(span.start)
    if chord is None:
        return
    quarter_s = stage.clock.quarter_s(span.start)
    ring = max(span.end - span.start, Fraction(round(_LAST_CHORD_S / quarter_s * 8), 8))
    comp = next((p.instrument for p in band.parts if p.role == "figure"), "key")
    yield _struck("bass", bass_pitch(chord.root, "bass"), span.start, ring, 0.7)
    for order, pitch in enumerate(sorted({*chord.voices, chord.voices[0] + 12})):
        if not stage.melody.clashes(pitch, span.start, span.end):
            yield _struck(comp, pitch, span.start + order * _ROLL, ring, 0.65 - 0.03 * order)
            yield _struck("pad", pitch, span.start, ring, 0.3)
    if _drums(band, section.energy):
        yield _struck("kick", 0, span.start, Fraction(1), 0.6)
        yield _struck("crash", 0, span.start, Fraction(4), 0.35)


def _answers(frame: Frame, band: BandStyle, stage: Stage) -> Iterator[Stroke]:
    """Yield short rising figures in the rests between the phrases of the melody."""
    notes = frame.score.notes
    ends = set(phrase_ends(frame.score))
    for index, (note, following) in enumerate(pairwise(notes)):
        rest = following.start - note.end
        quarter_s = stage.clock.quarter_s(note.end)
        if index not in ends or float(rest) * quarter_s < _ANSWER_REST_S:
            continue
        step = Fraction(1, 2) if quarter_s < 0.75 else Fraction(1, 4)
        step = step if float(step) * quarter_s > 0.14 else step * 2
        begin = -(-note.end // step) * step + step
        count = min(int((following.start - begin) / step), 4)
        turn = int(stage.rng.integers(0, 3))
        for place in range(count):
            at = begin + place * step
            chord = stage.harmonies.at(at)
            if chord is not None:
                voice = chord.voices[(turn + place) % 4] + 12
                yield _struck(band.answer, voice, at, step * 2, 0.4 + 0.04 * place)
