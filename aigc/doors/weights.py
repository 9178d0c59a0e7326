"""The door for weights: numbers and settings come in, programs stay out.

A file is judged by what it holds, never by its name alone; its numbers are not read here.
"""

from __future__ import annotations

import json
import math
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from aigc.doors.limits import LIMITS
from aigc.errors import AigcError, AssetError

MOST_HEADER_BYTES: Final = 32_000_000
MOST_JSON_BYTES: Final = 100_000_000
MOST_TENSORS: Final = LIMITS["weights"].entries or 0
MOST_AXES: Final = 8
LARGEST: Final = 2**24
"""No size in the settings of a model is larger: no width, no vocabulary, no number of layers."""

_BITS: Final = {
    "BOOL": 8, "U8": 8, "I8": 8, "F8_E5M2": 8, "F8_E4M3": 8, "F8_E8M0": 8, "F4": 4, "I16": 16,
    "U16": 16, "F16": 16, "BF16": 16, "I32": 32, "U32": 32, "F32": 32, "F64": 64, "I64": 64,
    "U64": 64, "C64": 64,
}  # fmt: skip
_SETTINGS: Final = re.compile(r"(.*_)?config\.json|model_index\.json|modular_model_index\.json")
_INDEX: Final = ".safetensors.index.json"
_PICKLE: Final = re.compile(rb"\x80[\x02-\x05]")
_TEXT_PICKLE: Final = re.compile(rb"c(?:[\w.]+)\n\w+\n|\(?[cS][\w.']+\n")
_SIZES: Final = re.compile(
    r"(num_|n_)?(hidden|layers?|heads?|attention|embed|embd|positions?|vocab|inter|ffn|channels?)"
)


def check_safetensors(
    path: Path, kind: type[AigcError] = AssetError, name: str = ""
) -> dict[str, Any]:
    """Return the header of a safetensors file whose every tensor lies inside it, apart.

    Parameters
    ----------
    kind
        The error to raise.
    name : str
        What the error calls the file.

    Raises
    ------
    AssetError
        Or ``kind``: it is missing, a pickle, cut off, or its header does not fit its bytes.

    Source: https://github.com/huggingface/safetensors, section Format.
    """
    name = name or path.name
    try:
        with path.open("rb") as file:
            size, start = path.stat().st_size, file.read(16)
            length = int.from_bytes(start[:8], "little")
            if told := program_in(path, start):
                raise kind(f"{name} is {told}, which can run a program: it is not read.")
            if len(start) < 10 or not 2 <= length <= min(MOST_HEADER_BYTES, size - 8):
                raise kind(f"{name} has no safetensors header. Fetch or copy it again.")
            file.seek(8)
            header = json.loads(file.read(length), object_pairs_hook=_once)
        if not isinstance(header, dict):
            raise ValueError("its header is no table")
        _check_tensors(header, size - 8 - length)
    except (OSError, ValueError, RecursionError, TypeError, KeyError, AttributeError) as exc:
        why = exc.strerror if isinstance(exc, OSError) else exc
        raise kind(f"{name} is damaged: {why}. Fetch or copy it again.") from exc
    return header


def program_in(path: Path, start: bytes = b"") -> str:
    """Return what a file is that could run a program when it is loaded; empty where it is none."""
    start = start or _start_of(path)
    if start.startswith(b"PK"):
        return "a ZIP, as the pickles of torch are" if _zipped_pickle(path) else ""
    if _PICKLE.match(start) or _TEXT_PICKLE.match(start):
        return "a Python pickle"
    if start.startswith((b"\x7fELF", b"MZ", b"#!", b"\xcf\xfa\xed\xfe")):
        return "a program"
    return ""


def check_folder(folder: Path, known: frozenset[str], kind: type[AigcError] = AssetError) -> None:
    """Refuse a folder of a model that brings code, reaches outside itself or claims the impossible.

    Parameters
    ----------
    known : frozenset of str
        Models (``model_type``) that are read without any code of their own.
    kind
        The error to raise.

    Raises
    ------
    AssetError
        Or ``kind``, with the file and what is wrong with it.
    """
    for file in sorted(folder.glob("*")):
        if _SETTINGS.fullmatch(file.name):
            _check_settings(file, _read_json(file, kind), known, kind)
        elif file.name.endswith(_INDEX):
            _check_index(file, _read_json(file, kind), kind)
        elif file.suffix == ".safetensors" and file.is_file():
            check_safetensors(file, kind, f"{file.name} of {folder.name}")


def _check_tensors(header: Mapping[str, Any], size: int) -> None:
    tensors = [(k, v) for k, v in header.items() if k != "__metadata__"]
    if len(tensors) > MOST_TENSORS:
        raise ValueError(f"it has {len(tensors):,} tensors, at most {MOST_TENSORS:,} are read")
    about = header.get("__metadata__", {})
    if not isinstance(about, dict) or not all(isinstance(v, str) for v in about.values()):
        raise ValueError("what it says about itself is no table of texts")
    end = 0
    for first, last in sorted(_place(name[:80], tensor) for name, tensor in tensors):
        if first != end:
            raise ValueError("its tensors overlap, or leave room between them")
        end = last
    if end != size:
        raise ValueError(f"its tensors take {end:,} bytes, it has {size:,}")


def _place(name: str, tensor: Any) -> tuple[int, int]:
    first, last = tensor["data_offsets"]
    shape, bits = tensor["shape"], _BITS.get(tensor["dtype"])
    whole = all(type(n) is int and n >= 0 for n in (first, last, *shape))
    if not whole or bits is None or len(shape) > MOST_AXES:
        raise ValueError(f"the tensor {name!r} has a shape or a type that is none")
    if (last - first) * 8 != math.prod(shape) * bits:
        raise ValueError(f"the tensor {name!r} has another size than its shape")
    return first, last


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands in it twice")
    return found


def _read_json(file: Path, kind: type[AigcError]) -> dict[str, Any]:
    try:
        if file.stat().st_size > MOST_JSON_BYTES:
            raise ValueError("it is too large")
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as exc:
        raise kind(f"{file.name} of {file.parent.name} is damaged. Fetch it again.") from exc
    if not isinstance(found, dict):
        raise kind(f"{file.name} of {file.parent.name} is no table of settings. Fetch it again.")
    return found


def _check_settings(
    file: Path, found: Mapping[str, Any], known: frozenset[str], kind: type[AigcError]
) -> None:
    needs_code = "auto_map" in found and found.get("model_type") not in known
    if (needs_code and file.name == "config.json") or found.get("trust_remote_code"):
        raise kind(
            f"{file.parent.name} brings code of its own ({file.name} asks for it), which is not "
            "run. Take a model that its library knows."
        )
    for name, size in _sizes(found):
        if not -LARGEST <= size <= LARGEST:
            raise kind(f"{file.name} of {file.parent.name} says that {name} is {size:.3g}.")


def _sizes(found: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    """Yield the sizes that settings name, also those of parts inside."""
    stack: list[tuple[Mapping[str, Any], int]] = [(found, 0)]
    while stack:
        table, depth = stack.pop()
        for name, value in table.items():
            if isinstance(value, dict) and depth < 4:
                stack.append((value, depth + 1))
            if type(value) in (int, float) and _SIZES.match(name):
                yield name[:80], value


def _check_index(file: Path, found: Mapping[str, Any], kind: type[AigcError]) -> None:
    places = found.get("weight_map")
    if not isinstance(places, dict):
        raise kind(f"{file.name} of {file.parent.name} names no weights. Fetch it again.")
    for name in set(map(str, places.values())):
        if not name.endswith(".safetensors") or "/" in name or "\\" in name or ".." in name:
            raise kind(
                f"{file.name} of {file.parent.name} names {name[:80]!r} for its weights: only "
                "safetensors that lie beside it are read."
            )


def _start_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(64)


def _zipped_pickle(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            for number, member in enumerate(archive.infolist()):
                if number >= MOST_TENSORS:
                    return True
                with archive.open(member) as file:
                    if member.filename.endswith(".pkl") or _PICKLE.match(file.read(2)):
                        return True
    except (OSError, ValueError, RuntimeError, NotImplementedError, zipfile.BadZipFile):
        return True
    return False
