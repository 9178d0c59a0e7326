"""When a place of a score sounds, for whoever asks many times."""

from __future__ import annotations

from bisect import bisect_right
from fractions import Fraction
from itertools import pairwise

from aigc.types.score import Score


class Clock:
    """The tempo map of a score, ready to be asked many times."""

    def __init__(self, score: Score) -> None:
        self._starts = [tempo.start for tempo in score.tempos]
        self._paces = [60 / tempo.bpm for tempo in score.tempos]
        self._passed = [Fraction(0)]
        for (start, stop), pace in zip(pairwise(self._starts), self._paces, strict=False):
            self._passed.append(self._passed[-1] + (stop - start) * pace)

    def seconds(self, position: Fraction) -> Fraction:
        """Return when ``position``, in quarter notes, sounds."""
        index = max(bisect_right(self._starts, position) - 1, 0)
        return self._passed[index] + (position - self._starts[index]) * self._paces[index]

    def quarter_s(self, position: Fraction) -> float:
        """Return how long a quarter note lasts at ``position``, in seconds."""
        return float(self._paces[max(bisect_right(self._starts, position) - 1, 0)])

    def position(self, seconds: float) -> Fraction:
        """Return what sounds at a time, in quarter notes, to a millionth."""
        index = max(bisect_right(self._passed, seconds) - 1, 0)
        passed = (seconds - float(self._passed[index])) / float(self._paces[index])
        return self._starts[index] + Fraction(round(passed * 1_000_000), 1_000_000)
