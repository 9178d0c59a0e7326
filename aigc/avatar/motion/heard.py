"""What a `Timing` tells of how something is said: sounds, phrases, pauses, stress and beat."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from aigc.avatar.motion.curves import Floats
from aigc.errors import InputError
from aigc.timings.articulation import NUCLEI
from aigc.timings.spelling import is_silent, is_stressed, phones_or_murmur
from aigc.timings.tiers import filled
from aigc.types.timing import Timed, Timing

PAUSE_S = 0.15
"""A silence as long as this shuts the mouth."""
PHRASE_GAP_S = Fraction(1, 4)
"""A silence as long as this parts phrases."""
LONGEST_S = 4 * 3600
SENTENCE_END = re.compile(r"(?<=[。！？!?…\n])(?![。！？!?…”’\"'）)])|(?<=[.;；])(?=\s)")
QUESTION = re.compile(r"[?？][”’\"'）)\s]*$")
_STRESS, _LOUD_PER_DB, _LEAST, _MOST = 1.08, 0.03, 0.7, 1.3
_HELD_S, _HELD_GAIN = 0.6, 0.12


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sounds:
    """Sounds end to end, each a row of `aigc.timings.articulation.POSTURES`.

    Attributes
    ----------
    phones : tuple of str
    begins, ends : float64, shape (sounds,)
        Seconds.
    gains : float64, shape (sounds,)
        How far each vowel opens the mouth, about 1.
    """

    phones: tuple[str, ...]
    begins: Floats
    ends: Floats
    gains: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """What is said in one breath; times in seconds."""

    start: float
    end: float
    text: str = ""
    question: bool = False
    last: bool = True


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Heard:
    """A recording as those see it who move to it.

    Attributes
    ----------
    duration : float
        Seconds.
    sung : bool
    sounds : Sounds
    phrases : tuple of Phrase
    pauses : float64, shape (pauses, 2)
        Begin and end of each silence of `PAUSE_S` or more.
    accents, strengths : float64, shape (syllables,)
        The middle of each vowel and its stress, about 0, greater for the stronger.
    beat_s : float
        How long a beat takes, for sway in time with a song.
    """

    duration: float
    sung: bool
    sounds: Sounds
    phrases: tuple[Phrase, ...]
    pauses: Floats
    accents: Floats
    strengths: Floats
    beat_s: float


def heard(
    timing: Timing,
    *,
    text: str = "",
    audio_level: Sequence[float] | NDArray[np.floating] | None,
    singing: bool = False,
) -> Heard:
    """Return how a recording is said or sung.

    Parameters
    ----------
    timing : Timing
        Its phonemes go end to end.
    text : str
        What is said, with its punctuation, where the timing's lines do not have it.
    audio_level : array of float, shape (measures,), or None
        How loud the recording is (the root of the mean square), at even times from 0 to its end.

    Raises
    ------
    InputError
        There is no phoneme, phonemes have gaps, it is over four hours, or a level is none.
    """
    _check(timing)
    levels = level_db(audio_level)
    sung = singing or bool(timing.notes)
    sounds = _sounds(timing, levels)
    phrases = tuple(_phrases(timing, text))
    accents, strengths = _accents(sounds, levels, float(timing.duration))
    return Heard(
        duration=float(timing.duration), sung=sung, sounds=sounds, phrases=phrases,
        pauses=_pauses(sounds), accents=accents, strengths=strengths, beat_s=_beat(timing, accents),
    )  # fmt: skip


def level_db(level: Sequence[float] | NDArray[np.floating] | None) -> Floats | None:
    """Return loudness in dB, not under -100; raises InputError for what is no loudness."""
    if level is None:
        return None
    values = np.asarray(level, float)
    if values.ndim != 1 or not len(values) or not np.isfinite(values).all() or values.min() < 0:
        raise InputError(
            f"The audio level has shape {values.shape} or holds numbers that are no loudness. Give "
            "one row of numbers from 0 up, evenly spread over the recording."
        )
    return np.asarray(20 * np.log10(np.maximum(values, 1e-5)), float)


def sentences(text: str) -> list[str]:
    """Return the sentences of a Chinese or English text, with their punctuation.

    >>> sentences("你好！今天 3.5 度。Is it? Yes.")
    ['你好！', '今天 3.5 度。', 'Is it?', 'Yes.']
    """
    return [s for part in SENTENCE_END.split(text) if (s := part.strip())]


def _check(timing: Timing) -> None:
    if not timing.phonemes:
        raise InputError("There is no phoneme to move by. Give a recording with phonemes.")
    if timing.phonemes != filled([p for p in timing.phonemes if p.time.duration], timing.duration):
        raise InputError(
            "The phonemes have gaps or no length. Put them in order with "
            "`aigc.timings.tiers.timing_of`."
        )
    if timing.duration > LONGEST_S:
        raise InputError(
            f"A recording of {float(timing.duration) / 3600:.1f} hours is too long: cut it into "
            "parts of four hours at most."
        )


def _sounds(timing: Timing, levels: Floats | None) -> Sounds:
    """Return the sounds, each symbol divided evenly into its own."""
    spelt = [phones_or_murmur(p.text) for p in timing.phonemes]
    sizes = np.array([len(s) for s in spelt])
    starts = np.array([float(p.time.start) for p in timing.phonemes])
    lengths = np.array([float(p.time.duration) for p in timing.phonemes])
    owner = np.repeat(np.arange(len(sizes)), sizes)
    part = np.arange(len(owner)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    begins = starts[owner] + lengths[owner] * part / sizes[owner]
    phones = tuple(phone for s in spelt for phone in s)
    gains = np.where([is_stressed(p.text) for p in timing.phonemes], _STRESS, 1.0)
    gains = gains * (1 + _HELD_GAIN * np.minimum(1, lengths / _HELD_S))
    ends = np.append(begins[1:], float(timing.duration))
    vowels = np.array([phone in NUCLEI for phone in phones])
    wide = np.where(vowels, gains[owner], 1.0)
    if levels is not None and vowels.any():
        db = _mean_levels(levels, begins, ends)
        apart = db - np.median(db[vowels])
        wide = np.where(vowels, wide * np.clip(1 + _LOUD_PER_DB * apart, _LEAST, _MOST), wide)
    return Sounds(phones=phones, begins=begins, ends=ends, gains=wide)


def _mean_levels(levels: Floats, begins: Floats, ends: Floats) -> Floats:
    """Return the mean level of each sound in dB."""
    rate = len(levels) / ends[-1]
    total = np.concatenate(([0.0], np.cumsum(levels)))
    first = np.minimum((begins * rate).astype(int), len(levels) - 1)
    last = np.maximum(np.minimum((ends * rate).astype(int), len(levels)), first + 1)
    mean: Floats = (total[last] - total[first]) / (last - first)
    return mean


def _pauses(sounds: Sounds) -> Floats:
    """Return where nothing is said for long, breaths being silent."""
    still = np.array([is_silent(phone) for phone in sounds.phones])
    edges = np.diff(np.concatenate(([0], still.astype(int), [0])))
    first, last = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1) - 1
    spans = np.stack((sounds.begins[first], sounds.ends[last]), axis=1)
    found: Floats = spans[spans[:, 1] - spans[:, 0] >= PAUSE_S - 1e-9]
    return found


def spoken_lines(timing: Timing, text: str) -> list[Timed]:
    """Return what is said sentence by sentence, with punctuation where there is any.

    Sentences of ``text`` take the places of as many lines; where there are no lines they share the
    time in proportion to their letters.
    """
    parts = sentences(text)
    if timing.lines and len(parts) != len(timing.lines):
        return list(timing.lines)
    if timing.lines:
        return [Timed(text=t, time=row.time) for t, row in zip(parts, timing.lines, strict=True)]
    return _spread(parts or [""], timing)


def _spread(parts: Sequence[str], timing: Timing) -> list[Timed]:
    said = [p.time for p in timing.phonemes if not is_silent(p.text)]
    if not said:
        return []
    sizes = [max(1, len(part)) for part in parts]
    shares = [sum(sizes[:n]) * len(said) // sum(sizes) for n in range(len(parts) + 1)]
    return [
        Timed(text=part, time=type(said[a])(start=said[a].start,
                                            duration=said[b - 1].end - said[a].start))
        for part, a, b in zip(parts, shares, shares[1:], strict=False) if b > a
    ]  # fmt: skip


def _phrases(timing: Timing, text: str) -> list[Phrase]:
    """Return the lines divided at their silences."""
    gaps = [p.time for p in timing.phonemes
            if is_silent(p.text) and p.time.duration >= PHRASE_GAP_S]  # fmt: skip
    out: list[Phrase] = []
    for line in spoken_lines(timing, text):
        start, end = line.time.start, line.time.end
        inner = [g for g in gaps if start < g.start and g.end < end]
        begins = [start, *(g.end for g in inner)]
        ends = [*(g.start for g in inner), end]
        asked = bool(QUESTION.search(line.text))
        out += [
            Phrase(start=float(a), end=float(b), text=line.text, question=asked and b == end,
                   last=b == end)
            for a, b in zip(begins, ends, strict=True) if b > a
        ]  # fmt: skip
    return out


def _accents(sounds: Sounds, levels: Floats | None, duration: float) -> tuple[Floats, Floats]:
    """Return the middles of the vowels and how much each stands out from those about it."""
    vowel = np.array([phone in NUCLEI for phone in sounds.phones])
    if not vowel.any():
        return np.zeros(0), np.zeros(0)
    begins, ends = sounds.begins[vowel], sounds.ends[vowel]
    felt = _score(np.log(np.maximum(ends - begins, 1e-3))) + _score(sounds.gains[vowel])
    if levels is not None:
        felt = felt + _score(_mean_levels(levels, begins, np.append(ends[:-1], duration)))
    return (begins + ends) / 2, felt


def _score(values: Floats) -> Floats:
    scored: Floats = np.clip((values - values.mean()) / (values.std() + 1e-6), -2.5, 2.5)
    return scored


def _beat(timing: Timing, accents: Floats) -> float:
    """Return the beat of a song, half a second to one, from when its notes begin."""
    starts = np.array([float(n.time.start) for n in timing.notes]) if timing.notes else accents
    if len(starts) < 3:
        return 0.7
    beat = float(np.median(np.diff(starts)))
    beat = max(beat, 0.05)
    while beat < 0.5:
        beat *= 2
    while beat > 1.0:
        beat /= 2
    return beat
