"""What a row names: files below the project, addresses, or the text itself."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final
from urllib.parse import unquote

from aigc.errors import InputError
from aigc.store import digest, file_sha256

MOST_NAME: Final = 1000
_NAMES_FILES: Final = {".md", ".markdown", ".html", ".htm", ".json", ".toml", ".yaml", ".yml"}
_TIMINGS: Final = (".lab", ".TextGrid")
_ENCLOSED: Final = re.compile(r"""[("'<\[:=]\s*([^"'()<>\[\]\n]{1,300}?)\s*(?=["')>\]\n]|$)""")
_ALONE: Final = re.compile(r"""[^\s"'()<>\[\]|,;]{1,300}\.\w{2,5}""")
_BEGINS: Final = re.compile(r"[~.]{0,2}/|[A-Za-z]:[\\/]")
_ENDS: Final = re.compile(
    r"[^\s。，！？]+\.[A-Za-z0-9]{1,8}|.+\.(?:md|markdown|txt|html?|docx?|pdf|zip|json|ya?ml|toml|csv|"
    r"ipynb|lrc|srt|wav|mp3|flac|ogg|opus|m4a|mp4|mov|mkv|webm|png|jpe?g|webp|gif|musicxml|mxl|xml|"
    r"midi?)",
    re.IGNORECASE,
)
_SENTENCE: Final = re.compile(r"[\s。，、；：！？]")


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
        try:
            path = self._found(str(named)).resolve()
            there = path.exists()
        except (OSError, ValueError, RuntimeError) as exc:
            raise InputError("cannot be the name of a file. Check the path.") from exc
        if not path.is_relative_to(self.root.resolve()):
            raise InputError(
                f"lies outside the project {self.root}. Move it there, or name a wider --root."
            )
        if not there:
            raise InputError("is no file. Check the path, which begins at the manifest's folder.")
        return path

    def _found(self, named: str) -> Path:
        """Return the place of a name; where there is none, one of Windows is read as its own."""
        path = self.base / Path(named).expanduser()
        if "\\" in named and not path.exists():
            return self.base / named.replace("\\", "/")
        return path

    def holds(self, value: object) -> bool:
        """Return whether a value is a text that names a file which is there, as music may do."""
        if not isinstance(value, str) or not is_path(value):
            return False
        with suppress(OSError, ValueError, RuntimeError):
            return self._found(value).is_file()
        return False

    def reaches(self, text: str) -> bool:
        """Return whether a pipeline that is given a text would find a file or folder by it."""
        if not text or len(text) > MOST_NAME or "\n" in text:
            return False
        with suppress(OSError, ValueError, RuntimeError):
            return self._found(text).exists() or Path(text).expanduser().exists()
        return False

    def digest(self, path: Path) -> str:
        """Return what tells a file, with those that it mentions, or a whole folder from others."""
        if path not in self._seen:
            self._seen[path] = self._digest(path)
        return self._seen[path]

    def _digest(self, path: Path) -> str:
        if path.is_dir():
            inside = sorted(one for one in path.rglob("*") if one.is_file())
            return digest([(one.relative_to(path).as_posix(), file_sha256(one)) for one in inside])
        return digest([file_sha256(path), *(file_sha256(one) for one in companions(path))])


def is_path(source: str) -> bool:
    """Return whether a source names a file rather than being an address or the text itself.

    >>> is_path("articles/a.md"), is_path("https://example.com/a"), is_path("A text. Of words.")
    (True, False, False)
    """
    if len(source) > MOST_NAME or "\n" in source or "://" in source or source.startswith("@"):
        return False
    if _BEGINS.match(source) or _ENDS.fullmatch(source):
        return True
    return "/" in source and not _SENTENCE.search(source)


def companions(path: Path) -> list[Path]:
    """Return the files beside one that pipelines read with it.

    They are those that an article or a brand kit names, wherever in its text, and the timings of a
    recording: rather one too many than one that is missing.
    """
    timings = (path.resolve().with_suffix(suffix) for suffix in _TIMINGS)
    found = {one for one in timings if one.is_file()} | _named(path)
    return sorted(found - {path.resolve()})


def _named(path: Path) -> set[Path]:
    if path.suffix.lower() not in _NAMES_FILES:
        return set()
    text = path.read_text(encoding="utf-8", errors="replace")
    names = {*_ENCLOSED.findall(text), *_ALONE.findall(text)}
    names |= {re.split(r"[?#]", unquote(name))[0] for name in names}
    folder = path.parent.resolve()
    return {found for name in names if (found := _below(folder, name))}


def _below(folder: Path, name: str) -> Path | None:
    for place in (name.replace("\\", "/"), PurePosixPath(name.replace("\\", "/")).name):
        with suppress(OSError, ValueError):
            found = (folder / place).resolve()
            if place and found.is_relative_to(folder) and found.is_file():
                return found
    return None
