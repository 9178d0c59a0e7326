"""What a model is, or why it cannot be read, is told before its weights are."""

from __future__ import annotations

import json
import shutil
import struct
from pathlib import Path

import httpx
import pytest
from huggingface_hub.errors import GatedRepoError, LocalEntryNotFoundError

from aigc.diffusion import repository
from aigc.diffusion.fetching import located
from aigc.diffusion.kinds import check
from aigc.diffusion.options import Options
from aigc.errors import ConfigError, EngineUnavailable


def found(name: str, variant: str = "") -> repository.Repository:
    return repository.found(name, located(name), variant)


def one_line(call, told: str) -> None:
    with pytest.raises(EngineUnavailable, match=told) as caught:
        call()
    assert "\n" not in str(caught.value)


def written(folder: Path, name: str, **values) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(json.dumps(values))
    return folder


def tensors(file: Path, *keys: str) -> Path:
    """Write a safetensors file with a number under each key."""
    header = {
        key: {"dtype": "F32", "shape": [1], "data_offsets": [4 * n, 4 * n + 4]}
        for n, key in enumerate(keys)
    }
    raw = json.dumps(header).encode()
    file.write_bytes(struct.pack("<Q", len(raw)) + raw + bytes(4 * len(keys)))
    return file


def test_both_kinds_are_told_with_the_size_of_their_parts(models):
    plain, blocks = found(str(models / "z")), found(str(models / "blocks"))
    assert (plain.class_name, plain.modular) == ("ZImagePipeline", False)
    assert (blocks.class_name, blocks.modular) == ("ZImageModularPipeline", True)
    assert plain.parameters == blocks.parameters
    assert set(plain.parameters) == {"transformer", "text_encoder", "vae"}
    assert all(count > 1000 for count in plain.parameters.values())


def test_a_folder_that_is_not_there(tmp_path):
    one_line(lambda: found(str(tmp_path / "none")), "no folder")


def test_a_damaged_file(models, tmp_path):
    place = shutil.copytree(models / "sd", tmp_path / "sd")
    file = next((place / "unet").glob("*.safetensors"))
    whole = file.read_bytes()
    for part in (whole[:-100], whole[:40], b"", b"PK" * 200):
        file.write_bytes(part)
        one_line(lambda: found(str(place)), "damaged")


def test_a_damaged_index(models, tmp_path):
    place = shutil.copytree(models / "sd", tmp_path / "sd")
    (place / "model_index.json").write_text("{")
    one_line(lambda: found(str(place)), "model_index.json .* damaged")


def test_pickles_are_not_read(models, tmp_path):
    place = shutil.copytree(models / "sd", tmp_path / "sd")
    for file in place.glob("*/*.safetensors"):
        file.rename(file.with_suffix(".bin"))
    one_line(lambda: found(str(place)), "pickles .*safetensors")
    one_line(lambda: found(str(tensors(tmp_path / "model.ckpt"))), "Pickles")


def test_what_is_no_pipeline_is_called_by_its_name(models, tmp_path):
    text = written(tmp_path / "text", "config.json", architectures=["Qwen3ForCausalLM"])
    one_line(lambda: found(str(text)), "Qwen3ForCausalLM, a model of transformers")
    one_line(lambda: found(str(models / "sd" / "unet")), "UNet2DConditionModel, a part of")
    one_line(lambda: found(str(tmp_path)), "holds no diffusion pipeline")


def test_code_of_its_own_is_not_run(tmp_path):
    place = written(tmp_path / "own", "model_index.json", _class_name=["pipeline", "Own"])
    one_line(lambda: found(str(place)), "code of its own")


def test_a_newer_kind_asks_for_a_newer_diffusers(tmp_path):
    place = written(tmp_path / "new", "model_index.json", _class_name="Flux99Pipeline")
    one_line(lambda: check(found(str(place)), "text_to_image"), "Flux99Pipeline.*pip install")


@pytest.mark.parametrize(
    ("kind", "task", "told"),
    [
        ("WanPipeline", "text_to_image", "a film from words; a picture from words was asked"),
        ("StableVideoDiffusionPipeline", "text_to_video", "a film from a picture"),
        ("StableAudioPipeline", "text_to_image", "something else"),
        ("StableDiffusionPipeline", "image_to_video", "a picture from words or a picture from a"),
        ("StableDiffusionInpaintPipeline", "text_to_image", "something else"),
        ("WanPipeline", "image_to_video", "a film from words"),
        ("StableAudio3Pipeline", "text_to_image", "something else"),
        ("DiffusionGemmaPipeline", "text_to_image", "something else"),
        ("KandinskyV22PriorPipeline", "text_to_image", "something else"),
        ("WanVideoToVideoPipeline", "text_to_video", "something else"),
        ("LucyEditPipeline", "text_to_video", "something else"),
        ("QwenImageEditPipeline", "text_to_image", "a picture from a picture"),
    ],
)
def test_a_model_for_something_else_is_told(tmp_path, kind, task, told):
    place = written(tmp_path / "model", "model_index.json", _class_name=kind)
    one_line(lambda: check(found(str(place)), task), told)


@pytest.mark.parametrize(
    ("kind", "settings", "tasks"),
    [
        ("LTXPipeline", {}, ("text_to_video", "image_to_video")),
        ("WanPipeline", {"expand_timesteps": True}, ("text_to_video", "image_to_video")),
        ("FluxPipeline", {}, ("text_to_image", "image_to_image")),
        ("FluxKontextPipeline", {}, ("text_to_image", "image_to_image")),
        ("QwenImagePipeline", {}, ("text_to_image", "image_to_image")),
        ("StableDiffusionXLPipeline", {}, ("text_to_image", "image_to_image")),
        ("ChromaPipeline", {}, ("text_to_image", "image_to_image")),
        ("SanaSprintPipeline", {}, ("text_to_image", "image_to_image")),
        ("SkyReelsV2DiffusionForcingPipeline", {}, ("text_to_video", "image_to_video")),
    ],
)
def test_families_whose_weights_do_both(tmp_path, kind, settings, tasks):
    place = written(tmp_path / "model", "model_index.json", _class_name=kind, **settings)
    for task in tasks:
        check(found(str(place)), task)


def test_a_single_file_is_told_by_its_tensors(tmp_path):
    unet, whole = "model.diffusion_model.x", "conditioner.embedders.1.model.transformer.resblocks"
    file = tensors(tmp_path / "xl.safetensors", unet, f"{whole}.9.mlp.c_proj.bias")
    assert found(str(file)).class_name == "StableDiffusionXLPipeline"
    one_line(
        lambda: found(str(tensors(tmp_path / "lora.safetensors", "lora"))), "no whole pipeline"
    )
    one_line(lambda: found(str(tensors(tmp_path / "x.gguf"))), "quantise=")


def test_a_single_file_is_read_by_the_class_it_tells(tmp_path, monkeypatch, models):
    from diffusers import StableDiffusionPipeline

    from aigc.diffusion.opened import open_pipeline

    asked = []

    def read(file, **how):
        asked.append((file, how))
        return StableDiffusionPipeline.from_pretrained(models / "sd")

    monkeypatch.setattr(StableDiffusionPipeline, "from_single_file", read)
    file = tensors(tmp_path / "v1.safetensors", "model.diffusion_model.x")
    first = "model.diffusion_model.input_blocks.0.0.weight"
    one_line(lambda: found(str(tensors(tmp_path / "odd.safetensors", first))), "no whole pipeline")
    with open_pipeline(str(file), Options(), task="image_to_image").lend() as pipe:
        assert type(pipe).__name__ == "StableDiffusionImg2ImgPipeline"
    assert asked[0][0] == str(file)


def test_a_gated_model_asks_for_its_terms(monkeypatch):
    import huggingface_hub

    def refused(*_args, **_how):
        asked = httpx.Request("GET", "https://hub.invalid")
        raise GatedRepoError("gated", response=httpx.Response(403, request=asked))

    monkeypatch.setattr(huggingface_hub.HfApi, "model_info", refused)
    one_line(lambda: found("owner/gated"), "behind a gate.*HF_TOKEN")


def test_without_a_network_it_says_so(monkeypatch, tmp_path):
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    one_line(lambda: found("owner/model"), "not on this machine")


def test_what_was_fetched_before_needs_no_network(monkeypatch, tmp_path, models):
    commit = "0" * 40
    folder = tmp_path / "models--owner--tiny"
    shutil.copytree(models / "sd", folder / "snapshots" / commit)
    (folder / "refs").mkdir()
    (folder / "refs" / "main").write_text(commit)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr("huggingface_hub.file_download.constants.HF_HUB_CACHE", str(tmp_path))
    assert found("owner/tiny").class_name == "StableDiffusionPipeline"
    shutil.rmtree(folder / "snapshots" / commit / "vae")
    one_line(lambda: found("owner/tiny"), "could not be fetched")


def test_only_a_smaller_variant_is_read_as_that(models, tmp_path):
    place = shutil.copytree(models / "sd", tmp_path / "sd")
    for file in place.glob("*/*.safetensors"):
        file.rename(file.with_name(file.name.replace(".safetensors", ".fp16.safetensors")))
    assert found(str(place)).variant == "fp16"


def test_only_what_is_read_is_counted(models, tmp_path):
    place = shutil.copytree(models / "sd", tmp_path / "sd")
    plain = found(str(place)).parameters
    file = next((place / "unet").glob("*.safetensors"))
    for name in ("x.non_ema.safetensors", "x.fp16-00001-of-00002.safetensors"):
        shutil.copy(file, place / "unet" / name)
    shutil.copytree(place / "vae", place / "vae_old")
    shutil.copy(file, place / "whole.safetensors")
    assert found(str(place)).parameters == plain
    half = found(str(place), "fp16")
    assert (half.parameters, half.variant) == (plain, "fp16")


def test_settings_that_a_single_file_lacks_are_told(tmp_path, monkeypatch):
    from diffusers import StableDiffusionPipeline

    from aigc.diffusion.opened import open_pipeline

    def offline(_file, **_how):
        raise LocalEntryNotFoundError("Nothing of it is in the cache.\nIndeed.")

    monkeypatch.setattr(StableDiffusionPipeline, "from_single_file", offline)
    file = tensors(tmp_path / "v1.safetensors", "model.diffusion_model.x")

    def read(**options):
        with open_pipeline(str(file), Options(**options), task="text_to_image").lend():
            pass

    one_line(read, "weights and no settings.*once from the hub")
    with pytest.raises(ConfigError, match="quantise=fp8"):
        read(quantise="int8")
