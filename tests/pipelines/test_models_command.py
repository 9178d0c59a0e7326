"""`aigc models` and `aigc engines` as a user meets them."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from aigc.commands import models as command
from aigc.device.place import Device
from aigc.errors import InputError, TrustError
from tests.fake_hub import running, safetensors

GPU = Device(kind="cuda", name="Imaginary", memory_bytes=24 * 2**30, bfloat16=True)
NAME = "openai/whisper-small"


@pytest.fixture(scope="module")
def hub():
    with running() as server:
        server.files[NAME] = {
            "config.json": b'{"model_type": "whisper"}',
            "model.safetensors": safetensors((100, 100)),
        }
        server.cards[NAME] = {"license": "apache-2.0"}
        yield server


@pytest.fixture
def aigc(tmp_path, monkeypatch):
    """Return a function that runs a command on a cache of its own and gives what it printed."""
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.setattr(command, "_devices", lambda: (GPU,))
    told: list[str] = []
    monkeypatch.setattr(command, "_say_error", told.append)

    def run(*arguments: str, code: int = 0) -> str:
        done = CliRunner().invoke(command.app, arguments)
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert done.exit_code == code, done.output
        return done.stdout

    run.told = told
    return run


def test_models_are_listed_with_licence_size_and_memory(aigc):
    text = aigc()
    for word in ("pictures", "Z-Image-Turbo", "Apache-2.0", "not commercial", "57.7 GB", "中文"):
        assert word in text
    some = aigc("list", "--capability", "music")
    assert "musicgen-small" in some and "whisper" not in some
    with pytest.raises(InputError, match="No model is here"):
        aigc("list", "--here")
    with pytest.raises(InputError, match="Did you mean music"):
        aigc("list", "--capability", "musik")


def test_the_list_as_json_has_every_field(aigc):
    told = json.loads(aigc("list", "--json"))
    assert len(told) >= 30
    by_name = {one["repository"]: one for one in told}
    assert by_name[NAME]["commercial"] == "yes" and by_name[NAME]["here"] is False
    assert by_name["Qwen/Qwen-Image"]["reference"] == "diffusers:Qwen/Qwen-Image?steps=50"


@pytest.mark.enable_socket
def test_a_model_is_fetched_checked_listed_and_removed(aigc, hub, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", hub.url)
    with pytest.raises(TrustError, match="--accept-licence"):
        aigc("fetch", NAME)
    assert any("Apache License 2.0" in line for line in aigc.told)
    folder = aigc("fetch", f"whisper:{NAME}", "--accept-licence").strip()
    assert any(line == f"use it as: whisper:{NAME}" for line in aigc.told)
    assert not any("too big" in line for line in aigc.told)
    (found,) = json.loads(aigc("check", NAME, "--json"))
    assert (found["folder"], found["whole"], found["kind"]) == (folder, True, "whisper")
    assert "whole" in aigc("check")
    assert f"{NAME} ✓" in aigc("list", "--here")
    with pytest.raises(InputError, match="--yes"):
        aigc("remove", NAME)
    assert "freed" in aigc("remove", NAME, "--yes")
    with pytest.raises(InputError, match="not on this machine"):
        aigc("check", NAME)


@pytest.mark.enable_socket
def test_a_model_that_is_too_big_is_told_before_it_is_fetched(aigc, hub, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", hub.url)
    hub.files["Wan-AI/Wan2.2-T2V-A14B-Diffusers"] = hub.files[NAME]
    with pytest.raises(TrustError):
        aigc("fetch", "Wan-AI/Wan2.2-T2V-A14B-Diffusers")
    assert any("too big for cuda:0" in line and "80 GB" in line for line in aigc.told)


def test_a_damaged_folder_is_told_and_the_command_fails(aigc, tmp_path):
    (tmp_path / "config.json").write_text('{"model_type": "bert"}')
    (tmp_path / "model.safetensors").write_bytes(safetensors((10,), cut=3))
    text = aigc("check", str(tmp_path), code=1)
    assert "not whole" in text and "ends after" in text


def run(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "aigc.cli", *arguments], capture_output=True, text=True, timeout=60
    )


def test_an_error_is_one_line():
    done = run("models", "fetch", "whisper")
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1 and "owner/name" in done.stderr
