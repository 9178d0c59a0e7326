"""Whether the log is as it was written: its chains are walked, entry by entry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Literal

from aigc.progress import Progress, silent
from aigc.trust.provenance.entries import Entry, Head
from aigc.trust.provenance.log import Log

Fault = Literal["changed", "missing", "moved", "hidden"]
_STEP: Final = "log"
_EVERY: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """The first entry that is wrong, and what is wrong with it."""

    chain: str
    seq: int
    fault: Fault
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a walk through the log has found.

    Attributes
    ----------
    entries : int
        How many were looked at.
    heads : tuple of Head
        Where the chains end; to go on from there next time.
    trouble : Trouble or None
        None where all is as it was written.
    """

    entries: int
    heads: tuple[Head, ...]
    trouble: Trouble | None


def check(log: Log, *, since: tuple[Head, ...] = (), progress: Progress = silent) -> Checked:
    """Walk the chains of a log.

    Parameters
    ----------
    since : tuple of Head
        Ends of chains that were found in order before, or were kept elsewhere: each must still be
        there, and what comes before them is not walked again.

    Notes
    -----
    Who can write the file can write all of it anew. That is seen by ``since`` alone.
    """
    walk = _Walk(log, progress, {head.chain: head for head in since})
    heads = log.chains()
    walk.total = sum(head.seq for head in heads) - sum(head.seq for head in since)
    there = {head.chain for head in heads}
    trouble = next((_gone(head) for head in since if head.chain not in there), None)
    for head in heads:
        trouble = trouble or walk.chain(head.chain)
    trouble = trouble or walk.short(heads)
    return Checked(entries=walk.done, heads=heads, trouble=trouble)


@dataclass(slots=True)
class _Walk:
    log: Log
    progress: Progress
    since: dict[str, Head]
    total: int = 0
    done: int = 0
    noted: dict[str, Head] = field(default_factory=dict)
    """How far this log's own chain says that others have come."""

    def chain(self, name: str) -> Trouble | None:
        """Return what is wrong first in a chain."""
        known = self.since.get(name)
        seq, before = (known.seq - 1, "") if known else (0, name)
        for entry, indexed in self.log.entries(name, after=seq):
            seq += 1
            first = known is not None and seq == known.seq
            found = _wrong(self.log, entry, seq, "" if first else before, indexed)
            if not found and first and known and entry.hash != known.hash:
                found = "changed", "It is not the entry that was found there before."
            if found:
                return Trouble(chain=name, seq=seq, fault=found[0], told=found[1])
            before = entry.hash
            self._noted(entry)
            self._count()
        return _gone(known) if known and seq < known.seq else None

    def short(self, heads: tuple[Head, ...]) -> Trouble | None:
        """Return where a chain has lost its end."""
        ends = {head.chain: head.seq for head in heads}
        for head in self.noted.values():
            if ends.get(head.chain, 0) < head.seq:
                return _gone(head)
        return None

    def _noted(self, entry: Entry) -> None:
        if entry.kind == "merged":
            for told in entry.told.get("heads", ()):
                head = Head.of(told)
                self.noted[head.chain] = head

    def _count(self) -> None:
        self.done += 1
        if self.done % _EVERY == 0 or self.done >= self.total:
            self.progress(_STEP, self.done, max(self.total, self.done))


def _wrong(
    log: Log, entry: Entry, seq: int, before: str, indexed: bool
) -> tuple[Fault, str] | None:
    """Return what is wrong with the entry that is found at ``seq``."""
    if entry.seq != seq:
        return "missing", f"The next entry is {entry.seq}."
    if entry.true_hash() != entry.hash:
        place = next(_places(log, entry), 0)
        if place:
            return "moved", f"This entry was written at {place}."
        return "changed", "Its content does not fit its hash."
    if before and entry.before != before:
        return "changed", "It does not follow from the entry before; one of the two was replaced."
    if not indexed:
        return "hidden", "It is there, but is no longer found by its files."
    return None


def _places(log: Log, entry: Entry) -> Iterator[int]:
    """Yield where in its chain an entry fits."""
    for other, _ in log.entries(entry.chain):
        fits = other.hash == entry.before
        if fits and entry.true_hash(seq=other.seq + 1) == entry.hash:
            yield other.seq + 1


def _gone(head: Head) -> Trouble:
    return Trouble(
        chain=head.chain, seq=head.seq, fault="missing",
        told="The log is shorter than it was; its end was cut off.",
    )  # fmt: skip
