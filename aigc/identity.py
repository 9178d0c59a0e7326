"""What tells models on this machine from what lay there before, and a package from its others."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


def identity(*models: str) -> str:
    """Return the names of models and, of those that lie here, a digest of their files.

    A file is known by its name, its size and when it was changed. Folders are looked at two deep,
    as pipelines keep their parts in folders of their own. A name on the hub stands for itself.
    """
    names = [name for name in models if name]
    lines = [line for name in names for line in _files(Path(os.path.expanduser(name)))]
    digest = hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()[:16] if lines else ""
    return " ".join((*names, digest) if digest else names)


def _files(place: Path) -> Iterator[str]:
    try:
        found = [place] if place.is_file() else [*place.glob("*"), *place.glob("*/*")]
        for path in found:
            inside = path.relative_to(place)
            if path.is_file() and not any(part.startswith(".") for part in inside.parts):
                stat = path.stat()
                yield f"{inside} {stat.st_size} {stat.st_mtime_ns}"
    except OSError:  # it may not be looked at, or goes away meanwhile: reading it tells why
        return


def version_of(package: str) -> str:
    """Return the version of a package that is installed, ``none`` for any other."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "none"
