"""The processes that do one piece of work together, for models that span several devices.

A pipeline or an engine asks `current` and shares its work out. Alone, as almost everything runs,
the same lines do all of it:

>>> current().each([1, 2, 3], lambda n: n * n)
[1, 4, 9]
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One process among those that do the same work; all must make the same calls in turn.

    Attributes
    ----------
    rank : int
        Which of them this is; what number 0 writes counts.
    talk : callable
        Gives the value of this process to all and returns those of all, by rank.
    """

    rank: int = 0
    size: int = 1
    talk: Callable[[Any], list[Any]] = lambda value: [value]

    def gather(self, value: T) -> list[T]:
        """Return the values of all processes, by rank."""
        return self.talk(value)

    def share(self, value: T | None = None) -> T:
        """Return the value of rank 0: so that all decide alike, as about what a store holds."""
        found: T = self.talk(value if self.rank == 0 else None)[0]
        return found

    def each(self, items: Sequence[T], act: Callable[[T], R]) -> list[R]:
        """Return what ``act`` makes of every item, in order; each process does its part of them."""
        parts = self.gather([act(item) for item in items[self.rank :: self.size]])
        return [parts[n % self.size][n // self.size] for n in range(len(items))]


_group: ContextVar[Group | None] = ContextVar("group", default=None)


def current() -> Group:
    """Return the group of this process; it is alone where nobody put it into one."""
    return _group.get() or Group()


@contextmanager
def joined(group: Group) -> Iterator[None]:
    """Make a group the current one within the block."""
    token = _group.set(group)
    try:
        yield
    finally:
        _group.reset(token)
