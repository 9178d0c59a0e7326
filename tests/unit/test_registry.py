from __future__ import annotations

import pytest

from aigc import registry
from aigc.errors import EngineUnavailable, UnknownEngine
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


def test_a_missing_package_says_what_to_install(monkeypatch):
    table = {"speech": {"gone": "aigc_no_such_package.engine:Engine"}}
    monkeypatch.setattr(registry, "BUILT_IN", table)
    with pytest.raises(EngineUnavailable, match="pip install"):
        registry.get("speech", "gone")
