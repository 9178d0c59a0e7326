"""Voicebanks of other programs: where they lie, and how one is found, unpacked and trusted."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Final

from aigc.archives import Limits, opened, unpack
from aigc.encodings import encoding_of
from aigc.errors import AigcError, InputError, did_you_mean
from aigc.store import default_root, file_sha256

PICKLES: Final = frozenset((".pt", ".pth", ".ckpt", ".bin", ".pkl", ".pickle"))
"""Endings of files that can run a program when they are loaded."""

_ARCHIVES: Final = (".zip", ".oudep")
_LIMITS: Final = Limits(most_bytes=8_000_000_000, most_members=60_000, most_ratio=1000)
_DEEPEST: Final = 4
_SPEAKER: Final = "#"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """How banks of one kind are told from others.

    Attributes
    ----------
    label : str
        What users call it.
    needs : str
        A file that every bank of this kind holds somewhere, in lower case.
    never : str
        A file that none holds; empty for no such file.
    roots : tuple of str
        Files of which one lies in the bank's topmost folder.
    """

    label: str
    needs: str
    roots: tuple[str, ...]
    never: str = ""


def default_folder() -> Path:
    """Return the folder named by ``AIGC_VOICES``, or ``voices`` in the store."""
    named = os.environ.get("AIGC_VOICES")
    return Path(named).expanduser() if named else default_root() / "voices"


def installed(folder: Path, kind: Kind) -> Mapping[str, Path]:
    """Return id -> folder or archive of every bank of a kind that lies in ``folder``."""
    found: dict[str, Path] = {}
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        names = {PurePosixPath(file).name.lower() for file in _listing(path)}
        if kind.needs in names and kind.never not in names:
            found.setdefault(path.stem if path.is_file() else path.name, path)
    return found


def bank_root(voice: str, folder: Path, kind: Kind) -> Path:
    """Return the topmost folder of the bank that ``voice`` names, unpacked where it is an archive.

    ``voice`` is the id of a bank in ``folder``, or the path of any bank; what follows ``#`` is the
    speaker and left out here; an empty one takes the first bank.

    Raises
    ------
    InputError
        When there is no such bank, it is damaged, or it holds pickles.
    """
    path = _path(speaker_of(voice)[0], folder, kind)
    _check_pickles(path)
    if path.is_file():
        if _listing(path):
            _root(path, kind)
        path = _unpacked(path)
        _check_pickles(path)
    return _root(path, kind)


def _check_pickles(path: Path) -> None:
    pickles = [file for file in _listing(path) if PurePosixPath(file).suffix.lower() in PICKLES]
    if pickles:
        raise InputError(
            f"The bank {path.name} holds {', '.join(sorted(pickles)[:5])}. Such files can run a "
            "program when they are loaded, so the bank is refused: export the model to ONNX, or "
            "delete what the bank does not need."
        )


def speaker_of(voice: str) -> tuple[str, str]:
    """Return the bank and the speaker in it, empty for the first, that a voice names.

    >>> speaker_of("Lian#soft")
    ('Lian', 'soft')
    """
    bank, _, speaker = voice.partition(_SPEAKER)
    return bank, speaker


def voice_id(bank: str, speaker: str = "") -> str:
    """Return the name of a voice; `speaker_of` parts it again."""
    return f"{bank}{_SPEAKER}{speaker}" if speaker else bank


def state(folder: Path, kind: Kind) -> str:
    """Return text that changes when a bank in ``folder`` does."""
    marks = hashlib.sha256()
    for name, path in installed(folder, kind).items():
        files = [path] if path.is_file() else [path / file for file in _listing(path)]
        for file in files:
            about = file.stat()
            marks.update(f"{name}/{file.name}/{about.st_size}/{about.st_mtime_ns};".encode())
    return marks.hexdigest()[:16]


def inside(root: Path, folder: Path, name: str) -> Path:
    """Return the file ``name`` that a configuration in ``folder`` names, which the bank must hold.

    Raises
    ------
    InputError
        When it is not there, or outside of the bank.
    """
    path = (folder / name.replace("\\", "/")).resolve()
    if not path.is_relative_to(root.resolve()):
        raise InputError(f"The bank {root.name} names {name!r}, outside of itself: it is refused.")
    if not path.is_file():
        raise InputError(
            f"The bank {root.name} is not whole: {name!r}, which its configuration names, is "
            "missing. Get it again."
        )
    return path


def _path(name: str, folder: Path, kind: Kind) -> Path:
    known = installed(folder, kind)
    if not name and known:
        return next(iter(known.values()))
    if name in known:
        return known[name]
    given = Path(name).expanduser()
    if name and given.exists():
        return given
    if not known:
        asked = f"{name!r}, and there" if name else "There"
        raise InputError(
            f"{'No voice ' if name else ''}{asked} is no {kind.label} bank in {folder}. Put one "
            "there, or give the path of a bank's folder or .zip as the voice."
        )
    raise InputError(
        f"There is no {kind.label} bank {name!r}. {did_you_mean(name, known)} Or give the path "
        "of its folder or .zip."
    )


def _unpacked(path: Path) -> Path:
    """Return the folder that holds what is in an archive, unpacked on the first call."""
    place = default_root() / "banks" / file_sha256(path)[:24] / path.stem
    if not place.is_dir():
        unpack(path, place, _LIMITS, encoding_of)
    return place


def _root(path: Path, kind: Kind) -> Path:
    files = [PurePosixPath(file) for file in _listing(path)]
    names = {file.name.lower() for file in files}
    tops = [file.parent for file in files if file.name.lower() in kind.roots]
    if kind.needs not in names or kind.never in names or not tops:
        raise InputError(
            f"{path.name} is no {kind.label} bank: there is no {kind.needs} in it. Give the "
            "folder or .zip of a whole bank."
        )
    return path / min(tops, key=lambda top: (len(top.parts), str(top)))


def _listing(path: Path) -> tuple[str, ...]:
    """Return the files in a folder or archive, relative to it; nothing for any other file."""
    if path.is_dir():
        return tuple(_walk(path))
    if path.suffix.lower() not in _ARCHIVES:
        return ()
    try:
        return _members(path, path.stat().st_mtime_ns)
    except AigcError:
        return ()


@lru_cache(maxsize=64)
def _members(path: Path, changed: int) -> tuple[str, ...]:
    del changed
    with opened(path, f"{path.name} is damaged or locked.") as archive:
        return tuple(archive.namelist()[: _LIMITS.most_members])


def _walk(path: Path) -> Iterator[str]:
    count = 0
    for top, folders, files in os.walk(path):
        place = Path(top).relative_to(path)
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        if len(place.parts) >= _DEEPEST:
            folders.clear()
        for file in sorted(files):
            count += 1
            if count > _LIMITS.most_members:
                raise InputError(f"{path} holds too many files to be a voicebank.")
            yield (place / file).as_posix()
