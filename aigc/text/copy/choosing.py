"""Which of many texts are offered: good ones that differ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Final

from aigc.notices import notice
from aigc.text.copy.draft import Draft, supported
from aigc.text.copy.engine import LETTERS
from aigc.text.copy.platforms import Platform
from aigc.text.copy.scoring import likeness, measured, novelty, total
from aigc.text.copy.wording import CLICKBAIT
from aigc.types.article import Article, Language
from aigc.types.copy import Copy, CopyKind, Measure

TOO_LIKE: Final = 0.6
"""Texts that share more are the same one."""
_SAME_PATTERN: Final = 0.08
_OWN: Final = 0.08
"""What an author's own title counts more when titles are chosen."""
_JITTER: Final = 0.06
"""How much a seed other than 0 moves a score while it is chosen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is wanted of one kind."""

    kind: CopyKind
    count: int
    platform: Platform
    article: Article
    language: Language
    seed: int
    author: str


def chosen(drafts: Iterable[Draft], order: Order) -> tuple[Copy, ...]:
    """Return the best of ``drafts`` that differ, scored and lettered, the best first.

    What the guard refuses, what the platform has no room for, and bait is left out.
    """
    return _lettered(_picked(_fitting(drafts, order), order), order)


def tell_if_fewer(made: Sequence[Copy], order: Order) -> None:
    """Say that there are fewer variants than were asked for, where that is so."""
    if len(made) < order.count:
        notice(
            f"The article gives {len(made)} that differ, not {order.count}, of the kind "
            f"{order.kind}."
        )


def _fitting(drafts: Iterable[Draft], order: Order) -> list[tuple[Draft, tuple[Measure, ...]]]:
    translated = order.language != order.article.language
    fits = order.platform.fits
    unique = {o.text: o for o in drafts if o.text.strip() and fits(o.text, order.kind)}
    return [
        (one, measured(one, order.kind, order.article, order.platform, order.language))
        for one in unique.values()
        if not CLICKBAIT.search(one.text) and supported(one, order.article, translated=translated)
    ]


def _picked(
    offered: Sequence[tuple[Draft, tuple[Measure, ...]]], order: Order
) -> list[tuple[Draft, tuple[Measure, ...]]]:
    """Pick one after the other: what is best, is not like the others, nor made in their way."""
    left, found = list(offered), list[tuple[Draft, tuple[Measure, ...]]]()
    chance = Random(order.seed)
    move = {one.text: _JITTER * chance.random() * bool(order.seed) for one, _ in left}

    def worth(one: tuple[Draft, tuple[Measure, ...]]) -> float:
        draft, measures = one
        new = novelty(draft.apart, [other.apart for other, _ in found])
        made = sum(other.pattern == draft.pattern for other, _ in found)
        whole = total((*measures, new), order.kind) + _OWN * (draft.pattern == "own")
        whole -= draft.pattern == "label"  # where nothing else fits
        return whole - _SAME_PATTERN * made + move[draft.text]

    while left and len(found) < order.count:
        best = max(left, key=worth)
        found.append(best)
        left = [
            one for one in left
            if likeness(one[0].apart, best[0].apart) <= TOO_LIKE and one is not best
            and not one[0].pattern == best[0].pattern == "figures"
        ]  # fmt: skip
    return found


def _lettered(found: Sequence[tuple[Draft, tuple[Measure, ...]]], order: Order) -> tuple[Copy, ...]:
    made: list[Copy] = []
    for draft, measures in found:
        whole = (*measures, novelty(draft.text, [one.text for one in made]))
        made.append(
            Copy(
                kind=order.kind, variant="", text=draft.text, score=total(whole, order.kind),
                measures=whole, sources=draft.sources, pattern=draft.pattern,
                author=draft.author or order.author,
            )
        )  # fmt: skip
    return lettered(made)


def lettered(copies: Iterable[Copy]) -> tuple[Copy, ...]:
    """Return copies of one kind with the best first, from A on."""
    best = sorted(copies, key=lambda one: -one.score)
    return tuple(replace(one, variant=letter) for one, letter in zip(best, LETTERS, strict=False))
