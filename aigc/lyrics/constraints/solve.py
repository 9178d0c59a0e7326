"""Where the keywords stand and how the groups sound: one way to meet a form, or a proof of none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from aigc.errors import InputError
from aigc.lyrics.constraints import explain
from aigc.lyrics.constraints.exact import exact
from aigc.lyrics.constraints.layout import Group
from aigc.lyrics.constraints.problem import Problem, Rhyming
from aigc.types.template import Keyword

BUDGET = 2_000
"""Steps of the quick search before the exact one is asked."""

_AGAIN = 0.4
_CROWDED, _ODD = 0.15, 0.3


@dataclass(frozen=True, slots=True)
class Solution:
    """Named characters by root cell, and how each group sounds."""

    words: Mapping[int, str]
    sounds: Mapping[str, Rhyming]


@dataclass(slots=True)
class Used:
    """What earlier solutions chose, so that the next one may choose otherwise."""

    sounds: dict[tuple[str, Rhyming], int] = field(default_factory=dict)
    places: dict[tuple[str, int], int] = field(default_factory=dict)


class Solver:
    """Finds ways to meet a problem, each at random among the likely ones.

    Raises
    ------
    InputError
        When there is none: a keyword has no place, or the locks of a group cannot rhyme.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.places = [list(placements(problem, k)) for k in problem.template.keywords]
        for keyword, places in zip(problem.template.keywords, self.places, strict=True):
            if not places:
                raise InputError(explain.keyword(problem, keyword))
        self.ways = {
            g.name: [w for w in problem.rhymings(g) if possible(problem, g, w, problem.locked)]
            for g in problem.groups
        }
        self.partners = {pair: self._pairs(*pair) for pair in problem.joined}
        explain.check_groups(problem, self.ways, self.partners)

    def _pairs(self, one: str, other: str) -> dict[Rhyming, set[Rhyming]]:
        """Return, for each way of a group, those of one that shares cells with it."""
        both = np.ones((len(self.ways[one]), len(self.ways[other])), dtype=bool)
        for root in self.problem.joined[one, other]:
            a, b = (self._left(root, name) for name in (one, other))
            both &= a @ b.T > 0
        found: dict[Rhyming, set[Rhyming]] = {}
        for i, k in zip(*both.nonzero(), strict=True):
            found.setdefault(self.ways[one][i], set()).add(self.ways[other][k])
        return found

    def _left(self, root: int, name: str) -> npt.NDArray[np.float32]:
        """Return what may stand in a cell for each way of a group, ``(ways, characters)``."""
        problem = self.problem
        left = [
            problem.choices(root, problem.locked, {name: way}, surely=True)
            for way in self.ways[name]
        ]
        return np.array(left, dtype=np.float32).reshape(len(left), len(problem.alphabet))

    def agree(self, one: str, a: Rhyming, other: str, b: Rhyming) -> bool:
        """Tell whether two groups may sound so side by side."""
        if (one, other) in self.partners and b not in self.partners[one, other].get(a, ()):
            return False
        return a.label != b.label or (one, other) not in self.problem.rivals

    def solve(self, rng: np.random.Generator, used: Used | None = None) -> Solution:
        """Return one solution, unlike those in ``used`` where there is a choice.

        Raises
        ------
        InputError
            When there is none; the message names the keywords or cells that clash.
        """
        search = _Search(self, rng, used or Used())
        found = search.run()
        if found is None and search.exhausted:
            raise InputError(explain.together(self.problem))
        if found is None:
            found = self._exactly()
        if used is not None:
            self._remember(found, used)
        return found

    def _remember(self, found: Solution, used: Used) -> None:
        for way in found.sounds.items():
            used.sounds[way] = used.sounds.get(way, 0) + 1
        for keyword, places in zip(self.problem.template.keywords, self.places, strict=True):
            for roots in places:
                if all(found.words.get(r) == c for r, c in zip(roots, keyword.text, strict=True)):
                    place = keyword.text, roots[0]
                    used.places[place] = used.places.get(place, 0) + 1

    def _exactly(self) -> Solution:
        answer = exact(self.problem, self.places, self.ways, self.partners, self.completes)
        if answer is None:
            raise InputError(explain.together(self.problem))
        return Solution(*answer)

    def completes(self, words: Mapping[int, str], sounds: Mapping[str, Rhyming]) -> bool:
        """Tell whether every cell that more than one rhyme bears on has a character left."""
        problem = self.problem
        left = (problem.choices(r, words, sounds, surely=True) for r in problem.crossed)
        return all(mask.any() for mask in left)


def placements(problem: Problem, keyword: Keyword) -> Iterator[tuple[int, ...]]:
    """Yield the root cells of every place for a keyword, only those that locks already give it."""
    some = list(_room(problem, keyword))
    locked = [
        roots
        for roots in some
        if all(problem.locked.get(r) == c for r, c in zip(roots, keyword.text, strict=True))
    ]
    yield from locked or some


def _room(problem: Problem, keyword: Keyword) -> Iterator[tuple[int, ...]]:
    """Yield the root cells of every place where a keyword may stand."""
    length = len(keyword.text)
    for stretch in problem.stretches:
        if keyword.line not in (None, stretch.line):
            continue
        for begin in range(stretch.begin, stretch.end - length + 1):
            roots = tuple(problem.root[begin : begin + length])
            if all(problem.may_be(r, c) for r, c in zip(roots, keyword.text, strict=True)):
                yield roots


def possible(problem: Problem, group: Group, way: Rhyming, words: Mapping[int, str]) -> bool:
    """Tell whether a group can sound so, given the named characters in and near it."""
    crossed = problem.crossed_by[group.name]
    return all(_can(problem, problem.root[i], way, words, group.name) for i in group.cells) and all(
        problem.stays(root, words, {group.name: way}) for root in crossed
    )


def _can(problem: Problem, root: int, way: Rhyming, words: Mapping[int, str], group: str) -> bool:
    if root in words:
        return problem.rhymes_as(root, words[root], way, group)
    return problem.can_rhyme(root, way, group)


class _Search:
    """A randomised depth-first search with a limit on its steps."""

    def __init__(self, solver: Solver, rng: np.random.Generator, used: Used) -> None:
        self.solver, self.problem, self.rng, self.used = solver, solver.problem, rng, used
        self.steps = 0
        self.members = {
            g.name: {self.problem.root[i] for i in g.cells} for g in self.problem.groups
        }
        self.touching = {
            name: members | set(self.problem.crossed_by[name])
            for name, members in self.members.items()
        }

    @property
    def exhausted(self) -> bool:
        """Whether the search ended because nothing was left to try."""
        return self.steps < BUDGET

    def run(self) -> Solution | None:
        order = sorted(range(len(self.solver.places)), key=lambda k: len(self.solver.places[k]))
        ways = {name: list(some) for name, some in self.solver.ways.items()}
        return self._place(order, dict(self.problem.locked), ways)

    def _place(
        self, order: Sequence[int], words: dict[int, str], ways: dict[str, list[Rhyming]]
    ) -> Solution | None:
        if not order:
            return self._sound(words, ways, {})
        keyword = self.problem.template.keywords[order[0]]
        for roots in self._shuffled(keyword, self.solver.places[order[0]], words):
            self.steps += 1
            if self.steps >= BUDGET:
                return None
            placed = words | dict(zip(roots, keyword.text, strict=True))
            narrowed = self._narrowed(roots, placed, ways)
            if all(narrowed.values()) and (found := self._place(order[1:], placed, narrowed)):
                return found
        return None

    def _shuffled(
        self, keyword: Keyword, places: list[tuple[int, ...]], words: Mapping[int, str]
    ) -> Iterator[tuple[int, ...]]:
        open_ = [
            roots
            for roots in places
            if all(words.get(r, c) == c for r, c in zip(roots, keyword.text, strict=True))
        ]
        weights = np.array([self._likely(keyword, roots, words) for roots in open_])
        for i in _weighted_order(weights, self.rng):
            yield open_[i]

    def _likely(self, keyword: Keyword, roots: tuple[int, ...], words: Mapping[int, str]) -> float:
        """Return how natural a place is: at an even distance from an end of its stretch, alone."""
        stretch = next(s for s in self.problem.stretches if s.begin <= roots[0] < s.end)
        before, after = roots[0] - stretch.begin, stretch.end - roots[-1] - 1
        weight = 1.0 if before % 2 == 0 or after == 0 else _ODD
        if any(self.problem.root[i] in words for i in range(stretch.begin, stretch.end)):
            weight *= _CROWDED
        return weight * _AGAIN ** self.used.places.get((keyword.text, roots[0]), 0)

    def _narrowed(
        self, roots: tuple[int, ...], words: Mapping[int, str], ways: dict[str, list[Rhyming]]
    ) -> dict[str, list[Rhyming]]:
        """Return the ways that are left to each group once a word stands in some cells."""
        return {
            name: [w for w in some if self._fits(name, touched, words, w)] if touched else some
            for name, some in ways.items()
            for touched in [[r for r in roots if r in self.touching[name]]]
        }

    def _fits(
        self, name: str, roots: Sequence[int], words: Mapping[int, str], way: Rhyming
    ) -> bool:
        problem, members = self.problem, self.members[name]
        return all(
            r not in members or problem.rhymes_as(r, words[r], way, name) for r in roots
        ) and all(problem.stays(r, words, {name: way}) for r in roots if r not in members)

    def _sound(
        self, words: dict[int, str], ways: dict[str, list[Rhyming]], sounds: dict[str, Rhyming]
    ) -> Solution | None:
        open_ = [name for name in ways if name not in sounds]
        if not open_:
            return Solution(words, sounds) if self.solver.completes(words, sounds) else None
        name = min(open_, key=lambda n: len(ways[n]))
        weights = np.array([self._welcome(name, w) for w in ways[name]])
        for i in _weighted_order(weights, self.rng):
            self.steps += 1
            if self.steps >= BUDGET:
                return None
            way = ways[name][i]
            now = sounds | {name: way}
            if not all(self.problem.stays(r, words, now) for r in self.problem.crossed_by[name]):
                continue
            left = dict(ways)
            for other in ways:
                if other not in now:
                    agree = self.solver.agree
                    left[other] = [w for w in ways[other] if agree(name, way, other, w)]
            if all(left.values()) and (found := self._sound(words, left, now)):
                return found
        return None

    def _welcome(self, name: str, way: Rhyming) -> float:
        """Return how many common characters rhyme so; what was chosen before counts less."""
        again: float = _AGAIN ** self.used.sounds.get((name, way), 0)
        group = next(g for g in self.problem.groups if g.name == name)
        return self.problem.common(group, way) ** 2 * again + 1e-9


def _weighted_order(weights: np.ndarray, rng: np.random.Generator) -> list[int]:
    """Return the indices in a random order in which the heavier tend to come first."""
    if not len(weights):
        return []
    order: list[int] = np.argsort(rng.exponential(1, len(weights)) / weights).tolist()
    return order
