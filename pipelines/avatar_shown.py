"""What is shown of a character while it is chosen and changed; the store keeps it."""

from __future__ import annotations

import io
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from aigc.avatar.spec import AvatarSpec
from aigc.store import Store, digest

THUMBNAIL_PX = (216, 270)
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


def _key(what: str, spec: AvatarSpec, store: Store) -> str:
    size = THUMBNAIL_PX if what == "thumbnail" else None
    return store.key(f"avatar-{what}", 1, spec=spec.digest(), drawing=drawing(), size=size)


def _write_vrm(spec: AvatarSpec, part: Path) -> None:
    from aigc.avatar.build import build
    from aigc.avatar.export.vrm import vrm_bytes

    part.write_bytes(vrm_bytes(build(spec)))


def _write_thumbnail(spec: AvatarSpec, part: Path) -> None:
    from PIL import Image

    from aigc.avatar.build import build
    from aigc.avatar.render import still

    picture, buffer = still(build(spec), *THUMBNAIL_PX, "bust", yaw=-12.0), io.BytesIO()
    Image.fromarray(picture).save(buffer, "WEBP", quality=88, method=4)
    part.write_bytes(buffer.getvalue())
