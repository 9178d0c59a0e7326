"""Videos from outside are decoded under limits and written anew."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from aigc.errors import AssetError
from aigc.footage import intake, reader
from aigc.footage.intake import import_footage, is_footage, poster, sampled
from aigc.footage.reader import FrameReader, cover
from aigc.planes import new_planes, to_rgb
from aigc.store import file_sha256
from aigc.video.probe import probe
from tests.unit.footage.footage_samples import BLUE, RED, grey_square, write_video


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_video(tmp_path_factory.mktemp("footage") / "a.mp4")


def frame_at(path: Path, time: str, size: tuple[int, int] = (96, 64)) -> np.ndarray:
    source, planes = FrameReader(path), new_planes(*size)
    cover(source.at(Fraction(time), source.duration), planes)
    source.close()
    return to_rgb(planes)


def test_the_new_file_is_plain_and_shows_the_same(video: Path, tmp_path: Path) -> None:
    asset = import_footage(video, into=tmp_path / "assets", source="a.mp4", credit="A. Stone")
    info = probe(asset.path)
    assert (info.video_codec, info.fps, info.frames, info.audio_codec) == ("h264", 30, 60, "")
    assert (asset.width_px, asset.height_px, asset.media_type) == (96, 64, "video/mp4")
    assert (asset.sha256, asset.credit) == (file_sha256(asset.path), "A. Stone")
    assert info.colour == (1, 1, 1, 1)
    for time, number in (("0.01", 0), ("0.51", 12), ("1.98", 47)):
        shown = frame_at(asset.path, time)
        assert abs(grey_square(shown) - number) <= 1
    assert np.abs(shown[:, 4].astype(int) - RED).max() <= 20
    assert np.abs(shown[:, -4].astype(int) - BLUE).max() <= 20


def test_the_same_video_is_converted_once(
    video: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = import_footage(video, into=tmp_path)
    monkeypatch.setattr(intake, "_encode", None)
    assert import_footage(video, into=tmp_path).sha256 == first.sha256
    assert import_footage(video.read_bytes(), into=tmp_path).path == first.path
    assert list(tmp_path.iterdir()) == [first.path]


def test_long_and_large_videos_are_reduced(
    video: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "KEPT_S", 1)
    monkeypatch.setattr(intake, "LONGEST_SIDE_PX", 48)
    asset = import_footage(video, into=tmp_path)
    assert (asset.width_px, asset.height_px, probe(asset.path).frames) == (48, 32, 30)


def test_the_poster_is_one_frame_of_it(video: Path, tmp_path: Path) -> None:
    asset = import_footage(video, into=tmp_path)
    rgb = poster(asset)
    assert rgb.shape == (64, 96, 3)
    assert abs(grey_square(rgb) - 16) <= 1
    assert not rgb.flags.writeable


def test_a_video_is_sampled_from_all_over(video: Path, tmp_path: Path) -> None:
    found = list(sampled(video))
    assert [time for time, _ in found] == [Fraction(1, 3), Fraction(1), Fraction(5, 3)]
    assert [round(grey_square(rgb) / 8) for _, rgb in found] == [1, 3, 5]
    long = write_video(tmp_path / "long.mp4", frames=85)
    assert len(list(sampled(long))) == 4
    with pytest.raises(AssetError, match="absent"):
        next(sampled(tmp_path / "absent.mp4"))


def test_footage_is_known_by_content(video: Path, tmp_path: Path) -> None:
    assert is_footage(video)
    assert is_footage(video.read_bytes())
    assert not is_footage(b"\x89PNG....1234")
    assert not is_footage(tmp_path / "none.mp4")


def test_every_codec_of_the_list_but_no_other_is_read(tmp_path: Path) -> None:
    webm = write_video(tmp_path / "a.webm", codec="libvpx-vp9", frames=8)
    assert import_footage(webm, into=tmp_path / "x").media_type == "video/mp4"
    odd = write_video(tmp_path / "b.mkv", codec="ffv1", frames=8)
    with pytest.raises(AssetError, match="coded as ffv1"):
        import_footage(odd, into=tmp_path / "x")


def test_limits_are_kept(video: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    short = write_video(tmp_path / "s.mp4", frames=2)
    fast = write_video(tmp_path / "f.mp4", fps=2400, frames=1200)
    with pytest.raises(AssetError, match=r"lasts only 0\.08 s"):
        import_footage(short, into=tmp_path / "x")
    with pytest.raises(AssetError, match="96x64 px; at least 200"):
        import_footage(video, into=tmp_path / "x", smallest_side_px=200)
    with pytest.raises(AssetError, match="over 250 frames a second"):
        import_footage(fast, into=tmp_path / "x")
    monkeypatch.setattr(intake, "MAX_BYTES", 1000)
    with pytest.raises(AssetError, match="at most 0 MB"):
        import_footage(video, into=tmp_path / "x")
    monkeypatch.undo()
    monkeypatch.setattr(reader, "MAX_PIXELS", 1000)
    with pytest.raises(AssetError, match="96x64 px, over the limit"):
        reader.FrameReader(video)
    assert not list(tmp_path.glob("x/*"))


def test_a_picture_that_grows_midway_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = write_video(tmp_path / "a.mkv", codec="mpeg4", frames=12, width=64, height=64)
    source = FrameReader(small)
    source.at(Fraction(0), source.duration)
    monkeypatch.setattr(reader, "MAX_PIXELS", 64 * 64 - 1)
    with pytest.raises(AssetError, match="64x64 px, over the limit"):
        source.at(Fraction(1, 4), source.duration)
    source.close()


@pytest.mark.parametrize(
    "content", [b"", b"#EXTM3U\nhttps://example.org/a.ts\n", b"\0\0\0\x18ftyp"]
)
def test_what_is_no_video_leaves_nothing(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(AssetError):
        import_footage(content, into=tmp_path, source="a.mp4")
    assert not list(tmp_path.iterdir())


def test_damage_midway_leaves_nothing(video: Path, tmp_path: Path) -> None:
    damaged = bytearray(video.read_bytes())
    start = damaged.index(b"mdat") + 400
    damaged[start:] = bytes(len(damaged) - start)
    with pytest.raises(AssetError):
        import_footage(bytes(damaged), into=tmp_path, source="a.mp4")
    assert not list(tmp_path.iterdir())


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(AssetError, match=r"no video file none\.mp4"):
        import_footage(tmp_path / "none.mp4", into=tmp_path)


def test_a_cover_picture_is_no_video(tmp_path: Path) -> None:
    with av.open(str(tmp_path / "s.mp4"), "w") as out:
        stream = out.add_stream("aac", rate=48_000, layout="mono")
        silence = np.zeros((1, 1024), np.float32)
        frame = av.AudioFrame.from_ndarray(silence, format="fltp", layout="mono")
        frame.sample_rate = 48_000
        out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    with pytest.raises(AssetError, match="only sound"):
        import_footage(tmp_path / "s.mp4", into=tmp_path)
