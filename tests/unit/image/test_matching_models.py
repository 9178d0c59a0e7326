"""Models that compare pictures and lines: long lines, videos, what is seen once, what is wrong."""

from __future__ import annotations

import shutil
from fractions import Fraction

import numpy as np
import pytest
from PIL import Image

from aigc import registry
from aigc.errors import AssetError, ConfigError, EngineUnavailable
from aigc.image.matching.network import Pair
from aigc.notices import noticing
from tests.tiny import classifier, clip


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    root = tmp_path_factory.mktemp("matching")
    return {kind: clip.save(kind, root / kind) for kind in clip.KINDS}


@pytest.fixture(scope="module")
def picture(tmp_path_factory):
    path = tmp_path_factory.mktemp("picture") / "one.png"
    pixels = np.random.default_rng(0).integers(0, 255, (4, 5, 3)).astype(np.uint8)
    Image.fromarray(pixels).resize((50, 40)).save(path)
    return path


def matcher(model, **options):
    given = "&".join(f"{key}={value}" for key, value in {"device": "cpu", **options}.items())
    return registry.get("matching", f"clip:{model}?{given}")


def by_hand(model, picture, line: str, plain: str) -> float:
    """Return the chance as the library reckons it."""
    import torch
    from transformers import AutoImageProcessor, AutoModel, AutoTokenizer

    network = AutoModel.from_pretrained(model).eval()
    words = AutoTokenizer.from_pretrained(model)
    look = AutoImageProcessor.from_pretrained(model)
    sigmoid = network.config.model_type == "siglip"
    padding = {"padding": "max_length", "max_length": 40} if sigmoid else {"padding": True}
    with torch.inference_mode():
        out = network(
            **words([line, plain], return_tensors="pt", **padding),
            **look(images=[Image.open(picture)], return_tensors="pt"),
        ).logits_per_image
    return float(out.sigmoid()[0, 0] if sigmoid else out.softmax(-1)[0, 0])


@pytest.mark.parametrize("kind", clip.KINDS)
@pytest.mark.parametrize(("line", "plain"), [("a cat", "a picture"), ("一只猫", "一张图片")])
def test_a_chance_is_the_one_that_the_kind_was_trained_for(models, picture, kind, line, plain):
    (found,) = matcher(models[kind]).likeness([picture], [line])[0]
    assert found == pytest.approx(by_hand(models[kind], picture, line, plain), abs=1e-4)


@pytest.mark.parametrize("kind", clip.KINDS)
def test_half_precision_is_near_to_whole(models, picture, kind):
    whole, half = (
        matcher(models[kind], dtype=dtype).likeness([picture], ["a cat"])[0, 0]
        for dtype in ("float32", "bfloat16")
    )
    assert half == pytest.approx(whole, abs=0.15)


def test_a_long_line_is_read_in_clauses_to_its_end(models, picture):
    long = "a cat on a mat, " * 4
    one, other, cut = matcher(models["clip"]).likeness(
        [picture], [long + "and a dog.", long + "and a bird.", long]
    )[0]
    assert len({float(one), float(other), float(cut)}) == 3


def test_a_picture_is_seen_once_whatever_it_is_called(models, picture, tmp_path, monkeypatch):
    made, seen, looked = matcher(models["clip"]), [], Pair.pictures
    monkeypatch.setattr(
        Pair, "pictures", lambda self, images: seen.append(len(images)) or looked(self, images)
    )
    again = shutil.copy(picture, tmp_path / "again.png")
    found = made.likeness([picture, tmp_path / "again.png"], ["a cat"])
    made.likeness([picture], ["a dog"])
    assert seen == [1]
    assert found[0] == found[1]
    assert again.exists()


def test_a_video_is_judged_by_its_middle(models, tmp_path):
    import av

    colours = ((250, 20, 20), (20, 250, 20), (20, 20, 250))
    path = tmp_path / "film.mp4"
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = 66, 48, "yuv420p"
        for n in range(30):
            pixels = np.full((48, 66, 3), colours[n // 10], np.uint8)
            frame = av.VideoFrame.from_ndarray(pixels, format="rgb24")
            frame.pts, frame.time_base = n, Fraction(1, 10)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    stills = []
    for colour in colours:
        stills.append(tmp_path / f"{colour[0]}-{colour[1]}.png")
        Image.new("RGB", (66, 48), colour).save(stills[-1])
    film, *shown = matcher(models["clip"]).likeness([path, *stills], ["a cat", "red", "x y z"])
    near = [float(np.abs(film - one).max()) for one in shown]
    assert near.index(min(near)) == 1


def test_chinese_lines_and_a_model_of_english_are_told(models, picture):
    with noticing() as told:
        matcher(models["clip"]).likeness([picture], ["一只猫"])
    assert "Chinese-CLIP" in told[0]
    with noticing() as told:
        matcher(models["chinese_clip"]).likeness([picture], ["一只猫"])
        matcher(models["clip"]).likeness([picture], ["a cat"])
    assert told == []


def test_what_cannot_compare_is_refused(picture, models, tmp_path):
    with pytest.raises(EngineUnavailable, match="clip:FOLDER"):
        registry.get("matching", "clip").likeness([picture], ["a"])
    with pytest.raises(EngineUnavailable, match="'bert'"):
        matcher(classifier.save_texts(tmp_path / "bert")).likeness([picture], ["a"])
    folder = shutil.copytree(models["clip"], tmp_path / "damaged")
    (folder / "model.safetensors").write_bytes(b"nothing")
    with pytest.raises(
        EngineUnavailable, match=r"compares pictures and texts|no safetensors header"
    ):
        matcher(folder).likeness([picture], ["a"])
    with pytest.raises(ConfigError, match="batch"):
        registry.get("matching", "clip:x?batch=0")


def test_a_damaged_picture_is_named(models, tmp_path):
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n nothing")
    with pytest.raises(AssetError, match=r"broken\.png"):
        matcher(models["clip"]).likeness([tmp_path / "broken.png"], ["a"])


def test_the_fingerprint_changes_with_the_folder(models, tmp_path):
    folder = shutil.copytree(models["clip"], tmp_path / "copy")
    before = matcher(folder).fingerprint
    assert before != matcher(folder, dtype="bfloat16").fingerprint
    (folder / "config.json").write_text((folder / "config.json").read_text() + " ")
    assert before != matcher(folder).fingerprint
