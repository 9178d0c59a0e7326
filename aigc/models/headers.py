"""What a safetensors file holds, read from its header alone."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

_LONGEST: Final = 100_000_000
_BYTES: Final = {"F64": 8, "I64": 8, "U64": 8, "F32": 4, "I32": 4, "U32": 4, "F16": 2, "BF16": 2}
_FLOATS: Final = {"F64", "F32", "F16", "BF16"}


@dataclass(frozen=True, slots=True)
class Weights:
    """Sizes of the weights in files.

    Attributes
    ----------
    stored : int
        Bytes as they are stored.
    floats : int
        How many numbers of them are floats that another precision could hold.
    float_bytes : int
        Bytes of those as they are stored.
    """

    stored: int = 0
    floats: int = 0
    float_bytes: int = 0

    def __add__(self, other: Weights) -> Weights:
        return Weights(
            self.stored + other.stored,
            self.floats + other.floats,
            self.float_bytes + other.float_bytes,
        )

    def at(self, bytes_per_float: int) -> int:
        """Return the bytes that they take in memory at a precision."""
        return self.stored - self.float_bytes + self.floats * bytes_per_float


def weights_in(path: Path) -> Weights:
    """Return the sizes of the weights in a file.

    Source: https://github.com/huggingface/safetensors, section Format.

    Raises
    ------
    ValueError
        The header cannot be read, or the file ends before its weights do.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        if not 0 < length <= min(_LONGEST, size - 8):
            raise ValueError("it has no safetensors header")
        try:
            header: dict[str, Any] = json.loads(file.read(length))
            found = [(k, v) for k, v in header.items() if k != "__metadata__"]
            whole = [_sizes(tensor) for _, tensor in found]
            end = max((int(tensor["data_offsets"][1]) for _, tensor in found), default=0)
        except (ValueError, TypeError, LookupError) as exc:
            raise ValueError("its header is damaged") from exc
    if size < 8 + length + end:
        raise ValueError(f"it ends after {size} of {8 + length + end} bytes")
    return sum(whole, Weights())


def _sizes(tensor: dict[str, Any]) -> Weights:
    begin, end = map(int, tensor["data_offsets"])
    count = math.prod(map(int, tensor["shape"]))
    is_float = tensor["dtype"] in _FLOATS
    if end - begin != count * _BYTES.get(tensor["dtype"], (end - begin) / max(count, 1)):
        raise ValueError("a tensor has another size than its shape")
    return Weights(end - begin, count if is_float else 0, end - begin if is_float else 0)
