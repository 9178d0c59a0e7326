"""Where in a film each moment of a longer or shorter one lies, and the frames there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray

from aigc.types.frame import Planes
from aigc.types.time import to_frame
from aigc.video.filming.between import Between
from aigc.video.filming.engine import Film

SLOWEST: Final = 1.5
"""How much longer a film may take before its last frame is held."""
FASTEST: Final = 1.1
"""How much faster a film may run before its end is cut."""
BRAKING_S: Final = 1.0
PUSH_PER_S: Final = 0.012
LARGEST_PUSH: Final = 0.10
_WHOLE: Final = 1e-3


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How a film is played in ``count`` frames.

    Attributes
    ----------
    positions : float64, shape (count,)
        Frame of the film that is shown, between two where it is no whole number.
    zooms : float64, shape (count,)
        How much larger it is shown; 1 is as it is.
    """

    positions: NDArray[np.float64]
    zooms: NDArray[np.float64]


def course(frames: int, film_fps: Fraction, *, duration: Fraction, fps: Fraction) -> Course:
    """Return how a film of ``frames`` fills ``duration`` at ``fps``.

    Up to `SLOWEST` it is slowed down evenly. What lasts longer still comes to rest on the last
    frame, while a slow push into the picture sets in, so that nothing stops at once. A longer film
    is sped up to `FASTEST` and then cut.
    """
    count = max(1, to_frame(duration, fps))
    time = np.arange(count) / float(fps)
    last, rate = frames - 1, float(film_fps)
    if last and time[-1] * rate <= SLOWEST * frames:
        pace = min(last / max(time[-1], 1e-9), rate * FASTEST)
        return Course(positions=np.minimum(time * pace, last), zooms=np.ones(count))
    positions, rest = _come_to_rest(time, last, rate / SLOWEST)
    return Course(positions=positions, zooms=_push(time, rest))


def retimed(film: Film, *, duration: Fraction, fps: Fraction) -> Iterator[Planes]:
    """Yield the frames of a film that fills ``duration`` at ``fps``; they are not to be changed."""
    plan = course(len(film.frames), film.fps, duration=duration, fps=fps)
    between = Between(film.frames)
    for position, zoom in zip(plan.positions.tolist(), plan.zooms.tolist(), strict=True):
        nearest = round(position)
        if abs(position - nearest) < _WHOLE:
            yield between.whole(nearest, zoom)
        else:
            yield between.at(position, zoom)


def _come_to_rest(
    time: NDArray[np.float64], last: int, pace: float
) -> tuple[NDArray[np.float64], float]:
    """Return positions that run at ``pace`` and brake before ``last``, and when braking begins."""
    braking = min(BRAKING_S, 2 * last / pace) if last else 0.0
    begins = last / pace - braking / 2
    if not braking:
        return np.zeros_like(time), 0.0
    # The pace falls as half a cosine wave does, whose area is half of its box.
    part = np.clip((time - begins) / braking, 0, 1)
    braked = pace * braking * (part / 2 + np.sin(np.pi * part) / (2 * np.pi))
    return np.minimum(np.minimum(time, begins) * pace + braked, last), begins


def _push(time: NDArray[np.float64], begins: float) -> NDArray[np.float64]:
    since = np.maximum(time - begins, 0)
    # Its speed grows from nothing within the time of braking.
    grown = np.where(since < BRAKING_S, since**2 / (2 * BRAKING_S), since - BRAKING_S / 2)
    speed = min(PUSH_PER_S, LARGEST_PUSH / max(float(grown[-1]), 1e-9))
    return np.asarray(1 + speed * grown)
