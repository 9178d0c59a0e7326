"""The ID in the watermark of a file of any kind."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np

from aigc.progress import Progress, silent

_FILMS: Final = frozenset({".mp4", ".mov", ".m4v", ".webm", ".mkv"})
_PICTURES: Final = frozenset({".png", ".jpg", ".jpeg", ".webp"})
_SOUNDS: Final = frozenset({".wav", ".mp3", ".m4a", ".flac", ".ogg", ".opus"})


def find_id(path: Path, *, progress: Progress = silent) -> int | None:
    """Return the ID in the watermark of a film, a picture or a sound, or None.

    Raises
    ------
    AssetError
        The file is missing, damaged, or of another kind than its ending says.
    """
    suffix = path.suffix.lower()
    if suffix in _FILMS:
        from aigc.trust.watermark.film import find_in_film

        film = find_in_film(path, progress=progress)
        return film.asset_id if film else None
    if suffix in _PICTURES:
        from aigc.pictures import open_picture
        from aigc.trust.watermark.picture import find_in_picture

        picture = find_in_picture(np.asarray(open_picture(path).convert("RGB")))
        return picture.asset_id if picture else None
    if suffix in _SOUNDS:
        from aigc.audio import read_audio
        from aigc.trust.watermark.sound import find_in_sound

        sound = find_in_sound(read_audio(path, progress=progress), progress=progress)
        return sound.asset_id if sound else None
    return None
