"""What every engine needs here, told without importing anything heavy."""

from __future__ import annotations

import importlib.util

import pytest

from aigc import registry
from aigc.errors import UnknownEngine
from aigc.language.options import Local, Served
from aigc.models import engines as module
from aigc.models.engines import DEFAULTS, WAYS, engines, needs_of, options_of
from pipelines.article_to_video import Config as VideoConfig
from pipelines.lyrics import Config as LyricsConfig
from pipelines.song import Config as SongConfig

VARIABLES = ("OPENAI_BASE_URL", "OPENAI_API_KEY", "AIGC_VOICES", "AIGC_ONNX_VOICES")


@pytest.fixture(autouse=True)
def bare_machine(monkeypatch, tmp_path):
    for name in (*VARIABLES, "AIGC_FILLER_MODEL", "AIGC_STYLIST_MODEL", "AIGC_MEDIAPIPE_PYTHON"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))


def the(capability, name):
    return next(one for one in engines(capability) if one.name == name)


def test_every_engine_of_the_registry_is_told():
    told = {(one.capability, one.name) for one in engines()}
    assert told >= {(c, n) for c, table in registry.BUILT_IN.items() for n in table}
    for one in engines():
        assert one.ready != bool(one.lacking and one.remedy)


def test_embedded_engines_and_fakes_need_nothing():
    for capability, name in DEFAULTS.items():
        if (capability, name) != ("speech", "house") and (capability, name) != ("singing", "house"):
            assert the(capability, name).ready
    for capability, table in registry.BUILT_IN.items():
        assert "fake" in table and the(capability, "fake").ready


def test_defaults_are_those_of_the_pipelines():
    fields = VideoConfig.model_fields
    told = {"text": "writer", "speech": "speech", "music": "beds", "image": "scenes"}
    assert {c: DEFAULTS[c] for c in told} == {c: fields[f].default for c, f in told.items()}
    assert DEFAULTS["singing"] == SongConfig().singer
    assert DEFAULTS["lyrics"] == LyricsConfig.model_fields["engine"].default
    assert all(name in registry.BUILT_IN[c] for c, name in DEFAULTS.items())
    assert set(WAYS) <= set(registry.BUILT_IN)


def test_a_server_is_ready_once_its_address_is_told(monkeypatch):
    writer = the("text", "openai")
    assert (writer.state, writer.lacking) == ("needs a model", "the address of a server")
    assert "OPENAI_BASE_URL" in writer.remedy
    monkeypatch.setenv("OPENAI_BASE_URL", "http://localhost:1/v1")
    assert the("text", "openai").ready


def test_a_model_that_was_fetched_makes_its_engine_ready(tmp_path):
    ear = the("recognition", "whisper")
    assert ear.remedy == "aigc models fetch openai/whisper-large-v3-turbo"
    kept = tmp_path / "hub" / "models--openai--whisper-small"
    (kept / "snapshots" / "c0ffee").mkdir(parents=True)
    (kept / "refs").mkdir()
    (kept / "refs" / "main").write_text("c0ffee")
    assert not the("recognition", "whisper").ready
    (kept / "snapshots" / "c0ffee" / "model.safetensors").write_bytes(b"weights")
    ear = the("recognition", "whisper")
    assert (ear.ready, ear.models) == (True, ("whisper:openai/whisper-small",))


def test_models_that_may_not_be_used_commercially_are_not_recommended_first():
    assert "mms" not in the("speech", "transformers").remedy
    assert "Qwen2.5-3B" not in the("text", "transformers").remedy


def test_a_missing_package_or_program_says_what_brings_it(monkeypatch):
    without = {"torch", "onnxruntime"}
    find = importlib.util.find_spec
    monkeypatch.setattr(module, "find_spec", lambda name: None if name in without else find(name))
    painter = the("pictures", "diffusers")
    assert (painter.state, painter.lacking) == ("missing", "the package torch")
    assert painter.remedy == "pip install 'aigc-workbench[models]'"
    assert the("singing", "diffsinger").remedy == "pip install 'aigc-workbench[voices]'"
    monkeypatch.setattr(module.shutil, "which", lambda _: None)
    assert the("accompaniment", "fluidsynth").lacking == "the program fluidsynth"


def test_missing_weights_of_ours_are_told(monkeypatch, tmp_path):
    monkeypatch.setattr(module, "_packaged", lambda _: tmp_path / "none")
    house = the("speech", "house")
    assert (house.state, house.remedy) == ("missing", "aigc voices build FOLDER")


def test_what_runs_models_of_others_is_known():
    """An engine that is no default, no fake and needs nothing is embedded, and named here."""
    free = {"speech/espeak", "moderation/words"}
    for one in engines():
        key = f"{one.capability}/{one.name}"
        plain = one.default or one.name == "fake" or key in free
        assert plain or needs_of(one.capability, one.name) != module.Needs(), key


def test_options_are_found_where_an_engine_has_some():
    assert options_of("text", "openai") == (Served,)
    assert options_of("text", "transformers") == (Local,)
    assert options_of("text", "extractive") == ()


def test_an_unknown_capability_is_refused():
    with pytest.raises(UnknownEngine, match="Did you mean clips"):
        engines("clip")
