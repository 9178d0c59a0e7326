"""The melody of Mandarin words: each syllable's tone pulls the pitch towards a line.

Source: S. Prom-on, Y. Xu and B. Thipakorn, Modeling tone and intonation in Mandarin and English
as a process of target approximation, 2009.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

NEUTRAL = 5
END = 6
"""What follows the last syllable, beside the tones 1 to 5."""
TARGETS = 4 * END + NEUTRAL
_State = tuple[float, float, float]


def target_index(before: int, tone: int, after: int) -> int:
    """Return the row of a syllable's target: a full tone goes by what follows, a neutral by what
    it follows.

    ``before`` and ``after`` are the neighbours' tones; `END` where there is none.
    """
    if tone == NEUTRAL:
        return 4 * END + min(before, NEUTRAL) - 1
    return (tone - 1) * END + after - 1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Targets:
    """The lines that tones pull towards.

    Attributes
    ----------
    height : float64, shape (`TARGETS`,)
        Semitones from the speaker's middle, at the syllable's middle.
    slope : float64, shape (`TARGETS`,)
        Semitones a second.
    strength : float64, shape (`TARGETS`,)
        How fast the pitch comes near the line, 1/s.
    """

    height: npt.NDArray[np.float64]
    slope: npt.NDArray[np.float64]
    strength: npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull:
    """One syllable's line: height in semitones at its middle, slope, strength and length in s."""

    height: float
    slope: float
    strength: float
    seconds: float


def followed(pulls: Sequence[Pull], start: float, step_s: float) -> npt.NDArray[np.float64]:
    """Return the pitch in semitones every ``step_s``, from ``start``, through all the pulls.

    Pitch, speed and acceleration go on from one syllable to the next, so that nothing jumps.
    """
    state: _State = (start, 0.0, 0.0)
    ends = np.cumsum([pull.seconds for pull in pulls])
    times = np.arange(0, ends[-1] - step_s / 2, step_s)
    pieces = []
    for pull, end in zip(pulls, ends, strict=True):
        begin = end - pull.seconds
        own = times[(times >= begin - 1e-9) & (times < end - 1e-9)] - begin
        curve = _Approach(pull, state)
        pieces.append(curve.pitch(own))
        state = curve.state(pull.seconds)
    return np.concatenate(pieces)


class _Approach:
    """A third-order critically damped approach of one line from a state."""

    def __init__(self, pull: Pull, state: _State) -> None:
        pitch, speed, bend = state
        self._slope, self._rate = pull.slope, pull.strength
        self._base = pull.height - pull.slope * pull.seconds / 2
        first = pitch - self._base
        second = speed + first * self._rate - self._slope
        third = (bend + 2 * second * self._rate - first * self._rate**2) / 2
        self._terms = first, second, third

    def pitch(self, t: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        first, second, third = self._terms
        fading = np.exp(-self._rate * t)
        out: npt.NDArray[np.float64] = (
            self._base + self._slope * t + (first + second * t + third * t * t) * fading
        )
        return out

    def state(self, t: float) -> _State:
        first, second, third = self._terms
        rate, fading = self._rate, float(np.exp(-self._rate * t))
        sum_ = first + second * t + third * t * t
        speed, bend = second + 2 * third * t, 2 * third
        return (
            self._base + self._slope * t + sum_ * fading,
            self._slope + (speed - rate * sum_) * fading,
            (bend - 2 * rate * speed + rate * rate * sum_) * fading,
        )
