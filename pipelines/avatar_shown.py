"""What is shown of a character while it is chosen and changed; the store keeps it."""

from __future__ import annotations

import io
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from aigc.avatar.spec import AvatarSpec
from aigc.progress import Progress, silent, track
from aigc.store import Store, digest
from aigc.types.avatar import Motion

THUMBNAIL_PX = (216, 270)
TILE_PX = (180, 240)
DRAWN_BY = ("data", "export", "face", "hair", "render", "wear")
"""Rooms of `aigc.avatar` that say how a character looks, beside its own modules."""


def vrm(spec: AvatarSpec, *, store: Store) -> Path:
    """Return the VRM of a character, without a poster."""
    return store.get_or_make(_key("vrm", spec, store), ".vrm", lambda part: _write_vrm(spec, part))


def thumbnail(spec: AvatarSpec, *, store: Store) -> Path:
    """Return a small picture of a character on a clear ground, a WebP.

    Raises
    ------
    EngineUnavailable
        The machine has no EGL.
    """
    key = _key("thumbnail", spec, store)
    return store.get_or_make(key, ".webp", lambda part: _write_thumbnail(spec, part))


def thumbnail_at_hand(spec: AvatarSpec, *, store: Store) -> Path | None:
    """Return the small picture of a character if it was drawn before."""
    return store.get(_key("thumbnail", spec, store), ".webp")


@lru_cache(maxsize=1)
def drawing() -> str:
    """Return a digest of all that says how characters look, code and data."""
    rooms = files("aigc.avatar")
    found = [Path(str(rooms.joinpath(room))) for room in DRAWN_BY]
    paths = [*Path(str(rooms)).glob("*.py"), *(p for room in found for p in room.rglob("*.*"))]
    kept = sorted(p for p in paths if p.suffix != ".pyc")
    return digest(tuple((p.name, p) for p in kept))


def acting_key(spec: AvatarSpec, motion: Motion) -> str:
    """Return what names the frames of a character in motion: who it is, how it moves, who draws."""
    tracks = [motion.blendshapes.tobytes(), *(q.tobytes() for q in motion.turns.values())]
    travel = b"" if motion.travel is None else motion.travel.tobytes()
    return digest((spec.digest(), drawing(), motion.fps, tuple(motion.turns), *tracks, travel))


def _key(what: str, spec: AvatarSpec, store: Store) -> str:
    size = THUMBNAIL_PX if what == "thumbnail" else None
    return store.key(f"avatar-{what}", 1, spec=spec.digest(), drawing=drawing(), size=size)


def _write_vrm(spec: AvatarSpec, part: Path) -> None:
    from aigc.avatar.build import build
    from aigc.avatar.export.vrm import vrm_bytes

    part.write_bytes(vrm_bytes(build(spec)))


def _write_thumbnail(spec: AvatarSpec, part: Path) -> None:
    from aigc.avatar.build import build
    from aigc.avatar.render import still

    picture, buffer = still(build(spec), *THUMBNAIL_PX, "bust", yaw=-12.0), io.BytesIO()
    Image.fromarray(picture).save(buffer, "WEBP", quality=88, method=4)
    part.write_bytes(buffer.getvalue())


def sheet(pictures: Iterable[NDArray[np.uint8]], columns: int, ground: int = 240) -> Image.Image:
    """Return pictures of one size, RGB and straight alpha, side by side on a light ground."""
    tiles = list(pictures)
    height, width = tiles[0].shape[:2]
    rows = -(-len(tiles) // columns)
    found = Image.new("RGB", (columns * width, rows * height), (ground,) * 3)
    for k, tile in enumerate(tiles):
        picture = Image.fromarray(tile)
        found.paste(picture, (k % columns * width, k // columns * height), picture)
    return found


def library_sheet(out: Path, *, columns: int, progress: Progress = silent) -> None:
    """Draw every character of the library into one PNG.

    Raises
    ------
    EngineUnavailable
        The machine has no EGL.
    """
    from aigc.avatar.build import build
    from aigc.avatar.presets import presets
    from aigc.avatar.render import still
    from aigc.files import replacing

    library = presets()
    tiles = (still(build(p.spec), *TILE_PX, "bust", yaw=-12.0) for p in library.values())
    picture = sheet(track(tiles, progress, "draw", len(library)), columns)
    with replacing(out) as part:
        picture.save(part, "PNG")
