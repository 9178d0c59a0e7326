"""What follows when a consent is revoked: what waits is withdrawn, and what has left is listed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from aigc.errors import InputError, TrustError
from aigc.files import publish
from aigc.progress import Progress, silent
from aigc.store import default_root, file_sha256
from aigc.trust.consent.book import opened
from aigc.trust.consent.record import Record
from aigc.trust.policy import Policy
from aigc.trust.provenance.entries import Entry
from aigc.trust.provenance.log import Log
from aigc.trust.provenance.manifest import ASSET, FILES
from aigc.trust.review.reviews import Reviews
from aigc.trust.review.reviews import opened as reviews_of
from aigc.types.review import State

FOLDER: Final = Path("trust", "quarantine")
STEP: Final = "quarantine"
"""What progress calls the search for files."""
_WAITS: Final[tuple[State, ...]] = (
    "draft", "machine_checked", "pending_review", "approved", "changes_requested",
)  # fmt: skip
_SHOWN: Final = 16
_TRIES: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """Something with a voice or a face in it that has left.

    Attributes
    ----------
    asset : str
        Its ProduceID.
    at : str
        When, in UTC.
    files : mapping of str to str
        The digest of each file by its name.
    """

    asset: str
    title: str
    pipeline: str
    at: str
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A published file that was found, and where it lies now; ``fault`` says why it stayed."""

    file: Path
    to: Path
    sha256: str
    fault: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocation:
    """A consent that was revoked, and what followed.

    Attributes
    ----------
    others : tuple of str
        Other consents to the same photo, recording or voice, which hold no longer either.
    withdrawn : tuple of str
        Cases that waited for people.
    """

    record: Record
    others: tuple[str, ...]
    withdrawn: tuple[str, ...]
    published: tuple[Published, ...]
    moved: tuple[Moved, ...]


def revoke(
    consent: str,
    *,
    by: str,
    reason: str,
    policy: Policy,
    store: Path | None = None,
    search: Sequence[Path] = (),
    progress: Progress = silent,
) -> Revocation:
    """Revoke a consent, withdraw what waits with it, and list what was published.

    One that is revoked already stays so, and what follows is done again where it was not finished.

    Parameters
    ----------
    consent : str
        The beginning of its name is enough.
    search : sequence of Path
        Folders from which published files are moved into the store's quarantine; see `quarantined`.

    Raises
    ------
    TrustError
        There is no such consent, or nobody or no reason is named.
    InputError
        One of the folders is none.
    DiskFull, JobError
        The book, the log or the quarantine cannot be written; what was done before stays done.
    """
    root = store or default_root()
    _check_folders(search)
    book = opened(root)
    record = book.find(consent)
    if record.status == "active":
        record = book.revoke(record.id, by, reason)
    same = {one.id for one in book.for_evidence(record.evidence)}
    gone = _withdrawn(reviews_of(root), same, by, record, policy)
    # What somebody approves at this moment is withdrawn or listed, so the list comes last.
    out = followed(record, store=root)
    moved = quarantined(out, search, store=root, by=by, progress=progress) if search else ()
    return Revocation(
        record=record, others=out.others, withdrawn=gone, published=out.published, moved=moved
    )


def followed(record: Record, *, store: Path | None = None) -> Revocation:
    """Return what was published with a consent, or with another to the same material."""
    root = store or default_root()
    same = (one.id for one in opened(root).for_evidence(record.evidence))
    others = tuple(one for one in same if one != record.id)
    found = published(Log(root), (record.id, *others))
    return Revocation(record=record, others=others, withdrawn=(), published=found, moved=())


def published(log: Log, consents: Iterable[str]) -> tuple[Published, ...]:
    """Return what the log tells as published with any of some consents, the oldest first."""
    entries = log.find_any((("consent", one) for one in consents), limit=None)
    found = (_published(one) for one in entries if one.kind == "published" and FILES in one.told)
    return tuple(sorted(found, key=lambda one: (one.at, one.asset)))


def waiting(reviews: Reviews, consents: Iterable[str]) -> tuple[str, ...]:
    """Return the cases that wait and are made with any of some consents."""
    wanted = frozenset(consents)
    cases = (entry.case.id for entry in reviews.book.entries(_WAITS, limit=-1))
    return tuple(one for one in cases if wanted & _consents(reviews, one))


def quarantined(
    out: Revocation, search: Sequence[Path], *, store: Path | None = None, by: str,
    progress: Progress = silent,
) -> tuple[Moved, ...]:  # fmt: skip
    """Move published files out of some folders into ``trust/quarantine`` of the store.

    A file is moved where its bytes are those that the log tells of, whatever it is called; what
    was changed since, links and everything else stays. A copy is compared before the file goes.

    Raises
    ------
    InputError
        One of the folders is none.
    DiskFull, JobError
        The quarantine or the log cannot be written.
    """
    _check_folders(search)
    root = (store or default_root()).resolve()
    wanted = {digest for one in out.published for digest in one.files.values()}
    place = root / FOLDER / out.record.id
    files = sorted(set(_files(search, root)))
    moved: list[Moved] = []
    try:
        for n, path in enumerate(files):
            progress(STEP, n, len(files))
            if (digest := _digest(path)) in wanted:
                moved.append(_moved(path, digest, place))
        progress(STEP, len(files), len(files))
    finally:
        _log_moved(moved, out.record.id, by, root)
    return tuple(moved)


def _log_moved(moved: Sequence[Moved], consent: str, by: str, root: Path) -> None:
    told = {f"{one.sha256[:_SHOWN]}/{one.to.name}": one.sha256 for one in moved if not one.fault}
    if told:
        Log(root).append("withdrawn", {"consent": consent, "did": STEP, "by": by, FILES: told})


def _withdrawn(
    reviews: Reviews, consents: set[str], by: str, record: Record, policy: Policy
) -> tuple[str, ...]:
    why = f"{record.subject} revoked the consent {record.id}: {record.reason}"
    found = waiting(reviews, consents)
    for case in found:
        _insisted(reviews, case, by, policy, why)
    return found


def _insisted(reviews: Reviews, case: str, by: str, policy: Policy, why: str) -> None:
    """Withdraw a case, also where somebody does something with it at the same time."""
    for left in reversed(range(_TRIES)):
        if reviews.book.entry(case).case.state in ("rejected", "withdrawn"):
            return
        try:
            reviews.withdraw(case, by, policy, why)
            return
        except TrustError:
            if not left:
                raise


def _consents(reviews: Reviews, case: str) -> frozenset[str]:
    told: Any = reviews.book.exhibit(case).provenance.get("consents", ())
    return frozenset(map(str, told)) if isinstance(told, list | tuple) else frozenset()


def _published(entry: Entry) -> Published:
    told = entry.told
    files = told[FILES] if isinstance(told[FILES], dict) else {}
    return Published(
        asset=str(told.get(ASSET, "")), title=str(told.get("title", "")),
        pipeline=str(told.get("pipeline", "")), at=entry.at,
        files={str(name): str(digest) for name, digest in files.items()},
    )  # fmt: skip


def _check_folders(search: Iterable[Path]) -> None:
    for folder in search:
        if not folder.is_dir():
            raise InputError(f"{folder} is no folder. Name the folders that hold what was made.")


def _files(search: Iterable[Path], root: Path) -> Iterator[Path]:
    """Yield the plain files of some folders, but those of the store."""
    for folder in search:
        for path in folder.resolve().rglob("*"):
            if not path.is_symlink() and path.is_file() and not path.is_relative_to(root):
                yield path


def _digest(path: Path) -> str:
    try:
        return file_sha256(path)
    except OSError:
        return ""


def _moved(path: Path, digest: str, place: Path) -> Moved:
    to = place / digest[:_SHOWN] / path.name
    try:
        publish(path, to)
        if file_sha256(to) != digest:
            to.unlink()
            return Moved(file=path, to=to, sha256=digest, fault="it was changed meanwhile")
        path.unlink()
    except OSError as exc:
        return Moved(file=path, to=to, sha256=digest, fault=exc.strerror or str(exc))
    return Moved(file=path, to=to, sha256=digest)
