"""Voices that are named with their engine, or by where they lie: a file or a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from aigc import registry
from aigc.banks import speaker_of
from aigc.store import digest

_HOUSE, _ENDING = "house", ".safetensors"


def named(capability: str, engine: str, voice: str) -> tuple[str, str]:
    """Return the engine and the voice that are meant where ``voice`` may name both.

    ``onnx:amy.onnx`` names a voice of the engine ``onnx``, with options behind a question mark
    where it takes some. What stands before the colon and is no engine belongs to the voice.

    >>> named("speech", "house", "espeak:female"), named("speech", "house", "a:b")
    (('espeak', 'female'), ('house', 'a:b'))
    """
    name, colon, rest = voice.partition(":")
    if not colon or name not in registry.names(capability):
        return engine, voice
    own, mark, options = rest.partition("?")
    return f"{name}{mark}{options}", own


def in_file(engine: str, voice: str) -> bool:
    """Tell whether a voice lies in a file of `aigc voices build`: ``own.safetensors#yue``."""
    return engine == _HOUSE and speaker_of(voice)[0].endswith(_ENDING)


def asked_or_heard(engine: str, asked: str, heard: str) -> str:
    """Return a voice as it was asked for where it lies in a file, else as its engine calls it."""
    return asked if in_file(*named("speech", engine, asked)) else heard


def engine_for(capability: str, engine: str, voice: str) -> Any:
    """Return an engine, with the voices of a file where ``voice`` names one.

    Raises
    ------
    EngineError
        When there is no such engine, or not here.
    """
    if not in_file(engine, voice):
        return registry.get(capability, engine)
    build = registry.load(registry.names(capability)[engine])
    return build(Path(speaker_of(voice)[0]).expanduser())


def name_in(engine: str, voice: str) -> str:
    """Return what a voice is called in the engine that has it; empty takes one of its own."""
    return speaker_of(voice)[1] if in_file(engine, voice) else voice


def state_of(voice: str) -> dict[str, str]:
    """Return what changes when the files of a voice by its path do; empty for any other."""
    bank = speaker_of(voice)[0]
    place = Path(bank).expanduser()
    if not bank or not place.exists():
        return {}
    files = sorted(place.rglob("*")) if place.is_dir() else [place]
    stats = [(file.name, file.stat()) for file in files if file.is_file()]
    return {"files": digest([(name, s.st_size, s.st_mtime_ns) for name, s in stats])}
