"""Every engine of the capability ``pictures``: the same demands on each.

The models are tiny and of random weights: they prove the form, and nothing about quality.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from aigc import registry
from aigc.device.shelf import shelf
from aigc.errors import (
    AssetError,
    Cancelled,
    ConfigError,
    EngineFailed,
    EngineUnavailable,
    InputError,
    OutOfMemory,
)
from aigc.notices import noticing
from aigc.types.prompt import PicturePrompt
from tests.tiny import diffusion as tiny

HOW = "steps=3&side_px=32&guidance=3"
CAT = PicturePrompt(text="a cat on a sofa")
SIZE = {"width_px": 48, "height_px": 80}


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    root = tmp_path_factory.mktemp("painters")
    tiny.stable_diffusion(root / "sd")
    tiny.z_image(root / "z")
    tiny.modular(root / "blocks")
    gc.freeze()  # what is imported by now is not searched through whenever a model is put away
    yield root
    shelf("cpu").clear()
    gc.unfreeze()


@pytest.fixture(params=["fake", "sd", "z", "blocks"])
def engine(request: pytest.FixtureRequest, models: Path) -> Any:
    if request.param == "fake":
        return registry.get("pictures", "fake")
    return registry.get("pictures", f"diffusers:{models / request.param}?{HOW}")


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    pixels = np.random.default_rng(3).integers(0, 255, (50, 60, 3), np.uint8)
    Image.fromarray(pixels).save(tmp_path / "reference.png")
    return tmp_path / "reference.png"


def painted(engine: Any, *prompts: PicturePrompt, **how: Any) -> tuple[np.ndarray, ...]:
    return engine.paint(prompts or (CAT,), **{"seed": 1, **SIZE, **how})


def test_one_picture_per_prompt_at_the_size_asked_for(engine):
    made = painted(engine, CAT, PicturePrompt(text="一只猫坐在沙发上"), CAT)
    assert len(made) == 3 and engine.name in ("fake", "diffusers")
    for one in made:
        assert one.shape == (80, 48, 3) and one.dtype == np.uint8
    assert not np.array_equal(made[0], made[1]) and not np.array_equal(made[0], made[2])
    assert painted(engine, width_px=33, height_px=17)[0].shape == (17, 33, 3)
    assert engine.paint([], seed=1, **SIZE) == ()


def test_the_same_is_painted_for_the_same(engine, picture):
    assert np.array_equal(painted(engine)[0], painted(engine)[0])
    first = painted(engine, CAT, CAT, reference=picture)
    assert all(map(np.array_equal, first, painted(engine, CAT, CAT, reference=picture)))


def test_each_argument_changes_the_picture(engine, picture, tmp_path):
    Image.new("RGB", (60, 50), "#d0b020").save(tmp_path / "other.png")
    remade = {"reference": picture, "strength": 0.4}
    made = [
        painted(engine),
        painted(engine, seed=2),
        painted(engine, PicturePrompt(text="一只猫")),
        painted(engine, PicturePrompt(text=CAT.text, unwanted="a dog")),
        painted(engine, **remade),
        painted(engine, **remade | {"strength": 0.9}),
        painted(engine, **remade | {"reference": tmp_path / "other.png"}),
    ]
    for n, one in enumerate(made):
        assert not any(np.array_equal(one[0], other[0]) for other in made[:n]), n


def test_a_picture_is_the_same_alone_and_in_any_row(engine):
    dog = PicturePrompt(text="a dog")
    row, alone = painted(engine, CAT, dog)[1], painted(engine, dog)[0]
    assert np.abs(row.astype(int) - alone).max() <= 1


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ({"prompts": [PicturePrompt(text=" ")]}, "empty"),
        ({"width_px": 8}, "8x80"),
        ({"height_px": 5000}, "5000"),
        ({"strength": 0.0}, "strength"),
        ({"strength": 1.5}, "strength"),
        ({"strength": float("nan")}, "strength"),
    ],
)
def test_what_cannot_be_painted_is_refused(engine, how, told):
    with pytest.raises(InputError, match=told) as caught:
        engine.paint(**{"prompts": [CAT], "seed": 1, **SIZE, **how})
    assert "\n" not in str(caught.value)


def test_a_reference_that_is_no_picture_is_refused(engine, tmp_path):
    for file in (tmp_path / "none.png", tmp_path / "text.png"):
        with pytest.raises(AssetError, match=file.name):
            painted(engine, reference=file)
        (tmp_path / "text.png").write_text("no picture")


def test_it_tells_how_far_it_is(engine):
    told: list[tuple[str, float, float]] = []
    painted(engine, CAT, CAT, CAT, progress=lambda *step: told.append(step))
    steps = [done for step, done, _ in told if step == "paint"]
    assert steps == sorted(steps) and steps[-1] == 3 and len(steps) >= 4
    assert {total for step, _, total in told if step == "paint"} == {3}


def test_it_stops_at_once_when_asked(engine):
    told: list[float] = []

    def stop(step: str, done: float, total: float) -> None:
        if step == "paint" and done > 0:
            told.append(done)
            raise Cancelled(step)

    with pytest.raises(Cancelled):
        painted(engine, CAT, CAT, progress=stop)
    assert len(told) == 1 and told[0] <= 1
    assert np.array_equal(painted(engine)[0], painted(engine)[0])


ROWS = [("sd", 8, False), ("sd", 3, True), ("z", 3, True), ("blocks", 3, True)]


@pytest.mark.parametrize(("name", "count", "given"), ROWS)
def test_a_row_is_painted_as_each_alone(models, picture, name, count, given):
    prompts = [PicturePrompt(text=f"a cat {n}", unwanted="dog" * (n % 2)) for n in range(count)]
    rows = [
        painted(registry.get("pictures", f"diffusers:{models / name}?{HOW}&batch={size}"),
                *prompts, reference=picture if given else None)
        for size in (count, 1)
    ]  # fmt: skip
    assert max(np.abs(a.astype(int) - b).max() for a, b in zip(*rows, strict=True)) <= 1


def test_options_are_part_of_the_fingerprint(models):
    base = f"diffusers:{models / 'sd'}?{HOW}"
    first = registry.get("pictures", base).fingerprint
    assert first == registry.get("pictures", f"{base}&batch=4").fingerprint
    for more in ("negative=dog", "scheduler=euler", "steps=4", "side_px=64", "deterministic=1"):
        assert registry.get("pictures", f"{base}&{more}").fingerprint != first
    assert registry.get("pictures", f"diffusers:{models / 'z'}?{HOW}").fingerprint != first


def test_options_change_the_picture(models):
    base = f"diffusers:{models / 'sd'}?side_px=32"
    plain = painted(registry.get("pictures", f"{base}&steps=2"))[0]
    for more in ("steps=3", "steps=2&guidance=1", "steps=2&negative=dog", "steps=2&side_px=64"):
        assert not np.array_equal(plain, painted(registry.get("pictures", f"{base}&{more}"))[0])


def test_a_missing_model_is_told_when_it_is_used(tmp_path):
    for model, told in (("", "diffusers:FOLDER"), (f":{tmp_path / 'none'}", "no folder")):
        engine = registry.get("pictures", f"diffusers{model}")
        with pytest.raises(EngineUnavailable, match=told) as caught:
            painted(engine)
        assert "\n" not in str(caught.value)


def test_an_unknown_option_is_told_at_once():
    with pytest.raises(ConfigError, match="Did you mean guidance"):
        registry.get("pictures", "diffusers:model?guidence=3")


def test_the_end_of_a_long_prompt_is_told_to_be_lost(models):
    long = PicturePrompt(text="cats and dogs " * 30)
    with noticing() as told:
        painted(registry.get("pictures", f"diffusers:{models / 'sd'}?{HOW}"), long)
    assert "this model reads 77" in told[0]
    with noticing() as told:
        painted(registry.get("pictures", f"diffusers:{models / 'z'}?{HOW}"), long)
    assert told == []


def test_fewer_are_painted_together_where_memory_is_short(models, monkeypatch):
    from diffusers import UNet2DConditionModel

    forward, sizes = UNet2DConditionModel.forward, []

    def run(network: Any, sample: Any, *args: Any, **how: Any) -> Any:
        sizes.append(len(sample) // 2)
        if len(sample) > 4:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return forward(network, sample, *args, **how)

    monkeypatch.setattr(UNet2DConditionModel, "forward", run)
    with noticing() as told:
        made = painted(registry.get("pictures", f"diffusers:{models / 'sd'}?{HOW}&batch=4"),
                       *[CAT] * 5)  # fmt: skip
    assert sizes == [4, *[2] * 6, *[1] * 3] and len(made) == 5 and "2 at a time" in told[0]


def test_a_single_picture_that_does_not_fit_is_one_error(models, monkeypatch):
    from diffusers import AutoencoderKL

    def full(*_args: Any, **_how: Any) -> Any:
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr(AutoencoderKL, "decode", full)
    with pytest.raises(OutOfMemory, match="smaller"):
        painted(registry.get("pictures", f"diffusers:{models / 'sd'}?{HOW}"))


def test_pictures_that_are_no_numbers_are_told(models, monkeypatch):
    from diffusers import AutoencoderKL
    from diffusers.models.autoencoders.vae import DecoderOutput

    def empty(_vae: Any, latents: Any, return_dict: bool = True, **_how: Any) -> Any:
        made = torch.full((len(latents), 3, 32, 32), torch.nan)
        return DecoderOutput(sample=made) if return_dict else (made,)

    monkeypatch.setattr(AutoencoderKL, "decode", empty)
    with pytest.raises(EngineFailed, match="dtype=float32"):
        painted(registry.get("pictures", f"diffusers:{models / 'sd'}?{HOW}"))


def test_a_picture_that_the_models_own_filter_blackens_is_told(models, monkeypatch):
    from diffusers import StableDiffusionPipeline

    def flagged(_pipe: Any, image: Any, *_args: Any) -> Any:
        return torch.zeros_like(image), [True] * len(image)

    monkeypatch.setattr(StableDiffusionPipeline, "run_safety_checker", flagged)
    with pytest.raises(EngineFailed, match="own filter"):
        painted(registry.get("pictures", f"diffusers:{models / 'sd'}?{HOW}"))


def test_a_look_is_lent_to_every_picture_of_a_row(models, picture, tmp_path):
    look = tiny.ip_adapter(tmp_path / "ip")
    asked = f"diffusers:{models / 'sd'}?{HOW}&batch=2&ip_adapter={look}"
    made = painted(registry.get("pictures", asked), CAT, CAT, reference=picture)
    assert len(made) == 2 and not np.array_equal(*made)
