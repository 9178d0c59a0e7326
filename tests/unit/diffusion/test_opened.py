"""Tiny models of random weights: how they are lent, called, set up, and made to fit."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
import torch
from diffusers import UNet2DConditionModel
from PIL import Image

from aigc.device.place import Device
from aigc.device.shelf import Shelf, shelf
from aigc.diffusion import loading, tuning
from aigc.diffusion import opened as room
from aigc.diffusion.opened import open_pipeline
from aigc.diffusion.options import Options
from aigc.errors import Cancelled, ConfigError, EngineFailed, EngineUnavailable, OutOfMemory
from aigc.notices import noticing
from aigc.progress import silent
from tests.tiny import films

SIDE = 32
PICTURE = Image.fromarray(np.random.default_rng(0).integers(0, 255, (SIDE, SIDE, 3), np.uint8))
GIB = 2**30


def asked(opened, pipe, *, seed: int = 1, progress=silent, **more: Any) -> Any:
    return np.asarray(
        opened.call(
            pipe, progress=progress, prompt=["a cat"], width=SIDE, height=SIDE, output_type="np",
            num_inference_steps=3, generator=[torch.Generator().manual_seed(seed)], **more,
        )
    )  # fmt: skip


def made(model: Any, task: str = "text_to_image", **options: Any) -> Any:
    opened = open_pipeline(str(model), Options(**options), task=task)
    return opened.fitting(lambda pipe: asked(opened, pipe))


@pytest.mark.parametrize("name", ["sd", "z", "blocks"])
def test_words_and_pictures_share_one_set_of_weights(models, name):
    shelf("cpu").clear()
    words = open_pipeline(str(models / name), Options(), task="text_to_image")
    pictures = open_pipeline(str(models / name), Options(), task="image_to_image")
    with words.lend() as pipe:
        network = next(iter(tuning.denoisers(pipe).values()))
        assert asked(words, pipe).shape == (1, SIDE, SIDE, 3)
    with pictures.lend() as pipe:
        assert next(iter(tuning.denoisers(pipe).values())) is network
        assert asked(pictures, pipe, image=PICTURE, strength=0.5).shape == (1, SIDE, SIDE, 3)
    assert [one.label for one in shelf("cpu").held()] == [words.name]


@pytest.mark.parametrize("name", ["sd", "blocks"])
def test_every_step_is_told_and_may_stop(models, name):
    shelf("cpu").clear()
    opened = open_pipeline(str(models / name), Options(), task="text_to_image")
    told: list[tuple[str, float, float]] = []

    def stop(step: str, done: float, total: float) -> None:
        if done == 2:
            raise Cancelled(step)

    with opened.lend(progress=lambda *step: told.append(step)) as pipe:
        whole = asked(opened, pipe, progress=lambda *step: told.append(step))
        with pytest.raises(Cancelled):
            asked(opened, pipe, progress=stop)
        assert np.array_equal(whole, asked(opened, pipe))
    assert told[:2] == [("read model", 0, 1), ("read model", 1, 1)]
    assert [one[1:] for one in told[2:]] == [(0, 1), (1, 3), (2, 3), (3, 3), (3, 3)]


def test_reading_may_be_stopped(models):
    shelf("cpu").clear()

    def stop(step: str, done: float, total: float) -> None:
        raise Cancelled(step)

    opened = open_pipeline(str(models / "sd"), Options(), task="text_to_image")
    with pytest.raises(Cancelled), opened.lend(progress=stop):
        pass
    assert not shelf("cpu").held()


def test_what_a_pipeline_does_not_take_is_left_out(models):
    opened = open_pipeline(str(models / "sd"), Options(), task="text_to_image")
    with opened.lend() as pipe:
        assert np.array_equal(asked(opened, pipe), asked(opened, pipe, num_frames=9, image=None))


def test_guidance_reaches_models_made_of_blocks(models):
    opened = open_pipeline(str(models / "blocks"), Options(), task="text_to_image")
    with opened.lend() as pipe:
        plain = asked(opened, pipe)
        assert not np.array_equal(plain, asked(opened, pipe, guidance_scale=9.0))
        assert np.array_equal(plain, asked(opened, pipe))


def test_a_film_model_paints_no_pictures(tmp_path, models):
    with pytest.raises(EngineUnavailable, match="WanPipeline, which makes a film"):
        open_pipeline(str(films.wan(tmp_path)), Options(), task="text_to_image")
    with pytest.raises(EngineUnavailable, match="ZImageModularPipeline, which makes a picture"):
        open_pipeline(str(models / "blocks"), Options(), task="text_to_video")


@pytest.mark.parametrize("name", ["sd", "blocks"])
def test_a_part_that_is_missing_is_told(models, tmp_path, name):
    import shutil

    place = shutil.copytree(models / name, tmp_path / "model")
    shutil.rmtree(place / "vae")
    with (
        pytest.raises(EngineUnavailable) as caught,
        open_pipeline(str(place), Options(), task="text_to_image").lend(),
    ):
        pass
    assert "\n" not in str(caught.value) and str(place) in str(caught.value)


def test_what_breaks_is_one_line(models, monkeypatch):
    def broken(*_args, **_how):
        raise ValueError("the shapes\ndo not fit")

    monkeypatch.setattr(UNet2DConditionModel, "forward", broken)
    with pytest.raises(EngineFailed, match=r"broke: the shapes\.$"):
        made(models / "sd")


@pytest.mark.parametrize("way", ["model", "group", "sequential"])
@pytest.mark.parametrize("name", ["sd", "blocks"])
def test_weights_that_wait_elsewhere_make_the_same(models, name, way, monkeypatch):
    whole = made(models / name)
    shelf("cpu").clear()
    monkeypatch.setattr(
        loading, "placed", lambda pipe, device, _way: tuning.placed(pipe, device, way)
    )
    assert np.allclose(whole, made(models / name), atol=1e-5)


@pytest.mark.parametrize(
    ("name", "options"),
    [("sd", {"scheduler": "euler_ancestral"}), ("sd", {"quantise": "fp8"}),
     ("blocks", {"quantise": "fp8"}), ("sd", {"dtype": "bfloat16"})],
)  # fmt: skip
def test_options_that_change_the_result(models, name, options):
    assert not np.array_equal(made(models / name), made(models / name, **options))


@pytest.mark.parametrize("scheduler", ["lcm", "tcd", "dpm_sde_karras", "euler_trailing"])
def test_schedulers_of_distilled_models_suit_those_they_were_made_from(models, scheduler):
    assert not np.array_equal(made(models / "sd"), made(models / "sd", scheduler=scheduler))


def test_a_model_of_flows_takes_schedulers_of_flows(tmp_path):
    place = films.wan(tmp_path)
    with open_pipeline(
        str(place), Options(scheduler="flow_euler"), task="text_to_video"
    ).lend() as pipe:
        assert pipe.scheduler.config.shift == 3.0
    with (
        pytest.raises(ConfigError, match="These suit: deis, dpm"),
        open_pipeline(str(place), Options(scheduler="euler"), task="text_to_video").lend(),
    ):
        pass


def test_a_decoder_that_needs_it_stays_precise_and_parts_are_shared_as_they_are(tmp_path):
    place = films.wan(tmp_path)
    index = place / "model_index.json"
    index.write_text(json.dumps(json.loads(index.read_text()) | {"expand_timesteps": True}))
    opened = open_pipeline(str(place), Options(dtype="bfloat16"), task="image_to_video")
    with opened.lend() as pipe:
        assert type(pipe).__name__ == "WanImageToVideoPipeline"
        assert (pipe.vae.dtype, pipe.transformer.dtype) == (torch.float32, torch.bfloat16)
        given = opened.call(
            pipe, prompt="x", image=PICTURE, num_frames=5, width=SIDE, height=SIDE,
            num_inference_steps=1, output_type="np",
        )  # fmt: skip
    assert np.asarray(given).shape == (1, 5, SIDE, SIDE, 3)


def test_small_weights_stay_small_for_every_task(models):
    shelf("cpu").clear()
    for task in ("text_to_image", "image_to_image"):
        with open_pipeline(str(models / "sd"), Options(quantise="fp8"), task=task).lend() as pipe:
            kinds = {weight.dtype for weight in pipe.unet.parameters()}
            assert torch.float8_e4m3fn in kinds


def test_how_a_model_is_run_is_told_when_it_is_read(models, caplog):
    shelf("cpu").clear()
    caplog.set_level("INFO", "aigc")
    made(models / "sd")
    assert [one.message for one in caplog.records if "runs on cpu" in one.message]


@pytest.mark.parametrize("options", [{"attention": "native_math"}, {"vae_tiling": "on"}])
def test_options_that_do_not(models, options):
    assert np.allclose(made(models / "z"), made(models / "z", **options), atol=1e-5)


def test_attention_that_a_network_does_not_follow_is_told(models):
    with noticing() as told:
        made(models / "sd", attention="native_math")
    assert "UNet2DConditionModel keeps its own attention" in told[0]


@pytest.mark.parametrize(
    ("name", "options", "kind", "told"),
    [
        ("z", {"attention": "flash"}, EngineUnavailable, "flash-attn"),
        ("z", {"cache": "first_block"}, ConfigError, "has no caches"),
        ("sd", {"scheduler": "flow_euler"}, ConfigError, "These suit: ddim"),
        ("sd", {"quantise": "none.gguf"}, EngineUnavailable, "no file"),
        ("sd", {"device": "cuda:7"}, ConfigError, "no device"),
    ],
)
def test_an_option_that_cannot_be_is_one_line(models, name, options, kind, told):
    with pytest.raises(kind, match=told) as caught:
        made(models / name, **options)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("option", "package"), [("int8", "torchao"), ("int4", "bitsandbytes"), ("x.gguf", "gguf")]
)
def test_a_missing_package_is_named(models, tmp_path, monkeypatch, option, package):
    from aigc.diffusion import quantised

    monkeypatch.setattr(quantised, "find_spec", lambda _name: None)
    if option.endswith("gguf"):
        (tmp_path / option).write_bytes(b"GGUF")
        option = str(tmp_path / option)
    with pytest.raises(EngineUnavailable, match=f"pip install {package}"):
        made(models / "sd", quantise=option)


def test_a_package_that_reading_lacks_is_named(models, monkeypatch):
    def lacking(*_args, **_how):
        raise ImportError("The tokenizer needs sentencepiece")

    shelf("cpu").clear()
    monkeypatch.setattr(loading.DiffusionPipeline, "from_pretrained", lacking)
    with pytest.raises(EngineUnavailable, match=r"needs a package.*sentencepiece"):
        made(models / "sd")


def test_caches_are_set_up_where_a_network_has_them(tmp_path):
    opened = open_pipeline(
        str(films.ltx(tmp_path)), Options(cache="taylorseer"), task="text_to_video"
    )
    with opened.lend() as pipe:
        assert pipe.transformer.is_cache_enabled


def test_what_cannot_be_compiled_goes_on_as_it_is_written(models, monkeypatch):
    from torch._dynamo.exc import BackendCompilerFailed

    def compiled(module, *_args, **_how):
        def fails(*_args, **_how):
            raise BackendCompilerFailed(compiled, RuntimeError("no compiler"), None)

        module._compiled_call_impl = fails

    plain = made(models / "sd")
    monkeypatch.setattr(torch.nn.Module, "compile", compiled)
    with noticing() as told:
        assert np.array_equal(plain, made(models / "sd", compile="blocks"))
    assert "uncompiled" in told[0]


def test_a_model_larger_than_the_budget_is_told(models, monkeypatch):
    device = Device(kind="cpu", name="CPU", memory_bytes=GIB)
    monkeypatch.setattr(room, "shelf", lambda _name: Shelf(device, 1000))
    with pytest.raises(OutOfMemory, match="AIGC_MODEL_GIB"):
        made(models / "sd")


class Full:
    """A device that has memory enough only for some ways to keep weights."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *fits: str) -> None:
        self.ways: list[str] = []
        device = Device(kind="cuda", name="tiny GPU", memory_bytes=GIB * 8)
        own = Shelf(device)
        forward = UNet2DConditionModel.forward

        def run(network: Any, *args: Any, **how: Any) -> Any:
            if self.ways[-1] not in fits:
                raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB")
            return forward(network, *args, **how)

        monkeypatch.setattr(room, "chosen", lambda _name: device)
        monkeypatch.setattr(room, "shelf", lambda _name: own)
        monkeypatch.setattr(loading, "placed", lambda _pipe, _device, way: self.ways.append(way))
        monkeypatch.setattr(UNet2DConditionModel, "forward", run)


def test_what_does_not_fit_is_offloaded_step_by_step(models, monkeypatch):
    full = Full(monkeypatch, "sequential")
    opened = open_pipeline(str(models / "sd"), Options(dtype="float32"), task="text_to_image")
    with noticing() as told:
        opened.fitting(lambda pipe: asked(opened, pipe))
    assert full.ways == ["none", "model", "sequential"]
    assert ["one part" in told[0], "one layer" in told[1], len(told)] == [True, True, 2]
    opened.fitting(lambda pipe: asked(opened, pipe))
    assert full.ways == ["none", "model", "sequential"]


def test_what_fits_no_way_is_one_error(models, monkeypatch):
    Full(monkeypatch)
    opened = open_pipeline(str(models / "sd"), Options(dtype="float32"), task="text_to_image")
    with pytest.raises(OutOfMemory, match="smaller"), noticing():
        opened.fitting(lambda pipe: asked(opened, pipe))
