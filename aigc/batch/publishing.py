"""Results appear once and whole: an old complete folder stays until a new complete one is there.

What a job made lies in a folder of parts named ``<job>-<token>``. Publishing it takes these steps,
and a worker may die between any two of them:

1. ``sealed``: every file is on the disk, with a receipt that names the job and its key;
2. ``fenced``: the ledger lets this token publish, and nobody start the job again;
3. ``taken``: the folder is renamed to one that only this process knows;
4. ``moved``: it takes the place of the results in one step of the file system;
5. ``told``: the ledger knows;
6. ``cleaned``: what was there before is deleted.

Whoever finds a job between 2 and 5 with its worker gone goes on from there (`recover`): the results
bear the receipt already, or a sealed folder is left to be moved. As a folder can be renamed only
once, a worker that wakes up late finds nothing to move.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import shutil
import sys
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from aigc.batch.desk import Desk
from aigc.batch.folder import BatchFolder
from aigc.errors import JobError, Superseded
from aigc.files import full_disk_named
from aigc.store import file_sha256
from aigc.types.job import Claim, Cost

RECEIPT: Final = "job.json"
"""The file that tells of which job a folder is the result; written last."""
_EXCHANGE: Final = {"linux": ("renameat2", 2), "darwin": ("renameatx_np", 2)}
_HERE: Final = {"linux": -100, "darwin": -2}
Checkpoint = Callable[[str], None]


def parts_of(folder: BatchFolder, claim: Claim) -> Path:
    """Return the folder that a claim works in."""
    return folder.parts / f"{claim.id}-{claim.token}"


def publish(
    claim: Claim,
    desk: Desk,
    folder: BatchFolder,
    cost: Cost,
    *,
    checkpoint: Checkpoint = lambda name: None,
) -> None:
    """Make what a claim has made the results of its job.

    Parameters
    ----------
    checkpoint : callable
        Called with the name of each step that is behind; for tests.

    Raises
    ------
    Superseded
        Another worker has the job; the parts are deleted.
    JobError
        The pipeline left no file.
    DiskFull
        Nothing was published.
    """
    parts = parts_of(folder, claim)
    with full_disk_named(folder.root):
        _seal(parts, claim, cost)
    checkpoint("sealed")
    try:
        desk.fence(claim)
    except Superseded:
        discard(parts)
        raise
    checkpoint("fenced")
    with full_disk_named(folder.root):
        _move(parts, claim, folder, checkpoint)
    desk.done(claim, cost)
    checkpoint("told")
    clean(folder, claim.id)
    checkpoint("cleaned")


def recover(claim: Claim, desk: Desk, folder: BatchFolder) -> bool:
    """Finish publishing what the late worker of ``claim`` began; return whether it is published.

    Where neither the results nor a sealed folder is left, the job waits for a new attempt.
    """
    if not receipt_fits(folder.results(claim.job.name), claim):
        for parts in sorted(folder.parts.glob(f"{claim.id}-*")):
            if receipt_fits(parts, claim):
                with suppress(Superseded):
                    _move(parts, claim, folder, lambda name: None)
                    break
    receipt = receipt_of(folder.results(claim.job.name))
    if receipt.get("key") != claim.job.key:
        desk.release(claim, "What was made is gone.")
        return False
    desk.done(claim, Cost(**receipt.get("cost", {})))
    clean(folder, claim.id)
    return True


def published(claim: Claim, folder: BatchFolder) -> Cost | None:
    """Return what the results of a job have cost if they are there already, whole and the same."""
    place = folder.results(claim.job.name)
    receipt = receipt_of(place)
    if receipt.get("key") != claim.job.key:
        return None
    for name, digest in receipt["files"].items():
        path = place / name
        if not path.is_file() or file_sha256(path) != digest:
            return None
    return Cost(**receipt["cost"])


def receipt_of(place: Path) -> dict[str, Any]:
    """Return the receipt in a folder of results, empty where there is none."""
    try:
        found = json.loads((place / RECEIPT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def receipt_fits(place: Path, claim: Claim) -> bool:
    """Return whether a folder holds the sealed results of a claim's job."""
    return bool(receipt_of(place).get("key") == claim.job.key)


def clean(folder: BatchFolder, job: int) -> None:
    """Delete the parts of a job."""
    for parts in folder.parts.glob(f"{job}-*"):
        discard(parts)


def discard(parts: Path) -> None:
    """Delete a folder of parts, wherever its deleting was left off."""
    shutil.rmtree(parts, ignore_errors=True)


def _seal(parts: Path, claim: Claim, cost: Cost) -> None:
    files = sorted(path for path in parts.rglob("*") if path.is_file())
    if not files:
        raise JobError(f"{claim.job.name} came to its end without a file.")
    job = claim.job
    receipt = {
        "key": job.key,
        "name": job.name,
        "pipeline": job.pipeline,
        "source": job.source,
        "row": job.row,
        "attempt": claim.attempt,
        "cost": asdict(cost),
        "files": {path.relative_to(parts).as_posix(): file_sha256(path) for path in files},
    }
    text = json.dumps(receipt, ensure_ascii=False, indent=2, sort_keys=True)
    part = parts / f".{RECEIPT}"
    part.write_text(text, encoding="utf-8")
    for path in (*files, part):
        _synced(path)
    os.replace(part, parts / RECEIPT)
    for place in {path.parent for path in files} | {parts}:
        _synced(place)


def _move(parts: Path, claim: Claim, folder: BatchFolder, checkpoint: Checkpoint) -> None:
    """Move sealed parts to their place; raise `Superseded` where somebody else has taken them."""
    final = folder.results(claim.job.name)
    own = folder.parts / f"{claim.id}-{uuid.uuid4().hex}"
    try:
        os.rename(parts, own)
        checkpoint("taken")
        # Between finding and taking, the folder may have become what was published before.
        if receipt_fits(own, claim):
            _replace(own, final)
    except FileNotFoundError as exc:
        raise Superseded(f"{claim.job.name} was published by another worker.") from exc
    checkpoint("moved")


def _replace(new: Path, final: Path) -> None:
    final.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.rename(new, final)
    except OSError as exc:
        if exc.errno not in (errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR):
            raise
        exchange(new, final)
    _synced(final.parent)


def exchange(one: Path, other: Path) -> None:
    """Let two folders change their places in one step, where the system can.

    Elsewhere the second is first put aside; a job found in between is published by `recover`.
    """
    name, flag = _EXCHANGE.get(sys.platform, ("", 0))
    call = getattr(ctypes.CDLL(None, use_errno=True), name, None) if name else None
    here = _HERE.get(sys.platform, 0)
    if call is not None and call(here, os.fsencode(one), here, os.fsencode(other), flag) == 0:
        return
    aside = one.with_name(f"{one.name}.old")
    os.rename(other, aside)
    os.rename(one, other)
    os.rename(aside, one)


def _synced(path: Path) -> None:
    if os.name != "posix" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
