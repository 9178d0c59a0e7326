"""Whether those agree whose voices and faces a row names, asked before anything starts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from aigc.batch.references import is_made
from aigc.config import Settings
from aigc.errors import AigcError, TrustError
from pipelines import consenting

_VOICES: Final = (("speech", "speech"), ("singing", "singer"))
"""Capabilities of voices, each with the option that names its engine."""
_CHARACTERS: Final = ("spec", "presenter")
"""Options that may name the spec of a character."""


def refusals(config: Settings, store: Path | None = None) -> Iterator[tuple[str, str]]:
    """Yield each option that names a voice or a character whose consent does not hold, and why.

    Parameters
    ----------
    store : Path, optional
        Root of the store whose book of consents is asked; the usual one if left out.
    """
    fields = type(config).model_fields
    for role, engine in _VOICES:
        if engine in fields and "voice" in fields:
            asked, voice = (str(getattr(config, name)) for name in (engine, "voice"))
            if told := _voice(role, asked, voice, store):
                yield "voice" if voice else engine, told
    for name in _CHARACTERS:
        if name in fields and (told := _character(getattr(config, name), store)):
            yield name, told


def _voice(role: str, asked: str, voice: str, store: Path | None) -> str:
    """Return why a voice may not be used; what else is wrong with it is told elsewhere."""
    try:
        for given in consenting.given_voice(role, asked, voice):
            consenting.admit(given, consenting.FOR[role], store=store)
    except TrustError as exc:
        return str(exc)
    except AigcError:
        return ""
    return ""


def _character(named: Path | str | None, store: Path | None) -> str:
    path = Path(named or "")
    if is_made(named) or path.suffix.lower() != ".json" or not path.is_file():
        return ""
    from aigc.avatar.spec import read

    try:
        if given := consenting.given_character(read(path).provenance):
            consenting.admit(given, "avatar", store=store)
    except TrustError as exc:
        return str(exc)
    except AigcError:
        return ""
    return ""
