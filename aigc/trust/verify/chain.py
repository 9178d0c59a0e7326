"""What the log knows of a file, and whether the log is as it was written there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Final, Literal, cast

from aigc.trust.provenance.entries import Entry, Way, marks
from aigc.trust.provenance.log import Log
from aigc.trust.provenance.manifest import ASSET, FILES
from aigc.trust.verify.report import Known, Reason

_MADE: Final = ("made", "published")
_WITHDRAWN: Final = "withdrawn"
_REVOKED: Final = "consent-revoked"
_MOST_PARENTS: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The newest entry of each kind that tells how an asset came to be, None where there is none.

    Attributes
    ----------
    exact, labelled, marked : Entry or None
        Found by the file's bytes, by the number in its label, by the ID in its watermark.
    begun : bool
        Whether the log has any entry.
    """

    exact: Entry | None = None
    labelled: Entry | None = None
    marked: Entry | None = None
    begun: bool = False

    @property
    def best(self) -> Entry | None:
        """The entry that is nearest to the file."""
        return self.exact or self.labelled or self.marked

    def by(self) -> Iterator[Literal["file", "label", "watermark"]]:
        """Yield by what it was found."""
        if self.exact:
            yield "file"
        if self.labelled:
            yield "label"
        if self.marked:
            yield "watermark"


def number_of(entry: Entry) -> str:
    """Return the number of the asset that an entry tells of."""
    return str(entry.told.get(ASSET, ""))


def watermark_of(entry: Entry) -> int | None:
    """Return the ID of the watermark that an entry tells of."""
    found = entry.told.get("watermark")
    return found if type(found) is int else None


def made(log: Log, way: Way, value: str, *, number: str = "") -> Entry | None:
    """Return the newest entry that tells how something was made, that of ``number`` first."""
    found = [one for one in log.find(way, value) if _describes(one)] if value else []
    return next((one for one in found if number_of(one) == number), next(iter(found), None))


def knows(log: Log, digests: Iterable[str], number: str) -> frozenset[str]:
    """Return those of some digests that the log knows as content of an asset."""
    wanted = frozenset(digests)
    found = log.find_any([("file", one) for one in wanted], limit=None) if wanted else ()
    own = (one for one in found if number_of(one) == number)
    return wanted & {value for one in own for way, value in marks(one.told) if way == "file"}


def known(log: Log, found: Found) -> tuple[Known, list[Reason]]:
    """Return what the log tells of a file, and what is to be said of it."""
    entry = found.best
    if entry is None:
        return Known(), []
    told = entry.told
    broken = [one for one in _entries(found) if not _intact(log, one)]
    parents = _parents(log, told)
    reasons = [Reason(code="log-changed", values=(str(one.seq), one.chain)) for one in broken]
    events = [*_events(log, entry), *_revocations(log, told)]
    for kind, at in events:
        if kind in (_WITHDRAWN, _REVOKED):
            reasons.append(Reason(code=cast(Any, kind), values=(at,), weight="note"))
    for parent in parents:
        if any(kind == _WITHDRAWN for kind, _ in _events(log, parent)):
            values = (number_of(parent),)
            reasons.append(Reason(code="parent-withdrawn", values=values, weight="note"))
    return Known(
        by=tuple(found.by()), number=number_of(entry), title=str(told.get("title", "")),
        at=entry.at, intact=not broken, parents=tuple(number_of(one) for one in parents),
        events=tuple(f"{kind} {at}" for kind, at in events),
    ), reasons  # fmt: skip


def _entries(found: Found) -> list[Entry]:
    every = (found.exact, found.labelled, found.marked)
    return list({(one.chain, one.seq): one for one in every if one}.values())


def _describes(entry: Entry) -> bool:
    return entry.kind in _MADE and FILES in entry.told and "pipeline" in entry.told


def _intact(log: Log, entry: Entry) -> bool:
    """Tell whether an entry and its neighbours are as they were written, and in order."""
    wanted = max(entry.seq - 1, 1)
    before = entry.chain if wanted == entry.seq else ""
    with closing(cast(Any, log.entries(entry.chain, after=wanted - 1))) as around:
        for one, indexed in around:
            if not indexed or one.seq != wanted or (before and one.before != before):
                return False
            if wanted > entry.seq:
                return True
            wanted, before = wanted + 1, one.hash
    return wanted > entry.seq


def _events(log: Log, entry: Entry) -> Iterator[tuple[str, str]]:
    """Yield what happened to an asset beside being made, and when, the newest first."""
    told = entry.told
    files = told[FILES] if isinstance(told[FILES], dict) else {}
    wanted: list[tuple[Way, str]] = [("file", str(one)) for one in files.values()]
    wanted += [("asset", number_of(entry))] if number_of(entry) else []
    for one in sorted(log.find_any(wanted), key=lambda one: one.at, reverse=True):
        if not _describes(one):
            yield one.kind, one.at


def _revocations(log: Log, told: dict[str, Any]) -> Iterator[tuple[str, str]]:
    wanted: list[tuple[Way, str]] = [("consent", str(one)) for one in told.get("consents") or ()]
    for one in log.find_any(wanted) if wanted else ():
        if one.kind == _REVOKED:
            yield one.kind, one.at


def _parents(log: Log, told: dict[str, Any]) -> list[Entry]:
    """Return the assets of ours that something was made from."""
    sources = [one.get("sha256") for one in told.get("sources") or () if isinstance(one, dict)]
    digests = list(dict.fromkeys(map(str, filter(None, (*(told.get("parents") or ()), *sources)))))
    found = log.find_any([("file", one) for one in digests]) if digests else ()
    ours = {number_of(one): one for one in reversed(found) if _describes(one)}
    ours.pop(str(told.get(ASSET, "")), None)
    return list(ours.values())[:_MOST_PARENTS]
