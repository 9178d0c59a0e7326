from __future__ import annotations

import pytest

from aigc import registry
from aigc.errors import ConfigError, EngineUnavailable, UnknownEngine
from pipelines.article_to_video import Config as VideoConfig
from pipelines.song import Config as SongConfig
from pipelines.speech import Config as SpeechConfig

NEED_MORE = {("speech", "house"), ("singing", "house"), ("accompaniment", "fluidsynth")}
"""Engines that need a program or a file which a copy of the project may lack."""
EVERY = [(c, n) for c in registry.BUILT_IN for n in registry.BUILT_IN[c]]


@pytest.mark.parametrize(("capability", "name"), EVERY)
def test_every_built_in_engine_can_be_made_and_has_an_identity(capability, name):
    try:
        engine = registry.get(capability, name)
        assert engine.fingerprint
    except EngineUnavailable as exc:
        assert (capability, name) in NEED_MORE and "install" in str(exc).lower()
    else:
        assert engine.name == name


@pytest.mark.parametrize("capability", ["speech", "singing"])
def test_the_voices_of_the_house_come_first(capability):
    assert next(iter(registry.names(capability))) == "house"


def test_the_pipelines_speak_and_sing_with_the_house_by_default():
    used = [config().speech for config in (VideoConfig, SpeechConfig)]
    assert [*used, SongConfig().singer] == ["house"] * 3


def test_an_unknown_engine_names_close_matches():
    with pytest.raises(UnknownEngine, match="Did you mean espeak"):
        registry.get("speech", "espeek")
    with pytest.raises(UnknownEngine, match="No capability"):
        registry.get("smell", "rose")


def test_an_engine_is_asked_for_with_a_model_and_options():
    asked = registry.reference("openai:qwen3:8b?temperature=0.2&url=http://localhost:1/v1")
    assert (asked.name, asked.model) == ("openai", "qwen3:8b")
    assert asked.options == {"temperature": "0.2", "url": "http://localhost:1/v1"}
    writer = registry.get("text", "openai:qwen3:8b?temperature=0.2")
    assert "qwen3:8b" in writer.fingerprint and "0.2" in writer.fingerprint
    for wrong in ("extractive:m", "extractive?options=m", "fake:m"):
        with pytest.raises(ConfigError, match="takes no model"):
            registry.get("text", wrong)
    with pytest.raises(ConfigError, match="temperature"):
        registry.get("text", "openai:m?temperature=9")


def test_a_missing_package_says_what_to_install(monkeypatch):
    table = {"speech": {"gone": "aigc_no_such_package.engine:Engine"}}
    monkeypatch.setattr(registry, "BUILT_IN", table)
    with pytest.raises(EngineUnavailable, match="pip install"):
        registry.get("speech", "gone")
