"""Configuration from four places: defaults < file < environment < arguments."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from aigc.errors import ConfigError, did_you_mean

_PARTED: Final = re.compile(r"[,，、;；\n]")


class Settings(BaseModel):
    """Base of every configuration model: frozen, and unknown names are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def option(default: Any, english: str, chinese: str, **rules: Any) -> Any:
    """Return a field of `Settings`, described in both languages.

    Beside the rules of `pydantic.Field`, ``choices`` are what a form offers and ``flags`` short
    names on the command line.
    """
    extra: dict[str, Any] = {"zh": chinese}
    extra |= {key: list(rules.pop(key)) for key in ("flags", "choices") if key in rules}
    return Field(default, description=english, json_schema_extra=extra, **rules)


S = TypeVar("S", bound=BaseModel)


def load(
    model: type[S],
    *,
    file: Path | None = None,
    environ: Mapping[str, str] | None = None,
    arguments: Mapping[str, Any] | None = None,
) -> S:
    """Build ``model`` from a JSON, TOML or YAML file, ``AIGC_NAME`` variables and arguments.

    Arguments that are `None` count as not given. A variable that holds a list of text is read by
    `parted`.

    Raises
    ------
    ConfigError
        For an unknown name or a value out of range; the message names both.
    """
    values: dict[str, Any] = read_settings(file) if file else {}
    env = os.environ if environ is None else environ
    for name, field in model.model_fields.items():
        if (text := env.get(f"AIGC_{name.upper()}")) is not None:
            values[name] = parted(text) if field.annotation == tuple[str, ...] else text
    values |= {key: value for key, value in (arguments or {}).items() if value is not None}
    try:
        return build(model, values)
    except ConfigError as exc:
        if file is None:
            raise
        raise ConfigError(f"{file.name}, or an option beside it: {exc}") from exc


def parted(text: str) -> tuple[str, ...]:
    """Return the items of a list as it is typed: parted at commas, semicolons and lines.

    >>> parted("明月， 秋@3")
    ('明月', '秋@3')
    """
    return tuple(item.strip() for item in _PARTED.split(text) if item.strip())


def build(model: type[S], values: Mapping[str, Any]) -> S:
    """Validate ``values``, turning Pydantic's report into one `ConfigError` sentence."""
    try:
        return model.model_validate(dict(values))
    except ValidationError as exc:
        raise ConfigError(" ".join(_sentence(model, e) for e in exc.errors())) from exc


def _sentence(model: type[BaseModel], error: Any) -> str:
    name = ".".join(str(part) for part in error["loc"]) or model.__name__
    if error["type"] == "extra_forbidden":
        return f"Unknown option {name!r}. {did_you_mean(name, model.model_fields)}"
    return f"{name} cannot be {error['input']!r}: {_reason(error)}."


def _reason(error: Any) -> str:
    return str(error["msg"]).removeprefix("Value error, ")


def reasons(model: type[BaseModel], exc: ValidationError) -> Iterator[tuple[str, Any, str]]:
    """Yield each field that is wrong, what was given for it, and a sentence that says why."""
    for error in exc.errors():
        name = str(error["loc"][0]) if error["loc"] else ""
        if error["type"] == "extra_forbidden":
            yield name, "", f"is no option. {did_you_mean(name, model.model_fields)}"
        else:
            yield name, error["input"], f"{_reason(error)}."


def read_settings(path: Path) -> dict[str, Any]:
    """Read a JSON, TOML or YAML file that holds one table of names and values."""
    from aigc.doors.table import loaded

    data = loaded(path, name=str(path))
    if not isinstance(data, dict):
        raise ConfigError(f"{path} must hold names and values, not a {type(data).__name__}.")
    return data
