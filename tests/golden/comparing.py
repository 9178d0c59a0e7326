"""Golden values: small JSON files, floats rounded, arrays as shape and statistics."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
COMMAND = "pytest tests/golden --update-golden"


def check(name: str, value: object, *, within: float, update: bool) -> None:
    """Compare ``value`` with the file ``name``; floats may differ by ``within``, nothing else may.

    With ``update`` the file is written instead.
    """
    path = HERE / f"{name}.json"
    if update:
        text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)
        path.write_text(text + "\n", encoding="utf-8")
        return
    assert path.exists(), f"There is no {path.name}; write it with: {COMMAND}"
    wanted = json.loads(path.read_text(encoding="utf-8"))
    found = list(differences(json.loads(json.dumps(value)), wanted, within))
    told = "\n".join(found[:12])
    assert not found, f"{len(found)} differ from {path.name}; if meant: {COMMAND}\n{told}"


def differences(value: Any, wanted: Any, within: float, place: str = "") -> Iterator[str]:
    """Yield a line for each leaf of ``value`` that is not as ``wanted``."""
    if isinstance(value, dict) and isinstance(wanted, dict):
        for key in sorted(value.keys() | wanted.keys()):
            yield from differences(value.get(key), wanted.get(key), within, f"{place}.{key}")
    elif isinstance(value, list) and isinstance(wanted, list) and len(value) == len(wanted):
        for n, (a, b) in enumerate(zip(value, wanted, strict=True)):
            yield from differences(a, b, within, f"{place}[{n}]")
    elif isinstance(value, float) and isinstance(wanted, float):
        if abs(value - wanted) > within:
            yield f"{place}: {value} instead of {wanted}"
    elif value != wanted:
        yield f"{place}: {value!r} instead of {wanted!r}"
