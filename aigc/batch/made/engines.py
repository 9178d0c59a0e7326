"""What engines tell of themselves, so that a job is done anew when another would do it."""

from __future__ import annotations

from functools import cache

from aigc import registry
from aigc.errors import AigcError
from pipelines.voice_file import named, state_of


@cache
def fingerprint(room: str, asked: str) -> str:
    """Return the fingerprint of an engine; empty for one that is not asked for, or not here."""
    try:
        return str(registry.get(room, asked).fingerprint) if asked else ""
    except AigcError:
        return ""


def voice_of(room: str, engine: str, voice: str) -> tuple[str, ...]:
    """Return what tells who speaks or sings from others: the engine, and the files of the voice."""
    own, _ = named(room, engine, voice)
    return fingerprint(room, own), *state_of(voice).values()
