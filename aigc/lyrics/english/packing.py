"""A choice of one place for each of some things, none over another: an integer programme."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from aigc.lyrics.constraints.programme import Programme

Covered = Mapping[Any, Hashable]
"""What a place puts on each cell that it covers."""


def pack(
    choices: Sequence[Sequence[Covered]],
    costs: Sequence[Sequence[float]],
    cuts: Sequence[Sequence[tuple[int, int]]],
) -> list[int] | None:
    """Return the cheapest choice of a place for each thing, or nothing where there is none.

    Two places may share a cell when they put the same there. The places of a cut, each a thing
    and the number of its place, are not chosen all together.
    """
    places = [[(k, n) for n in range(len(some))] for k, some in enumerate(choices)]
    programme = Programme(place for some in places for place in some)
    held: dict[Hashable, dict[Hashable, float]] = {}
    for k, n in (place for some in places for place in some):
        for cell, what in choices[k][n].items():
            there = ("held", cell, what)
            programme.add({there: 1.0, (k, n): -1.0}, low=0)
            held.setdefault(cell, {})[there] = 1.0
    for terms in held.values():
        programme.add(terms, high=1)
    for some in places:
        programme.add(dict.fromkeys(some, 1.0), low=1, high=1)
    for cut in cuts:
        programme.add(dict.fromkeys(cut, 1.0), high=len(cut) - 1)
    chosen = programme.solve({(k, n): costs[k][n] for some in places for k, n in some})
    if chosen is None:
        return None
    return [next(n for k, n in some if (k, n) in chosen) for some in places]
