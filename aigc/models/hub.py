"""What the hub offers, and how its files come here."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath
from typing import Any, Final, TypeVar

from aigc.errors import EngineUnavailable, InputError, JobError, TrustError
from aigc.models.catalogue import UNKNOWN, find, licences, repository_of
from aigc.models.check import PICKLES
from aigc.models.licence import identifier
from aigc.models.places import cache_folder, folder_of, gigabytes
from aigc.models.whole import PIPELINES
from aigc.progress import Progress, silent

T = TypeVar("T")

TOKEN: Final = "HF_TOKEN"
_READ: Final = (".json", ".txt", ".model", ".jinja", ".md", ".tiktoken")
_NAMED: Final = ("MODEL_CARD", "LICENSE", "LICENCE", "NOTICE")
_SPARE: Final = 1.02
_TRIES_S: Final = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A model on the hub, and what of it would be fetched.

    Attributes
    ----------
    licence : str
        Identifier of the licence that the hub tells; else the catalogue's.
    files : tuple of (str, int)
        Names and sizes in bytes.
    lacking_bytes : int
        How many bytes are not here yet.
    """

    repository: str
    revision: str
    licence: str
    gated: bool
    files: tuple[tuple[str, int], ...]
    lacking_bytes: int

    @property
    def bytes(self) -> int:
        """Size of all files."""
        return sum(size for _, size in self.files)


def offered(
    reference: str, *, revision: str = "", variant: str = "", cache: Path | None = None,
    endpoint: str | None = None,
) -> Offer:  # fmt: skip
    """Ask the hub what a model is made of.

    Parameters
    ----------
    revision : str
        Branch, tag or commit; empty for the catalogue's, or ``main``.
    variant : str
        Form of the weights to take, such as ``fp16``, where there is one.

    Raises
    ------
    InputError
        The name is none of the hub.
    EngineUnavailable
        The hub is out of reach, has no such model, keeps it behind a gate, or offers pickles alone.
    """
    repository, entry = repository_of(reference), find(reference)
    branch = revision or (entry.revision if entry else "main")
    info = _asked(
        lambda api: api.model_info(repository, revision=branch, files_metadata=True,
                                   timeout=_TRIES_S),
        repository, endpoint,
    )  # fmt: skip
    sizes = {one.rfilename: one.size or 0 for one in info.siblings or ()}
    names = wanted(sizes, patterns=entry.files if entry else (), variant=variant)
    if not any(name.endswith((".safetensors", ".onnx")) for name in names):
        raise EngineUnavailable(_weightless(repository, sizes))
    told = identifier(info.card_data.to_dict()) if info.card_data else UNKNOWN
    ours = entry.licence if entry else UNKNOWN
    known = told if ours == UNKNOWN or told in licences() else ours
    snapshot = folder_of(repository, revision=branch, cache=cache)
    return Offer(
        repository=repository, revision=branch, gated=bool(info.gated),
        licence=ours if _about_parts(ours) else known,
        files=tuple((name, sizes[name]) for name in names),
        lacking_bytes=sum(
            sizes[name] for name in names if not (snapshot and (snapshot / name).is_file())
        ),
    )  # fmt: skip


def wanted(
    names: Iterable[str], *, patterns: Sequence[str] = (), variant: str = ""
) -> tuple[str, ...]:
    """Return which files of a repository a model needs: no pickles, no code, one form of weights.

    Where a pipeline keeps its parts in folders, weights beside them are another form of it.

    >>> wanted(["config.json", "model.safetensors", "model.fp16.safetensors", "pytorch_model.bin"])
    ('config.json', 'model.safetensors')
    """
    every = sorted(names)
    if patterns:
        return tuple(one for one in every if any(fnmatch(one, p) for p in patterns))
    return tuple(
        one
        for one in every
        if one in _NAMED
        or one.endswith(_READ)
        or (one.endswith(".safetensors") and _is_asked_form(PurePosixPath(one), every, variant))
    )


def fetch(
    offer: Offer, *, agreed: bool, cache: Path | None = None, progress: Progress = silent,
    endpoint: str | None = None,
) -> Path:  # fmt: skip
    """Bring the files of a model into the cache of the hub, and return their folder.

    A file that is here is not fetched again, so an interrupted run goes on where it stopped; a
    connection that breaks is taken up again in the middle of a file.

    Parameters
    ----------
    agreed : bool
        That the user has read the licence and agrees.

    Raises
    ------
    TrustError
        Nobody has agreed.
    JobError
        The disk has not room enough, or ``progress`` stopped the work.
    EngineUnavailable
        See `offered`.
    """
    if not agreed:
        raise TrustError(
            f"{offer.repository} stands under {offer.licence}: read it on the model's page, then "
            "agree with --accept-licence."
        )
    root = cache or cache_folder()
    _check_room(root, offer)
    _call(lambda: _fetch_each(offer, root, progress, endpoint), offer.repository)
    folder = folder_of(offer.repository, revision=offer.revision, cache=root)
    if folder is None:
        raise EngineUnavailable(f"{offer.repository} was fetched and is not in {root}.")
    return folder


def _fetch_each(offer: Offer, root: Path, progress: Progress, endpoint: str | None) -> None:
    from huggingface_hub import hf_hub_download

    done, total = 0, max(offer.bytes, 1)
    for name, size in offer.files:
        progress("fetch", done, total)
        bar = _meter(progress, done, total)
        try:
            hf_hub_download(
                offer.repository, name, revision=offer.revision, cache_dir=root,
                endpoint=endpoint or _endpoint(), tqdm_class=bar,
            )  # fmt: skip
        finally:
            # the library may have swallowed what was raised into its own thread
            if bar.stopped is not None:
                raise bar.stopped
        done += size
    progress("fetch", total, total)


def _meter(progress: Progress, before: int, total: int) -> Any:
    """Return a class like tqdm's bars that tells ``progress`` of the bytes of one file."""

    class Meter:
        stopped: BaseException | None = None

        def __init__(self, *_: Any, initial: int = 0, **more: Any) -> None:
            self.n, self.total = initial, more.get("total")

        def update(self, count: float | None = 1) -> None:
            self.n += int(count or 0)
            try:
                progress("fetch", min(before + self.n, total), total)
            except BaseException as exc:
                Meter.stopped = exc
                raise

        def update_transfer(self, count: float | None = 1) -> None:
            """Nothing: bytes are counted once, when they are written."""

        def set_postfix_str(self, *_: Any, **__: Any) -> None:
            """Nothing: the speed is shown by whoever draws ``progress``."""

        set_transfer_postfix_str = set_postfix_str

        def close(self) -> None:
            """Nothing is open."""

        def __enter__(self) -> Meter:
            return self

        def __exit__(self, *_: object) -> None:
            self.close()

    return Meter


def _check_room(root: Path, offer: Offer) -> None:
    there = next(one for one in (root, *root.absolute().parents) if one.exists())
    free, needs = shutil.disk_usage(there).free, int(offer.lacking_bytes * _SPARE)
    if needs > free:
        raise JobError(
            f"{offer.repository} needs {gigabytes(needs)} on the disk of {root}, which has "
            f"{gigabytes(free)} free. Free some space, or set HF_HOME to another disk."
        )


def _asked(ask: Callable[[Any], T], repository: str, endpoint: str | None) -> T:
    if os.environ.get("HF_HUB_OFFLINE", "").upper() in ("1", "ON", "YES", "TRUE"):
        raise EngineUnavailable(
            f"{repository} cannot be fetched: HF_HUB_OFFLINE forbids it. Unset it, or name a "
            "folder that holds the model."
        )
    try:
        from huggingface_hub import HfApi
    except ImportError as exc:
        raise EngineUnavailable(
            "Fetching models needs huggingface_hub: pip install 'aigc-workbench[models]'."
        ) from exc
    return _call(lambda: ask(HfApi(endpoint=endpoint or _endpoint())), repository)


def _endpoint() -> str | None:
    return os.environ.get("HF_ENDPOINT") or None


def _call(work: Callable[[], T], repository: str) -> T:
    """Return what ``work`` does, every failure of the hub as one sentence."""
    from huggingface_hub import errors

    try:
        return work()
    except errors.GatedRepoError as exc:
        raise EngineUnavailable(
            f"{repository} is behind a gate: accept its terms on its page on the hub, then set "
            f"{TOKEN} to a token of yours and run again."
        ) from exc
    except errors.RevisionNotFoundError as exc:
        raise InputError(f"{repository} has no such revision. Name a branch or commit.") from exc
    except errors.RepositoryNotFoundError as exc:
        raise EngineUnavailable(
            f"The hub has no model {repository!r} that can be seen from here. Check its name, or "
            f"set {TOKEN} if it is private."
        ) from exc
    except (errors.HfHubHTTPError, errors.LocalEntryNotFoundError, OSError, ValueError) as exc:
        raise _unfetched(exc, repository) from exc
    except Exception as exc:
        if type(exc).__module__.partition(".")[0] in ("httpx", "httpx2", "httpcore", "hf_xet"):
            raise _unfetched(exc, repository) from exc
        raise


def _unfetched(exc: Exception, repository: str) -> Exception:
    if isinstance(exc, OSError) and exc.errno in (errno.ENOSPC, errno.EDQUOT):
        return JobError(f"The disk is full. Free some space and fetch {repository} again.")
    words = str(exc).strip().splitlines()
    why = (words[0] if words else type(exc).__name__).rstrip(".")
    if "Connect" in type(exc).__name__:
        why = f"the hub cannot be reached ({why})"
    return EngineUnavailable(
        f"{repository} could not be fetched: {why}. Run it again to go on; what is whole is kept. "
        "Without a network, fetch it elsewhere and name its folder."
    )


def _is_asked_form(path: PurePosixPath, names: Sequence[str], variant: str) -> bool:
    """Tell whether a file holds the weights of its folder in the form that is asked for."""
    at_root = path.parent == PurePosixPath(".")
    if at_root and any(name in PIPELINES for name in names):
        return False
    beside = [
        one
        for one in map(PurePosixPath, names)
        if one.parent == path.parent and one.suffix == ".safetensors"
    ]
    usual = [one for one in beside if one.name.startswith("model")]
    if at_root and usual and path not in usual:
        return False
    forms = {_form(one) for one in usual if at_root} or {_form(one) for one in beside}
    asked = variant if variant in forms else "" if "" in forms else min(forms)
    return _form(path) == asked


def _form(path: PurePosixPath) -> str:
    """Return the form of weights that a name tells, such as fp16; empty for the plain one."""
    parts = path.name.split(".")
    return "" if len(parts) == 2 else parts[1].partition("-")[0]


def _about_parts(licence: str) -> bool:
    """Tell whether a licence of ours says more than the hub's label for a whole repository."""
    known = licences().get(licence)
    return known is not None and not known.hub


def _weightless(repository: str, names: Iterable[str]) -> str:
    if any(name.endswith(PICKLES) for name in names):
        return (
            f"{repository} offers pickles alone, which can run a program when they are read: they "
            "are not fetched. Look for a branch or a copy with safetensors."
        )
    return f"{repository} has no weights as safetensors."
