"""What the page of verification does: files that were uploaded become reports."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from aigc.progress import Progress
from aigc.store import Store
from aigc.trust.policy import policy
from aigc.trust.provenance import keys
from aigc.trust.provenance.log import Log
from aigc.trust.verify.checking import STEP as STEP
from aigc.trust.verify.checking import Knowledge, verify_all
from aigc.trust.verify.report import Report
from aigc.trust.watermark.key import known_keys


def verified(store: Store, uploads: Sequence[str], progress: Progress) -> tuple[Report, ...]:
    """Return what is found of uploads that lie side by side, as those of one folder do.

    What strangers made is parsed in a jail; copies are made for as long as this takes.

    Raises
    ------
    TrustError
        The log is damaged.
    ConfigError
        The policy or a key cannot be read.
    JobError
        No process can be started, or the disk is full.
    """
    known = Knowledge(
        log=Log(store.root), anchors=keys.anchors(), keys=known_keys(), producer=policy().producer
    )
    with tempfile.TemporaryDirectory(prefix="aigc-studio-") as folder:
        box = Path(folder)
        places = []
        for number, upload in enumerate(uploads, 1):
            places.append(str(_place(box, Path(upload).name, number)))
            shutil.copyfile(upload, places[-1])
        found = sorted(verify_all([box], known, progress=progress), key=_nth(places))
        return tuple(_named(one, box) for one in found)


def _place(box: Path, name: str, number: int) -> Path:
    """Return where a file goes; of two of one name the second has a folder of its own."""
    if not (box / name).exists():
        return box / name
    (box / str(number)).mkdir()
    return box / str(number) / name


def _nth(places: Sequence[str]) -> Callable[[Report], int]:
    """Return a question for the number of a report's file among those that were uploaded."""
    return lambda one: places.index(one.name)


def _named(report: Report, box: Path) -> Report:
    """Return a report that calls files as they were uploaded."""
    own, there = f"{box}/", f"{box.resolve()}/"
    reasons = tuple(
        replace(one, values=tuple(v.replace(there, "").replace(own, "") for v in one.values))
        for one in report.reasons
    )
    return replace(
        report, name=report.name.replace(own, ""), reasons=reasons,
        members=tuple(_named(one, box) for one in report.members),
    )  # fmt: skip
