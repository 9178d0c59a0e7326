"""What lies in the repository of a diffusion model, told without reading its weights."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import prod
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

from aigc.errors import EngineUnavailable
from aigc.pretrained import quietly, settled_place, unreadable

INDEX: Final = "model_index.json"
MODULAR_INDEX: Final = "modular_model_index.json"
WHOLE: Final = "model_index.json or modular_model_index.json, and weights as safetensors"
_PICKLES: Final = (".bin", ".ckpt", ".pt", ".pth", ".pkl")
_PARTS: Final = ("*.json", "*.safetensors", "*.txt", "*.model", "*.jinja")
_SINGLE: Final = {
    "v1": "StableDiffusionPipeline",
    "v2": "StableDiffusionPipeline",
    "xl_base": "StableDiffusionXLPipeline",
    "sd3": "StableDiffusion3Pipeline",
    "sd35_medium": "StableDiffusion3Pipeline",
    "sd35_large": "StableDiffusion3Pipeline",
}
"""What single files hold, as diffusers calls it, and the class of its pipeline."""
_VARIANTS: Final = (".fp16.", ".bf16.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """A model that lies on this machine.

    Attributes
    ----------
    place : Path
        Its folder, or a single file of weights.
    class_name : str
        The pipeline's class in diffusers; empty for a single file, which does not tell.
    modular : bool
        Whether it is made of blocks, a ``ModularPipeline``.
    settings : mapping
        What the index of the pipeline says.
    parameters : mapping of str to int
        How many numbers each part has; those of a single file under an empty name.
    variant : str
        Which weights are there, where it is only a smaller variant: ``fp16``.
    """

    name: str
    place: Path
    class_name: str = ""
    modular: bool = False
    settings: Mapping[str, Any] = field(default_factory=dict)
    parameters: Mapping[str, int] = field(default_factory=dict)
    variant: str = ""


def found(name: str, revision: str = "") -> Repository:
    """Return what a folder, a file or a repository on the hub holds; the latter is fetched.

    Raises
    ------
    EngineUnavailable
        It is not there, cannot be fetched, holds no pipeline or only pickled weights, or brings
        code of its own.
    """
    place = Path(settled_place(name))
    if not place.exists():
        place = _fetched(name, revision)
    if place.is_file():
        return _single(name, place)
    index = MODULAR_INDEX if (place / MODULAR_INDEX).is_file() else INDEX
    if not (place / index).is_file():
        raise _no_pipeline(name, place)
    settings = _json(place / index, name)
    class_name = settings.get("_class_name")
    if not isinstance(class_name, str) or not class_name:
        raise EngineUnavailable(
            f"The model {name!r} brings code of its own, which is not run. Take one whose pipeline "
            "is part of diffusers."
        )
    parameters, variant = _weighed(name, place)
    return Repository(
        name=name, place=place, class_name=class_name, modular=index == MODULAR_INDEX,
        settings=settings, parameters=parameters, variant=variant,
    )  # fmt: skip


def _weighed(name: str, place: Path) -> tuple[dict[str, int], str]:
    """Return how many numbers each part has, and which variant of the weights that is."""
    files = [file for file in sorted(place.glob("*/*.safetensors")) if file.is_file()]
    plain = [file for file in files if not any(mark in file.name for mark in _VARIANTS)]
    pickles = sorted(f for f in place.glob("*/*") if f.suffix in _PICKLES)
    if pickles and not files:
        raise EngineUnavailable(
            f"The weights of {name!r} are pickles ({pickles[0].relative_to(place)}), which can run "
            "code and are not read. Take or make a version with safetensors."
        )
    parameters: dict[str, int] = {}
    for file in plain or files:
        part = file.parent.name
        parameters[part] = parameters.get(part, 0) + sum(map(prod, shapes_in(file, name).values()))
    return parameters, "" if plain or not files else files[0].name.rsplit(".", 2)[1]


def _single(name: str, place: Path) -> Repository:
    if place.suffix == ".safetensors":
        shapes = shapes_in(place, name)
        return Repository(
            name=name, place=place, class_name=_class_of(shapes, name),
            parameters={"": sum(map(prod, shapes.values()))},
        )  # fmt: skip
    if place.suffix == ".gguf":
        raise EngineUnavailable(
            f"{name!r} holds one network and no pipeline. Name the folder of the pipeline, and "
            f"this file as an option: ?quantise={name}"
        )
    raise EngineUnavailable(
        f"{name!r} is no model that is read: name a folder, a repository on the hub, or a "
        ".safetensors file. Pickles can run code and are not read."
    )


def _class_of(shapes: Mapping[str, tuple[int, ...]], name: str) -> str:
    """Return the class of the pipeline that a single file holds, by the names of its tensors."""
    from diffusers.loaders.single_file_utils import infer_diffusers_model_type

    tensors = {key: SimpleNamespace(shape=shape) for key, shape in shapes.items()}
    try:
        kind = str(infer_diffusers_model_type(tensors)) if any(map(_network, tensors)) else ""
    except IndexError:  # a tensor of a known name has another shape
        kind = ""
    if kind not in _SINGLE:
        raise EngineUnavailable(
            f"The file {name!r} holds no whole pipeline that is known ({', '.join(_SINGLE)} are). "
            "Name the folder of a pipeline instead."
        )
    return _SINGLE[kind]


def _network(key: str) -> bool:
    return key.startswith(("model.diffusion_model.", "first_stage_model."))


def shapes_in(file: Path, name: str) -> dict[str, tuple[int, ...]]:
    """Return the shapes of the tensors of a safetensors file, by its header.

    Raises
    ------
    EngineUnavailable
        The file is damaged.
    """
    try:
        with file.open("rb") as stream:
            (length,) = struct.unpack("<Q", stream.read(8))
            size = file.stat().st_size
            if length > size:
                raise ValueError("it is cut off")
            header = json.loads(stream.read(length))
        header.pop("__metadata__", None)
        if 8 + length + max((one["data_offsets"][1] for one in header.values()), default=0) != size:
            raise ValueError("it is cut off")
        return {key: tuple(one["shape"]) for key, one in header.items()}
    except (OSError, ValueError, AttributeError, KeyError, TypeError, struct.error) as exc:
        raise EngineUnavailable(
            f"The weights {file.name!r} of {name!r} are damaged. Fetch or copy them again."
        ) from exc


def _no_pipeline(name: str, place: Path) -> EngineUnavailable:
    told = ""
    if (place / "config.json").is_file():
        config = _json(place / "config.json", name)
        kind = config.get("_class_name") or next(iter(config.get("architectures") or ()), "")
        room = "a part of a pipeline" if "_class_name" in config else "a model of transformers"
        told = f"It holds a {kind}, {room}. " if kind else ""
    return EngineUnavailable(
        f"The folder {name!r} holds no diffusion pipeline. {told}Such a folder has {WHOLE}."
    )


def config_of(repository: Repository, part: str) -> dict[str, Any]:
    """Return the settings of a part of a pipeline."""
    return _json(repository.place / part / "config.json", repository.name)


def _json(file: Path, name: str) -> dict[str, Any]:
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as exc:
        raise EngineUnavailable(
            f"{file.name} of {name!r} is damaged. Fetch or copy it again."
        ) from exc
    return data if isinstance(data, dict) else {}


def _fetched(name: str, revision: str) -> Path:
    """Return the folder of a repository in the local cache, fetched where it is not there."""
    from diffusers import DiffusionPipeline
    from huggingface_hub import hf_hub_download, snapshot_download
    from huggingface_hub.errors import EntryNotFoundError

    wanted = revision or None
    if (cached := _cached(name, wanted)) is not None:
        return cached
    with quietly():
        try:
            try:
                hf_hub_download(name, MODULAR_INDEX, revision=wanted)
            except EntryNotFoundError:
                got = DiffusionPipeline.download(name, revision=wanted, use_safetensors=True)
            else:
                got = snapshot_download(name, revision=wanted, allow_patterns=list(_PARTS))
        except Exception as exc:  # the hub and diffusers raise many kinds
            raise unreadable(exc, name, "diffusion pipeline", WHOLE, fetched=True) from exc
    return Path(got)


def _cached(name: str, revision: str | None) -> Path | None:
    """Return the folder of a repository that was fetched whole before."""
    from huggingface_hub import try_to_load_from_cache

    for index in (MODULAR_INDEX, INDEX):
        file = try_to_load_from_cache(name, index, revision=revision)
        if isinstance(file, str) and _whole(Path(file)):
            return Path(file).parent
    return None


def _whole(index: Path) -> bool:
    """Tell whether every part that an index names lies beside it, and models with their weights."""
    for part, value in _json(index, str(index.parent)).items():
        if not (isinstance(value, list) and len(value) >= 2 and value[0]):
            continue
        folder = index.parent / part
        model = (folder / "config.json").is_file()
        if not folder.is_dir() or (model and not any(folder.glob("*.safetensors"))):
            return False
    return True
