from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from aigc.errors import AssetError, InputError
from aigc.footage.reader import sniff_container
from aigc.planes import split_planes, to_rgb
from aigc.types.time import TimeRange
from aigc.video.footage import FootageShot
from aigc.video.probe import probe
from tests.unit.footage.footage_samples import BLUE, RED, grey_square, write_video


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_video(tmp_path_factory.mktemp("footage") / "a.mp4")


def number(shot: FootageShot, time: object) -> int:
    """Return which source frame is shown, read from the grey square in the middle."""
    return round(grey_square(to_rgb(shot.planes(Fraction(str(time))))))


def test_frames_in_any_order(video: Path) -> None:
    shot = FootageShot(video, 96, 64)
    assert shot.duration == 2
    for time, want in ((0, 0), ("0.5", 12), ("1.99", 47), ("0.25", 6), ("0.26", 6), (0, 0)):
        assert number(shot, time) == want


def test_every_output_frame_shows_the_frame_of_its_time(video: Path) -> None:
    shot = FootageShot(video, 96, 64)
    got = [number(shot, Fraction(n, 30)) for n in range(60)]
    assert got == [int(Fraction(n, 30) * 24) for n in range(60)]


def test_hold_and_loop_after_a_cut(video: Path) -> None:
    cut = TimeRange(start=Fraction(1, 2), duration=Fraction(1))
    hold = FootageShot(video, 96, 64, source=cut, duration=Fraction(3))
    loop = FootageShot(video, 96, 64, source=cut, duration=Fraction(3), after="loop")
    assert (hold.duration, number(hold, 0), number(hold, "0.5")) == (3, 12, 24)
    assert [number(hold, t) for t in (1, 2, "2.9")] == [35, 35, 35]
    assert [number(loop, t) for t in (1, "1.5", 2, "2.5")] == [12, 24, 12, 24]


@pytest.mark.parametrize(("width", "height"), [(64, 96), (128, 64), (40, 40), (192, 128)])
def test_the_canvas_is_covered_and_centred(video: Path, width: int, height: int) -> None:
    rgb = to_rgb(FootageShot(video, width, height).planes(Fraction(0))).astype(int)
    assert rgb.shape == (height, width, 3)
    for column, colour in ((2, RED), (width - 3, BLUE)):
        assert np.abs(rgb[:, column] - colour).max() <= 12


@pytest.mark.parametrize("matrix", [1, 5])
def test_colours_are_those_of_bt709(tmp_path: Path, matrix: int) -> None:
    video = write_video(tmp_path / "a.mp4", matrix=matrix)
    y, _, _ = split_planes(FootageShot(video, 96, 64).planes(Fraction(0)))
    red = np.array(RED) @ [0.2126, 0.7152, 0.0722] * 219 / 255 + 16
    assert abs(float(y[:, 8].mean()) - red) <= 3


def rotated(source: Path, target: Path, matrix: tuple[int, ...]) -> Path:
    """Write the display matrix of the video track (its box ``tkhd``) anew."""
    data = bytearray(source.read_bytes())
    at = data.index(b"tkhd") + 4 + 40
    for n, value in enumerate(matrix):
        data[at + 4 * n : at + 4 * n + 4] = (value & 0xFFFFFFFF).to_bytes(4, "big")
    target.write_bytes(data)
    return target


ONE, UNIT = 1 << 16, 1 << 30


def test_a_phones_rotation_is_undone(video: Path, tmp_path: Path) -> None:
    quarter = rotated(video, tmp_path / "q.mp4", (0, ONE, 0, -ONE, 0, 0, 0, 0, UNIT))
    half = rotated(video, tmp_path / "h.mp4", (-ONE, 0, 0, 0, -ONE, 0, 0, 0, UNIT))
    assert (probe(quarter).rotation_deg, probe(half).rotation_deg) == (90, 180)
    upright = to_rgb(FootageShot(quarter, 64, 96).planes(Fraction(0))).astype(int)
    assert np.abs(upright[4, 32] - RED).max() <= 12
    assert np.abs(upright[91, 32] - BLUE).max() <= 12
    turned = to_rgb(FootageShot(half, 96, 64).planes(Fraction(0))).astype(int)
    assert np.abs(turned[32, 4] - BLUE).max() <= 12


def test_matroska_is_taken_and_known_by_content(video: Path, tmp_path: Path) -> None:
    mkv = write_video(tmp_path / "b.mkv")
    assert sniff_container(mkv) == "matroska"
    disguised = mkv.rename(tmp_path / "b.mp4")
    assert number(FootageShot(disguised, 96, 64), "0.5") == 12
    assert sniff_container(video) == "mov"


@pytest.mark.parametrize(
    "content",
    [
        b"#EXTM3U\n#EXTINF:1,\nhttp://example.org/a.ts\n",
        b"ffconcat version 1.0\nfile a.mp4\n",
        b"GIF89a..........",
        b"",
    ],
)
def test_other_files_named_mp4_are_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "fake.mp4"
    path.write_bytes(content)
    with pytest.raises(AssetError, match="Convert it"):
        FootageShot(path, 64, 96)


def test_damage_absence_and_sound_alone_are_named(video: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(video.read_bytes()[:400])
    with pytest.raises(AssetError, match=r"cut\.mp4"):
        FootageShot(cut, 64, 96)
    with pytest.raises(AssetError, match="cannot be opened"):
        FootageShot(tmp_path / "none.mp4", 64, 96)
    with av.open(str(tmp_path / "s.mp4"), "w") as out:
        stream = out.add_stream("aac", rate=48_000, layout="mono")
        frame = av.AudioFrame.from_ndarray(
            np.zeros((1, 1024), np.float32), format="fltp", layout="mono"
        )
        frame.sample_rate = 48_000
        out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    with pytest.raises(AssetError, match="only sound"):
        FootageShot(tmp_path / "s.mp4", 64, 96)


def test_a_cut_outside_the_video_is_refused(video: Path) -> None:
    for start, length in ((3, 1), (-1, 1), (0, 0)):
        cut = TimeRange(start=Fraction(start), duration=Fraction(length))
        with pytest.raises(InputError, match="cannot be cut"):
            FootageShot(video, 64, 96, source=cut)


def test_the_fingerprint_follows_content_and_cut(video: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.mp4"
    copy.write_bytes(video.read_bytes())
    one = FootageShot(video, 64, 96).fingerprint
    assert one == FootageShot(copy, 64, 96).fingerprint
    assert one != FootageShot(video, 96, 64).fingerprint
    assert one != FootageShot(video, 64, 96, after="loop").fingerprint


def test_probe_refuses_what_is_no_media(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(b"nothing")
    with pytest.raises(AssetError, match="no media file"):
        probe(path)
    with pytest.raises(AssetError, match="does not exist"):
        probe(tmp_path / "b.mp4")
