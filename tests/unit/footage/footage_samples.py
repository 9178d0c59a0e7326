"""Short videos made for a test."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np

RED, BLUE = (220, 30, 30), (30, 30, 220)


def write_video(
    path: Path,
    *,
    width: int = 96,
    height: int = 64,
    matrix: int = 1,
    fps: int = 24,
    frames: int = 48,
    codec: str = "libx264",
) -> Path:
    """Left half red, right half blue, and a grey square in the middle that brightens with time."""
    options = {"qp": "0", "g": "12"} if codec == "libx264" else {}
    side = min(width, height) // 8
    with av.open(str(path), "w") as out:
        stream = out.add_stream(codec, rate=fps, options=options)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.codec_context.colorspace = matrix
        for n in range(frames):
            rgb = np.zeros((height, width, 3), np.uint8)
            rgb[:, : width // 2], rgb[:, width // 2 :] = RED, BLUE
            middle = (slice(h // 2 - side, h // 2 + side) for h in (height, width))
            rgb[tuple(middle)] = min(255, 40 + 4 * n)
            frame = av.VideoFrame.from_ndarray(rgb, format="rgb24")
            frame = frame.reformat(format="yuv420p", dst_colorspace=matrix, dst_color_range=1)
            frame.pts = n
            frame.time_base = Fraction(1, fps)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


def grey_square(rgb: np.ndarray) -> float:
    """Return which source frame is shown, read from the square in the middle."""
    h, w = rgb.shape[:2]
    middle = rgb[h // 2 - 2 : h // 2 + 2, w // 2 - 2 : w // 2 + 2].astype(float)
    return (float(middle.mean()) - 40) / 4
