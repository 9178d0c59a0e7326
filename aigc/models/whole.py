"""Whether everything is in a model's folder that its own lists name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any, Final

PIPELINES: Final = ("model_index.json", "modular_model_index.json")
_INDEX: Final = ".safetensors.index.json"
_WEIGHTLESS: Final = ("Tokenizer", "TokenizerFast", "Scheduler", "Processor", "Extractor")


def is_whole(folder: Path) -> bool:
    """Tell whether a folder holds weights, and all that its lists name."""
    return any(True for _ in weights_of(folder)) and not any(True for _ in missing(folder))


def weights_of(folder: Path) -> Iterator[Path]:
    """Yield the files of weights that can be read here."""
    return (one for one in folder.rglob("*") if one.suffix in (".safetensors", ".onnx", ".gguf"))


def missing(folder: Path) -> Iterator[str]:
    """Yield what the folder's own lists name and it does not hold."""
    for index in sorted(folder.rglob(f"*{_INDEX}")):
        named = {str(one) for one in read_json(index).get("weight_map", {}).values()}
        lacking = sorted(one for one in named if not (index.parent / one).is_file())
        if lacking or not named:
            what = ", ".join(lacking[:3]) or "its list is damaged"
            yield f"{index.relative_to(folder)}: {len(lacking)} of {len(named)} missing ({what})."
    for part, (library, name) in sorted(_parts(folder).items()):
        inside = folder / part
        if not inside.is_dir():
            yield f"The part {part!r} ({library} {name}) is missing."
        elif not name.endswith(_WEIGHTLESS) and not any(inside.glob("*.safetensors")):
            yield f"The part {part!r} ({name}) has no weights as safetensors."


def _parts(folder: Path) -> dict[str, tuple[str, str]]:
    """Return name -> library and class of each part that a pipeline keeps in a folder."""
    found = read_json(folder / PIPELINES[0])
    return {
        name: (told[0], told[1])
        for name, told in found.items()
        if isinstance(told, list) and len(told) == 2 and all(isinstance(t, str) for t in told)
        and PurePosixPath(name).name == name
    }  # fmt: skip


def read_json(path: Path) -> dict[str, Any]:
    """Return the names and values in a file; none where it is missing or damaged."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
