"""Take a model out of the cache of the hub."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from aigc.errors import InputError, did_you_mean
from aigc.models.catalogue import repository_of
from aigc.models.places import Kept, cache_folder, kept


def removable(reference: str, *, cache: Path | None = None) -> Kept:
    """Return what the cache holds of a model.

    Raises
    ------
    InputError
        It holds nothing of it; a folder of the user's own is never removed.
    """
    if Path(reference).expanduser().exists():
        raise InputError(f"{reference!r} is a folder of yours: only what was fetched is removed.")
    repository, root = repository_of(reference), cache or cache_folder()
    here = {one.repository.lower(): one for one in kept(root)}
    if repository.lower() not in here:
        known = did_you_mean(repository, (one.repository for one in here.values()))
        raise InputError(f"{repository} is not in {root}. {known if here else 'It is empty.'}")
    return here[repository.lower()]


def remove(one: Kept) -> None:
    """Delete a model, with all its revisions and what other names of the cache do not share."""
    root = one.folder.parent
    with suppress(ImportError):
        _unshare(root, one)
    shutil.rmtree(one.folder, ignore_errors=True)
    shutil.rmtree(root / ".locks" / one.folder.name, ignore_errors=True)
    if one.folder.exists():
        raise InputError(f"{one.folder} could not be removed: another program may be using it.")


def _unshare(root: Path, one: Kept) -> None:
    """Let the library give up what the folder shares with others, which it alone knows."""
    from huggingface_hub import scan_cache_dir

    scanned = scan_cache_dir(root)
    for repository in scanned.repos:
        if repository.repo_path == one.folder:
            commits = (revision.commit_hash for revision in repository.revisions)
            scanned.delete_revisions(*commits).execute()
