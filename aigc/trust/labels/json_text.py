"""JSON: the label under a key of its own, everything else as it was written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO, Final

from aigc.trust.labels.streams import Damaged, NoRoom, whole
from aigc.types.label import KEY

_BLANK: Final = re.compile(r"[ \t\r\n]*")
_MOST: Final = 8 << 20
_MARK: Final = "\ufeff"
_READER: Final = json.JSONDecoder()
PLACES: Final = {
    ".otio": ("metadata", KEY),
    ".ipynb": ("metadata", KEY),
    ".gltf": ("asset", "extras", KEY),
}
"""Where the label stands in files whose form is not ours; in all others it is a key of its own."""
Pair = tuple[str, int, int, int]
"""Key, where it starts, and where its value starts and ends."""


def found(source: BinaryIO, path: Sequence[str] = (KEY,)) -> Iterator[str]:
    """Yield the label at a path of keys."""
    text = _text(whole(source, _MOST))
    value = _parsed(text)
    if not isinstance(value, dict):
        raise NoRoom
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    if value is not None:
        yield value if isinstance(value, str) else json.dumps(value)


def write(source: BinaryIO, target: BinaryIO, text: str, path: Sequence[str] = (KEY,)) -> None:
    """Copy the file with ``text`` as its one label.

    Raises
    ------
    NoRoom
        It is a list or a bare value.
    """
    target.write(placed(_text(whole(source, _MOST)), text, path).encode())


def placed(document: str, value: str, path: Sequence[str]) -> str:
    """Return the JSON text with ``value``, which is JSON too, at a path of keys.

    >>> placed('{"a": 1.50}', '{"b":2}', ("x", "y"))
    '{"x": {"y": {"b":2}}, "a": 1.50}'

    Raises
    ------
    NoRoom
        What should hold it is no object.
    Damaged
        It is no JSON.
    """
    if not isinstance(_parsed(document), dict):
        raise NoRoom
    at, left = _BLANK.match(document, 1 if document.startswith(_MARK) else 0).end(), list(path)  # type: ignore[union-attr]
    while True:
        key = left.pop(0)
        there = [pair for pair in _pairs(document, at) if pair[0] == key]
        if len(there) > 1:
            raise Damaged(f"it has the key {key!r} twice")
        if not there:
            return _inserted(document, at, key, value, left)
        _, _, start, end = there[0]
        if not left:
            return document[:start] + value + document[end:]
        if document[start] != "{":
            raise NoRoom
        at = start


def _inserted(document: str, at: int, key: str, value: str, left: Sequence[str]) -> str:
    """Return the text with a new pair right behind the brace at ``at``."""
    for name in reversed(left):
        value = f'{{"{name}": {value}}}'
    gap = _BLANK.match(document, at + 1)
    blank = gap[0] if gap else ""
    is_empty = document[at + 1 + len(blank)] == "}"
    behind = "" if is_empty else f",{blank or ' '}"
    before = "" if is_empty else blank
    rest = document[at + 1 :] if is_empty else document[at + 1 + len(blank) :]
    return f'{document[: at + 1]}{before}"{key}": {value}{behind}{rest}'


def _pairs(document: str, at: int) -> Iterator[Pair]:
    """Yield the pairs of the object whose brace stands at ``at``; the text is known to be JSON."""
    at = _skipped(document, at + 1)
    while document[at] != "}":
        start = at
        key, at = _READER.raw_decode(document, at)
        value = _skipped(document, _skipped(document, at) + 1)
        _, end = _READER.raw_decode(document, value)
        yield key, start, value, end
        at = _skipped(document, end)
        if document[at] == ",":
            at = _skipped(document, at + 1)


def _skipped(document: str, at: int) -> int:
    gap = _BLANK.match(document, at)
    return gap.end() if gap else at


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as exc:
        raise Damaged("it is not UTF-8") from exc


def _parsed(document: str) -> Any:
    try:
        return json.loads(document.removeprefix(_MARK))
    except (ValueError, RecursionError) as exc:
        raise Damaged("it is not JSON") from exc
