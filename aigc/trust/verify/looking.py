"""One file, looked at from all sides: label, signature, watermark, log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from aigc.errors import AssetError, EngineError
from aigc.progress import Progress, silent
from aigc.trust.provenance import beside
from aigc.trust.provenance.log import Log
from aigc.trust.provenance.manifest import FILES
from aigc.trust.verify import chain, marking, reading, signing
from aigc.trust.verify.chain import Found
from aigc.trust.verify.judging import Evidence, judged
from aigc.trust.verify.report import Known, Label, Marked, Reason, Report, Seen, Signed
from aigc.trust.verify.signing import Manifest

_SHOWN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """What files are compared with, and how long is looked.

    Attributes
    ----------
    log : Log or None
        Of the store that may have made them.
    anchors : bytes
        The authorities whose signatures are trusted, as PEM.
    keys : tuple of bytes
        Those that watermarks are looked for with.
    producer : str
        The code of this installation's producer, whose numbers are all in the log.
    quick : bool
        Look for watermarks only where one is expected, and do not listen for labels otherwise.
    """

    log: Log | None = None
    anchors: bytes = b""
    keys: tuple[bytes, ...] = ()
    producer: str = ""
    quick: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A file that is given.

    Attributes
    ----------
    top : Path
        The folder above which no manifest is looked for.
    covered : bool
        Whether it came in an archive that is authentic.
    """

    path: Path
    sha256: str
    top: Path
    covered: bool = False


def looked_at(given: Given, known: Knowledge, *, progress: Progress = silent) -> Report:
    """Return what is found of a file, and the word for it.

    Raises
    ------
    TrustError
        The log is damaged.
    JobError
        No process can be started.
    """
    path, log = given.path, known.log
    itself = signing.is_manifest(path)
    manifest, label, wrong = _labelled(given, itself)
    signatures = tuple(_signatures(path, manifest, itself, known.anchors))
    found = _found(log, given.sha256, label.number)
    marked, seen, unread = _media(path, label, _search(found, signatures, known), known, progress)
    if log and marked.asset_id is not None:
        entry = chain.made(log, "watermark", str(marked.asset_id), number=label.number)
        found = replace(found, marked=entry)
    told, reasons = chain.known(log, found) if log else (Known(), [])
    reasons += [one for one in (wrong, unread) if one]
    reasons += _of_manifest(path, label, log, found) if itself else _stray(path, manifest)
    evidence = Evidence(
        label=label, signatures=signatures, manifest=manifest, watermark=marked, found=found,
        chain=told, itself=itself, covered=given.covered, producer=known.producer,
    )  # fmt: skip
    verdict, reasons_told = judged(evidence, reasons)
    return Report(
        name=str(path), sha256=given.sha256, verdict=verdict, label=label, seen=seen,
        signatures=signatures, watermark=marked, chain=told, reasons=reasons_told,
    )  # fmt: skip


def _labelled(given: Given, itself: bool) -> tuple[Manifest | None, Label, Reason | None]:
    """Return the manifest that speaks of a file, its label, and what is wrong with the label."""
    path = given.path
    manifest = None if itself else signing.manifest_of(path, given.sha256, given.top)
    listed = manifest.told if manifest and manifest.exact else {}
    label, wrong = reading.label_of(path, listed)
    if manifest is None and not itself and label.number:
        manifest = signing.manifest_of(path, given.sha256, given.top, label.number)
    return manifest, label, wrong


def _signatures(
    path: Path, manifest: Manifest | None, itself: bool, anchors: bytes
) -> Iterator[Signed]:
    if itself:
        yield signing.signed_itself(path, anchors)
        return
    if found := signing.inside(path, anchors):
        yield found
    if manifest:
        yield signing.signed_beside(path, manifest, anchors)


def _found(log: Log | None, digest: str, number: str) -> Found:
    if log is None:
        return Found()
    return Found(
        exact=chain.made(log, "file", digest, number=number),
        labelled=chain.made(log, "asset", number),
        begun=log.head() is not None,
    )


def _search(found: Found, signatures: tuple[Signed, ...], known: Knowledge) -> marking.Search:
    """Return what watermark to look for: any, unless the bytes are vouched for."""
    told = [chain.watermark_of(found.best)] if found.best else []
    told += [one.watermark for one in signatures]
    sure = found.exact is not None or any(one.state == "trusted" for one in signatures)
    return marking.Search(
        expected=next((one for one in told if one is not None), None), keys=known.keys,
        any=not known.quick and not sure,
    )  # fmt: skip


def _media(
    path: Path, label: Label, search: marking.Search, known: Knowledge, progress: Progress
) -> tuple[Marked, Seen, Reason | None]:
    """Return watermark and visible label, and why they could not be looked for."""
    seen = reading.read_of(path)
    if label.state == "unread":
        return marking.UNMARKED, seen, None
    try:
        marked, heard = marking.looked_at(path, search, listen=not known.quick, progress=progress)
    except (AssetError, EngineError) as exc:
        note = Reason(code="unread-media", values=(str(exc),), weight="note")
        return marking.UNMARKED, seen, note
    return marked, seen if heard.state == "not checked" else heard, None


def _stray(path: Path, manifest: Manifest | None) -> Iterator[Reason]:
    """Yield that a manifest is there which does not speak of the file."""
    place = path.with_name(beside.NAME)
    if manifest is None and signing.is_manifest(place):
        yield Reason(code="not-listed", values=(place.name,), weight="note")


def _of_manifest(path: Path, label: Label, log: Log | None, found: Found) -> Iterator[Reason]:
    """Yield where a manifest differs from the log, and which of its files are not there."""
    files = signing.read(path).get(FILES)
    files = {str(k): str(v) for k, v in files.items()} if isinstance(files, Mapping) else {}
    if log and found.labelled:
        there = chain.knows(log, files.values(), label.number)
        for name, digest in files.items():
            if digest not in there:
                yield Reason(code="manifest-differs", values=(name,))
    gone = [name for name in files if not (path.parent / name).is_file()]
    if gone:
        yield Reason(code="files-missing", values=(", ".join(gone[:_SHOWN]),), weight="note")
