"""What engines tell of themselves, so that a job is done anew when another would do it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import get_args

from aigc import registry
from aigc.config import Settings
from aigc.errors import AigcError, EngineUnavailable, InputError
from aigc.speech.engine import check_emotion, named_voice
from aigc.types.voice import Emotion
from pipelines.voice_file import engine_for, name_in, named, state_of


@cache
def fingerprint(room: str, asked: str) -> str:
    """Return the fingerprint of an engine; empty for one that is not asked for, or not here."""
    try:
        return str(registry.get(room, asked).fingerprint) if asked else ""
    except AigcError:
        return ""


@cache
def trouble(room: str, asked: str) -> str:
    """Return what is wrong with the name of an engine; that it is not here may change elsewhere."""
    try:
        registry.get(room, asked) if asked else None
    except EngineUnavailable:
        return ""
    except AigcError as exc:
        return str(exc)
    return ""


@cache
def silence(engine: str, voice: str, emotion: str) -> str:
    """Return why a voice cannot speak, as far as its engine is here; empty where it can."""
    own, name = named("speech", engine, voice)
    try:
        speaker = engine_for("speech", own, name)
        found = named_voice(speaker, name_in(own, name), "zh")
        if emotion:
            check_emotion(found, emotion)
    except InputError as exc:
        return str(exc)
    except AigcError:
        return ""
    return ""


def judged(config: Settings, rooms: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each option that names no engine, and the voice that its engine has not.

    ``rooms`` are the capabilities of options.
    """
    for name, room in rooms.items():
        if told := trouble(room, getattr(config, name)):
            yield name, told
    voice, speech = getattr(config, "voice", ""), getattr(config, "speech", "")
    # Characters have feelings that voices do not know; these only show on the face.
    emotion = getattr(config, "emotion", "")
    if told := voice and silence(speech, voice, emotion if emotion in get_args(Emotion) else ""):
        yield "voice", told


def voice_of(room: str, engine: str, voice: str) -> tuple[str, ...]:
    """Return what tells who speaks or sings from others: the engine, and the files of the voice."""
    own, _ = named(room, engine, voice)
    return fingerprint(room, own), *state_of(voice).values()
