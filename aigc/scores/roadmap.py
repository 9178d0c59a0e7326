"""In which order the measures of a score are played: repeats, endings, da capo, segno, coda."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

MOST_MEASURES: Final = 5000
"""The most measures that repeats may unfold to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What a measure says about the order.

    Attributes
    ----------
    forward : bool
        A repeat begins here.
    backward : int
        How often the passage that ends here is played in all; 0: no repeat sign.
    after_jump : bool
        The repeat is also taken after a da capo or dal segno.
    ending : frozenset of int
        The times for which an ending that begins here is meant; empty: none begins.
    ending_stop : bool
        An ending ends here.
    capo, fine : bool
        Da capo, fine.
    dal, segno, to_coda, coda : str
        Label of a jump or of its target; empty: none.
    """

    forward: bool = False
    backward: int = 0
    after_jump: bool = False
    ending: frozenset[int] = frozenset()
    ending_stop: bool = False
    capo: bool = False
    fine: bool = False
    dal: str = ""
    segno: str = ""
    to_coda: str = ""
    coda: str = ""


def merged(first: Signs, second: Signs) -> Signs:
    """Return what two parts say of one measure together."""
    return Signs(
        forward=first.forward or second.forward,
        backward=max(first.backward, second.backward),
        after_jump=first.after_jump or second.after_jump,
        ending=first.ending | second.ending,
        ending_stop=first.ending_stop or second.ending_stop,
        capo=first.capo or second.capo,
        fine=first.fine or second.fine,
        dal=first.dal or second.dal,
        segno=first.segno or second.segno,
        to_coda=first.to_coda or second.to_coda,
        coda=first.coda or second.coda,
    )


@dataclass(slots=True, kw_only=True)
class _Walk:
    """Where the player stands, and what has been done."""

    at: int = 0
    start: int = 0
    turn: int = 1
    jumped: bool = False
    done: set[int] = field(default_factory=set)

    def go(self, at: int, *, turn: int = 1) -> None:
        """Begin a passage at a measure."""
        self.at = self.start = at
        self.turn = turn


def unfolded(signs: Sequence[Signs]) -> tuple[int, ...]:
    """Return the indices of the measures in the order they are played.

    After a da capo or dal segno repeats are left out and the last ending is taken, as players do,
    until a coda is reached; each jump is taken once. No more than `MOST_MEASURES` + 1 indices are
    returned.
    """
    signs = _with_coda(signs)
    endings = _endings(signs)
    order: list[int] = []
    walk = _Walk()
    while walk.at < len(signs) and len(order) <= MOST_MEASURES:
        here = walk.at
        if _begins(signs, endings, here) and here != walk.start:
            walk.go(here)
        if not _meant(endings, walk):
            walk.at += 1
            continue
        order.append(here)
        if walk.jumped and signs[here].fine:
            break
        _step(signs, endings, walk)
    return tuple(order)


def _begins(signs: Sequence[Signs], endings: Sequence[frozenset[int]], here: int) -> bool:
    """Tell whether a passage of its own begins: a repeat, or what follows the last ending."""
    return signs[here].forward or (here > 0 and bool(endings[here - 1]) and not endings[here])


def _step(signs: Sequence[Signs], endings: Sequence[frozenset[int]], walk: _Walk) -> None:
    """Move on from the measure that was just played."""
    here, sign = walk.at, signs[walk.at]
    if sign.backward and (not walk.jumped or sign.after_jump):
        if walk.turn < _times(endings, here, sign):
            walk.at = walk.start
            walk.turn += 1
            return
        if not endings[here]:
            walk.go(here + 1)
            _jump(signs, here, walk)
            return
    walk.at += 1
    _jump(signs, here, walk)


def _jump(signs: Sequence[Signs], here: int, walk: _Walk) -> None:
    """Follow a da capo, dal segno or to coda after a measure."""
    sign = signs[here]
    if walk.jumped and sign.to_coda:
        target = _find([s.coda for s in signs], sign.to_coda)
        if target is not None:
            walk.go(target)
            walk.jumped = False
    elif (sign.capo or sign.dal) and here not in walk.done:
        target = _find([s.segno for s in signs], sign.dal) if sign.dal else 0
        walk.done.add(here)
        walk.go(target or 0)
        walk.jumped = True


def _find(labels: Sequence[str], wanted: str) -> int | None:
    """Return the measure with a label, or the first with any label."""
    if wanted in labels:
        return labels.index(wanted)
    return next((i for i, label in enumerate(labels) if label), None)


def _meant(endings: Sequence[frozenset[int]], walk: _Walk) -> bool:
    """Tell whether a measure is played this time."""
    ending = endings[walk.at]
    if not ending:
        return True
    if walk.jumped:
        return max(ending) == max(_group(endings, walk.at))
    return walk.turn in ending


def _times(endings: Sequence[frozenset[int]], here: int, sign: Signs) -> int:
    """Return how often the passage that ends at a measure is played in all."""
    if not endings[here]:
        return sign.backward
    group = _group(endings, here)
    alone = group == endings[here]
    return max(group) + alone


def _group(endings: Sequence[frozenset[int]], here: int) -> frozenset[int]:
    """Return the times of all endings that stand side by side with the one at a measure."""
    first = last = here
    while first > 0 and endings[first - 1]:
        first -= 1
    while last + 1 < len(endings) and endings[last + 1]:
        last += 1
    return frozenset().union(*endings[first : last + 1])


def _endings(signs: Sequence[Signs]) -> tuple[frozenset[int], ...]:
    """Return for each measure the times for which it is meant; empty: every time."""
    found: list[frozenset[int]] = []
    current: frozenset[int] = frozenset()
    for sign in signs:
        current = sign.ending or (frozenset() if sign.forward else current)
        found.append(current)
        if sign.ending_stop or sign.backward:
            current = frozenset()
    return tuple(found)


def _with_coda(signs: Sequence[Signs]) -> tuple[Signs, ...]:
    """Return the signs where the first of two bare coda signs sends to the second."""
    marked = [i for i, sign in enumerate(signs) if sign.coda]
    if any(sign.to_coda for sign in signs) or len(marked) < 2:
        return tuple(signs)
    first = replace(signs[marked[0]], coda="", to_coda=signs[marked[0]].coda)
    return (*signs[: marked[0]], first, *signs[marked[0] + 1 :])
