"""How families of pipelines are told what shall and must not be seen, and at which size."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import diffusers
import pytest

from aigc.diffusion.distilled import usual
from aigc.diffusion.options import Options
from aigc.diffusion.prompting import guidance_of, tell_lost, unwanted_of
from aigc.diffusion.sizes import multiple_of, side_of, working_size
from aigc.notices import noticing


def pipeline(name: str, **parts: Any) -> Any:
    """Return what is called as a pipeline of diffusers, without weights."""
    called = getattr(diffusers, name).__call__
    return type(name, (), {"__call__": called, "components": parts, **parts})()


@pytest.mark.parametrize(
    ("name", "options", "given"),
    [
        ("StableDiffusionXLPipeline", {"guidance": 5}, {"guidance_scale": 5}),
        ("FluxPipeline", {"guidance": 3}, {"guidance_scale": 3}),
        ("FluxPipeline", {"true_guidance": 4}, {"true_cfg_scale": 4}),
        ("QwenImagePipeline", {"guidance": 5}, {"true_cfg_scale": 5}),
        ("QwenImage21Pipeline", {"guidance": 5}, {"true_cfg_scale": 5}),
        ("HunyuanVideoPipeline", {"guidance": 6}, {"guidance_scale": 6}),
        ("HunyuanSkyreelsImageToVideoPipeline", {"guidance": 6}, {"true_cfg_scale": 6}),
        ("StableVideoDiffusionPipeline", {"guidance": 2}, {"max_guidance_scale": 2}),
        ("WanPipeline", {}, {}),
    ],
)
def test_guidance_has_the_name_that_a_family_gives_it(name, options, given):
    with noticing() as told:
        assert guidance_of(pipeline(name), Options(**options)) == given
    assert not told


def test_a_guider_is_guided_and_what_takes_no_guidance_is_told():
    with noticing() as told:
        guided = pipeline("HunyuanVideo15Pipeline", guider=object())
        assert guidance_of(guided, Options(guidance=4)) == {"guidance_scale": 4}
        assert guidance_of(pipeline("HunyuanVideo15Pipeline"), Options(guidance=4)) == {}
        assert guidance_of(pipeline("WanPipeline"), Options(true_guidance=4)) == {}
    assert ["no guidance" in told[0], "no true_guidance" in told[1]] == [True, True]


@pytest.mark.parametrize(
    ("name", "guidance", "heeded"),
    [
        ("StableDiffusionXLPipeline", {}, True),
        ("StableDiffusionXLPipeline", {"guidance_scale": 1.0}, False),
        ("FluxPipeline", {}, False),
        ("FluxPipeline", {"true_cfg_scale": 4.0}, True),
        ("QwenImagePipeline", {}, True),
        ("ZImagePipeline", {"guidance_scale": 1.0}, True),
        ("ZImagePipeline", {"guidance_scale": 0.0}, False),
        ("Flux2KleinPipeline", {}, False),
        ("HunyuanVideoPipeline", {}, False),
        ("WanPipeline", {}, True),
    ],
)
def test_what_must_not_be_seen_is_given_where_it_is_heeded(name, guidance, heeded):
    pipe = pipeline(name)
    with noticing() as told:
        given = unwanted_of(pipe, ["text", ""], guidance)
    blank = " " if "Flux" in name or "Qwen" in name else ""
    assert given == (["text", blank] if heeded else None)
    assert heeded != any("not heeded" in one for one in told)


def test_a_model_that_is_guided_by_such_words_alone_is_given_a_blank():
    assert unwanted_of(pipeline("QwenImagePipeline"), ["", ""], {}) == [" ", " "]
    assert unwanted_of(pipeline("StableDiffusion3Pipeline"), ["", ""], {}) is None


class Reader:
    model_max_length = 512

    def __call__(self, text: str) -> Any:
        return SimpleNamespace(input_ids=text.split())


@pytest.mark.parametrize(("words", "told"), [(200, 0), (300, 1), (600, 1)])
def test_what_a_pipeline_reads_less_of_than_its_reader_is_told(words, told):
    pipe = pipeline("StableDiffusion3Pipeline", tokenizer_3=Reader())
    with noticing() as notes:
        tell_lost(pipe, ["a cat", "cat " * words])
    assert len(notes) == told and all("reads 256" in one for one in notes)


def sized(factor: int, **parts: Any) -> Any:
    return {"image_processor": SimpleNamespace(config=SimpleNamespace(vae_scale_factor=factor)),
            **parts}  # fmt: skip


def test_sides_suit_what_a_family_checks_for():
    transformer = SimpleNamespace(config=SimpleNamespace(sample_size=64))
    aura = pipeline("AuraFlowPipeline", vae_scale_factor=8, **sized(8, transformer=transformer))
    assert side_of(aura) == 1024
    large = pipeline("StableDiffusion3Pipeline", vae_scale_factor=8, default_sample_size=128,
                     **sized(8))  # fmt: skip
    assert side_of(large) == 1024 and multiple_of(large) % 16 == 0
    for aspect in ((1080, 1920), (1920, 1080), (1080, 1350)):
        sides = working_size(*aspect, side_px=1024, multiple=multiple_of(large))
        assert all(side % 16 == 0 for side in sides)
    levels = SimpleNamespace(config=SimpleNamespace(down_block_types=("a", "b", "c", "d")))
    assert multiple_of(pipeline("StableDiffusionPipeline", **sized(8, unet=levels))) == 64


@pytest.mark.parametrize(
    ("model", "options", "wanted"),
    [
        ("Tongyi-MAI/Z-Image-Turbo", {}, (9, 0.0, "")),
        ("Tongyi-MAI/Z-Image-Turbo", {"steps": 12}, (12, 0.0, "")),
        ("Tongyi-MAI/Z-Image", {}, (0, -1.0, "")),
        ("/models/flux.1_schnell", {}, (4, 0.0, "")),
        ("black-forest-labs/FLUX.2-klein-4B", {}, (4, 1.0, "")),
        ("black-forest-labs/FLUX.2-klein-base-4B", {}, (0, -1.0, "")),
        ("owner/sdxl", {"lora": ("owner/lcm-lora-sdxl@0.9",)}, (6, 1.0, "lcm")),
        ("Qwen/Qwen-Image", {"lora": ("lightx2v/Qwen-Image-Lightning/x-4steps-V1.safetensors",)},
         (4, 1.0, "")),
        ("~/models/sdxl_lightning_8step.safetensors", {"scheduler": "euler"}, (8, 0.0, "euler")),
    ],
)  # fmt: skip
def test_distilled_models_are_run_as_their_authors_do(model, options, wanted):
    made = usual(model, Options(**options))
    assert (made.steps, made.guidance, made.scheduler) == wanted
