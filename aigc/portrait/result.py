"""What another program made: a film or a folder of pictures, as frames at the rate that is due."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np

from aigc.errors import AigcError, EngineFailed
from aigc.portrait.engine import Picture

MISSING_S: Final = Fraction(1, 2)
"""A film may be shorter than the sound by so much; the last frame is held."""
ROUNDED_S: Final = Fraction(1, 1000)
"""Some containers tell times in whole milliseconds, which may be a little late."""
MOST_PIXELS: Final = 4096 * 2304
_OTHER_SHAPE: Final = 0.03
_NUMBER: Final = re.compile(r"(\d+)\.png", re.IGNORECASE)


def film_frames(
    path: Path, count: int, *, fps: Fraction, size: tuple[int, int]
) -> Iterator[Picture]:
    """Yield ``count`` frames of a film, each as it is shown at its time.

    Parameters
    ----------
    size : (int, int)
        Width and height that the frames are brought to.

    Raises
    ------
    EngineFailed
        There is no film, it is damaged, too short, or of another shape.
    """
    from aigc.footage.reader import FrameReader, cover, upright_size
    from aigc.planes import new_planes, to_rgb

    if not path.is_file() or not path.stat().st_size:
        raise EngineFailed("The program ended well and made no film. It must write one to {out}.")
    shown: Any = None
    picture: Picture | None = None
    try:
        with closing(FrameReader(path, "of the program")) as reader:
            _check_length(reader.duration, count / fps)
            for n in range(count):
                frame = reader.at(n / fps + ROUNDED_S, max(reader.duration, Fraction(1, 1000)))
                if frame is not shown or picture is None:
                    wide, high = (side // 2 * 2 for side in upright_size(frame))
                    _check_shape((wide, high), size)
                    planes = new_planes(wide, high)
                    cover(frame, planes)
                    picture, shown = fitted(to_rgb(planes), size), frame
                yield picture
    except EngineFailed:
        raise
    except AigcError as exc:
        raise EngineFailed(f"The program's film cannot be used: {exc}") from exc


def folder_frames(
    folder: Path, count: int, *, own_fps: Fraction, fps: Fraction, size: tuple[int, int]
) -> Iterator[Picture]:
    """Yield ``count`` frames of a folder of numbered PNG files; see `film_frames`."""
    paths = _numbered(folder)
    _check_length(len(paths) / own_fps, count / fps)
    last: Path | None = None
    for n in range(count):
        path = paths[min(int(n / fps * own_fps), len(paths) - 1)]
        if path != last:
            picture, last = _read(path), path
            _check_shape((picture.shape[1], picture.shape[0]), size)
            picture = fitted(picture, size)
        yield picture


def fitted(picture: Picture, size: tuple[int, int]) -> Picture:
    """Return a picture of ``size`` (width, height)."""
    if picture.shape[1::-1] == size:
        return picture
    way = cv2.INTER_AREA if size[0] < picture.shape[1] else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, size, interpolation=way), np.uint8)


def _numbered(folder: Path) -> list[Path]:
    found = [
        (int(number[1]), path)
        for path in (folder.iterdir() if folder.is_dir() else ())
        if (number := _NUMBER.search(path.name))
    ]
    if not found:
        raise EngineFailed(
            "The program ended well and made no frames. It must write PNG files such as 0001.png "
            "into the folder {out}."
        )
    return [path for _, path in sorted(found)]


def _read(path: Path) -> Picture:
    from PIL import Image

    try:
        with Image.open(path, formats=("PNG",)) as image:
            if image.width * image.height > MOST_PIXELS:
                raise EngineFailed(
                    f"The program's frame {path.name} is {image.width}x{image.height} px, over "
                    "the limit of 4096x2304."
                )
            return np.asarray(image.convert("RGB"), np.uint8)
    except EngineFailed:
        raise
    except Exception as exc:  # decoders raise almost anything on damaged files
        raise EngineFailed(f"The program's frame {path.name} is damaged or no PNG.") from exc


def _check_length(found: Fraction, due: Fraction) -> None:
    if found < due - max(MISSING_S, due / 20):
        raise EngineFailed(
            f"The program made {float(found):.2f} s of frames where the sound lasts "
            f"{float(due):.2f} s. It must go on until the sound ends, and fps in its contract must "
            "be its rate."
        )


def _check_shape(found: tuple[int, int], due: tuple[int, int]) -> None:
    if abs(found[0] * due[1] / (found[1] * due[0]) - 1) > _OTHER_SHAPE:
        raise EngineFailed(
            f"The program made frames of {found[0]}x{found[1]} px of a picture of {due[0]}x"
            f'{due[1]}: the shape must stay. If it wants a square face, say crop = "square" in '
            "its contract."
        )
