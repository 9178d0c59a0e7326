from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import accumulate
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from aigc.errors import EngineFailed
from aigc.planes import new_planes, same
from aigc.types.frame import Planes
from aigc.video.encode import VideoFormat, encode_frames
from aigc.video.held import Repeater, units_of
from aigc.video.presets import PRESETS

WIDTH, HEIGHT = 64, 48
STANDARD = PRESETS["standard"]
Frames = Sequence[NDArray[np.uint8]]


def pictures(count: int, width: int = WIDTH, height: int = HEIGHT) -> list[Planes]:
    """Return frames of soft noise with a bright bar that is in another place in each."""
    noise = np.random.default_rng(5).integers(40, 200, (height * 3 // 2, width)).astype(np.uint8)
    ground = cv2.GaussianBlur(noise, (5, 5), 2)
    out = []
    for n in range(count):
        frame = ground.copy()
        x = n * 7 % (width - 8)
        frame[8:24, x : x + 8] = 235
        out.append(frame)
    return out


def encoded(frames: Frames, path: Path, **changes: object) -> Path:
    rows, width = frames[0].shape
    preset = replace(STANDARD, **changes)  # type: ignore[arg-type]
    video = VideoFormat(width_px=width, height_px=rows * 2 // 3, fps=Fraction(30), preset=preset)
    encode_frames(frames, video, path)
    return path


def sizes(path: Path) -> list[int]:
    with av.open(str(path)) as film:
        return [p.size for p in film.demux(film.streams.video[0]) if p.size]


def shown(path: Path, skip: Sequence[int] = ()) -> list[NDArray[np.uint8]]:
    """Decode ``path``, strictly, without the packets numbered in ``skip``."""
    with av.open(str(path)) as film:
        stream = film.streams.video[0]
        stream.codec_context.options = {"err_detect": "crccheck+bitstream+buffer+explode"}
        stream.codec_context.thread_count = 1
        packets = [p for n, p in enumerate(film.demux(stream)) if n not in skip]
        return [frame.to_ndarray() for p in packets for frame in p.decode()]


def worst_error(decoded: Frames, frames: Frames) -> float:
    pairs = zip(decoded, frames, strict=True)
    return max(float(np.abs(a[:HEIGHT].astype(int) - b[:HEIGHT]).mean()) for a, b in pairs)


@given(st.lists(st.integers(1, 5), min_size=1, max_size=12))
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_repeats_show_the_frame_before_and_change_nothing_else(
    tmp_path: Path, lengths: list[int]
) -> None:
    frames = [p for p, k in zip(pictures(len(lengths)), lengths, strict=True) for _ in range(k)]
    runs = zip(accumulate([0, *lengths]), lengths, strict=False)
    repeats = [first + n for first, length in runs for n in range(1, length, 2)]
    path = encoded(frames, tmp_path / "a.mp4")
    decoded = shown(path)
    for n in repeats:
        assert np.array_equal(decoded[n], decoded[n - 1])
    kept = [frame for n, frame in enumerate(decoded) if n not in repeats]
    alone = shown(path, skip=repeats)
    assert all(np.array_equal(a, b) for a, b in zip(kept, alone, strict=True))
    assert worst_error(decoded, frames) < 3


def test_a_repeat_takes_a_few_bytes_however_long_a_picture_stands(tmp_path: Path) -> None:
    frames = [*pictures(3), *[pictures(4)[3]] * 90]
    path = encoded(frames, tmp_path / "a.mp4")
    assert len(shown(path)) == 93
    assert max(sizes(path)[4::2]) < 16
    assert worst_error(shown(path), frames) < 3


@pytest.mark.parametrize(("width", "height"), [(1080, 1920), (1920, 1080), (720, 900)])
def test_every_macroblock_of_a_real_format_is_repeated(
    tmp_path: Path, width: int, height: int
) -> None:
    first, second = pictures(2, width, height)
    decoded = shown(encoded([first, first, second, second], tmp_path / "a.mp4"))
    assert np.array_equal(decoded[0], decoded[1])
    assert np.array_equal(decoded[2], decoded[3])
    assert not np.array_equal(decoded[1], decoded[2])


def test_the_same_frames_give_the_same_bytes(tmp_path: Path) -> None:
    frames = [p for p in pictures(8) for _ in range(2)]
    first, second = (encoded(frames, tmp_path / name).read_bytes() for name in ("a.mp4", "b.mp4"))
    assert first == second


def test_frames_that_all_differ_are_all_encoded(tmp_path: Path) -> None:
    frames = pictures(9)
    plain = encoded(frames, tmp_path / "a.mp4", repeats=False)
    assert encoded(frames, tmp_path / "b.mp4").read_bytes() == plain.read_bytes()


@pytest.mark.parametrize(
    ("tuning", "reason"),
    [
        ("bframes=2:weightp=0", "no B-frames"),
        ("bframes=0:weightp=0:cabac=0", "CABAC"),
        ("bframes=0:weightp=2", "weights"),
    ],
)
def test_a_stream_that_cannot_hold_repeats_is_refused(
    tmp_path: Path, tuning: str, reason: str
) -> None:
    with pytest.raises(EngineFailed, match=reason):
        encoded(pictures(1) * 4, tmp_path / "a.mp4", tuning=tuning)


def test_a_stream_without_parameter_sets_is_refused() -> None:
    with pytest.raises(EngineFailed, match="parameter sets"):
        Repeater.of(b"")


def test_units_lose_their_start_codes_and_padding() -> None:
    assert list(units_of(b"\0\0\0\1\x67ab\0\0\1\x68c\0\0")) == [b"\x67ab", b"\x68c"]


def test_frames_are_compared_to_the_last_sample() -> None:
    first, second = new_planes(62, 34), new_planes(62, 34)
    assert same(first, second)
    second[-1, -1] += 1
    assert not same(first, second)
