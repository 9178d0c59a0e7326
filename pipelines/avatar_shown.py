"""What is shown of a character while it is chosen and changed; the store keeps it."""

from __future__ import annotations

import io
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from math import ceil
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

import aigc
from aigc.avatar.spec import AvatarSpec
from aigc.progress import Progress, silent, track
from aigc.store import Store, digest
from aigc.types.avatar import Motion
from aigc.types.provenance import Provenance
from pipelines import consenting
from pipelines.leaving import MANIFEST, leaving
from pipelines.sounding import written

THUMBNAIL_PX = (216, 270)
TILE_PX = (180, 240)
SHEET_GROUND = 240
FOOT_SHARE = 0.15
"""Height of the strip below a sheet against its shorter side; the label has room in it."""
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


def sheet(
    pictures: Iterable[NDArray[np.uint8]], columns: int, ground: int = SHEET_GROUND
) -> Image.Image:
    """Return pictures of one size, RGB and straight alpha, side by side on a light ground."""
    tiles = list(pictures)
    height, width = tiles[0].shape[:2]
    rows = -(-len(tiles) // columns)
    found = Image.new("RGB", (columns * width, rows * height), (ground,) * 3)
    for k, tile in enumerate(tiles):
        picture = Image.fromarray(tile)
        found.paste(picture, (k % columns * width, k // columns * height), picture)
    return found


def library_sheet(
    out: Path, *, columns: int, store: Path | None = None, progress: Progress = silent
) -> tuple[Path, ...]:
    """Draw every character of the library into one PNG, and return all that was written.

    Parameters
    ----------
    store : Path, optional
        Root of the store that keeps the log; the usual one if left out.

    Raises
    ------
    EngineUnavailable
        The machine has no EGL.
    ReviewNeeded
        A person has to approve it; nothing appears before.
    TrustError
        A rule of the policy forbids it.
    """
    from aigc.avatar.build import build
    from aigc.avatar.presets import presets
    from aigc.avatar.render import still

    library = presets()
    made = Provenance(
        pipeline="avatars", version=aigc.__version__, title="Library", language="en",
        options={"columns": columns}, synthesis="algorithmic",
        more={
            **consenting.people(face=consenting.character({})),
            "specs": {name: one.spec.digest() for name, one in library.items()},
        },
    )  # fmt: skip
    record = f"{out.stem}.{MANIFEST}"
    with leaving(out.parent, lambda: made, store=store, beside=record) as box:
        tiles = (still(build(p.spec), *TILE_PX, "bust", yaw=-12.0) for p in library.values())
        picture = sheet(track(tiles, progress, "draw", len(library)), columns)
        _with_foot(picture).save(box / out.name, "PNG")
    return written(out.parent, (out.name,), record)


def _with_foot(picture: Image.Image) -> Image.Image:
    """Return a sheet with a strip below it, for the label that the gate lays into the corner."""
    high = ceil(FOOT_SHARE * min(picture.size))
    found = Image.new("RGB", (picture.width, picture.height + high), (SHEET_GROUND,) * 3)
    found.paste(picture)
    return found
