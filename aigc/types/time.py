"""Exact time: seconds are `fractions.Fraction`; frames and samples are derived here only."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

Seconds = Fraction


def seconds(value: float | int | str | Fraction, *, grid: int = 1_000_000) -> Fraction:
    """Return ``value`` as exact seconds; floats are rounded to a grid of ``1/grid`` s.

    >>> seconds(0.1)
    Fraction(1, 10)
    """
    if isinstance(value, float):
        return Fraction(round(value * grid), grid)
    return Fraction(value)


def to_frame(time: Fraction, fps: Fraction | int) -> int:
    """Return the index of the frame nearest to ``time``."""
    return round(time * fps)


def from_frame(frame: int, fps: Fraction | int) -> Fraction:
    """Return the time at which ``frame`` is first shown."""
    return Fraction(frame) / Fraction(fps)


def to_sample(time: Fraction, sample_rate: int) -> int:
    """Return the index of the sample nearest to ``time``."""
    return round(time * sample_rate)


def from_sample(sample: int, sample_rate: int) -> Fraction:
    """Return the time of ``sample``."""
    return Fraction(sample, sample_rate)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeRange:
    """A half-open interval ``[start, start + duration)`` in seconds."""

    start: Fraction
    duration: Fraction

    @property
    def end(self) -> Fraction:
        """First moment after the range."""
        return self.start + self.duration

    def contains(self, time: Fraction) -> bool:
        """Tell whether ``time`` lies inside."""
        return self.start <= time < self.end

    def shifted(self, offset: Fraction) -> TimeRange:
        """Return the range moved by ``offset``."""
        return TimeRange(start=self.start + offset, duration=self.duration)
