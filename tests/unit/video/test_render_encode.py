from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from av.codec.codec import UnknownCodecError

from aigc.errors import AssetError, ConfigError
from aigc.planes import new_planes
from aigc.store import Store
from aigc.types.audio import Audio
from aigc.types.frame import Patch
from aigc.video import encode
from aigc.video.compose import PatchCache, scaled_size
from aigc.video.concat import Segment, join
from aigc.video.encode import EncoderFailed, VideoFormat, encode_audio, encode_frames
from aigc.video.presets import PRESETS, Preset, preset
from aigc.video.probe import probe
from tests.unit.video.test_render import clip, make

TINY = Preset(name="tiny", x264="ultrafast", crf=30, threads=1)
SILENCE = Audio(samples=np.zeros((1, 4800), np.float32), sample_rate=48_000)


def video(width: int = 64, height: int = 96, settings: Preset = TINY) -> VideoFormat:
    return VideoFormat(width_px=width, height_px=height, fps=Fraction(30), preset=settings)


def segment(path: Path, frames: int = 5, settings: Preset = TINY, width: int = 64) -> Segment:
    encode_frames((new_planes(width, 96) for _ in range(frames)), video(width, 96, settings), path)
    return Segment(path=path, frames=frames)


def joined(segments: list[Segment], folder: Path) -> Path:
    encode_audio(SILENCE, Fraction(1), folder / "a.m4a")
    join(segments, folder / "a.m4a", folder / "out.mp4", fps=Fraction(30), metadata={})
    return folder / "out.mp4"


@pytest.mark.parametrize("name", sorted(PRESETS))
def test_every_preset_encodes_and_joins(tmp_path: Path, name: str) -> None:
    parts = [segment(tmp_path / f"{n}.mp4", 7, preset(name)) for n in range(3)]
    info = probe(joined(parts, tmp_path))
    assert (info.frames, info.fps) == (21, 30)


def test_an_unknown_preset_is_named_with_what_is_close() -> None:
    with pytest.raises(ConfigError, match="standard"):
        preset("standart")


@pytest.mark.parametrize(("width", "height"), [(63, 96), (64, 95), (0, 0), (-2, 64), (8, 64)])
def test_sizes_that_cannot_be_coded_are_refused(width: int, height: int) -> None:
    with pytest.raises(ConfigError, match="even"):
        video(width, height)


def test_an_encoder_that_refuses_is_named(tmp_path: Path) -> None:
    wrong = Preset(name="wrong", x264="no such speed", crf=20)
    with pytest.raises(EncoderFailed, match="libx264"):
        encode_frames([new_planes(64, 96)], video(settings=wrong), tmp_path / "a.mp4")


class Card:
    """A codec context like that of a card, which answers with ``packets`` or raises."""

    def __init__(self, answer: object) -> None:
        self.answer = answer

    def encode(self, frame: object) -> list[object]:
        if isinstance(self.answer, Exception):
            raise self.answer
        return list(self.answer) if frame is None else []  # type: ignore[call-overload]


NO_CARD = av.error.ExternalError(542398533, "Generic error in an external library")


@pytest.fixture
def fresh_probe() -> Iterator[None]:
    encode.nvenc_works.cache_clear()
    yield
    encode.nvenc_works.cache_clear()


@pytest.mark.parametrize(
    ("answer", "works"),
    [
        ([b"packet"], True),
        ([], False),
        (NO_CARD, False),
        (av.error.PermissionError(1, "Operation not permitted"), False),
        (av.error.MemoryError(12, "Cannot allocate memory"), False),
        (OSError("libcuda.so.1: cannot open shared object file"), False),
        (ValueError("no such pixel format"), False),
    ],
    ids=lambda v: type(v).__name__ if isinstance(v, Exception) else str(v),
)
@pytest.mark.usefixtures("fresh_probe")
def test_the_card_is_tried_before_it_is_chosen(
    monkeypatch: pytest.MonkeyPatch, answer: object, works: bool
) -> None:
    tried = []

    def create(name: str, mode: str) -> Card:
        tried.append((name, mode))
        return Card(answer)

    monkeypatch.setattr(av.CodecContext, "create", create)
    assert encode.choose_encoder("auto") == ("h264_nvenc" if works else "libx264")
    assert encode.choose_encoder("auto") == encode.choose_encoder("auto")
    assert tried == [("h264_nvenc", "w")], "one try a process"


@pytest.mark.usefixtures("fresh_probe")
def test_a_build_without_nvenc_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def create(name: str, mode: str) -> None:
        raise UnknownCodecError(name)

    monkeypatch.setattr(av.CodecContext, "create", create)
    assert encode.choose_encoder("auto") == "libx264"
    assert encode.choose_encoder("h264_nvenc") == "h264_nvenc", "what was asked for is tried"


def test_an_encoder_that_the_build_lacks_is_named(tmp_path: Path) -> None:
    missing = replace(video(), encoder="h264_nothing")  # type: ignore[arg-type]
    with pytest.raises(EncoderFailed, match="h264_nothing failed"):
        encode_frames([new_planes(64, 96)], missing, tmp_path / "a.mp4")


class Breaking:
    """A stream whose encoder dies after three frames."""

    def __init__(self, stream: object) -> None:
        self.stream, self.left = stream, 3

    def encode(self, frame: object) -> object:
        self.left -= 1
        if self.left < 0:
            raise NO_CARD
        return self.stream.encode(frame)  # type: ignore[attr-defined]


def test_a_card_that_dies_between_frames_leaves_the_clip_to_the_cpu(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    real = encode._video_stream

    def stream(out: object, wanted: VideoFormat) -> object:
        made = real(out, replace(wanted, encoder="libx264"))
        return Breaking(made) if wanted.encoder == "h264_nvenc" else made

    monkeypatch.setattr(encode, "_video_stream", stream)
    monkeypatch.setattr(encode, "nvenc_works", lambda: True)
    report = make(tmp_path, clip([40, 80]), encoder="auto")
    assert (report.encoder, report.frames, report.reused) == ("libx264", 60, 0)
    assert probe(report.path).frames == 60
    assert "encoded on the CPU instead" in caplog.text
    store = tmp_path / "store"
    assert len(list((store / "objects").rglob("*.mp4"))) == 2
    assert not list((store / "parts").iterdir())


def test_when_the_cpu_breaks_too_the_clip_fails_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, opened = encode._video_stream, []

    def stream(out: object, wanted: VideoFormat) -> object:
        opened.append(wanted.encoder)
        return Breaking(real(out, replace(wanted, encoder="libx264")))

    monkeypatch.setattr(encode, "_video_stream", stream)
    with pytest.raises(EncoderFailed, match="libx264"):
        make(tmp_path, clip([40, 80]), encoder="h264_nvenc")
    assert opened == ["h264_nvenc", "libx264"]
    assert not (tmp_path / "out.mp4").exists()


def test_nvenc_options_are_those_of_the_preset() -> None:
    options = encode._options(replace(video(), encoder="h264_nvenc"))
    assert (options["cq"], options["rc"]) == (str(TINY.crf), "vbr")
    assert "crf" not in options
    assert "cq" not in encode._options(video())


def test_segments_of_other_settings_are_not_joined(tmp_path: Path) -> None:
    parts = [segment(tmp_path / "a.mp4"), segment(tmp_path / "b.mp4", width=80)]
    with pytest.raises(AssetError, match=r"b\.mp4 .* other settings"):
        joined(parts, tmp_path)
    assert not (tmp_path / "out.mp4").exists()


def test_damaged_or_short_segments_are_named(tmp_path: Path) -> None:
    whole = segment(tmp_path / "a.mp4")
    with pytest.raises(AssetError, match="5 frames instead of 6"):
        joined([Segment(path=whole.path, frames=6)], tmp_path)
    broken = tmp_path / "b.mp4"
    broken.write_bytes(whole.path.read_bytes()[:100])
    with pytest.raises(AssetError, match=r"b\.mp4 cannot be read"):
        joined([whole, Segment(path=broken, frames=5)], tmp_path)
    assert {p.name for p in tmp_path.iterdir()} == {"a.mp4", "b.mp4", "a.m4a"}


def test_the_patch_cache_keeps_to_its_limit_and_to_the_place() -> None:
    cache = PatchCache(limit_bytes=20_000)
    rgba = np.full((16, 16, 4), 255, np.uint8)
    for n in range(50):
        ready = cache.get(Patch(x_px=2 * n, y_px=4, rgba=rgba, key=str(n)))
        assert (ready.x_px, ready.y_px) == (2 * n, 4)
    assert sum(p.nbytes for p in cache._held.values()) == cache._bytes <= 20_000
    moved = cache.get(Patch(x_px=0, y_px=0, rgba=rgba, key="49"))
    assert moved.add[0] is ready.add[0]


def test_scaled_sizes_stay_even() -> None:
    assert scaled_size(1080, 1920, Fraction(1, 2)) == (540, 960)
    assert scaled_size(1080, 1350, Fraction(1, 2)) == (540, 674)


KILLED = """
import sys
from fractions import Fraction
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from test_render import clip, make
slow = lambda step, done, total: print(step, done, flush=True) or __import__("time").sleep(0.01)
make(Path(sys.argv[1]), clip([40, 80, 120]), progress=slow)
"""


@pytest.mark.skipif(os.name != "posix", reason="sends SIGKILL")
def test_a_killed_run_goes_on_from_its_segments(tmp_path: Path) -> None:
    here = Path(__file__).parent
    command = [sys.executable, "-c", KILLED, str(tmp_path), str(here)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout
        for line in run.stdout:
            if line.split() == ["render", "58"]:
                run.send_signal(signal.SIGKILL)
                break
    assert not (tmp_path / "out.mp4").exists()
    store = Store(tmp_path / "store")
    assert len(list((store.root / "objects").rglob("*.mp4"))) == 1
    assert len(list((store.root / "parts").iterdir())) == 1
    assert store.sweep() == 1
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "render 31" in done.stdout
    assert "render 1\n" not in done.stdout
    assert probe(tmp_path / "out.mp4").frames == 90
