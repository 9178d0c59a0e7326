"""Files of any kind are asked whether they carry an ID."""

from fractions import Fraction

import cv2
import numpy as np
import pytest
from PIL import Image

from aigc.audio import encode_wav
from aigc.errors import AssetError
from aigc.planes import new_planes, write_planes
from aigc.trust.watermark.files import carries, find_id
from aigc.trust.watermark.key import PUBLIC
from aigc.trust.watermark.pattern import pattern
from aigc.trust.watermark.picture import marked
from aigc.trust.watermark.sound import marked as sounding
from aigc.types.audio import Audio
from aigc.types.frame import Mark
from aigc.video.encode import VideoFormat, encode_frames
from aigc.video.presets import PRESETS

ASSET, OTHER = 0xC0FFEE42, 0xC0FFEE43
WIDTH, HEIGHT = 240, 426


def scene(seed: int) -> np.ndarray:
    coarse = np.random.default_rng(seed).integers(60, 200, (6, 5, 3), dtype=np.uint8)
    return cv2.resize(coarse, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)


def film(path, *, mark=True):
    planes = new_planes(WIDTH, HEIGHT)

    def frames():
        for seed in range(12):
            write_planes(scene(seed), planes)
            yield planes

    made = VideoFormat(
        width_px=WIDTH, height_px=HEIGHT, fps=Fraction(12), preset=PRESETS["preview"]
    )
    levels = Mark(levels=pattern(ASSET, WIDTH, HEIGHT, PUBLIC), key="one")
    encode_frames(frames(), made, path, mark=levels if mark else None)


def picture(path, *, mark=True):
    rgb = scene(1)
    Image.fromarray(marked(rgb, ASSET, PUBLIC) if mark else rgb).save(path)


def sound(path, *, mark=True):
    samples = np.random.default_rng(3).normal(0, 0.1, (1, 16_000 * 6)).astype(np.float32)
    audio = Audio(samples=samples, sample_rate=16_000)
    path.write_bytes(encode_wav(sounding(audio, ASSET, PUBLIC) if mark else audio))


@pytest.mark.parametrize(
    ("name", "make"),
    [("a.mp4", film), ("a.png", picture), ("a.wav", sound)],
    ids=["film", "picture", "sound"],
)
def test_a_file_carries_its_own_id_and_no_other(tmp_path, monkeypatch, name, make):
    monkeypatch.delenv("AIGC_WATERMARK_KEY", raising=False)
    path, bare = tmp_path / name, tmp_path / f"bare {name}"
    make(path)
    make(bare, mark=False)
    assert carries(path, ASSET)
    assert find_id(path) == ASSET
    assert not carries(path, OTHER)
    assert not carries(bare, ASSET)


def test_a_document_carries_nothing_and_a_damaged_film_is_named(tmp_path):
    (tmp_path / "a.txt").write_text("C0FFEE42")
    assert not carries(tmp_path / "a.txt", ASSET)
    (tmp_path / "a.mp4").write_bytes(b"no film")
    with pytest.raises(AssetError, match=r"a\.mp4"):
        carries(tmp_path / "a.mp4", ASSET)
