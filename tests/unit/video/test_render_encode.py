from __future__ import annotations

import os
import signal
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from aigc.errors import AssetError, ConfigError
from aigc.planes import new_planes
from aigc.store import Store, replacing
from aigc.types.audio import Audio
from aigc.types.frame import Patch
from aigc.video.compose import PatchCache, scaled_size
from aigc.video.concat import Segment, join
from aigc.video.encode import EncoderFailed, VideoFormat, encode_audio, encode_frames
from aigc.video.presets import PRESETS, Preset, preset
from aigc.video.probe import probe

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


def test_replacing_keeps_the_old_file_when_stopped(tmp_path: Path) -> None:
    target = tmp_path / "a.bin"
    target.write_bytes(b"old")
    with pytest.raises(KeyboardInterrupt), replacing(target) as part:
        part.write_bytes(b"new")
        raise KeyboardInterrupt
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]
