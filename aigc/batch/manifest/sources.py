"""What a row names: files below the project, addresses, or the text itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from aigc.errors import InputError
from aigc.store import digest, file_sha256

MOST_NAME: Final = 1000
_NAMES_FILES: Final = {".md", ".markdown", ".html", ".htm"}
_MENTIONED: Final = re.compile(
    r"\]\(\s*<?([^)>\s]+)|(?:src|href)\s*=\s*[\"']([^\"']+)", re.IGNORECASE
)
_LIKE_PATH: Final = re.compile(r"^(?:[~.]{0,2}/|[A-Za-z]:[\\/])|^[^\s。，！？]+\.[A-Za-z0-9]{1,8}$")


@dataclass(frozen=True, slots=True)
class Project:
    """The folder that a manifest's paths may not leave.

    Attributes
    ----------
    root : Path
        The project.
    base : Path
        Where relative paths begin: the folder of the manifest.
    """

    root: Path
    base: Path
    _seen: dict[Path, str] = field(default_factory=dict, compare=False, repr=False)

    def path(self, named: str | Path) -> Path:
        """Return a file or folder that a row names.

        Raises
        ------
        InputError
            It is not there, or outside the project.
        """
        path = (self.base / Path(named).expanduser()).resolve()
        if not path.is_relative_to(self.root.resolve()):
            raise InputError(
                f"lies outside the project {self.root}. Move it there, or name a wider --root."
            )
        if not path.exists():
            raise InputError("is no file. Check the path, which begins at the manifest's folder.")
        return path

    def digest(self, path: Path) -> str:
        """Return what tells a file, with those that it mentions, or a whole folder from others."""
        if path not in self._seen:
            self._seen[path] = self._digest(path)
        return self._seen[path]

    def _digest(self, path: Path) -> str:
        if path.is_dir():
            inside = sorted(one for one in path.rglob("*") if one.is_file())
            return digest([(one.relative_to(path).as_posix(), file_sha256(one)) for one in inside])
        return digest([file_sha256(path), *(file_sha256(one) for one in _mentioned(path))])


def is_path(source: str) -> bool:
    """Return whether a source names a file rather than being an address or the text itself.

    >>> is_path("articles/a.md"), is_path("https://example.com/a"), is_path("A text. Of words.")
    (True, False, False)
    """
    if len(source) > MOST_NAME or "\n" in source or "://" in source or source.startswith("@"):
        return False
    return bool(_LIKE_PATH.search(source)) or ("/" in source and " " not in source)


def _mentioned(path: Path) -> Iterator[Path]:
    """Yield the files beside an article that it shows."""
    if path.suffix.lower() not in _NAMES_FILES:
        return
    text = path.read_text(encoding="utf-8", errors="replace")
    for groups in _MENTIONED.findall(text):
        named = unquote(next(filter(None, groups)))
        if "://" not in named and len(named) < MOST_NAME:
            found = path.parent / named
            if found.is_file():
                yield found
