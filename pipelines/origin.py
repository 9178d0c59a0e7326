"""What goes into a provenance: files that were given, engines that worked, voices one hears."""

from __future__ import annotations

import hashlib
import mimetypes
import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

from pydantic import BaseModel

from aigc import registry
from aigc.banks import speaker_of
from aigc.errors import EngineError
from aigc.models.licence import licence_of
from aigc.store import file_sha256
from aigc.types.provenance import Source, Use
from pipelines import consenting
from pipelines.consenting import Behind
from pipelines.fallback import shown
from pipelines.voice_file import in_file, named

LONGEST_PATH: Final = 1000
_ENDING: Final = re.compile(r"\.\w{1,8}")
_ASKED: Final = re.compile(r"\w+[:?]")
MODELS_AS_VOICES: Final = frozenset({"transformers", "onnx", "sherpa"})
"""Engines of speech whose voices are models."""
OF_PROGRAMS: Final = MappingProxyType({"espeak": "GPL-3.0-or-later", "fake": "LicenseRef-own"})
"""Licences of voices that are part of a program."""


def given(path: Path, role: str, *, credit: str = "", licence: str = "") -> Source:
    """Return a file that was given, known by its bytes."""
    kind = mimetypes.guess_type(path.name)[0] or ""
    return Source(
        role=role, sha256=file_sha256(path), name=path.name, media_type=kind, credit=credit,
        licence=licence,
    )  # fmt: skip


def source(given_as: str | Path | None, role: str) -> tuple[Source, ...]:
    """Return a file that was given, or a text by its digest; nothing where there is none."""
    if given_as is None or given_as == "":
        return ()
    if isinstance(given_as, Path) or _is_file(given_as):
        path = Path(given_as).expanduser()
        return (given(path, role),) if path.is_file() else ()
    words = hashlib.sha256(given_as.encode("utf-8", "surrogatepass")).hexdigest()
    return (Source(role=role, sha256=words, name=place(given_as), media_type="text/plain"),)


def _is_file(text: str) -> bool:
    try:
        return len(text) < LONGEST_PATH and "\n" not in text and Path(text).expanduser().is_file()
    except (OSError, ValueError, RuntimeError):
        return False


def place(source: str) -> str:
    """Return where something came from without folders, passwords and queries.

    >>> place("https://me:secret@example.org/a.html?token=1"), place("/home/me/a.md")
    ('https://example.org/a.html', 'a.md')
    """
    if "://" in source:
        parts = urlsplit(source)
        return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
    path = Path(source)
    named = len(source) < LONGEST_PATH and bool(_ENDING.fullmatch(path.suffix))
    return path.name if named and "\n" not in source else ""


def chosen(config: BaseModel) -> dict[str, Any]:
    """Return what was chosen as plain JSON, files by their names and engines without secrets."""
    return {name: _plain(value) for name, value in config.model_dump(mode="python").items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Path):
        return value.name
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if isinstance(value, str):
        return nameable(value)
    return value if isinstance(value, bool | int | float | None) else str(value)


def nameable(asked: str) -> str:
    """Return an engine or a voice as it was asked for, without secrets and without folders.

    >>> nameable("diffusers:~/models/sdxl?steps=30"), nameable("openai:m?api_key=x")
    ('diffusers:sdxl?steps=30', 'openai:m')
    """
    if "\n" in asked or not _ASKED.match(asked):
        return asked
    name, colon, model = shown(asked).partition(":")
    model, mark, options = model.partition("?")
    if model.startswith(("/", "~", ".")) or "\\" in model:
        model = model.rstrip("/\\").replace("\\", "/").rpartition("/")[2]
    return f"{name}{colon}{model}{mark}{options}"


def engine(role: str, asked: str, *, model: str = "") -> Use:
    """Return an engine as it was asked for, with the licence of the model behind it.

    ``model`` is that model where it is named apart from the engine.
    """
    wanted = registry.reference(asked)
    behind = wanted.model or model
    licence = licence_of(f"{wanted.name}:{behind}") if behind else ""
    return Use(role=role, name=nameable(asked), version=fingerprint(role, asked), licence=licence)


def fingerprint(role: str, asked: str) -> str:
    """Return an engine's fingerprint; empty for one that was stood in for, or has many."""
    try:
        found = registry.get(role, asked).fingerprint
    except EngineError:
        return ""
    return found if isinstance(found, str) else ""


def behind(role: str, asked: str, name: str, *, store: Path | None = None) -> Behind:
    """Return whose voice it is, and the consents behind it; see `pipelines.consenting.voice`."""
    return consenting.voice(role, asked, name, store=store)


def voice(role: str, asked: str, name: str, *, store: Path | None = None) -> Use:
    """Return the voice that is heard, with its licence and what must be told where it is used.

    Raises
    ------
    TrustError
        A consent that comes with the voice does not hold, or was revoked.
    """
    from aigc.voice import package
    from aigc.voice.record import VoiceRecord, house_record

    for given in consenting.given_voice(role, asked, name):
        consenting.admit(given, consenting.FOR.get(role), store=store)
    using, own = named(role, asked, name)
    record: VoiceRecord | None = None
    licence = ""
    if in_file(using, own):
        record = package.load(Path(speaker_of(own)[0]).expanduser()).record
    elif registry.reference(using).name == "house":
        record = house_record()
    elif registry.reference(using).name in MODELS_AS_VOICES:
        licence = licence_of(f"{registry.reference(using).name}:{speaker_of(own)[0]}")
    else:
        licence = OF_PROGRAMS.get(registry.reference(using).name, "")
    shown_as = Path(speaker_of(own)[0]).name + own[len(speaker_of(own)[0]) :]
    if record is None:
        return Use(role="voice", name=shown_as, version=using, licence=licence)
    return Use(
        role="voice", name=shown_as, version=f"{record.voice} {record.version}",
        licence=record.licence, credit=record.attribution,
    )  # fmt: skip
