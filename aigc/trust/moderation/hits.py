"""Where an entry of the lists was found in a folded text, and how it was written there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from aigc.trust.moderation.entries import SEVERITIES, Entry


@dataclass(frozen=True, slots=True)
class Hit:
    """Characters of a folded text that answer to an entry; ``score`` tells how surely."""

    entry: Entry
    start: int
    end: int
    way: str = "as written"
    score: float = 1.0


def excused(hit: Hit, text: str) -> bool:
    """Tell whether it stands inside a longer word that means something else."""
    word = hit.entry.folded
    for longer in hit.entry.unless:
        at = longer.find(word)
        while at >= 0:
            if text.startswith(longer, hit.start - at) and hit.start >= at:
                return True
            at = longer.find(word, at + 1)
    return False


def told(hits: Iterable[Hit]) -> list[Hit]:
    """Return the hits that say something of their own, in the order of the text.

    What lies inside a longer one that weighs as much is left out, and so is all but the first of
    what is only noted.
    """
    kept: list[Hit] = []
    around: list[Hit] = []
    noted: set[str] = set()
    for hit in sorted(hits, key=_longest_first):
        once = hit.entry.severity == "note"
        around = [one for one in around if one.end > hit.start]
        if (once and hit.entry.folded in noted) or any(_within(hit, one) for one in around):
            continue
        noted.update([hit.entry.folded] if once else ())
        kept.append(hit)
        around.append(hit)
    return kept


def _longest_first(hit: Hit) -> tuple[int, int, int, float]:
    return hit.start, -hit.end, SEVERITIES.index(hit.entry.severity), -hit.score


def _within(hit: Hit, other: Hit) -> bool:
    if not (other.start <= hit.start and hit.end <= other.end):
        return False
    return SEVERITIES.index(other.entry.severity) <= SEVERITIES.index(hit.entry.severity)
