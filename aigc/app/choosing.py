"""Fields in which an engine is chosen."""

from __future__ import annotations

from copy import copy

from pydantic import JsonValue
from pydantic.fields import FieldInfo

from aigc.models.engines import engines


def engine_field(field: FieldInfo, capability: str) -> FieldInfo:
    """Return a field that offers the engines that are ready here, and takes any that is typed."""
    found = [one for one in engines(capability) if one.ready and one.name != "fake"]
    known = [one for each in found for one in (each.models or (each.name,))]
    choices: list[JsonValue] = list(dict.fromkeys([str(field.default), *known]))
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    chosen = copy(field)
    chosen.json_schema_extra = {**extra, "choices": choices, "free": True}
    return chosen
