"""The implicit label as the one JSON string that every container holds."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any, Final

from aigc.errors import AssetError, ConfigError
from aigc.types.label import FIELD_KEYS, KEY, AigcRecord

LONGEST: Final = 8192
"""Most characters of a string that is read."""
_SPECIAL: Final = re.compile(r"[\[\]<>&']")
_NAMES: Final = {key: name for name, key in FIELD_KEYS.items()}


def encode(record: AigcRecord) -> str:
    """Return the record as JSON of printable ASCII.

    Characters that would end a tag, a comment or an attribute around it are written as escapes.

    >>> encode(AigcRecord.first(producer="house", produce_id="a1"))[:50]
    '{"Label":"1","ContentProducer":"house","ProduceID":'
    """
    told = {key: getattr(record, name) for name, key in FIELD_KEYS.items()}
    return "{" + ",".join(f'"{key}":"{_escaped(value)}"' for key, value in told.items()) + "}"


def decode(text: str) -> AigcRecord:
    """Return the record in a string of bare fields, or of ``{"AIGC": {...}}``.

    Reserved codes and the propagator may be missing, and the label may be a number.

    Raises
    ------
    AssetError
        It is too long, no such JSON, or a field is missing, doubled, unknown or not allowed.
    """
    if len(text) > LONGEST:
        raise AssetError(f"The AIGC label has {len(text):,} characters, more than {LONGEST:,}.")
    try:
        told = json.loads(text.strip("\0 \t\r\n"), object_pairs_hook=_once)
    except (ValueError, RecursionError) as exc:
        raise AssetError(f"The AIGC label is not JSON: {text[:60]!r}.") from exc
    return of_fields(_bare(told))


def of_fields(told: dict[str, Any]) -> AigcRecord:
    """Return the record of fields under the standard's names.

    Raises
    ------
    AssetError
        A field is missing, unknown or not allowed.
    """
    unknown = sorted(set(told) - set(_NAMES))
    if unknown:
        raise AssetError(f"The AIGC label has a field that the standard lacks: {unknown[0]!r:.40}.")
    values = {_NAMES[key]: _text(key, value) for key, value in told.items()}
    try:
        return AigcRecord(**values)  # type: ignore[arg-type]
    except (ConfigError, TypeError) as exc:
        why = exc if isinstance(exc, ConfigError) else "A field that it needs is missing."
        raise AssetError(f"The AIGC label does not follow the standard. {why}") from exc


def agreed(found: Iterable[str]) -> AigcRecord | None:
    """Return the one record that all strings tell, or None when there is no string.

    Raises
    ------
    AssetError
        One cannot be read, or two tell different things.
    """
    records = list(dict.fromkeys(decode(text) for text in found))
    if len(records) > 1:
        raise AssetError(
            f"The file carries {len(records)} AIGC labels that contradict each other, of "
            f"{records[0].content_producer} and {records[1].content_producer}."
        )
    return records[0] if records else None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    told = dict(pairs)
    if len(told) < len(pairs):
        raise ValueError("a field stands twice")
    return told


def _bare(told: Any) -> dict[str, Any]:
    if isinstance(told, dict) and len(told) == 1:
        (key, inner), *_ = told.items()
        told = inner if key.upper() == KEY else told
    if not isinstance(told, dict):
        raise AssetError("The AIGC label is no set of fields.")
    return told


def _text(key: str, value: Any) -> str:
    if key == "Label" and type(value) is int:
        return str(value)
    if not isinstance(value, str):
        raise AssetError(f"{key} of the AIGC label is {type(value).__name__}, not text.")
    return value


def _escaped(value: str) -> str:
    return _SPECIAL.sub(lambda found: f"\\u{ord(found[0]):04x}", value)
