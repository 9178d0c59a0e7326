"""A mouth that follows what is heard: visemes, and ARKit's face movements."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Final

import numpy as np

from aigc.errors import InputError
from aigc.timings.articulation import CLOSE, NUCLEI, POSTURES, TONGUE, TUCK, Gesture
from aigc.timings.curves import Floats, blended, crossfaded, gestured, met
from aigc.timings.spelling import is_stressed, phones_of
from aigc.timings.tiers import between, filled
from aigc.types.audio import Audio
from aigc.types.time import to_sample
from aigc.types.timing import Timed, Timing
from aigc.types.viseme import BLENDSHAPES, VISEMES, LipSync, VisemeEvent

Spell = Callable[[str], tuple[str, ...]]
"""The sounds in a phoneme, as `aigc.timings.spelling.phones_of`."""

HIGHEST_FPS: Final = 240
_LONGEST_S: Final = 4 * 3600
_JAW_S: Final = (0.09, 0.09)
_LIPS_S: Final = (0.18, 0.1)
"""How long jaw and lips look ahead and linger; lips round about 100 ms before a round vowel."""
_SONG: Final = 1.2
_STRESS: Final = 1.08
_LOUD_PER_DB, _LEAST_GAIN, _MOST_GAIN = 0.03, 0.7, 1.3
_HELD_S, _HELD_GAIN = 0.6, 0.12


@dataclass(frozen=True, slots=True)
class _Sound:
    phone: str
    symbol: str
    begin: int
    end: int
    gain: float


def lip_sync(
    timing: Timing,
    *,
    fps: Fraction | int = 60,
    audio: Audio | None = None,
    spell: Spell = phones_of,
) -> LipSync:
    """Return the mouth for what is heard.

    Each sound has its events to the sample; the weights of the frames are smooth: jaw and lips
    move towards sounds to come and linger on those before, a bilabial closes the lips in one frame
    at least, and the mouth is at rest in silence.

    Parameters
    ----------
    timing : Timing
        Its phonemes; where it has notes, the mouth sings: wider, and slower to change.
    fps : Fraction or int
        Frames a second, 10 to 240.
    audio : Audio, optional
        The recording; vowels louder than its others open the mouth farther.
    spell : callable
        What the phonemes of an engine of its own spelling sound like.

    Raises
    ------
    InputError
        There is no phoneme, one is not known, the rate is not possible, or it is over four hours.
    """
    rate = Fraction(fps)
    _check(timing, rate)
    sounds = _sounds(timing, audio, spell)
    times_s = _times(timing.duration, rate)
    ends_s = np.array([s.end for s in sounds]) / timing.sample_rate
    close, tuck, tongue = (
        _gesture(sounds, kind, timing.sample_rate, times_s) for kind in (CLOSE, TUCK, TONGUE)
    )
    kinds = np.array([VISEMES.index(POSTURES[s.phone].viseme) for s in sounds])
    shapes = crossfaded(ends_s, kinds, len(VISEMES), times_s)
    shapes = _given_way(shapes, tuck * (1 - close), VISEMES.index("FF"))
    shapes = _given_way(shapes, close, VISEMES.index("PP"))
    posture = _posture(sounds, ends_s, times_s, _SONG if timing.notes else 1.0)
    moved = _movements(posture, close, tuck * (1 - close), tongue)
    weights = np.zeros((len(times_s), len(BLENDSHAPES)), np.float32)
    for name, curve in moved.items():
        weights[:, BLENDSHAPES.index(name)] = np.clip(curve, 0, 1)
    return LipSync(
        duration=timing.duration,
        sample_rate=timing.sample_rate,
        fps=rate,
        events=tuple(_event(s, timing.sample_rate) for s in sounds),
        visemes=shapes.astype(np.float32),
        blendshapes=weights,
    )


def _check(timing: Timing, fps: Fraction) -> None:
    if not timing.phonemes:
        raise InputError("There is no phoneme to move a mouth by. Give a recording with phonemes.")
    if timing.phonemes != filled([p for p in timing.phonemes if p.time.duration], timing.duration):
        raise InputError(
            "The phonemes have gaps or no length. Put them in order with "
            "`aigc.timings.tiers.timing_of`."
        )
    if not 10 <= fps <= HIGHEST_FPS:
        raise InputError(f"{float(fps):g} frames a second are not possible: choose 10 to 240.")
    if timing.duration > _LONGEST_S:
        raise InputError(
            f"A recording of {float(timing.duration) / 3600:.1f} hours is too long: cut it into "
            "parts of four hours at most."
        )


def _times(duration: Fraction, fps: Fraction) -> Floats:
    """Return when each frame is first shown, in seconds."""
    count = max(1, ceil(duration * fps))
    return np.arange(count) / (fps.numerator / fps.denominator)


def _sounds(timing: Timing, audio: Audio | None, spell: Spell) -> list[_Sound]:
    """Return the sounds end to end, each symbol divided into its own."""
    loud = _loudness(timing.phonemes, audio, spell)
    out: list[_Sound] = []
    for item, gain in zip(timing.phonemes, loud, strict=True):
        begin = to_sample(item.time.start, timing.sample_rate)
        end = to_sample(item.time.end, timing.sample_rate)
        phones = spell(item.text)[: end - begin]
        bounds = [begin + (end - begin) * n // len(phones) for n in range(len(phones) + 1)]
        for phone, first, last in zip(phones, bounds, bounds[1:], strict=False):
            wide = gain if phone in NUCLEI else 1.0
            out.append(_Sound(phone, item.text, first, last, wide))
    return out


def _loudness(phonemes: tuple[Timed, ...], audio: Audio | None, spell: Spell) -> list[float]:
    """Return how far each phoneme opens the mouth, about 1."""
    gains = np.array([_STRESS if is_stressed(p.text) else 1.0 for p in phonemes])
    held = np.array([min(1.0, float(p.time.duration) / _HELD_S) for p in phonemes])
    gains *= 1 + _HELD_GAIN * held
    if audio is not None:
        db = _levels_db(phonemes, audio)
        vowels = np.array([any(s in NUCLEI for s in spell(p.text)) for p in phonemes])
        usual = float(np.median(db[vowels])) if vowels.any() else 0.0
        gains *= np.clip(1 + _LOUD_PER_DB * (db - usual), _LEAST_GAIN, _MOST_GAIN)
    return [float(g) for g in gains]


def _levels_db(phonemes: tuple[Timed, ...], audio: Audio) -> Floats:
    """Return the level of each phoneme in dB of full scale, not under -100."""
    power = np.square(audio.samples.astype(np.float64)).mean(0)
    total = np.concatenate(([0.0], np.cumsum(power)))
    bounds = np.array(
        [[to_sample(t, audio.sample_rate) for t in (p.time.start, p.time.end)] for p in phonemes]
    ).clip(0, len(power))
    size = np.maximum(bounds[:, 1] - bounds[:, 0], 1)
    mean: Floats = (total[bounds[:, 1]] - total[bounds[:, 0]]) / size
    return 10 * np.log10(np.maximum(mean, 1e-10))


def _gesture(
    sounds: list[_Sound], kind: Mapping[str, Gesture], sample_rate: int, times_s: Floats
) -> Floats:
    """Return how far one gesture is made in each frame."""
    spans: list[tuple[float, float]] = []
    reach: list[float] = []
    for sound in sounds:
        if made := kind.get(sound.phone):
            size = sound.end - sound.begin
            begin, end = (sound.begin + share * size for share in (made.begin, made.end))
            spans.append((begin / sample_rate, end / sample_rate))
            reach.append(made.reach)
    return gestured(spans, reach, times_s)


def _given_way(shapes: Floats, gesture: Floats, column: int) -> Floats:
    """Return the shapes with all but one making way for it as far as its gesture is made."""
    out = shapes * (1 - gesture)[:, None]
    out[:, column] += gesture
    return out


def _posture(sounds: list[_Sound], ends_s: Floats, times_s: Floats, slow: float) -> Floats:
    """Return jaw, teeth, pucker, funnel and spread in each frame, shape ``(frames, 5)``."""
    rows = [POSTURES[s.phone] for s in sounds]
    opened = np.array([s.gain for s in sounds]) * slow
    jaw = np.array([[r.jaw, r.teeth] for r in rows])
    jaw[:, 0] *= np.where([s.phone in NUCLEI for s in sounds], opened, 1.0)
    lips = np.array([[r.pucker, r.funnel, r.spread] for r in rows])
    parts = []
    for targets, hold, (lead_s, carry_s) in (
        (jaw, [r.jaw_hold for r in rows], _JAW_S),
        (lips, [r.lips_hold for r in rows], _LIPS_S),
    ):
        parts.append(
            blended(
                ends_s,
                targets,
                np.array(hold),
                times_s,
                lead_s=lead_s * slow,
                carry_s=carry_s * slow,
            )
        )
    return np.concatenate(parts, axis=1)


def _movements(posture: Floats, close: Floats, tuck: Floats, tongue: Floats) -> dict[str, Floats]:
    """Return the curves of the face by ARKit's names."""
    jaw, teeth, pucker, funnel, spread = posture.T
    free = 1 - close
    lower = (0.35 * jaw + 0.5 * teeth) * free * (1 - tuck)
    upper = (0.15 * jaw + 0.45 * teeth) * free + 0.2 * tuck
    both = {
        "mouthSmile": 0.55 * spread,
        "mouthStretch": 0.35 * spread,
        "mouthDimple": 0.15 * spread,
        "mouthPress": 0.45 * close,
        "mouthLowerDown": lower,
        "mouthUpperUp": upper,
    }
    return {
        "jawOpen": jaw,
        "mouthClose": met(jaw, close),
        "mouthPucker": pucker,
        "mouthFunnel": funnel * (1 - 0.6 * close),
        "mouthRollLower": 0.2 * close + 0.65 * tuck,
        "mouthRollUpper": 0.2 * close,
        "tongueOut": tongue * free,
        **{f"{name}{side}": curve for name, curve in both.items() for side in ("Left", "Right")},
    }


def _event(sound: _Sound, sample_rate: int) -> VisemeEvent:
    return VisemeEvent(
        viseme=POSTURES[sound.phone].viseme,
        phoneme=sound.symbol,
        time=between(sound.begin, sound.end, sample_rate),
    )
