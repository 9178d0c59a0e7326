"""Weights on disk as safetensors, matrices as bytes with one scale per row."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from aigc.doors.weights import check_safetensors
from aigc.errors import AssetError
from aigc.files import replacing

Array = npt.NDArray[Any]

_DTYPES: dict[str, np.dtype[Any]] = {
    "F32": np.dtype("<f4"),
    "F16": np.dtype("<f2"),
    "I8": np.dtype("i1"),
    "U8": np.dtype("u1"),
    "U16": np.dtype("<u2"),
    "U32": np.dtype("<u4"),
}
_NAMES = {dtype: name for name, dtype in _DTYPES.items()}
SCALE = ".scale"
"""What the name of a matrix's scales ends with."""


def write(path: Path, arrays: Mapping[str, Array], metadata: Mapping[str, str]) -> None:
    """Write arrays of the types above to a safetensors file, whole or not at all.

    Source: https://github.com/huggingface/safetensors, section Format.
    """
    header: dict[str, Any] = {"__metadata__": dict(metadata)}
    end = 0
    for name, array in arrays.items():
        begin, end = end, end + array.nbytes
        kind = _NAMES[array.dtype]
        header[name] = {"dtype": kind, "shape": array.shape, "data_offsets": (begin, end)}
    head = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    head += b" " * (-len(head) % 8)
    with replacing(path) as part, part.open("wb") as file:
        file.write(len(head).to_bytes(8, "little") + head)
        for array in arrays.values():
            file.write(array.tobytes())


def read(path: Path) -> tuple[dict[str, Array], dict[str, str]]:
    """Return the arrays and the metadata of a safetensors file.

    Raises
    ------
    AssetError
        If the file is missing, or is not a whole safetensors file of the types that `write` takes.
    """
    try:
        header = check_safetensors(path)
        data = path.read_bytes()
        begin = 8 + int.from_bytes(data[:8], "little")
        metadata = header.pop("__metadata__", {})
        arrays = {name: _array(data, begin, entry) for name, entry in header.items()}
    except (AssetError, OSError, ValueError, KeyError) as exc:
        raise AssetError(
            f"The weights {str(path)!r} cannot be read; install the package anew or name a "
            "safetensors file that the project's training wrote."
        ) from exc
    return arrays, metadata


def under(arrays: Mapping[str, Array], prefix: str) -> dict[str, Array]:
    """Return the arrays whose names begin with ``prefix``, without it."""
    return {n.removeprefix(prefix): a for n, a in arrays.items() if n.startswith(prefix)}


def _array(data: bytes, begin: int, entry: dict[str, Any]) -> Array:
    first, last = entry["data_offsets"]
    dtype: np.dtype[Any] = _DTYPES[entry["dtype"]]
    array: Array = np.frombuffer(data[begin + first : begin + last], dtype)
    return array.reshape(entry["shape"])


def quantise(arrays: Mapping[str, Array]) -> dict[str, Array]:
    """Return matrices as int8 beside a float32 scale per row, anything else as float32."""
    out: dict[str, Array] = {}
    for name, array in arrays.items():
        values = np.asarray(array, np.float32)
        if values.ndim == 2:
            scale = np.maximum(np.abs(values).max(1, keepdims=True) / 127, 1e-12)
            out[name] = np.rint(values / scale).astype(np.int8)
            out[name + SCALE] = scale.astype(np.float32)
        else:
            out[name] = values
    return out


def restore(arrays: Mapping[str, Array]) -> dict[str, Array]:
    """Return what `quantise` was given, to half a step of each row."""
    names = [name for name in arrays if not name.endswith(SCALE)]
    return {n: arrays[n].astype(np.float32) * arrays.get(n + SCALE, np.float32(1)) for n in names}
