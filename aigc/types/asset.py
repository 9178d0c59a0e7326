"""A media file, made or given."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A media file with its identity and where it came from.

    Attributes
    ----------
    path : Path
        Where the bytes lie now; not part of the identity.
    sha256 : str
        Hex digest of the bytes.
    media_type : str
        For example ``image/png``, ``audio/wav``, ``video/mp4``.
    source : str
        Where it was taken from (a URL, a file's name, a place in its document, an engine's name).
    licence, credit : str
        Empty when unknown.
    width_px, height_px : int
        Zero for media without a picture.
    """

    path: Path
    sha256: str
    media_type: str
    source: str = ""
    licence: str = ""
    credit: str = ""
    width_px: int = 0
    height_px: int = 0
