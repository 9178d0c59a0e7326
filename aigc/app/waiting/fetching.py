"""Work that waits for a person: what is known of it, and how its page makes it again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from aigc.app.waiting import views
from aigc.app.words import Tongue
from aigc.trust.policy import policy
from aigc.trust.review.book import Entry
from aigc.trust.review.reviews import opened

LET_OUT: Final = frozenset({"approved", "published"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A case that a visitor's work waits as; ``again`` makes it once more, from the store."""

    case: str
    again: Callable[[], Iterator[dict[Any, Any]]]


def dock(root: Path, waiting: Waiting, tongue: Tongue) -> str:
    """Return the dock of what waits in the reviews of a store.

    Raises
    ------
    TrustError
        There is no such case.
    ConfigError
        The policy cannot be read.
    """
    return views.waits(_entry(root, waiting), policy().people, tongue)


def fetched(
    root: Path, waiting: Waiting, tongue: Tongue
) -> str | Callable[[], Iterator[dict[Any, Any]]]:
    """Return what makes approved work once more, or the dock that says why there is none.

    Raises
    ------
    TrustError
        There is no such case.
    ConfigError
        The policy cannot be read.
    """
    entry = _entry(root, waiting)
    if entry.case.state in LET_OUT:
        return waiting.again
    if entry.case.state == "pending_review":
        return views.waits(entry, policy().people, tongue, asked=True)
    return views.refused(entry, tongue)


def _entry(root: Path, waiting: Waiting) -> Entry:
    return opened(root).book.entry(waiting.case)
