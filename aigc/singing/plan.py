"""A score with words to the vocal line of one singer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import accumulate

from aigc.errors import InputError
from aigc.singing.drawn import drawn, later
from aigc.singing.words import Read, Sung, read_words, sung_words
from aigc.types.article import Language
from aigc.types.clock import Clock
from aigc.types.reading import Reading
from aigc.types.score import Note, Score
from aigc.types.time import TimeRange
from aigc.types.vocal import Curve, Expression, SungNote, Vibrato, VocalLine

GRACE_S = Fraction(9, 100)
"""A grace note lasts so long, at most a quarter of its note."""
BREATH_REST_S = Fraction(3, 10)
"""The singer breathes in a rest of so many seconds."""
BREATH_EVERY_S = Fraction(5, 2)
"""And at the end of a line, when the last breath is so long ago."""
TAIL_S = Fraction(1, 2)
_SLOWEST, _QUICKEST = Fraction(1, 8), 8
_MARKS_DB = {
    "pppp": -14, "ppp": -12, "pp": -9, "p": -6, "mp": -3, "mf": 0, "f": 3, "ff": 5, "fff": 7,
    "ffff": 8, "sf": 4, "sfz": 4, "fz": 4, "fp": -3,
}  # fmt: skip
_HAIRPIN_DB = 4.0
_AT_ONCE_S = 0.12


def to_vocal(
    score: Score,
    *,
    verse: int = 1,
    language: Language | None = None,
    key: int = 0,
    tempo: Fraction = Fraction(1),
    lead_s: Fraction = Fraction(0),
    read: Read = read_words,
) -> VocalLine:
    """Return what is sung, in seconds.

    Parameters
    ----------
    verse : int
        The lyric line, counted from 1; see `Score.lyric_line`.
    language : Language, optional
        What letters under the notes are: ``zh`` pinyin, ``en`` English; by itself it is found out.
    key : int
        Semitones up.
    tempo : Fraction
        2 is twice as fast, 1/8 to 8.
    lead_s : Fraction
        Silence before the beginning of the score, in which the first consonants find room.
    read : Read
        How characters and words are read.

    Raises
    ------
    InputError
        When the score has no note, something under a note cannot be read or the tempo is beyond
        reason.
    """
    _check(score, tempo)
    words = sung_words(score, verse, language, read)
    clock = Clock(score)
    notes: list[SungNote] = []
    since = Fraction(0)
    for i, (note, word) in enumerate(zip(score.notes, words, strict=True)):
        start, end = (lead_s + clock.seconds(at) / tempo for at in (note.start, note.end))
        rest = start - notes[-1].time.end if notes else start
        due = i > 0 and (score.notes[i - 1].phrase_end or _paused(words, i))
        breath = bool(word.readings) and (
            rest >= BREATH_REST_S or (due and start - since >= BREATH_EVERY_S)
        )
        since = start if breath or not notes else since
        weight = score.weight(note.start) / 3
        sung = _sung(note, word, TimeRange(start=start, duration=end - start), key)
        notes += _divided(replace(sung, breath=breath, accent=weight), word, note.graces, key)
    return VocalLine(notes=tuple(notes), duration=notes[-1].time.end + TAIL_S)


def _check(score: Score, tempo: Fraction) -> None:
    if not score.notes:
        raise InputError("The score has no note: nothing can be sung.")
    if not _SLOWEST <= tempo <= _QUICKEST:
        raise InputError(f"A tempo of {float(tempo):g} times is not possible: choose 1/8 to 8.")


def _paused(words: Sequence[Sung], i: int) -> bool:
    """Tell whether a pause is written between the syllable that is sung before a note and it."""
    before = i - 1
    while before > 0 and not words[before].readings and not words[before].pause:
        before -= 1
    return words[before].pause


def _sung(note: Note, word: Sung, time: TimeRange, key: int) -> SungNote:
    length = float(time.duration)
    wave = note.wave
    vibrato = None
    if wave is not None and wave.period_ms > 0:
        vibrato = Vibrato(
            onset_s=length * (1 - min(max(wave.length, 0.0), 1.0)),
            rate_hz=1000 / wave.period_ms,
            depth_cents=wave.depth_cents if wave.length > 0 else 0.0,
        )
    return SungNote(
        pitch=note.pitch + key,
        time=time,
        text=word.text,
        word_end=word.word_end,
        vibrato=vibrato,
        drawn_cents=drawn(note.bends),
    )


def _divided(note: SungNote, word: Sung, graces: Sequence[int], key: int) -> Iterator[SungNote]:
    """Yield the notes that one written note is sung as.

    Grace notes take the beginning and with it the syllable; several syllables share the rest.
    """
    readings: list[Reading | None] = [*word.readings] or [None]
    grace = min(GRACE_S, note.time.duration / (4 * len(graces))) if graces else Fraction(0)
    share = (note.time.duration - grace * len(graces)) / len(readings)
    pitches = [*(pitch + key for pitch in graces), *(note.pitch for _ in readings)]
    sizes = [grace] * len(graces) + [share] * len(readings)
    said = [readings[0], *[None] * len(graces), *readings[1:]]
    starts = [*accumulate(sizes, initial=note.time.start)]
    for n, (pitch, start, size, reading) in enumerate(
        zip(pitches, starts, sizes, said, strict=False)
    ):
        yield replace(
            note,
            pitch=pitch,
            time=TimeRange(start=start, duration=size),
            reading=reading,
            text=note.text if n == 0 else "+" if reading else "-",
            word_end=note.word_end if reading in (None, readings[-1]) else _ends(reading),
            breath=note.breath and n == 0,
            accent=note.accent if n == 0 else 0.0,
            vibrato=note.vibrato if n == len(sizes) - 1 else None,
            drawn_cents=later(note.drawn_cents, float(start - note.time.start)),
        )


def _ends(reading: Reading) -> bool:
    return reading.language == "zh"


def to_expression(
    score: Score, *, tempo: Fraction = Fraction(1), lead_s: Fraction = Fraction(0)
) -> Expression:
    """Return the dynamics that a score writes, for a line by `to_vocal` with the same arguments.

    A hairpin leads to the mark at its end, or by itself 4 dB up or down.
    """
    marks = [(d.start, float(_MARKS_DB[d.mark])) for d in score.dynamics if d.mark in _MARKS_DB]
    changes: list[tuple[Fraction, Fraction, float, float | None]] = []
    changes += [(start, start, 0.0, mark) for start, mark in marks]
    for pin in score.hairpins:
        goal = next((mark for at, mark in marks if 0 <= at - pin.end <= 1), None)
        step = _HAIRPIN_DB if pin.louder else -_HAIRPIN_DB
        changes.append((pin.start, pin.end, step, goal))
    clock = Clock(score)
    times: list[float] = []
    values: list[float] = []
    level = 0.0
    for start, end, step, goal in sorted(changes, key=lambda change: change[:2]):
        begin_s, end_s = (float(lead_s + clock.seconds(at) / tempo) for at in (start, end))
        times += [begin_s, max(end_s, begin_s + _AT_ONCE_S)]
        values += [level, level + step if goal is None else goal]
        level = values[-1]
    return Expression(dynamics_db=_rising(times, values))


def _rising(times: Sequence[float], values: Sequence[float]) -> Curve:
    """Return a curve of points whose times may fall back a little."""
    ahead = accumulate(times, lambda last, time: max(time, last + 1e-6))
    return Curve(times_s=tuple(ahead), values=tuple(values))
