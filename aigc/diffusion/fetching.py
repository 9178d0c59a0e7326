"""Where a diffusion model lies: named, fetched before, or fetched now."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from aigc.diffusion.repository import (
    INDEXES,
    WHOLE,
    needed,
    parts_of,
    read_json,
)
from aigc.errors import AigcError, EngineUnavailable
from aigc.pretrained import quietly, settled_place, unreadable
from aigc.progress import Progress, silent

TIMEOUT_S: Final = 10.0


def located(
    name: str, revision: str = "", variant: str = "", *, progress: Progress = silent
) -> Path:
    """Return the folder or file of a model; one of the hub is fetched where it is not here yet.

    Parameters
    ----------
    revision : str
        Branch, tag or commit on the hub.
    variant : str
        Which variant of the weights is fetched, where there are several.
    progress : Progress
        Told of the bytes after every file; what it raises ends the work, and whole files stay.

    Raises
    ------
    EngineUnavailable
        It is not there, or cannot be fetched.
    """
    place = Path(settled_place(name))
    if place.exists():
        return place
    wanted = revision or None
    if (cached := _cached(name, wanted)) is not None:
        return cached
    with quietly():
        try:
            return _fetched(name, wanted, variant, progress)
        except AigcError:
            raise
        except Exception as exc:  # the hub raises many kinds
            raise unreadable(exc, name, "diffusion pipeline", WHOLE, fetched=True) from exc


def _fetched(name: str, revision: str | None, variant: str, progress: Progress) -> Path:
    from huggingface_hub import HfApi, hf_hub_download

    progress("fetch model", 0, 1)
    endpoint = os.environ.get("HF_ENDPOINT") or None
    about = HfApi(endpoint=endpoint).model_info(
        name, revision=revision, files_metadata=True, timeout=TIMEOUT_S
    )
    sizes = {one.rfilename: one.size or 0 for one in about.siblings or ()}
    index = next((one for one in INDEXES if one in sizes), None)
    if index is None:
        raise EngineUnavailable(
            f"The model {name!r} on the hub is no diffusion pipeline: it has none of "
            f"{' and '.join(INDEXES)}. Name one that has."
        )

    def fetched(file: str) -> Path:
        return Path(hf_hub_download(name, file, revision=revision, endpoint=endpoint))

    root = fetched(index).parent
    files = needed(read_json(root / index, name), sizes, variant)
    done, total = 0, max(1, sum(sizes[file] for file in files))
    for file in files:
        progress("fetch model", done, total)
        fetched(file)
        done += sizes[file]
    progress("fetch model", total, total)
    return root


def _cached(name: str, revision: str | None) -> Path | None:
    """Return the folder of a repository that was fetched whole before."""
    from huggingface_hub import try_to_load_from_cache

    for index in INDEXES:
        file = try_to_load_from_cache(name, index, revision=revision)
        if isinstance(file, str) and _whole(Path(file), name):
            return Path(file).parent
    return None


def _whole(index: Path, name: str) -> bool:
    """Tell whether every part that an index names lies beside it, and models with their weights."""
    settings = read_json(index, name)
    for part in parts_of(settings):
        about = settings[part][2] if len(settings[part]) > 2 else {}
        if about.get("pretrained_model_name_or_path") not in (None, "", name):
            continue  # it lies in another repository
        folder = index.parent / part
        model = (folder / "config.json").is_file()
        if not folder.is_dir() or (model and not any(folder.glob("*.safetensors"))):
            return False
    return True
