"""Life without speech: breath, blinks, a gaze that wanders, weight that shifts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import isfinite
from typing import Final

import numpy as np

from aigc.avatar.motion import emotions
from aigc.avatar.motion.body import body
from aigc.avatar.motion.curves import Floats, frame_times
from aigc.avatar.motion.edit import cut, join
from aigc.avatar.motion.gestures import Cue, checked, fitted
from aigc.avatar.motion.heard import LONGEST_S, Heard, Phrase, Sounds
from aigc.avatar.motion.mouth import Mouth
from aigc.avatar.motion.perform import check_liveliness, checked_rate, composed, life, marked
from aigc.errors import InputError
from aigc.types.avatar import Motion

SEAM_S: Final = Fraction(4, 5)
"""How long the end of a loop takes to turn into its start."""
_THOUGHT_S: Final = 4.5
"""About how often the eyes may wander."""


def idle(
    seconds: float | Fraction,
    *,
    fps: Fraction | int = Fraction(30),
    emotion: Mapping[str, float] | None = None,
    seed: int = 0,
    liveliness: float = 1.0,
    gestures: Sequence[Cue] = (),
    looped: bool = False,
) -> Motion:
    """Return a character that waits, its lips together unless a feeling opens them.

    Parameters
    ----------
    seconds : float or Fraction
        Length, to the nearest frame.
    emotion : mapping of str to float, or None
        Strengths by names of `aigc.avatar.catalogue.EMOTIONS`.
    looped : bool
        Whether the last frame goes over into the first.

    The rest is as in `aigc.avatar.motion.perform.perform`.

    Raises
    ------
    InputError
        A number is out of its range.
    ConfigError
        There is no such emotion or gesture.
    """
    rate = checked_rate(fps)
    check_liveliness(liveliness)
    if not (isfinite(seconds) and 0 < seconds <= LONGEST_S):
        raise InputError(f"{float(seconds):g} seconds are no length: choose more than 0, to 14400.")
    frames = max(1, round(Fraction(seconds) * rate))
    seam = min(round(SEAM_S * rate), frames // 3) if looped else 0
    whole = Fraction(frames + seam) / rate
    made = _waiting(whole, rate, emotions.checked(emotion or {}), seed, liveliness, gestures)
    return _closed(made, frames, seam) if seam else made


def _waiting(
    duration: Fraction,
    rate: Fraction,
    emotion: Mapping[str, float],
    seed: int,
    lively: float,
    gestures: Sequence[Cue],
) -> Motion:
    times_s = frame_times(duration, rate)
    streams = np.random.SeedSequence(seed).spawn(4)
    rngs = [np.random.default_rng(stream) for stream in streams]
    said = _silence(float(duration), rngs[0])
    felt = emotions.constant(emotion, times_s)
    cues = fitted(checked(gestures, said.duration))
    alive = life(said, times_s, felt, (rngs[1], rngs[2]), lively)
    still = np.zeros_like(times_s)
    lips = Mouth(curves={"mouthPucker": still, "mouthFunnel": still}, close=still, opened=still + 1)
    feeling = emotions.mixed_faces(felt)
    face = composed(lips, feeling, alive.face, sung=False, spoken_share=1.0)
    made = body(times_s, alive.head_deg, rngs[3], cues=cues, lively=lively,
                shoulders_deg=emotions.bearing(felt, "shoulders"))  # fmt: skip
    return Motion(
        fps=rate, blendshapes=face,
        turns={bone: q.astype(np.float32) for bone, q in made.turns.items()},
        travel=made.travel.astype(np.float32),
        marks=marked(said, cues, alive.blinks_s, felt, times_s),
    )  # fmt: skip


def _silence(duration_s: float, rng: np.random.Generator) -> Heard:
    """Return a recording of nothing, with phrases for what is thought."""
    none: Floats = np.zeros(0)
    phrases, now = [], float(rng.uniform(1, 3))
    while now < duration_s - 1:
        length = float(rng.uniform(0.6, 1.4)) * _THOUGHT_S
        phrases.append(Phrase(start=now, end=min(now + length, duration_s)))
        now += length
    sounds = Sounds(phones=("sil",), begins=np.zeros(1), ends=np.array([duration_s]),
                    gains=np.ones(1))  # fmt: skip
    return Heard(
        duration=duration_s, sung=False, sounds=sounds, phrases=tuple(phrases),
        pauses=np.array([[0.0, duration_s]]), accents=none, strengths=none, beat_s=0.7,
    )  # fmt: skip


def _closed(motion: Motion, frames: int, seam: int) -> Motion:
    """Return a motion whose first frames come out of those that were left over at its end."""
    after = cut(motion, frames / motion.fps, (frames + seam) / motion.fps)
    kept = cut(motion, Fraction(0), frames / motion.fps)
    return join(after, kept, crossfade=seam / motion.fps)
