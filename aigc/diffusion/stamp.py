"""What tells a model on this machine from what may lie at the same place later; light to import."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from aigc.diffusion.options import Options, weighted

_COUNTED: Final = (".json", ".safetensors", ".gguf")


def stamp(model: str, options: Options) -> str:
    """Return text that changes with the files of a model and of what is laid over it.

    Names on the hub are left as they are: a ``revision`` pins them.
    """
    places = [model, options.quantise, *(weighted(one)[0] for one in options.lora)]
    if options.ip_adapter:
        places.append(weighted(options.ip_adapter)[0])
    lines = sorted(line for place in places if place for line in _files(Path(place).expanduser()))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16] if lines else ""


def _files(place: Path) -> list[str]:
    files = [place] if place.is_file() else [*place.glob("*"), *place.glob("*/*")]
    kept = (file for file in files if file.suffix in _COUNTED and file.is_file())
    return [f"{f.relative_to(place)} {f.stat().st_size} {f.stat().st_mtime_ns}" for f in kept]
