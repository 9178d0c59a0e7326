"""Results appear once and whole: an old complete folder stays until a new complete one is there.

What a job made lies in a folder of parts named ``<job>-<token>``. Publishing it takes these steps,
and a worker may die between any two of them:

1. ``sealed``: every file is on the disk, with a receipt that names the job and its key;
2. ``fenced``: the ledger lets this token publish, and nobody start the job again;
3. ``taken``: the folder is renamed to one that only this process knows;
4. ``moved``: it takes the place of the results in one step of the file system;
5. ``logged``: the log of provenance knows (`aigc.batch.gated.tell`);
6. ``told``: the ledger knows;
7. ``cleaned``: what was there before is deleted.

Whoever finds a job between 2 and 6 with its worker gone goes on from there (`recover`): the results
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
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path, PurePosixPath
from typing import Any, Final

from aigc.batch.desk import Desk
from aigc.batch.folder import BatchFolder
from aigc.batch.gated import MARK, tell
from aigc.errors import InputError, JobError, Superseded
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
    store: Path | None = None,
    checkpoint: Checkpoint = lambda name: None,
) -> None:
    """Make what a claim has made the results of its job.

    Parameters
    ----------
    store : Path, optional
        Root of the store whose log is told; the usual one if left out.
    checkpoint : callable
        Called with the name of each step that is behind; for tests.

    Raises
    ------
    Superseded
        Another worker has the job; the parts are deleted.
    InputError
        Something that is no result of the job is in its place.
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
    _tell(claim, folder, store)
    checkpoint("logged")
    desk.done(claim, cost)
    checkpoint("told")
    clean(folder, claim.id)
    checkpoint("cleaned")


def recover(claim: Claim, desk: Desk, folder: BatchFolder, store: Path | None = None) -> bool:
    """Finish publishing what the late worker of ``claim`` began; return whether it is published.

    Where neither the results nor a sealed folder is left, or nothing can be put in its place, the
    job waits for a new attempt, which tells what is wrong.

    Raises
    ------
    DiskFull
        It can be tried again when there is space.
    """
    why = "What was made is gone."
    try:
        with full_disk_named(folder.root):
            cost = published(claim, folder) or _moved(claim, folder)
    except (InputError, OSError) as exc:
        cost, why = None, f"What was made cannot be put in its place: {exc}"
    if cost is None:
        desk.release(claim, why)
        return False
    _tell(claim, folder, store)
    desk.done(claim, cost)
    clean(folder, claim.id)
    return True


def found(claim: Claim, desk: Desk, folder: BatchFolder, store: Path | None = None) -> bool:
    """Tell the desk and the log of results that are there already; return whether they are.

    Raises
    ------
    InputError
        Something else is in their place.
    """
    cost = published(claim, folder)
    if cost is None:
        return False
    _tell(claim, folder, store)
    desk.done(claim, cost)
    return True


def _tell(claim: Claim, folder: BatchFolder, store: Path | None) -> None:
    tell(claim, folder, receipt_of(folder.results(claim.job.name)), store)


def published(claim: Claim, folder: BatchFolder) -> Cost | None:
    """Return what the results of a job have cost if they are there already, whole and the same.

    Raises
    ------
    InputError
        Something else is in their place.
    """
    check_place(claim.job.name, folder)
    return _whole(folder.results(claim.job.name), claim)


def check_place(name: str, folder: BatchFolder) -> None:
    """See that there is nothing to lose where the results of a job are to be.

    Raises
    ------
    InputError
        There is something that is no result of that job, or a job's results are around it.
    """
    place = folder.results(name)
    for around in (folder.root / one for one in PurePosixPath(name).parents if one.parts):
        if "key" in receipt_of(around) or (around.exists() and not around.is_dir()):
            raise InputError(
                f"{name} cannot lie in {around}, which is the result of another job or a file. "
                "Give the job another name."
            )
    if _is_anything(place) and receipt_of(place).get("name") != name:
        raise InputError(
            f"{place} is there and was not made by the job {name}. Move it away, or give the job "
            "another name."
        )


def check_places(names: Sequence[str], folder: BatchFolder) -> None:
    """See that there is nothing to lose where the results of jobs are to be; see `check_place`.

    Raises
    ------
    InputError
        There is; the message names the first.
    """
    wrong = []
    for name in names:
        try:
            check_place(name, folder)
        except InputError as exc:
            wrong.append(str(exc))
    if wrong:
        more = f" And {len(wrong) - 3:,} more." if len(wrong) > 3 else ""
        raise InputError(f"{' '.join(wrong[:3])}{more}")


def _is_anything(place: Path) -> bool:
    try:
        return next(place.iterdir(), None) is not None
    except FileNotFoundError:
        return False
    except NotADirectoryError:
        return True


def _whole(place: Path, claim: Claim) -> Cost | None:
    """Return what a sealed folder of a job has cost, ``None`` where it is not whole."""
    receipt = receipt_of(place)
    if receipt.get("key") != claim.job.key:
        return None
    with suppress(OSError, LookupError, AttributeError, TypeError):
        files = receipt["files"].items()
        if all(file_sha256(place / name) == digest for name, digest in files):
            return Cost(**receipt["cost"])
    return None


def _moved(claim: Claim, folder: BatchFolder) -> Cost | None:
    """Move what a late worker sealed to its place, if it is there."""
    for parts in sorted(folder.parts.glob(f"{claim.id}-*")):
        if _whole(parts, claim):
            with suppress(Superseded):
                _move(parts, claim, folder, lambda name: None)
                break
    return published(claim, folder)


def receipt_of(place: Path) -> dict[str, Any]:
    """Return the receipt in a folder of results, empty where there is none."""
    try:
        found = json.loads((place / RECEIPT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def clean(folder: BatchFolder, job: int) -> None:
    """Delete the parts of a job."""
    for parts in folder.parts.glob(f"{job}-*"):
        discard(parts)


def discard(parts: Path) -> None:
    """Delete a folder of parts, or what lay in its place, wherever its deleting was left off."""
    if parts.is_dir() and not parts.is_symlink():
        shutil.rmtree(parts, ignore_errors=True)
    else:
        with suppress(OSError):
            parts.unlink(missing_ok=True)


def _seal(parts: Path, claim: Claim, cost: Cost) -> None:
    files = sorted(path for path in parts.rglob("*") if path.is_file())
    if not files:
        raise JobError(f"{claim.job.name} came to its end without a file.")
    if parts / RECEIPT in files:
        raise InputError(f"The job writes {RECEIPT}, which is its receipt. Let it write another.")
    job = claim.job
    receipt = {
        "key": job.key,
        MARK: uuid.uuid4().hex,
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
    for place in (parts, *(path for path in parts.rglob("*") if path.is_dir())):
        _synced(place)


def _move(parts: Path, claim: Claim, folder: BatchFolder, checkpoint: Checkpoint) -> None:
    """Move sealed parts to their place; raise `Superseded` where somebody else has taken them."""
    own = folder.parts / f"{claim.id}-{uuid.uuid4().hex}"
    try:
        os.rename(parts, own)
        checkpoint("taken")
        # Between finding and taking, the folder may have become what was published before.
        if receipt_of(own).get("key") == claim.job.key:
            check_place(claim.job.name, folder)
            _replace(own, folder.results(claim.job.name))
    except FileNotFoundError as exc:
        raise Superseded(f"{claim.job.name} was published by another worker.") from exc
    except (InputError, OSError):
        # Whoever has the job finds it where it was, to delete it or to try again.
        with suppress(OSError):
            os.rename(own, parts)
        raise
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
    try:
        os.rename(one, other)
    except OSError:
        os.rename(aside, other)
        raise
    os.rename(aside, one)


def _synced(path: Path) -> None:
    if os.name != "posix" and path.is_dir():
        return
    # Windows sees a file onto the disk only for those who may write it.
    handle = os.open(path, os.O_RDONLY if os.name == "posix" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
