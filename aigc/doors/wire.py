"""Values on their way out of a jail: plain data that cannot run anything where it arrives."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import Any, Final

_NUMBERS: Final = "biuf"
_EMPTY: Final[Mapping[str, type]] = {}


def packed(value: Any) -> bytes:
    """Return a value as bytes: plain data, tuples, fractions, dates, bytes, arrays, dataclasses.

    Raises
    ------
    TypeError
        It is, or holds, anything else.
    """
    blobs: list[bytes] = []
    tree = _plain(value, blobs)
    head = json.dumps([tree, [len(blob) for blob in blobs]], separators=(",", ":")).encode()
    return b"".join((len(head).to_bytes(8, "little"), head, *blobs))


def unpacked(raw: bytes | bytearray | memoryview, kinds: Mapping[str, type] = _EMPTY) -> Any:
    """Return what `packed` wrote; ``kinds`` are the dataclasses that may be in it, by name.

    Raises
    ------
    ValueError
        The bytes are nothing that `packed` writes, or name another class.
    """
    view = memoryview(raw)
    at = 8 + int.from_bytes(view[:8], "little")
    try:
        tree, sizes = json.loads(bytes(view[8:at]))
        blobs = []
        for size in sizes:
            blobs.append(view[at : at + size])
            at += size
        return _value(tree, blobs, kinds)
    except (TypeError, KeyError, IndexError, RecursionError) as exc:
        raise ValueError("these are no packed values") from exc


def _plain(value: Any, blobs: list[bytes]) -> Any:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, list):
        return [_plain(item, blobs) for item in value]
    if isinstance(value, tuple):
        return {"tuple": [_plain(item, blobs) for item in value]}
    if isinstance(value, Mapping):
        return {"map": [[_plain(k, blobs), _plain(v, blobs)] for k, v in value.items()]}
    if isinstance(value, Fraction):
        return {"fraction": [value.numerator, value.denominator]}
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, bytes | bytearray | memoryview):
        blobs.append(bytes(value))
        return {"bytes": len(blobs) - 1}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        own = {f.name: getattr(value, f.name) for f in dataclasses.fields(value) if f.init}
        return {"is": type(value).__name__, **{k: _plain(v, blobs) for k, v in own.items()}}
    return _array(value, blobs)


def _array(value: Any, blobs: list[bytes]) -> Any:
    import numpy as np

    if not isinstance(value, np.ndarray | np.generic):
        raise TypeError(f"a {type(value).__name__} cannot leave a jail")
    array = np.asarray(value)
    if array.dtype.kind not in _NUMBERS:
        raise TypeError(f"an array of {array.dtype} cannot leave a jail")
    blobs.append(array.tobytes())
    return {"array": len(blobs) - 1, "dtype": array.dtype.str, "shape": list(array.shape)}


def _value(tree: Any, blobs: list[memoryview], kinds: Mapping[str, type]) -> Any:
    if isinstance(tree, list):
        return [_value(item, blobs, kinds) for item in tree]
    if not isinstance(tree, dict):
        return tree
    if "is" in tree:
        fields = {k: _value(v, blobs, kinds) for k, v in tree.items() if k != "is"}
        return kinds[tree["is"]](**fields)
    if "array" in tree:
        return _numbers(tree, blobs)
    ((tag, inner),) = tree.items()
    if tag == "bytes":
        return bytes(blobs[inner])
    if tag == "fraction":
        return Fraction(*inner)
    if tag == "moment":
        return datetime.fromisoformat(inner)
    if tag == "date":
        return date.fromisoformat(inner)
    items = [_value(item, blobs, kinds) for item in inner]
    return tuple(items) if tag == "tuple" else {key: item for key, item in items}


def _numbers(tree: dict[str, Any], blobs: list[memoryview]) -> Any:
    import numpy as np

    dtype = np.dtype(str(tree["dtype"]))
    if dtype.kind not in _NUMBERS:
        raise ValueError("these are no packed values")
    return np.frombuffer(blobs[tree["array"]], dtype=dtype).reshape(tree["shape"])
