"""What a person has just let out: where it appeared, and its files to take along."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from aigc.app.giving import Keep, name_of

BOXES: Final = ("aigc-studio-", "aigc-speak-", "aigc-sing-", "aigc-lyrics-", "aigc-avatar-")
"""How the folders begin in which the studio makes something; nothing of it stays there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What was let out.

    Attributes
    ----------
    place : Path or None
        The folder in which it appeared; ``None`` where whoever asked fetches it in the studio.
    work, whole : Path or None
        The work itself, and an archive of all of its files, as the page serves them.
    """

    place: Path | None
    work: Path | None = None
    whole: Path | None = None


def published(to: Path, names: Sequence[Path], title: str, keep: Keep) -> Published:
    """Return the files that appeared in a folder, the work itself first among their names."""
    box = box_of(to)
    there = [name for name in names if (to / name).is_file()]
    made = Published(place=None if box else to)
    if there:
        made = Published(
            place=made.place, work=keep(to / there[0]), whole=_packed(to, there, title, keep)
        )
    if box:
        shutil.rmtree(box, ignore_errors=True)
    return made


def box_of(to: Path) -> Path | None:
    """Return the folder of the studio's own in which something was asked to appear, if it is one.

    >>> box_of(Path(tempfile.gettempdir(), "aigc-sing-x", "song")).name
    'aigc-sing-x'
    >>> box_of(Path("out")) is None
    True
    """
    top = Path(tempfile.gettempdir())
    inside = to.relative_to(top).parts if to.is_relative_to(top) else ()
    return top / inside[0] if inside and inside[0].startswith(BOXES) else None


def _packed(folder: Path, names: Sequence[Path], title: str, keep: Keep) -> Path:
    """Return all files in one archive; films and sounds do not get smaller."""
    with tempfile.TemporaryDirectory(prefix=BOXES[0]) as box:
        file = Path(box) / f"{name_of(title, 'files')}.zip"
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            for name in names:
                archive.write(folder / name, name.as_posix())
        return keep(file)
