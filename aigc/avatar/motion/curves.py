"""Smooth curves over time: eases, bumps, drift and limits, the same at every rate of frames."""

from __future__ import annotations

from fractions import Fraction
from math import ceil

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def frame_times(duration: Fraction, fps: Fraction) -> Floats:
    """Return when each frame is first shown, in seconds; there is one at least."""
    count = max(1, ceil(duration * fps))
    return np.asarray(np.arange(count) * (fps.denominator / fps.numerator), float)


def ease(share: Floats) -> Floats:
    """Return a movement from 0 to 1 of least jerk, as a hand moves.

    Source: T. Flash and N. Hogan, The coordination of arm movements, 1985.
    """
    s = np.clip(share, 0.0, 1.0)
    eased: Floats = s**3 * (10 - 15 * s + 6 * s * s)
    return eased


def plateau(times_s: Floats, begin: float, end: float, rise_s: float, fall_s: float) -> Floats:
    """Return 1 from ``begin`` to ``end``, eased before and after."""
    up = ease((times_s - (begin - rise_s)) / rise_s)
    return up * (1 - ease((times_s - end) / fall_s))


def bumps(
    times_s: Floats, peaks_s: Floats, heights: Floats, rise_s: float, fall_s: float
) -> Floats:
    """Return the sum of eased bumps, each at its height at its peak."""
    out = np.zeros_like(times_s)
    for peak, height in zip(peaks_s, heights, strict=True):
        near = slice(*np.searchsorted(times_s, (peak - rise_s, peak + fall_s)))
        out[near] += height * plateau(times_s[near], peak, peak, rise_s, fall_s)
    return out


def steps(times_s: Floats, starts_s: Floats, values: Floats, moves_s: Floats | float) -> Floats:
    """Return a curve that holds each value from its start on, reached by an eased move.

    Parameters
    ----------
    starts_s : float64, shape (values,)
        When each move begins, ascending; the first value holds before.
    values : float64, shape (values, columns)
        What is held.
    moves_s : float or float64, shape (values,)
        How long each move takes; one that is cut short leaves the rest to the next.

    Returns
    -------
    float64, shape (times, columns)
    """
    took = np.broadcast_to(np.asarray(moves_s, float), (len(values),))
    change = np.diff(values, axis=0)
    out = np.repeat(values[:1], len(times_s), axis=0)
    for n, (start, step) in enumerate(zip(starts_s[1:], change, strict=True), 1):
        first, last = np.searchsorted(times_s, (start, start + took[n]))
        out[first:last] += ease((times_s[first:last] - start) / took[n])[:, None] * step
        out[last:] += step
    return out


def drift(
    times_s: Floats, rng: np.random.Generator, columns: int, period_s: float, *, waves: int = 5
) -> Floats:
    """Return slow wandering about 0 with a deviation of 1, shape ``(times, columns)``."""
    hz = (0.5 + rng.random((waves, columns))) / period_s
    phase = rng.random((waves, columns)) * 2 * np.pi
    turned = 2 * np.pi * times_s[:, None, None] * hz + phase
    total: Floats = np.sin(turned).sum(axis=1) * np.sqrt(2 / waves)
    return total


def smoothed(curve: Floats, frames: float) -> Floats:
    """Return a curve of shape ``(frames, ...)`` under a Gaussian of that deviation in frames."""
    reach = int(np.ceil(3 * frames))
    if reach < 1 or len(curve) < 2:
        return curve
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / frames) ** 2)
    kernel /= kernel.sum()
    columns = curve.reshape(len(curve), -1)
    padded = np.pad(columns, ((reach, reach), (0, 0)), mode="edge")
    made = [np.convolve(padded[:, k], kernel, mode="valid") for k in range(columns.shape[1])]
    return np.stack(made, axis=1).reshape(curve.shape)


def followed(curve: Floats, fps: float, delay_s: float) -> Floats:
    """Return what comes after a curve as a head after the eyes: late and softer."""
    late = max(1, round(delay_s * fps))
    soft = smoothed(curve, delay_s * fps / 2)
    return np.concatenate((np.repeat(soft[:1], late, axis=0), soft))[: len(curve)]


def limited(angles: Floats, most: float) -> Floats:
    """Return angles of shape ``(frames, axes)`` whose steps add up to ``most`` at the most."""
    step = np.abs(np.diff(angles, axis=0)).sum(axis=1)
    if not (step > most).any():
        return angles
    out = angles.copy()
    for n in range(1, len(out)):
        move = angles[n] - out[n - 1]
        size = float(np.abs(move).sum())
        out[n] = out[n - 1] + move * min(1.0, most / max(size, 1e-12))
    return out


def jittered(rng: np.random.Generator, count: int) -> Floats:
    """Return ``count`` numbers from 0 to 1 in a random order, spread evenly."""
    spread: Floats = (rng.permutation(count) + rng.random(count)) / count
    return spread
