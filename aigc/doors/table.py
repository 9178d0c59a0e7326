"""The door for briefs: files of names and values in JSON, TOML or YAML."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from pathlib import Path
from typing import IO, Any, Final

from aigc.doors import jail
from aigc.doors.limits import LIMITS, Limit
from aigc.errors import AigcError, ConfigError

PRELOADED: Final = ("yaml",)
ENDINGS: Final = (".json", ".toml", ".yaml", ".yml")


def loaded(path: Path, *, name: str = "", refusal: type[AigcError] = ConfigError) -> Any:
    """Return what a JSON, TOML or YAML file holds.

    YAML is read with its plain kinds only.

    Parameters
    ----------
    name : str
        What errors call it; the file's name by itself.
    refusal : type
        The error for a file that cannot be used.

    Raises
    ------
    ConfigError
        Or ``refusal``: it is missing, too large, damaged, of another kind, or nested too deeply.
    """
    name = name or path.name
    if path.suffix.lower() not in ENDINGS:
        raise refusal(f"{name} is not .json, .toml, .yaml or .yml. Rename or convert it.")
    try:
        return jail.call(
            "aigc.doors.table:table_in",
            path,
            name,
            path.suffix.lower(),
            name=name,
            limit=LIMITS["brief"],
            refusal=refusal,
        )
    except ConfigError as exc:
        raise refusal(str(exc)) from exc


def table_in(file: IO[bytes], name: str, ending: str) -> Any:
    """Return the values of an open file; run in a jail, for `loaded`."""
    kind = "YAML" if ending == ".yml" else ending[1:].upper()
    try:
        values = _PARSERS[kind](file.read().decode("utf-8-sig"))
    except RecursionError:
        raise
    except Exception as exc:  # YAML has its own tree of errors, TOML and JSON have ValueError
        why = " ".join(str(exc).split())[:300]
        raise ConfigError(f"{name} is not valid {kind}: {why}. Correct it.") from exc
    if not check_size(values, LIMITS["brief"]):
        raise ConfigError(
            f"{name} holds more values, or nested deeper, than any brief has. Make it shorter."
        )
    return values


def _yaml(text: str) -> Any:
    import yaml

    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def check_size(values: Any, limit: Limit) -> bool:
    """Tell whether there are no more values, and no deeper ones, than a limit has."""
    most, count, level = limit.entries or 0, 0, [values]
    for _ in range(limit.depth or 0):
        count += len(level)
        # a few anchors of YAML stand for billions of values: no more are looked at than may be
        level = list(islice((inner for value in level for inner in _inside(value)), most + 1))
        if not level or count > most:
            return count <= most
    return False


def _inside(value: Any) -> Iterable[Any]:
    if isinstance(value, Mapping):
        return value.values()
    return value if isinstance(value, list | tuple | set) else ()


_PARSERS: Final[Mapping[str, Callable[[str], Any]]] = {
    "JSON": json.loads,
    "TOML": tomllib.loads,
    "YAML": _yaml,
}
