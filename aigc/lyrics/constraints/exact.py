"""The exact search: placing keywords and choosing rhymes as one integer programme."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import product
from typing import Any

from aigc.errors import InputError
from aigc.lyrics.constraints.layout import Group
from aigc.lyrics.constraints.problem import Problem, Rhyming
from aigc.lyrics.constraints.programme import Programme
from aigc.types.template import UNRHYMED

Answer = tuple[dict[int, str], dict[str, Rhyming]]
Completes = Callable[[Mapping[int, str], Mapping[str, Rhyming]], bool]

Partners = Mapping[tuple[str, str], Mapping[Rhyming, set[Rhyming]]]

_ROUNDS, _READINGS = 100, 3


def exact(
    problem: Problem,
    places: Sequence[Sequence[tuple[int, ...]]],
    ways: Mapping[str, Sequence[Rhyming]],
    partners: Partners,
    completes: Completes,
) -> Answer | None:
    """Return named characters and sounds that meet the problem, or nothing when there are none.

    A keyword takes one of its places, a group one of its ways; a cell holds one character at
    most, which must rhyme as its groups do; groups near each other take different classes. What
    the rows do not say (``completes``) is asked of each answer, and an answer that fails is
    forbidden.

    Raises
    ------
    InputError
        When too many answers fail: then nothing is proved.
    """
    programme = _rows(problem, places, ways, partners)
    for _ in range(_ROUNDS):
        chosen = programme.solve()
        if chosen is None:
            return None
        words = dict(problem.locked)
        for _, k, roots in (name for name in chosen if name[0] == "at"):
            words |= dict(zip(roots, problem.template.keywords[k].text, strict=True))
        sounds = {name[1]: name[2] for name in chosen if name[0] == "way"}
        if completes(words, sounds):
            return words, sounds
        picked = [name for name in chosen if name[0] in ("way", "at")]
        programme.add(dict.fromkeys(picked, 1.0), high=len(picked) - 1)
    raise InputError(
        "The keywords and rhymes bear on each other in so many ways that no answer was found, nor "
        "a proof that there is none. Drop a keyword, or give some rhymes one letter."
    )


def _rows(
    problem: Problem,
    places: Sequence[Sequence[tuple[int, ...]]],
    ways: Mapping[str, Sequence[Rhyming]],
    partners: Partners,
) -> Programme:
    programme = Programme()
    held: dict[int, set[str]] = {}
    for k, (keyword, some) in enumerate(zip(problem.template.keywords, places, strict=True)):
        programme.add({("at", k, roots): 1.0 for roots in some}, low=1, high=1)
        for roots in some:
            for root, character in zip(roots, keyword.text, strict=True):
                programme.add({("is", root, character): 1.0, ("at", k, roots): -1.0}, low=0)
                held.setdefault(root, set()).add(character)
    for root in sorted(set(problem.crossed) & (problem.explicit - problem.locked.keys())):
        allowed = sorted(c for c in problem.listed(root) if problem.may_be(root, c))
        held.setdefault(root, set()).update(allowed)
        programme.add({("is", root, c): 1.0 for c in allowed}, low=1)
    for root, characters in held.items():
        programme.add({("is", root, c): 1.0 for c in sorted(characters)}, high=1)
    for group in problem.groups:
        programme.add({("way", group.name, w): 1.0 for w in ways[group.name]}, low=1, high=1)
        _bind(programme, problem, group, ways[group.name], held)
    for root in problem.crossed:
        _avoid(programme, problem, root, ways, held.get(root, set()))
    for one, other in sorted(problem.rivals):
        _differ(programme, one, ways[one], other, ways[other])
    for (one, other), pairs in partners.items():
        for way in ways[one]:
            fitting = sorted(pairs.get(way, ()), key=str)
            terms: dict[Any, float] = {("way", other, w): -1.0 for w in fitting}
            programme.add(terms | {("way", one, way): 1.0}, high=0)
    return programme


def _differ(
    programme: Programme, one: str, ways: Sequence[Rhyming], other: str, others: Sequence[Rhyming]
) -> None:
    """Two groups do not take one class."""
    if one > other:
        return
    for label in sorted({w.label for w in ways} & {w.label for w in others}):
        same: list[Any] = [("way", one, w) for w in ways if w.label == label]
        same += [("way", other, w) for w in others if w.label == label]
        programme.add(dict.fromkeys(same, 1.0), high=1)


def _bind(
    programme: Programme,
    problem: Problem,
    group: Group,
    ways: Sequence[Rhyming],
    held: Mapping[int, set[str]],
) -> None:
    """A character in a cell of a group asks for one of the ways in which it rhymes."""
    for root in sorted({problem.root[i] for i in group.cells} & held.keys()):
        for character in sorted(held[root]):
            terms: dict[Any, float] = {("is", root, character): 1.0}
            terms |= {
                ("way", group.name, w): -1.0
                for w in ways
                if problem.rhymes_as(root, character, w, group.name)
            }
            programme.add(terms, high=0)


def _avoid(
    programme: Programme,
    problem: Problem,
    root: int,
    ways: Mapping[str, Sequence[Rhyming]],
    placed: set[str],
) -> None:
    """An unrhymed cell needs a reading of its character that no group near it sounds like."""
    unrhymed = [i for i in problem.copies[root] if problem.cells[i].rhyme == UNRHYMED]
    near = sorted({g.name for i in unrhymed for g in problem.near_groups(i)})
    lock = problem.locked.get(root, "")
    for cell, character in product(unrhymed, [lock] if lock else sorted(placed)):
        heard = sorted(problem.labels(cell, character))
        rivals = [
            [("way", name, w) for name in near for w in ways[name] if w.label == label]
            for label in heard
        ]
        for each in product(*rivals) if heard and len(heard) <= _READINGS else ():
            terms: dict[Any, float] = dict.fromkeys(each, 1.0)
            if not lock:
                terms["is", root, character] = 1.0
            programme.add(terms, high=len(terms) - 1)
