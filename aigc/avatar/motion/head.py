"""Head and brows: sway by phrases, nods and raised brows on stress, tilts in questions."""

from __future__ import annotations

from typing import Final

import numpy as np

from aigc.avatar.motion.curves import Floats, bumps, drift, followed, plateau, steps
from aigc.avatar.motion.heard import Heard

FASTEST_DEG_S: Final = 43.0
"""The head turns no faster: 1.5 degrees a frame at 30 frames a second, with a margin."""
EYES_LEAD_S: Final = 0.16
FOLLOW: Final = (0.3, 0.32)
"""Shares of the gaze, up and to the left, that the head follows."""
_NOD_EVERY_S: Final = 0.7
_ASKED_S: Final = 0.9


def stressed(heard: Heard, least: float = 0.5, apart_s: float = _NOD_EVERY_S) -> Floats:
    """Return the accents that stand out most, ``apart_s`` from each other, as rows of time, stress.

    Shape ``(accents, 2)``, in order of time.
    """
    order = np.argsort(-heard.strengths, kind="stable")
    chosen: list[int] = []
    for n in order[heard.strengths[order] > least]:
        if all(abs(heard.accents[n] - heard.accents[k]) >= apart_s for k in chosen):
            chosen.append(int(n))
    chosen.sort()
    return np.stack((heard.accents[chosen], heard.strengths[chosen]), axis=1)


def head_angles(
    heard: Heard,
    times_s: Floats,
    rng: np.random.Generator,
    *,
    gaze_deg: Floats,
    energy: Floats,
    bearing_deg: Floats,
) -> Floats:
    """Return pitch (down), yaw (left) and roll (right) in degrees, shape ``(times, 3)``.

    Parameters
    ----------
    gaze_deg : float64, shape (times, 2)
        Where the eyes look, to the left and up; the head follows a little, and later.
    energy : float64, shape (times,)
        How lively, 1 is usual.
    bearing_deg : float64, shape (times, 3)
        How a feeling carries the head.
    """
    moved = drift(times_s, rng, 3, 11.0) * (0.7, 0.9, 0.7)
    moved += _sung(heard, times_s, rng) if heard.sung else _sway(heard, times_s, rng)
    moved[:, 0] += _nods(heard, times_s, rng)
    moved += _questions(heard, times_s, rng)
    rate = 1 / (times_s[1] - times_s[0]) if len(times_s) > 1 else 1.0
    late = followed(gaze_deg, rate, EYES_LEAD_S)
    seen = np.stack((-FOLLOW[0] * late[:, 1], FOLLOW[1] * late[:, 0], 0 * late[:, 0]), axis=1)
    return moved * energy[:, None] + seen + bearing_deg


def _sway(heard: Heard, times_s: Floats, rng: np.random.Generator) -> Floats:
    """Return a place for each phrase, and two for a long one, eased into."""
    starts, places = [0.0], [np.zeros(3)]
    for phrase in heard.phrases:
        parts = max(1, round((phrase.end - phrase.start) / 2.4))
        for n in range(parts):
            at = phrase.start + (phrase.end - phrase.start) * n / parts - 0.1
            side = -np.sign(places[-1][1] or rng.normal())
            yaw = side * rng.uniform(1.2, 4.2)
            starts.append(max(at, starts[-1] + 0.05))
            places.append(np.array([rng.normal(0, 1.2), yaw, -0.45 * yaw + rng.normal(0, 1.1)]))
        if phrase.last:
            starts.append(max(phrase.end - 0.15, starts[-1] + 0.05))
            places.append(np.array([0.8, 0.35, 0.35]) * places[-1])
    return steps(times_s, np.array(starts), np.array(places), 0.85)


def _sung(heard: Heard, times_s: Floats, rng: np.random.Generator) -> Floats:
    """Return sway in time with the beat, that comes to rest where nothing is sung."""
    phase = 2 * np.pi * times_s / (4 * heard.beat_s)
    shape = np.stack((np.cos(2 * phase) * 0.7, np.sin(phase) * 2.4, np.sin(phase - 0.4) * 3.0), 1)
    grown = 0.35 * np.ones_like(times_s)
    for phrase in heard.phrases:
        grown = np.maximum(grown, plateau(times_s, phrase.start, phrase.end, 0.8, 1.2))
    lifted = -1.5 * _held(heard, times_s)
    turn = shape * grown[:, None] * float(rng.choice((-1, 1)))
    turn[:, 0] += lifted
    return turn


def _held(heard: Heard, times_s: Floats) -> Floats:
    """Return where a sound is held for long, eased."""
    out = np.zeros_like(times_s)
    for begin, end in zip(heard.sounds.begins, heard.sounds.ends, strict=True):
        if end - begin > 0.7 and not any(a <= begin < b for a, b in heard.pauses):
            out = np.maximum(out, plateau(times_s, begin + 0.3, end, 0.5, 0.6))
    return out


def _nods(heard: Heard, times_s: Floats, rng: np.random.Generator) -> Floats:
    rows = stressed(heard)
    deep = np.clip(0.9 + 0.9 * rows[:, 1], 1.2, 3.0) * rng.uniform(0.7, 1.15, len(rows))
    return bumps(times_s, rows[:, 0] + 0.02, deep, 0.24, 0.42)


def _questions(heard: Heard, times_s: Floats, rng: np.random.Generator) -> Floats:
    out = np.zeros((len(times_s), 3))
    for phrase in heard.phrases:
        if phrase.question:
            side = float(rng.choice((-1, 1)))
            start = max(phrase.start, phrase.end - _ASKED_S)
            grown = plateau(times_s, start + 0.5, phrase.end + 0.35, 0.5, 0.7)
            out += grown[:, None] * np.array([-1.6, 1.2 * side, 4.2 * side])
    return out


def brows(
    heard: Heard, times_s: Floats, rng: np.random.Generator, energy: Floats
) -> dict[str, Floats]:
    """Return weights of the brows: up on stress and in questions, never quite still."""
    rows = stressed(heard, least=0.9, apart_s=1.1)
    high = np.clip(0.1 + 0.12 * rows[:, 1], 0.12, 0.4) * rng.uniform(0.6, 1.1, len(rows))
    raised = bumps(times_s, rows[:, 0], high, 0.16, 0.45)
    asked = np.zeros_like(times_s)
    for phrase in heard.phrases:
        if phrase.question:
            start = max(phrase.start, phrase.end - _ASKED_S)
            asked += plateau(times_s, start + 0.35, phrase.end + 0.25, 0.35, 0.5)
    alive = 0.03 * drift(times_s, rng, 2, 4.0)
    inner = raised * 0.8 * energy + 0.42 * asked + np.maximum(alive[:, 0], 0)
    outer = raised * energy + 0.3 * asked + np.maximum(alive[:, 1], 0)
    return {"browInnerUp": inner, "browOuterUpLeft": outer, "browOuterUpRight": 0.92 * outer}
