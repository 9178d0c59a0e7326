"""What is laid over a tiny Stable Diffusion: LoRA and IP-Adapter."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from PIL import Image

from aigc.diffusion import adapters
from aigc.errors import ConfigError, EngineUnavailable
from aigc.image.painting.diffused import DiffusersPictures
from aigc.types.prompt import PicturePrompt
from tests.tiny import diffusion as tiny


def painted(model, reference=None, **options):
    engine = DiffusersPictures(str(model), steps=2, side_px=32, **options)
    prompt = PicturePrompt(text="a cat")
    return engine.paint([prompt], width_px=32, height_px=32, seed=1, reference=reference)[0]


def one_line(kind, told, model, **options):
    with pytest.raises(kind, match=told) as caught:
        painted(model, **options)
    assert "\n" not in str(caught.value)


def test_a_lora_changes_the_picture_by_its_weight(models, tmp_path):
    file = tiny.lora(tmp_path / "look.safetensors")
    plain, whole = painted(models / "sd"), painted(models / "sd", lora=str(file))
    nothing = painted(models / "sd", lora=f"{file}@0")
    twice = painted(models / "sd", lora=f"{file}@0.5, {file}@0.5")
    assert np.array_equal(plain, nothing) and not np.array_equal(plain, whole)
    assert np.abs(whole.astype(int) - twice).max() <= 1


def test_a_lora_of_another_model_is_told(models, tmp_path):
    file = str(tiny.lora(tmp_path / "look.safetensors"))
    one_line(EngineUnavailable, "another kind of model", models / "z", lora=file)
    wide = str(tiny.lora(tmp_path / "wide.safetensors", words=24))
    one_line(EngineUnavailable, "same family", models / "sd", lora=wide)


def test_a_damaged_lora_is_told(models, tmp_path):
    file = tmp_path / "look.safetensors"
    for content, told in (
        (b"nothing", "no safetensors header"),
        (pickle.dumps(print), "Python pickle"),
        (tiny.lora(file).read_bytes()[:-8], "is damaged"),
    ):
        file.write_bytes(content)
        one_line(EngineUnavailable, told, models / "sd", lora=str(file))
    folder = tmp_path / "looks"
    folder.mkdir()
    file.rename(folder / "look.safetensors")
    one_line(EngineUnavailable, "of looks is damaged", models / "sd", lora=str(folder))


@pytest.mark.parametrize(
    ("name", "told"), [("/none/x.safetensors", "no file"), ("look.ckpt", "can run code")]
)
def test_a_lora_that_is_not_read_is_told(models, name, told):
    one_line(EngineUnavailable, told, models / "sd", lora=name)


def test_without_peft_it_is_asked_for(models, tmp_path, monkeypatch):
    monkeypatch.setattr(adapters, "find_spec", lambda _name: None)
    file = str(tiny.lora(tmp_path / "look.safetensors"))
    one_line(EngineUnavailable, "pip install peft", models / "sd", lora=file)


@pytest.fixture
def pictures(tmp_path):
    """Two pictures of different colours."""
    files = tmp_path / "red.png", tmp_path / "blue.png"
    for file, colour in zip(files, ("#c02020", "#2020c0"), strict=True):
        Image.new("RGB", (40, 50), colour).save(file)
    return files


def test_an_ip_adapter_takes_the_look_of_a_picture(models, tmp_path, pictures):
    file = tiny.ip_adapter(tmp_path / "ip")
    plain = painted(models / "sd", ip_adapter=str(file))
    red, blue = (painted(models / "sd", one, ip_adapter=f"{file}@0.8") for one in pictures)
    assert np.array_equal(plain, painted(models / "sd"))
    assert not np.array_equal(red, plain) and not np.array_equal(red, blue)


def test_an_ip_adapter_that_does_not_suit_is_told(models, tmp_path, pictures):
    file = str(tiny.ip_adapter(tmp_path / "ip"))
    one_line(ConfigError, "takes none", models / "z", reference=pictures[0], ip_adapter=file)
    one_line(ConfigError, "name its .safetensors", models / "sd", reference=pictures[0],
             ip_adapter=str(tmp_path))  # fmt: skip
    lora = str(tiny.lora(tmp_path / "ip" / "look.safetensors"))
    one_line(EngineUnavailable, "same family", models / "sd", reference=pictures[0],
             ip_adapter=lora)  # fmt: skip
