"""Figures beside their targets."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field


def say(text: str = "") -> None:
    """Print a line at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured figure; ``sign`` is ``<=`` or ``>=``."""

    section: str
    name: str
    value: float
    sign: str
    target: float

    @property
    def met(self) -> bool:
        """Whether the target is reached; a figure that is no number reaches none."""
        within = self.value <= self.target if self.sign == "<=" else self.value >= self.target
        return bool(within)

    def __str__(self) -> str:
        mark = "ok  " if self.met else "MISS"
        return (
            f"{mark} {self.section:9} {self.name}: {self.value:.4g} ({self.sign} {self.target:.4g})"
        )


@dataclass(slots=True)
class Report:
    """All figures in the order in which they were measured."""

    section: str = ""
    figures: list[Figure] = field(default_factory=list)

    def most(self, name: str, value: float, target: float) -> None:
        """Add a figure that is to be at most its target."""
        self._add(Figure(self.section, name, float(value), "<=", target))

    def least(self, name: str, value: float, target: float) -> None:
        """Add a figure that is to be at least its target."""
        self._add(Figure(self.section, name, float(value), ">=", target))

    def _add(self, figure: Figure) -> None:
        self.figures.append(figure)
        say(str(figure))
