"""Families of film models: how long, how fast and how large they are asked, and what fails."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from aigc import registry
from aigc.device.shelf import shelf
from aigc.diffusion.opened import Opened
from aigc.errors import ConfigError, EngineFailed, EngineUnavailable, OutOfMemory
from aigc.notices import noticing
from aigc.types.prompt import PicturePrompt
from aigc.video.filming.families import (
    FAMILIES,
    UNKNOWN,
    family_of,
    frame_count,
    working_size,
)
from aigc.video.filming.sizes import covering, staged
from tests.contracts.test_clips import painting
from tests.tiny import films

PROMPT = PicturePrompt(text="a harbour at dawn", motion="slow pan")
GIVEN = {"duration": Fraction(1), "width_px": 64, "height_px": 96, "seed": 3}
CPU = "steps=1&side_px=32&device=cpu"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("films")


@pytest.fixture(scope="module")
def wan(folder):
    return films.wan(folder / "wan")


@pytest.fixture(scope="module")
def ltx(folder):
    return films.ltx(folder / "ltx")


def clips(model, options: str = CPU):
    return registry.get("clips", f"diffusers:{model}?{options}")


def pipeline(name: str, **settings: object) -> object:
    kind = type(name, (), {})
    pipe = kind()
    pipe.config = SimpleNamespace(**settings)
    return pipe


@pytest.mark.parametrize(
    ("name", "settings", "family"),
    [
        ("WanPipeline", {}, "Wan"),
        ("Wan22ModularPipeline", {}, "Wan"),
        ("WanPipeline", {"expand_timesteps": True}, "Wan 2.2 TI2V"),
        ("LTXConditionPipeline", {}, "LTX-Video"),
        ("LTX2ImageToVideoPipeline", {}, "LTX-2"),
        ("HunyuanVideoImageToVideoPipeline", {}, "HunyuanVideo"),
        ("HunyuanVideo15Pipeline", {}, "HunyuanVideo 1.5"),
        ("CogVideoXImageToVideoPipeline", {}, "CogVideoX"),
        ("StableVideoDiffusionPipeline", {}, "Stable Video Diffusion"),
        ("AnimateDiffSDXLPipeline", {}, "AnimateDiff"),
        ("SomethingNewPipeline", {}, "unknown"),
    ],
)
def test_a_pipeline_is_known_by_its_class_and_settings(name, settings, family):
    assert family_of(pipeline(name, **settings)).name == family


def test_a_newer_cogvideox_is_told_by_its_network():
    pipe = pipeline("CogVideoXPipeline")
    pipe.transformer = SimpleNamespace(config=SimpleNamespace(patch_size_t=2))
    assert family_of(pipe).name == "CogVideoX 1.5"


def test_a_network_that_names_its_frames_is_believed():
    pipe = pipeline("StableVideoDiffusionPipeline")
    pipe.unet = SimpleNamespace(config=SimpleNamespace(num_frames=14))
    assert family_of(pipe).longest == 14


@pytest.mark.parametrize("family", (*FAMILIES, UNKNOWN), ids=lambda one: one.name)
def test_every_shot_follows_its_familys_rule(family):
    fps, counts = Fraction(family.fps), []
    for tenths in range(1, 300, 7):
        duration = Fraction(tenths, 10)
        count = frame_count(family, duration, fps, family.longest)
        counts.append(count)
        assert count % family.step == 1 % family.step and family.step < count <= family.longest
        if count > family.step + 1:
            assert (count - family.step) / fps < duration, "no longer than it must be"
    assert counts == sorted(counts) and counts[-1] == family.longest


@pytest.mark.parametrize("family", (*FAMILIES, UNKNOWN), ids=lambda one: one.name)
def test_working_sizes_keep_the_aspect_and_the_area(family):
    for width, height in ((1080, 1920), (1920, 1080), (1080, 1080), (1080, 1350)):
        w, h = working_size(family, width, height)
        assert w % family.multiple == h % family.multiple == 0
        assert 0.9 * family.area_px < w * h < 1.1 * family.area_px
        assert family.fixed_px or abs(np.log((w / h) / (width / height))) < 0.1


def test_a_picture_is_cropped_in_the_middle_and_scaled():
    picture = np.zeros((100, 300, 3), np.uint8)
    picture[:, 100:200] = 200
    out = covering(picture, 64, 64)
    assert out.shape == (64, 64, 3) and out[32, 32, 0] == 200 and out[:, 2:-2].min() > 150


def test_a_model_of_one_size_is_given_the_picture_whole():
    picture = np.random.default_rng(1).integers(0, 255, (192, 108, 3), np.uint8)
    stage = staged(picture, 288, 192, aspect=(108, 192))
    assert stage.shape == (192, 288, 3)
    assert np.array_equal(covering(stage, 108, 192), picture)


def test_length_and_rate_are_matched_to_the_time(wan, ltx):
    film = clips(wan).film(PROMPT, **{**GIVEN, "duration": Fraction(7, 2)})
    assert (len(film.frames), film.fps) == (57, 16)
    film = clips(ltx, f"{CPU}&fps=12").film(PROMPT, **GIVEN)
    assert (len(film.frames), film.fps) == (17, 12)
    film = clips(ltx, f"{CPU}&seconds=0.5").film(PROMPT, **GIVEN)
    assert (len(film.frames), film.fps) == (9, 25)


def test_a_chain_goes_on_from_its_last_frame(ltx):
    engine = clips(ltx, f"{CPU}&seconds=0.5&chain=1")
    film = engine.film(PROMPT, **GIVEN)
    single = clips(ltx, f"{CPU}&seconds=0.5").film(PROMPT, **GIVEN)
    assert len(film.frames) == 25
    assert np.array_equal(film.frames[:9], single.frames)


def test_a_chain_that_its_model_cannot_make_is_told(wan):
    with noticing() as told:
        film = clips(wan, f"{CPU}&seconds=0.5&chain=1").film(PROMPT, **GIVEN)
    assert len(film.frames) == 9
    assert len(told) == 1 and "not continued" in told[0] and "WanPipeline" in told[0]


def test_a_long_rest_at_the_end_of_a_scene_is_told(ltx):
    with noticing() as told:
        clips(ltx, f"{CPU}&seconds=0.4").film(PROMPT, **{**GIVEN, "duration": Fraction(2)})
    assert len(told) == 1 and "rests for its last 1.5 s" in told[0] and "chain=1" in told[0]


def test_guidance_reaches_a_model_that_has_two_of_them(folder, tmp_path):
    place, still = films.svd(folder / "svd_guided"), painting(tmp_path / "a.png", 1)
    given = {**GIVEN, "picture": still}
    made = [clips(place, f"{CPU}&steps=2{more}").film(PROMPT, **given).frames
            for more in ("", "&guidance=9")]  # fmt: skip
    assert not np.array_equal(*made)


def test_words_and_pictures_share_one_set_of_weights(ltx, tmp_path):
    shelf("cpu").clear()
    for picture in (None, painting(tmp_path / "a.png", 1)):
        clips(ltx).film(PROMPT, **GIVEN, picture=picture)
    clips(ltx, f"{CPU}&seconds=0.4&chain=1").film(PROMPT, **GIVEN)
    assert len(shelf("cpu").held()) == 1


def test_the_shift_of_the_noise_changes_the_film_and_is_put_back(wan):
    plain, shifted, again = (
        clips(wan, f"{CPU}{more}").film(PROMPT, **GIVEN).frames
        for more in ("&steps=2", "&steps=2&flow_shift=9", "&steps=2")
    )
    assert np.array_equal(plain, again) and not np.array_equal(plain, shifted)


def short_of_memory(monkeypatch, enough) -> list[tuple[int, int, int]]:
    """Let every call fail for want of memory unless ``enough(frames, width, height)``."""
    asked, call = [], Opened.call

    def scarce(self, pipe, **arguments):
        size = arguments["num_frames"], arguments["width"], arguments["height"]
        asked.append(size)
        if not enough(*size):
            raise torch.OutOfMemoryError("CUDA out of memory")
        return call(self, pipe, **arguments)

    monkeypatch.setattr(Opened, "call", scarce)
    return asked


def test_want_of_memory_brings_fewer_frames(wan, monkeypatch):
    short_of_memory(monkeypatch, lambda frames, *_: frames <= 9)
    with noticing() as told:
        film = clips(wan).film(PROMPT, **GIVEN)
    assert film.frames.shape == (9, 96, 64, 3)
    assert len(told) == 1 and "9 frames in place of 17" in told[0]


def test_and_then_a_smaller_size(wan, monkeypatch):
    asked = short_of_memory(monkeypatch, lambda _, width, height: width * height < 64 * 96)
    with noticing() as told:
        film = clips(wan, "steps=1&side_px=64&device=cpu").film(PROMPT, **GIVEN)
    assert asked == [(17, 64, 96), (9, 64, 96), (9, 48, 80)]
    assert film.frames.shape == (9, 96, 64, 3) and "48x80" in told[1]


def test_and_then_one_clear_error(wan, monkeypatch):
    short_of_memory(monkeypatch, lambda *_: False)
    with pytest.raises(OutOfMemory, match="whatever was tried"):
        clips(wan).film(PROMPT, **GIVEN)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ("fps=-1", "fps cannot be"),
        ("motion=300", "motion cannot be"),
        ("chian=1", "Did you mean chain"),
        ("seconds=long", "seconds cannot be"),
    ],
)
def test_an_option_that_cannot_be_is_named(options, told):
    with pytest.raises(ConfigError, match=told):
        clips("owner/model", options)


def test_a_scheduler_without_shift_is_named(folder, tmp_path):
    engine = clips(films.svd(folder / "svd"), f"{CPU}&flow_shift=3")
    with pytest.raises(ConfigError, match="EulerDiscreteScheduler"):
        engine.film(PROMPT, **GIVEN, picture=painting(tmp_path / "a.png", 1))


def test_a_model_that_films_no_pictures_is_told_with_those_that_do(wan, tmp_path):
    with pytest.raises(EngineUnavailable, match=r"WanPipeline.*film from a picture.*LTX"):
        clips(wan).film(PROMPT, **GIVEN, picture=painting(tmp_path / "a.png", 1))


def test_a_missing_model_is_told_when_it_is_used():
    engine = registry.get("clips", "diffusers")
    with pytest.raises(EngineUnavailable, match="diffusers:FOLDER"):
        engine.film(PROMPT, **GIVEN)
    with pytest.raises(EngineUnavailable, match="/gone"):
        clips("/gone").film(PROMPT, **GIVEN)


def test_naming_a_model_imports_nothing_heavy():
    code = (
        "import sys; from aigc import registry; "
        "registry.get('clips', 'diffusers:owner/model?steps=4').fingerprint; "
        "print([m for m in ('torch', 'diffusers', 'transformers', 'cv2') if m in sys.modules])"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"


def test_frames_that_are_no_numbers_are_refused(wan, monkeypatch):
    broken = np.full((1, 9, 96, 64, 3), np.nan, np.float32)
    monkeypatch.setattr(Opened, "call", lambda *_args, **_named: broken)
    with pytest.raises(EngineFailed, match="dtype=bfloat16"):
        clips(wan).film(PROMPT, **GIVEN)


def test_fingerprints_change_with_the_model_and_what_changes_the_film(tmp_path):
    asked = ["a/b", "a/c", "a/b?fps=12", "a/b?chain=1", "a/b?motion=3", "a/b?steps=4"]
    made = [registry.get("clips", f"diffusers:{one}").fingerprint for one in asked]
    assert len(set(made)) == len(made)
    same = registry.get("clips", "diffusers:a/b?device=cpu").fingerprint
    assert same == made[0]
