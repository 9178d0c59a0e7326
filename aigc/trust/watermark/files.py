"""The ID in the watermark of a file of any kind."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np

from aigc.progress import Progress, silent
from aigc.types.audio import Audio

FILMS: Final = frozenset({".mp4", ".mov", ".m4v", ".webm", ".mkv"})
PICTURES: Final = frozenset({".png", ".jpg", ".jpeg", ".webp"})
SOUNDS: Final = frozenset({".wav", ".mp3", ".m4a", ".flac", ".ogg", ".opus"})


def find_id(path: Path, *, progress: Progress = silent) -> int | None:
    """Return the ID in the watermark of a film, a picture or a sound, or None.

    Raises
    ------
    AssetError
        The file is missing, damaged, or of another kind than its ending says.
    """
    suffix = path.suffix.lower()
    if suffix in FILMS:
        from aigc.trust.watermark.film import find_in_film

        film = find_in_film(path, progress=progress)
        return film.asset_id if film else None
    if suffix in PICTURES:
        from aigc.pictures import open_picture
        from aigc.trust.watermark.picture import find_in_picture

        picture = find_in_picture(np.asarray(open_picture(path).convert("RGB")))
        return picture.asset_id if picture else None
    if suffix in SOUNDS:
        from aigc.audio import read_audio
        from aigc.trust.watermark.sound import find_in_sound

        sound = find_in_sound(read_audio(path, progress=progress), progress=progress)
        return sound.asset_id if sound else None
    return None


def carries(path: Path, asset_id: int, *, progress: Progress = silent) -> bool:
    """Tell whether a film, a picture or a sound carries an ID; asked for one, faint traces tell it.

    Of a film the picture is looked at: three frames first, and all that tell something where these
    do not.

    Raises
    ------
    AssetError
        The file is missing, damaged, or of another kind than its ending says.
    """
    suffix = path.suffix.lower()
    if suffix in FILMS:
        from aigc.trust.watermark.film import find_in_film

        looks = (
            find_in_film(path, expected=asset_id, quick=quick, progress=progress)
            for quick in (True, False)
        )
        return any(film is not None and film.asset_id == asset_id for film in looks)
    if suffix in PICTURES:
        from aigc.pictures import open_picture
        from aigc.trust.watermark.picture import find_in_picture

        rgb = np.asarray(open_picture(path).convert("RGB"))
        picture = find_in_picture(rgb, expected=asset_id)
        return picture is not None and picture.asset_id == asset_id
    if suffix in SOUNDS:
        from aigc.audio import read_audio

        return heard_in(read_audio(path, progress=progress), asset_id, progress=progress)
    return False


def heard_in(audio: Audio, asset_id: int, *, progress: Progress = silent) -> bool:
    """Tell whether a sound carries an ID, and no other one."""
    from aigc.trust.watermark.sound import find_in_sound

    found = find_in_sound(audio, expected=asset_id, progress=progress)
    return found is not None and found.asset_id == asset_id
