"""Whether files are what they say: label, signature, watermark and log are read and compared.

>>> verify(Path("film.mp4"), log=Log(), anchors=keys.anchors()).verdict       # doctest: +SKIP
'authentic'
"""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from aigc.archives import Limits, unpack
from aigc.encodings import encoding_of
from aigc.errors import AssetError, InputError
from aigc.progress import Progress, silent
from aigc.store import file_sha256
from aigc.trust.labels import sidecar
from aigc.trust.provenance.log import Log
from aigc.trust.verify import marking
from aigc.trust.verify.looking import Given, looked_at
from aigc.trust.verify.looking import Knowledge as Knowledge
from aigc.trust.verify.report import Known, Label, Reason, Report, Verdict
from aigc.trust.watermark.key import known_keys

STEP: Final = "verify"
RECEIPT: Final = "job.json"
"""What a batch leaves beside the results of a job; it is looked at where it is named."""
_ARCHIVE: Final = ".zip"
_SMALL: Final = 256 << 20
_MOST_RATIO: Final = 20
_MOST_MEMBERS: Final = 20_000


def verify(
    path: Path,
    *,
    log: Log | None = None,
    anchors: bytes = b"",
    keys: tuple[bytes, ...] | None = None,
    producer: str = "",
    quick: bool = False,
    progress: Progress = silent,
) -> Report:
    """Return what is found of a file, and the word for it; the rest of an archive's are members.

    Nothing is fetched, and nothing is written but what an archive holds, for as long as this takes.
    What strangers made is parsed in a jail.

    Parameters
    ----------
    log, anchors, keys, producer, quick
        See `Knowledge`; the usual keys of watermarks if left out.

    Raises
    ------
    InputError
        There is no such file, or it is a folder.
    TrustError
        The log is damaged.
    JobError
        No process can be started, or the disk is full.
    """
    known = Knowledge(
        log=log, anchors=anchors, keys=known_keys() if keys is None else keys, producer=producer,
        quick=quick,
    )  # fmt: skip
    if path.is_dir():
        raise InputError(f"{path} is a folder. Give a file, or use verify_all.")
    return next(verify_all([path], known, progress=progress))


def verify_all(
    paths: Iterable[Path], known: Knowledge, *, progress: Progress = silent
) -> Iterator[Report]:
    """Yield a report for every file, and for every file in a folder; see `verify`."""
    wanted = [(path, top) for one in paths for path, top in _files(one)]
    for number, (path, top) in enumerate(wanted):
        progress(STEP, number, len(wanted))
        yield _verified(path, top, known, progress)
    progress(STEP, len(wanted), len(wanted))


def _files(path: Path) -> Iterator[tuple[Path, Path]]:
    """Yield a file, or those of a folder but for labels beside them and receipts, with the folder.

    Raises
    ------
    InputError
        There is nothing there.
    """
    if not path.exists():
        raise InputError(f"There is no file or folder {path}. Check the path.")
    if not path.is_dir():
        yield path, path.absolute().parent
        return
    for folder, inner, files in os.walk(path):
        inner.sort()
        for name in sorted(files):
            told = sidecar.is_sidecar(name) and _about(name) in files
            if not (told or name == RECEIPT):
                yield Path(folder, name), path


def _verified(path: Path, top: Path, known: Knowledge, progress: Progress) -> Report:
    report = _alone(path, top, known, progress)
    if path.suffix.lower() != _ARCHIVE or report.verdict == "unreadable":
        return report
    covered = report.verdict == "authentic"
    try:
        with tempfile.TemporaryDirectory(prefix="aigc-verify-") as folder:
            box = Path(folder, "box")
            unpack(path, box, _limits(path), encoding_of)
            members = [
                _member(report.name, box, _alone(file, box, known, progress, covered=covered))
                for file, _ in _files(box)
            ]
    except InputError as exc:
        verdict: Verdict = "altered" if report.verdict == "altered" else "unreadable"
        note = Reason(code="damaged", values=(str(exc),), weight="note")
        return replace(report, verdict=verdict, reasons=(*report.reasons, note))
    return replace(report, members=tuple(members))


def _member(archive: str, box: Path, report: Report) -> Report:
    return replace(report, name=f"{archive}/{Path(report.name).relative_to(box).as_posix()}")


def _alone(
    path: Path, top: Path, known: Knowledge, progress: Progress, *, covered: bool = False
) -> Report:
    """Return the report of a file; a label that lies beside a file stands for that file."""
    beside = sidecar.is_sidecar(path.name)
    target = path.with_name(_about(path.name)) if beside else path
    try:
        given = Given(path=target, sha256=_digest(target), top=top, covered=covered)
    except AssetError as exc:
        return Report(
            name=str(path), sha256="", verdict="unreadable", label=Label(state="unread"),
            seen=marking.UNCHECKED, signatures=(), watermark=marking.UNMARKED, chain=Known(),
            reasons=(Reason(code="damaged", values=(str(exc),), weight="note"),),
        )  # fmt: skip
    return replace(looked_at(given, known, progress=progress), name=str(path))


def _about(name: str) -> str:
    """Return the name of the file that a label beside it is about."""
    return name[: -len(sidecar.SUFFIX)]


def _digest(path: Path) -> str:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise AssetError(f"{path.name} is no regular file. Give a file.")
        return file_sha256(path)
    except OSError as exc:
        raise AssetError(f"{path.name} cannot be read: {exc.strerror or exc}.") from exc


def _limits(path: Path) -> Limits:
    most = max(_SMALL, _MOST_RATIO * path.stat().st_size)
    return Limits(most_bytes=most, most_members=_MOST_MEMBERS)
