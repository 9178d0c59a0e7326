"""A picture or film that was made for a scene, and how the store keeps it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pydantic import TypeAdapter

from aigc.notices import notice
from aigc.progress import Progress
from aigc.store import Store, file_sha256
from aigc.types.asset import Asset
from aigc.types.prompt import PicturePrompt
from aigc.types.script import Script

if TYPE_CHECKING:
    from pipelines.article_to_video import Config


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """How a file was made, as the store keeps it beside the file.

    Attributes
    ----------
    seed : int
        The seed that the engine was given; -1 where the store has lost the record.
    notes : tuple of str
        What was told while it was made.
    """

    seed: int = -1
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Illustration:
    """A picture or film that was made, and of what.

    Attributes
    ----------
    engine : str
        Who made it, with its model.
    of : str
        Digest of the picture that a film was made from; empty for any other.
    """

    asset: Asset
    prompt: PicturePrompt
    engine: str
    record: Record
    of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What all that is made for one storyboard has in common; the size is the canvas's."""

    script: Script
    config: Config
    store: Store
    progress: Progress
    width_px: int
    height_px: int


_RECORD: Final = TypeAdapter(Record)


def keep(store: Store, key: str, suffix: str, make: Callable[[Path], Record]) -> None:
    """Let ``make`` write the file of ``key``, unless the store has it, and keep its record."""

    def both(path: Path) -> None:
        record = make(path)
        store.get_or_make(key, ".json", lambda beside: _write(beside, record))

    store.get_or_make(key, suffix, both)


def kept(
    store: Store, key: str, suffix: str, source: str, width_px: int, height_px: int
) -> tuple[Asset, Record]:
    """Return the file of ``key`` as an asset, and its record."""
    path, beside = store.path(key, suffix), store.get(key, ".json")
    record = _RECORD.validate_json(beside.read_bytes()) if beside else Record()
    asset = Asset(
        path=path,
        sha256=file_sha256(path),
        media_type={".png": "image/png", ".mp4": "video/mp4"}[suffix],
        source=source,
        width_px=width_px,
        height_px=height_px,
    )
    return asset, record


def _write(path: Path, record: Record) -> None:
    path.write_bytes(_RECORD.dump_json(record))


def told_again(records: Iterable[Record]) -> None:
    """Tell what was told while files were made, each once, also where they are from the store."""
    for note in dict.fromkeys(note for record in records for note in record.notes):
        notice(note)
