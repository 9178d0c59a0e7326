"""From any file back to what it was made of, by its bytes, its label or its watermark."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Literal

from aigc.errors import AigcError, AssetError
from aigc.store import file_sha256
from aigc.trust.labels import files
from aigc.trust.provenance.entries import Entry, Way, marks
from aigc.trust.provenance.log import Log
from aigc.trust.provenance.manifest import ASSET, FILES, parse
from aigc.types.provenance import Provenance, Source

DEEPEST: Final = 10
_MADE: Final = ("made", "published")
Found = Literal["file", "label", "watermark", "digest"]
Watermark = Callable[[Path], int | None]
"""Returns the ID in a file's watermark, or None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """An asset, with what it was made of.

    Attributes
    ----------
    asset, at, kind : str
        Its ProduceID, when it was told of, and whether it was made or published then.
    provenance : Provenance
        How it came to be.
    events : tuple of str
        What happened to it otherwise, such as ``withdrawn``, the newest first.
    sources : tuple of Source
        What was given, but for what is one of the ``parents``.
    parents : tuple of Node
        Assets of ours that it was made from.
    """

    asset: str
    at: str
    kind: str
    provenance: Provenance
    events: tuple[str, ...]
    sources: tuple[Source, ...]
    parents: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What is known of a file.

    Attributes
    ----------
    by : str
        What it was found by: its bytes, its label, or its watermark. The latter two tell what it
        was made from, though its bytes were changed since.
    """

    by: Found
    node: Node

    def told(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        return asdict(self)


def trace(path: Path, log: Log, *, watermark: Watermark | None = None) -> Trace:
    """Return what is known of a file.

    Parameters
    ----------
    watermark : callable, optional
        Asked where bytes and label lead nowhere, since it takes long.

    Raises
    ------
    AssetError
        There is no such file, or nothing is known of it.
    """
    try:
        ways: list[tuple[Found, Way, str]] = [("file", "file", file_sha256(path))]
    except OSError as exc:
        raise AssetError(f"{path} cannot be read: {exc.strerror or exc}.") from exc
    ways += [("label", "asset", name) for name in _labelled(path)]
    for by, way, value in ways:
        if node := _node(log, way, value):
            return Trace(by=by, node=node)
    number = watermark(path) if watermark else None
    if number is not None and (node := _node(log, "watermark", str(number))):
        return Trace(by="watermark", node=node)
    looked = ["its bytes", *(["its label"] if len(ways) > 1 else [])]
    looked += ["its watermark"] if number is not None else []
    raise AssetError(
        f"The log knows nothing of {path.name}, by {' or by '.join(looked)}. It was made "
        "elsewhere, or changed until nothing was left to know it by."
    )


def trace_digest(sha256: str, log: Log) -> Trace:
    """Return what is known of a file that has a digest; see `trace`.

    Raises
    ------
    AssetError
        Nothing is known of it.
    """
    node = _node(log, "file", sha256.lower())
    if node is None:
        raise AssetError(f"The log knows no file with the digest {sha256[:64]}.")
    return Trace(by="digest", node=node)


def made_from(sha256: str, log: Log) -> tuple[Entry, ...]:
    """Return the entries of what was made from a file, the newest first."""
    found = log.find("input", sha256.lower(), limit=None)
    return tuple(one for one in found if one.kind in _MADE)


def _labelled(path: Path) -> Iterator[str]:
    try:
        record = files.read(path)
    except AigcError:
        return
    if record:
        yield record.produce_id


def _node(log: Log, way: Way, value: str) -> Node | None:
    entry = next((one for one in log.find(way, value) if _describes(one)), None)
    return _of(log, entry, frozenset({_place(entry)})) if entry else None


def _place(entry: Entry) -> tuple[str, int]:
    return entry.chain, entry.seq


def _describes(entry: Entry) -> bool:
    """Tell whether an entry says how something was made; a review tells of publishing too."""
    return entry.kind in _MADE and {"pipeline", FILES} <= entry.told.keys()


def _of(log: Log, entry: Entry, above: frozenset[tuple[str, int]]) -> Node:
    told = entry.told
    made = parse(told)
    parents = dict(_parents(log, made, above))
    asset = str(told.get(ASSET, ""))
    return Node(
        asset=asset, at=entry.at, kind=entry.kind, provenance=made,
        events=tuple(_events(log, asset, told)),
        sources=tuple(one for one in made.sources if one.sha256 not in parents),
        parents=tuple(parents.values()),
    )  # fmt: skip


def _parents(
    log: Log, made: Provenance, above: frozenset[tuple[str, int]]
) -> Iterator[tuple[str, Node]]:
    """Yield what was made here before and went into something, by the digest that went in."""
    digests = dict.fromkeys((*made.parents, *(one.sha256 for one in made.sources)))
    found = log.find_any([("file", one) for one in digests if one])
    for digest in digests:
        entry = next(
            (one for one in found if _describes(one) and ("file", digest) in marks(one.told)), None
        )
        if entry and _place(entry) not in above and len(above) < DEEPEST:
            yield digest, _of(log, entry, above | {_place(entry)})


def _events(log: Log, asset: str, told: Mapping[str, Any]) -> Iterator[str]:
    """Yield what happened to an asset after it was made, the newest first."""
    wanted: list[tuple[Way, str]] = [("file", str(one)) for one in dict(told[FILES]).values()]
    wanted += [("asset", asset)] if asset else []
    for entry in sorted(log.find_any(wanted), key=lambda one: one.at, reverse=True):
        if not _describes(entry):
            yield f"{entry.kind} {entry.at}"
