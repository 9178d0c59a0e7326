"""The library: characters with names, ready to use or to start from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from types import MappingProxyType
from typing import Any

import yaml

from aigc.avatar.spec import AvatarSpec, checked
from aigc.errors import ConfigError, did_you_mean

FILES = ("anime.yaml", "human.yaml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """One character of the library.

    Attributes
    ----------
    id : str
        What it is asked for by.
    english, chinese : str
        Its name and what it is for.
    family : str
        ``anime`` or ``human``.
    """

    id: str
    english: str
    chinese: str
    family: str
    spec: AvatarSpec


@lru_cache(maxsize=1)
def presets() -> Mapping[str, Preset]:
    """Return the library by id, in its order."""
    found: dict[str, Preset] = {}
    for file in FILES:
        rows = yaml.safe_load(resources.files(__package__).joinpath(file).read_text("utf-8"))
        family = file.removesuffix(".yaml")
        found |= {row["id"]: _preset(row, family) for row in rows}
    return MappingProxyType(found)


def _preset(row: dict[str, Any], family: str) -> Preset:
    settings = {k: v for k, v in row.items() if k not in ("id", "en", "zh")}
    settings.setdefault("look", family)
    settings.setdefault("name", row["en"].partition(",")[0])
    return Preset(
        id=row["id"], english=row["en"], chinese=row["zh"], family=family,
        spec=checked(settings, row["id"]),
    )  # fmt: skip


def preset(name: str) -> Preset:
    """Return a character by its id.

    Raises
    ------
    ConfigError
        There is none; the nearest are told.
    """
    library = presets()
    if name not in library:
        raise ConfigError(f"there is no preset called {name!r}. {did_you_mean(name, library)}")
    return library[name]
