"""A film as a file of exactly the time that it is to fill."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Final

from aigc.errors import InputError
from aigc.files import replacing
from aigc.progress import Progress, silent
from aigc.types.frame import Planes
from aigc.types.time import to_frame
from aigc.video.encode import VideoFormat, encode_frames
from aigc.video.filming.engine import Film
from aigc.video.filming.retiming import retimed
from aigc.video.presets import Preset

MASTER: Final = Preset(name="film", x264="superfast", crf=17)
"""Quick, and finer than any clip is coded, since the clip codes the film once more."""
VERSION: Final = 2
"""Changes when the same film becomes another file; part of a stored film's key."""


def write_film(
    film: Film, path: Path, *, duration: Fraction, fps: Fraction, progress: Progress = silent
) -> None:
    """Write ``film`` as an H.264 MP4 of ``duration``, to the nearest frame, at ``fps``.

    How a film of another length is fitted tells `aigc.video.filming.retiming.course`. The file
    appears when it is whole.

    Raises
    ------
    InputError
        The duration is not above zero.
    ConfigError
        Its sides are odd or below 16 px, or the rate is not above zero.
    EngineFailed
        The encoder broke.
    JobError
        The disk is full.
    """
    if duration <= 0:
        raise InputError(f"A film cannot last {float(duration):g} s. Ask for a time above zero.")
    _, height, width, _ = film.frames.shape
    video = VideoFormat(width_px=width, height_px=height, fps=fps, preset=MASTER)
    with replacing(path) as part:
        encode_frames(_planes(film, duration, fps, progress), video, part)


def _planes(film: Film, duration: Fraction, fps: Fraction, progress: Progress) -> Iterator[Planes]:
    total = max(1, to_frame(duration, fps))
    for n, planes in enumerate(retimed(film, duration=duration, fps=fps)):
        progress("fit film", n, total)
        yield planes
    progress("fit film", total, total)
