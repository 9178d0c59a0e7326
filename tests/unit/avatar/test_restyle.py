"""Skin painted anew by a prompt, with eyes, lips and seams kept."""

from __future__ import annotations

import numpy as np
import pytest
import synthetic

from aigc import registry
from aigc.avatar.face.masks import on_texture
from aigc.avatar.restyle import free, restyled
from aigc.avatar.stylists import VARIABLE, DiffusersStylist, FakeStylist
from aigc.errors import Cancelled, EngineFailed, EngineUnavailable, InputError
from aigc.progress import silent

SIZE = 256
HOW = {"strength": 0.5, "seed": 3, "progress": silent}


@pytest.fixture(scope="module")
def avatar():
    from aigc.avatar.build import build
    from aigc.avatar.presets import preset

    return build(preset("anchor_mei").spec)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A pipeline of random weights that paints 32 pixels a side, in a folder."""
    import torch
    from diffusers import (
        AutoencoderKL,
        DDIMScheduler,
        StableDiffusionPipeline,
        UNet2DConditionModel,
    )
    from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

    torch.manual_seed(0)
    letters = [*"abcdefghijklmnopqrstuvwxyz,."]
    tokens = [*letters, *(f"{c}</w>" for c in letters), "<|startoftext|>", "<|endoftext|>"]
    tokenizer = CLIPTokenizer(vocab={t: k for k, t in enumerate(tokens)}, merges=[],
                              model_max_length=77)  # fmt: skip
    text = CLIPTextModel(
        CLIPTextConfig(
            vocab_size=len(tokens), hidden_size=16, intermediate_size=16, num_hidden_layers=1,
            num_attention_heads=2, eos_token_id=len(tokens) - 1, bos_token_id=len(tokens) - 2,
            pad_token_id=len(tokens) - 1,
        )
    )  # fmt: skip
    unet = UNet2DConditionModel(
        sample_size=16, block_out_channels=(16, 32), layers_per_block=1, norm_num_groups=4,
        cross_attention_dim=16, attention_head_dim=2,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
    )  # fmt: skip
    vae = AutoencoderKL(block_out_channels=(8, 16), norm_num_groups=4, latent_channels=4,
                        down_block_types=("DownEncoderBlock2D",) * 2,
                        up_block_types=("UpDecoderBlock2D",) * 2)  # fmt: skip
    pipe = StableDiffusionPipeline(
        vae=vae, text_encoder=text, tokenizer=tokenizer, unet=unet,
        scheduler=DDIMScheduler(steps_offset=1, clip_sample=False),
        safety_checker=None, feature_extractor=None, requires_safety_checker=False,
    )  # fmt: skip
    place = tmp_path_factory.mktemp("pipeline")
    pipe.save_pretrained(place)
    return place


def skin(avatar):
    return next(p for p in avatar.parts if p.material.kind == "skin").material.texture


def test_lips_lids_and_seams_stay_as_they_are(avatar):
    made = restyled(avatar, FakeStylist(), "green paint", strength=0.9)
    before, after = skin(avatar).astype(int), skin(made).astype(int)
    away = np.abs(after - before).max(axis=2)
    size = before.shape[0]
    for name in ("lips", "eyelids"):
        assert away[on_texture(name, size) > 0.6].max() <= 12
    assert away[0].max() <= 12 and away[:, -1].max() <= 12
    share = free(size)
    assert away[share > 0.95].mean() > 20 and (share > 0.95).mean() > 0.4
    others = [p for p in made.parts if p.material.kind != "skin"]
    assert all(any(p is q for q in avatar.parts) for p in others)


def test_low_poly_skin_has_nothing_to_repaint():
    from aigc.avatar.build import build
    from aigc.avatar.spec import AvatarSpec

    with pytest.raises(InputError, match="low-poly"):
        restyled(build(AvatarSpec(look="lowpoly")), FakeStylist(), "green paint")


def test_the_same_prompt_and_seed_give_the_same_skin(avatar):
    one, two, other = (
        skin(restyled(avatar, FakeStylist(), "clay", seed=s)) for s in (1, 1, 2)
    )  # fmt: skip
    assert one.tobytes() == two.tobytes() != other.tobytes()


@pytest.mark.parametrize(("prompt", "strength"), [("", 0.5), ("x" * 1001, 0.5), ("a", 0.0),
                                                  ("a", 1.5), ("a", float("nan"))])  # fmt: skip
def test_what_cannot_be_asked_is_refused(avatar, prompt, strength):
    with pytest.raises(InputError):
        restyled(avatar, FakeStylist(), prompt, strength=strength)


def test_a_skin_without_texture_is_told():
    from dataclasses import replace

    bare = synthetic.avatar()
    parts = tuple(
        replace(p, material=replace(p.material, texture=None)) for p in bare.parts
    )  # fmt: skip
    with pytest.raises(InputError, match="no texture"):
        restyled(replace(bare, parts=parts), FakeStylist(), "clay")


def test_a_stylist_that_changes_the_size_failed(avatar):
    class Small(FakeStylist):
        def repaint(self, picture, prompt, **how):
            return picture[::2, ::2]

    with pytest.raises(EngineFailed, match="gave"):
        restyled(avatar, Small(), "clay")


def test_a_diffusion_model_paints_by_prompt_seed_and_strength(folder):
    stylist = registry.get("stylist", "diffusers")
    stylist.model = str(folder)
    picture = np.random.default_rng(0).integers(60, 200, (SIZE, SIZE, 3), dtype=np.uint8)
    told = []
    base = stylist.repaint(picture, "porcelain", strength=0.5, seed=3,
                           progress=lambda *step: told.append(step))  # fmt: skip
    assert base.shape == picture.shape and told[-1] == ("repaint", 15, 15)
    assert np.array_equal(base, stylist.repaint(picture, "porcelain", **HOW))
    assert not np.array_equal(base, stylist.repaint(picture, "porcelain", **HOW | {"seed": 4}))
    assert not np.array_equal(base, stylist.repaint(picture, "bark", **HOW))
    little = stylist.repaint(picture, "porcelain", **HOW | {"strength": 0.04})
    assert not np.array_equal(base, little)


def test_a_painting_can_be_stopped(folder):
    def stop(step, done, total):
        if done == 2:
            raise Cancelled(step)

    with pytest.raises(Cancelled, match="repaint"):
        DiffusersStylist(str(folder)).repaint(
            np.zeros((SIZE, SIZE, 3), np.uint8), "clay", strength=0.5, seed=0, progress=stop
        )


def test_a_missing_model_is_one_line(tmp_path, monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    blank = np.zeros((64, 64, 3), np.uint8)
    for model, told in (
        ("", "--restyle-model"),
        ("/no/such", "no folder"),
        (str(tmp_path), "safet"),
    ):
        with pytest.raises(EngineUnavailable, match=told) as caught:
            DiffusersStylist(model).repaint(blank, "clay", **HOW)
        assert "\n" not in str(caught.value)
