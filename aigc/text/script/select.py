"""Chooses passages, and the length of each, for a given time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aigc.text.script.passage import Form, Passage

GRID_S = 0.1
_NEW_SECTION = 0.5
_FOLLOWS = 0.12
_BRIEF = 0.97
_MISS = 0.35


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """A passage chosen in one of its forms."""

    index: int
    form: Form


def select(
    passages: Sequence[Passage],
    worth: Sequence[float],
    budget_s: float,
    cost: Callable[[Form], float],
    *,
    tolerance_s: float,
    covered: frozenset[int] = frozenset(),
    begun: bool = False,
) -> tuple[Pick, ...]:
    """Return the picks of highest total worth that fill ``budget_s`` seconds.

    A multiple-choice knapsack over time on a grid of `GRID_S`. The state remembers whether the
    passage before was taken (only then may one follow that leans on it) and whether the section
    already has a passage; the first one of a section is worth more. Each tolerance
    that a total is farther off than the first costs 35 % of the best worth.

    Parameters
    ----------
    passages, worth
        The passages in reading order and what each is worth.
    cost : callable
        Seconds that a form takes, with the pause after it.
    tolerance_s : float
        How far from ``budget_s`` is as good as exact.
    covered : frozenset of int
        Sections that something already fixed has covered.
    begun : bool
        Whether what precedes the first passage is said, so that it may lean on it.
    """
    bins = max(1, round((budget_s + 2 * tolerance_s) / GRID_S)) + 1
    value = np.full((2, 2, bins), -np.inf)
    value[int(begun), 0, 0] = 0
    steps: list[_Step] = []
    for at, passage in enumerate(passages):
        fresh = at > 0 and passage.section != passages[at - 1].section
        step = _Step(passage, worth[at], cost, bins, fresh, passage.section in covered)
        steps.append(step)
        value = step.forward(value)
    return _trace(steps, value, budget_s, tolerance_s)


class _Step:
    """One passage: advances the table of best values and remembers how."""

    def __init__(
        self,
        passage: Passage,
        worth: float,
        cost: Callable[[Form], float],
        bins: int,
        fresh: bool,
        covered: bool,
    ) -> None:
        self.fresh, self.covered = fresh, covered
        self.options: list[tuple[Form, int, float, bool]] = []
        for leaning, forms in ((True, passage.forms), (False, passage.openings)):
            for rank, form in enumerate(forms):
                seconds = cost(form)
                gain = worth * (0.4 + seconds / 5) * _BRIEF**rank
                self.options.append((form, max(1, round(seconds / GRID_S)), gain, leaning))
        self.bins = bins
        self.back: NDArray[np.int32] = np.full((2, 2, bins), -1, dtype=np.int32)

    def forward(self, value: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the table after this passage, indexed (taken, section covered, time)."""
        if self.fresh:
            merged = np.stack([value.max(axis=1), np.full_like(value[:, 0], -np.inf)], axis=1)
            self.was_covered = value.argmax(axis=1)
            value = merged
        if self.covered:
            start = np.maximum(value[:, 0], value[:, 1])
            self.shift = value.argmax(axis=1)
            value = np.stack([np.full_like(start, -np.inf), start], axis=1)
        new = np.full_like(value, -np.inf)
        for c in (0, 1):
            came = value[:, c].argmax(axis=0)
            new[0, c] = value[:, c].max(axis=0)
            self.back[0, c] = np.where(np.isfinite(new[0, c]), came, -1)
        for number, (_, length, gain, leaning) in enumerate(self.options):
            if length < self.bins:
                self._take(value, new, number, length, gain, 1 if leaning else 0)
        return new

    def _take(
        self,
        value: NDArray[np.float64],
        new: NDArray[np.float64],
        number: int,
        length: int,
        gain: float,
        taken: int,
    ) -> None:
        for c in (0, 1):
            bonus = gain * _NEW_SECTION * (1 - c) + gain * _FOLLOWS * taken
            offer = value[taken, c, : self.bins - length] + gain + bonus
            better = offer > new[1, 1, length:]
            new[1, 1, length:] = np.where(better, offer, new[1, 1, length:])
            code = 2 + number * 4 + taken * 2 + c
            self.back[1, 1, length:] = np.where(better, code, self.back[1, 1, length:])

    def before(self, taken: int, c: int, time: int) -> tuple[int, int, int, Form | None]:
        """Return the state before this passage and the form chosen, if any."""
        code = int(self.back[taken, c, time])
        form: Form | None = None
        if code >= 2:
            number, rest = divmod(code - 2, 4)
            form, length = self.options[number][0], self.options[number][1]
            taken, c, time = rest // 2, rest % 2, time - length
        else:
            taken = code
        if self.covered:
            c = int(self.shift[taken, time])
        if self.fresh:
            c = int(self.was_covered[taken, time])
        return taken, c, time, form


def _trace(
    steps: list[_Step], value: NDArray[np.float64], budget_s: float, tolerance_s: float
) -> tuple[Pick, ...]:
    best = value.max(axis=(0, 1))
    reachable = np.flatnonzero(np.isfinite(best))
    times = reachable * GRID_S
    miss = np.maximum(0, np.abs(times - budget_s) / tolerance_s - 1)
    top = max(float(best[reachable].max()), 1e-9)
    time = int(reachable[(best[reachable] / top - _MISS * miss).argmax()])
    taken, c = (int(i) for i in np.unravel_index(value[:, :, time].argmax(), (2, 2)))
    out = []
    for index in range(len(steps) - 1, -1, -1):
        taken, c, time, form = steps[index].before(taken, c, time)
        if form is not None:
            out.append(Pick(index=index, form=form))
    return tuple(reversed(out))
