"""Small films and recordings, honest and not, of which hostile ones are made."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from tests.hostile.case import SECRET

PLAYLIST: Final = (
    f"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n../{SECRET}\n#EXT-X-ENDLIST\n".encode()
)
"""A playlist (HLS) that names a file outside."""
PARTS: Final = f"ffconcat version 1.0\nfile '../{SECRET}'\n".encode()
"""A list of FFmpeg's that names a file outside."""


@lru_cache(maxsize=8)
def film(
    kind: str = "mp4", codec: str = "libx264", *, fps: int = 10, frames: int = 10, streams: int = 1,
    width: int = 64, height: int = 48,
) -> bytes:  # fmt: skip
    """Return a grey film."""
    import av

    out = io.BytesIO()
    with av.open(out, "w", kind) as file:
        lanes: list[Any] = []
        for _ in range(streams):
            lane: Any = file.add_stream(codec, rate=fps)
            lane.width, lane.height, lane.pix_fmt = width, height, "yuv420p"
            lanes.append(lane)
        for n in range(frames):
            for lane in lanes:
                frame = av.VideoFrame(width, height, "yuv420p")
                for plane in frame.planes:
                    plane.update(bytes([100 + n % 9]) * plane.buffer_size)
                frame.pts, frame.time_base = n, Fraction(1, fps)
                file.mux(lane.encode(frame))
        for lane in lanes:
            file.mux(lane.encode(None))
    return out.getvalue()


@lru_cache(maxsize=8)
def sound(kind: str, codec: str, *, seconds: float = 0.5, rate: int = 16_000) -> bytes:
    """Return silence."""
    import av
    import numpy as np

    out = io.BytesIO()
    with av.open(out, "w", kind) as file:
        lane: Any = file.add_stream(codec, rate=rate, layout="mono")
        form = lane.codec_context.format.name
        block = rate
        for n in range(max(1, int(seconds))):
            size = min(block, int(seconds * rate) - n * block)
            dtype = {"flt": np.float32, "s32": np.int32}.get(form[:3], np.int16)
            frame = av.AudioFrame.from_ndarray(np.zeros((1, size), dtype), form, "mono")
            frame.rate, frame.pts = rate, n * block
            file.mux(lane.encode(frame))
        file.mux(lane.encode(None))
    return out.getvalue()


def wav(
    rate: int = 8000, channels: int = 1, bits: int = 16, tag: int = 1, size: int = 4000
) -> bytes:
    """Return a WAV of these claims."""
    step = max(1, channels * bits // 8)
    head = struct.pack(
        "<HHIIHH", tag, channels, rate, rate * step & 0xFFFFFFFF, step & 0xFFFF, bits
    )
    body = b"WAVEfmt " + struct.pack("<I", 16) + head + b"data" + struct.pack("<I", size)
    return b"RIFF" + struct.pack("<I", size + 36) + body + bytes(min(size, 4000))


def box(name: bytes, body: bytes) -> bytes:
    """Return a box of MP4."""
    return struct.pack(">I", 8 + len(body)) + name + body


def changed(raw: bytes, name: bytes, change: Callable[[bytearray, int], None]) -> bytes:
    """Return MP4 bytes with what lies after the name of a box changed."""
    out = bytearray(raw)
    at = out.find(name)
    assert at > 0
    change(out, at + 4)
    return bytes(out)


def put(form: str, offset: int, *values: int) -> Callable[[bytearray, int], None]:
    """Return what writes numbers so far behind the name of a box."""

    def change(raw: bytearray, at: int) -> None:
        struct.pack_into(form, raw, at + offset, *values)

    return change


def linked(target: Path) -> Callable[[Path], None]:
    """Return what makes a link to a place beside the input."""

    def make(path: Path) -> None:
        path.symlink_to(target)

    return make
