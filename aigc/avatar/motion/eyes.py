"""Blinks, and eyes that look at the camera, glance away and hold still while the head moves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from aigc.avatar.motion.curves import Floats, ease, jittered, steps

BLINKS_A_MINUTE: Final = 16.0
BLINK_SPREAD: Final = 0.55
"""Deviation of the logarithm of the times between blinks."""
CLOSE_S, SHUT_S, OPEN_S = 0.09, 0.03, 0.18
_SHORTEST_S, _LONGEST_S = 0.7, 9.0
_DRAWN_TO_S: Final = 0.5
"""How far a blink is drawn to the end of a phrase or to a glance."""
_BLOCK: Final = 8
ACROSS_DEG, UP_DEG, DOWN_DEG = 15.0, 10.0, 11.4
"""How far ARKit's eyeLook shapes of the base mesh turn an eye at full weight."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Gaze:
    """Where the eyes look, and when they go there.

    Attributes
    ----------
    degrees : float64, shape (times, 2)
        From the camera: towards the person's left, and up.
    shifts_s : float64, shape (glances,)
        When they leave the camera or come back to it.
    """

    degrees: Floats
    shifts_s: Floats


def blink_times(
    duration_s: float,
    rng: np.random.Generator,
    *,
    near_s: Floats,
    avoid_s: Floats,
    rate: float = BLINKS_A_MINUTE,
) -> Floats:
    """Return when the lids are shut, in seconds.

    Times between them are log-normal, drawn from every part of the distribution in turn, so that
    the rate holds over half a minute and no rhythm is heard; each is drawn to a moment of
    ``near_s`` where one is close, and kept away from those of ``avoid_s``.

    Source: A. Bentivoglio et al., Analysis of blink rate patterns in normal subjects, 1997.
    """
    out: list[float] = []
    now = 0.4 * 60 / rate * float(rng.random()) + 0.3
    waits: list[float] = []
    while now < duration_s - OPEN_S:
        pulled = near_s[np.abs(near_s - now) < _DRAWN_TO_S]
        at = float(pulled[np.argmin(np.abs(pulled - now))]) if len(pulled) else now
        if not out or at - out[-1] > _SHORTEST_S:
            now = at
        clash = avoid_s[np.abs(avoid_s - now) < CLOSE_S + 0.03]
        out.append(now + (0.2 if len(clash) else 0.0))
        waits = waits or list(_waits(rng, rate))
        now += waits.pop()
    made = np.array(out)
    return made[(made > CLOSE_S) & (made < duration_s - OPEN_S)]


def _waits(rng: np.random.Generator, rate: float) -> Floats:
    """Return times between blinks whose mean is that of the rate."""
    share = jittered(rng, _BLOCK)
    z = np.sqrt(2) * _erfinv(2 * np.clip(share, 0.01, 0.99) - 1)
    waits = np.exp(BLINK_SPREAD * z - BLINK_SPREAD**2 / 2) * 60 / rate
    clipped: Floats = np.clip(waits, _SHORTEST_S, _LONGEST_S)
    return clipped


def _erfinv(x: Floats) -> Floats:
    """Return the inverse of the error function to 0.2 %.

    Source: S. Winitzki, A handy approximation for the error function and its inverse, 2008.
    """
    log = np.log(1 - x * x)
    half = 2 / (np.pi * 0.147) + log / 2
    found: Floats = np.sign(x) * np.sqrt(np.sqrt(half * half - log / 0.147) - half)
    return found


def lids(times_s: Floats, blinks_s: Floats) -> Floats:
    """Return how far the lids are shut by blinks: quickly down, slowly up, shut in one frame.

    Each blink is moved to its nearest frame.
    """
    out = np.zeros_like(times_s)
    step = times_s[1] - times_s[0] if len(times_s) > 1 else 1.0
    for at in np.rint(blinks_s / step) * step:
        near = slice(*np.searchsorted(times_s, (at - CLOSE_S, at + SHUT_S + OPEN_S)))
        time = times_s[near] - at
        down = ease(1 + time / CLOSE_S + 1e-9)
        up = 1 - ease((time - SHUT_S) / OPEN_S) ** 0.8
        out[near] = np.maximum(out[near], np.minimum(down, up))
    return out


def gaze(
    times_s: Floats,
    duration_s: float,
    rng: np.random.Generator,
    *,
    away_s: Floats,
    side: tuple[float, float] = (0.0, 0.0),
    lively: float = 1.0,
) -> Gaze:
    """Return where the eyes look: small jumps about the camera, and glances away.

    Parameters
    ----------
    away_s : float64, shape (glances,)
        When a glance away begins; it lasts half a second to one.
    side : tuple of float
        Where a feeling draws glances, in degrees to the left and up.
    """
    moves: list[tuple[float, float, float]] = [(0.0, 0.0, 0.0)]
    shifts: list[float] = []
    now = 0.0
    away = [t for t in away_s if 0.2 < t < duration_s - 0.6]
    while now < duration_s:
        wait = float(np.exp(rng.normal(-0.25, 0.45)))
        if away and away[0] <= now + wait:
            now = max(away.pop(0), now + 0.12)
            moves.append((now, *_aside(rng, side)))
            back = now + 0.45 + 0.5 * float(rng.random())
            shifts += [now, back]
            now = back
        else:
            now += wait
        small = rng.normal(0, 1, 2) * (0.9, 0.55) * lively
        moves.append((now, float(small[0]), float(small[1])))
    rows = np.array(moves)
    far = np.linalg.norm(np.diff(rows[:, 1:], axis=0, prepend=rows[:1, 1:]), axis=1)
    degrees = steps(times_s, rows[:, 0], rows[:, 1:], 0.03 + 0.0022 * far)
    return Gaze(degrees=degrees, shifts_s=np.array(shifts))


def _aside(rng: np.random.Generator, side: tuple[float, float]) -> tuple[float, float]:
    """Return where a glance away goes."""
    left = 1.0 if rng.random() < 0.5 + 0.05 * side[0] else -1.0
    x = left * (6 + 5 * rng.random()) + 0.4 * side[0]
    return float(x), float(rng.normal(1.0, 3.0) + side[1])


def look(degrees: Floats) -> dict[str, Floats]:
    """Return weights of ARKit's eyeLook shapes for eyes turned left and up by these degrees.

    Both eyes turn alike. The lids follow: down with a low gaze, and a little up with a high one.
    """
    left, up = degrees.T
    to_left, to_right = (np.clip(s * left / ACROSS_DEG, 0, 1) for s in (1, -1))
    high, low = np.clip(up / UP_DEG, 0, 1), np.clip(-up / DOWN_DEG, 0, 1)
    return {
        "eyeLookOutLeft": to_left, "eyeLookInRight": to_left,
        "eyeLookInLeft": to_right, "eyeLookOutRight": to_right,
        "eyeLookUpLeft": high, "eyeLookUpRight": high,
        "eyeLookDownLeft": low, "eyeLookDownRight": low,
        "eyeBlinkLeft": 0.22 * low, "eyeBlinkRight": 0.22 * low,
        "eyeWideLeft": 0.12 * high, "eyeWideRight": 0.12 * high,
    }  # fmt: skip
