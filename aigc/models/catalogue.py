"""Models that are known to work, and the licences they stand under: data that ships with us."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import Field

from aigc import registry
from aigc.config import Settings, build
from aigc.errors import InputError, did_you_mean
from aigc.files import shipped

Commercial = Literal["yes", "no", "conditions"]
UNKNOWN: Final = "unknown"
_ON_HUB: Final = re.compile(r"\w[\w.-]*/\w[\w.-]*")


class Licence(Settings):
    """What a licence asks, in short; its own text is what counts."""

    id: str = Field(description="SPDX identifier, or LicenseRef- and a name of ours.")
    title: str
    hub: tuple[str, ...] = Field(description="What model cards call it.")
    commercial: Commercial
    link: str
    english: str = Field(description="What it asks, in one or two sentences.")
    chinese: str


class Entry(Settings):
    """A repository that is known to work with one of our engines.

    Figures that nobody publishes are left out, not guessed.
    """

    repository: str
    engine: str = Field(description="Its name in the registry.")
    serves: tuple[str, ...] = Field(min_length=1, description="Capabilities; the first is usual.")
    kind: str = Field(description="Class in model_index.json, or model_type in config.json.")
    licence: str = Field(description="Identifier of a licence of the catalogue.")
    gated: Literal["yes", "no", "unknown"] = "unknown"
    languages: tuple[str, ...] = ()
    english: str
    chinese: str
    source: str = Field(description="Where licence and figures were read.")
    options: str = Field("", description="Options that suit it, as behind the question mark.")
    revision: str = Field("main", description="Branch that holds safetensors.")
    files: tuple[str, ...] = Field((), description="Patterns of the files to fetch, where not all.")
    download_gb: float | None = Field(None, gt=0, description="Size of what is fetched.")
    gpu_gb: float | None = Field(None, gt=0, description="Memory of a GPU, as published.")
    cpu_gb: float | None = Field(None, gt=0, description="Memory without a GPU, as published.")

    @property
    def reference(self) -> str:
        """How it is asked for, such as ``diffusers:owner/name?steps=9``."""
        asked = f"{self.engine}:{self.repository}"
        return f"{asked}?{self.options}" if self.options else asked

    @property
    def terms(self) -> Licence:
        """The licence."""
        return licences()[self.licence]


@cache
def _data() -> Mapping[str, Any]:
    file = Path(str(files("aigc.models") / "data" / "catalogue.toml"))
    with shipped("the catalogue of models", file):
        return tomllib.loads(file.read_text(encoding="utf-8"))


@cache
def licences() -> Mapping[str, Licence]:
    """Return identifier -> licence."""
    return {one["id"]: build(Licence, one) for one in _data()["licence"]}


@cache
def entries() -> tuple[Entry, ...]:
    """Return every model, grouped by what it serves, in the order that is recommended."""
    return tuple(build(Entry, one) for one in _data()["model"])


def serving(capability: str, engine: str = "") -> tuple[Entry, ...]:
    """Return the models that serve a capability, with one engine or with any.

    Raises
    ------
    InputError
        There is no such capability.
    """
    if capability not in registry.BUILT_IN:
        known = did_you_mean(capability, registry.BUILT_IN)
        raise InputError(f"No capability {capability!r}. {known}")
    return tuple(
        one for one in entries() if capability in one.serves and engine in ("", one.engine)
    )


def bare(reference: str) -> str:
    """Return the repository or folder of a reference, without engine and options.

    >>> bare("diffusers:owner/name?steps=9")
    'owner/name'
    """
    text = reference.strip()
    if Path(text).expanduser().exists():
        return text
    asked = registry.reference(text)
    return asked.model if asked.model and "/" not in asked.name else text.partition("?")[0]


def find(reference: str) -> Entry | None:
    """Return what the catalogue tells of a model, if it knows it."""
    name = bare(reference).lower()
    return next((one for one in entries() if one.repository.lower() == name), None)


def repository_of(reference: str) -> str:
    """Return the name on the hub that a reference means, spelt as in the catalogue if it is there.

    Raises
    ------
    InputError
        It cannot be one.
    """
    entry, name = find(reference), bare(reference)
    if entry is not None:
        return entry.repository
    if not _ON_HUB.fullmatch(name):
        known = did_you_mean(name, (one.repository for one in entries()))
        hint = f" {known}" if known.startswith("Did") else " aigc models lists some."
        raise InputError(f"{reference!r} is no folder, and no name on the hub: owner/name.{hint}")
    return name
