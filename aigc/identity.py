"""What tells a model in a folder from what stood there before, and a package from its others."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


def identity(model: str) -> str:
    """Return a model's name and, of a folder, its files with their sizes and times."""
    folder = Path(model).expanduser()
    if not model or not folder.is_dir():
        return model
    files = sorted(path for path in folder.iterdir() if path.is_file())
    stamps = (f"{f.name}:{f.stat().st_size}:{f.stat().st_mtime_ns}" for f in files)
    return f"{model} " + " ".join(stamps)


def version_of(package: str) -> str:
    """Return the version of a package that is installed, ``none`` for any other."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "none"
