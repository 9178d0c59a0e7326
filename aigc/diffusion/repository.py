"""What lies in the repository of a diffusion model, told without reading its weights."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import prod
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

from aigc.doors.weights import check_folder, check_safetensors
from aigc.errors import AssetError, EngineUnavailable

INDEX: Final = "model_index.json"
MODULAR_INDEX: Final = "modular_model_index.json"
INDEXES: Final = (INDEX, MODULAR_INDEX)
WHOLE: Final = "model_index.json or modular_model_index.json, and weights as safetensors"
_PICKLES: Final = (".bin", ".ckpt", ".pt", ".pth", ".pkl")
_READ: Final = (".json", ".txt", ".model", ".jinja", ".tiktoken")
_FORM: Final = re.compile(r"[^.]+\.(\w+?)(?:-\d+-of-\d+)?\.safetensors")
_SINGLE: Final = {
    "v1": "StableDiffusionPipeline",
    "v2": "StableDiffusionPipeline",
    "xl_base": "StableDiffusionXLPipeline",
    "sd3": "StableDiffusion3Pipeline",
    "sd35_medium": "StableDiffusion3Pipeline",
    "sd35_large": "StableDiffusion3Pipeline",
}
"""What single files hold, as diffusers calls it, and the class of its pipeline."""


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
        In which variant the weights are read, such as ``fp16``; empty for the plain one.
    """

    name: str
    place: Path
    class_name: str = ""
    modular: bool = False
    settings: Mapping[str, Any] = field(default_factory=dict)
    parameters: Mapping[str, int] = field(default_factory=dict)
    variant: str = ""


def found(name: str, place: Path, variant: str = "") -> Repository:
    """Return what a folder or a file holds.

    Parameters
    ----------
    name : str
        What it is called in messages.
    variant : str
        Which variant of the weights is wanted, where there are several.

    Raises
    ------
    EngineUnavailable
        It holds no pipeline or only pickled weights, is damaged, or brings code of its own.
    """
    if place.is_file():
        return _single(name, place)
    index = index_in(place)
    if index is None:
        raise _no_pipeline(name, place)
    check_folder(place, frozenset(), EngineUnavailable)
    settings = read_json(index, name)
    class_name = settings.get("_class_name")
    if not isinstance(class_name, str) or not class_name:
        raise EngineUnavailable(
            f"The model {name!r} brings code of its own, which is not run. Take one whose pipeline "
            "is part of diffusers."
        )
    parameters, form = _weighed(name, place, settings, variant)
    return Repository(
        name=name, place=place, class_name=class_name, modular=index.name == MODULAR_INDEX,
        settings=settings, parameters=parameters, variant=form,
    )  # fmt: skip


def index_in(place: Path) -> Path | None:
    """Return the index of a pipeline's folder; that of a plain one counts before one of blocks."""
    found = (place / name for name in INDEXES)
    return next((file for file in found if file.is_file()), None)


def _weighed(
    name: str, place: Path, settings: Mapping[str, Any], variant: str
) -> tuple[dict[str, int], str]:
    """Return how many numbers each part has, and which variant of the weights that is."""
    parts = {part: sorted((place / part).glob("*.safetensors")) for part in parts_of(settings)}
    pickles = sorted(f for part in parts for f in (place / part).glob("*") if f.suffix in _PICKLES)
    if pickles and not any(parts.values()):
        raise EngineUnavailable(
            f"The weights of {name!r} are pickles ({pickles[0].relative_to(place)}), which can run "
            "code and are not read. Take or make a version with safetensors."
        )
    parameters, used = {}, ""
    for part, files in parts.items():
        if files:
            form = form_of((file.name for file in files), variant)
            kept = [file for file in files if _form(file.name) == form]
            parameters[part] = sum(prod(s) for f in kept for s in shapes_in(f, name).values())
            used = used or form
    return parameters, used


def parts_of(settings: Mapping[str, Any]) -> list[str]:
    """Return the names of the parts that the index of a pipeline tells of."""
    return [part for part, kind in settings.items() if isinstance(kind, list) and any(kind[:2])]


def form_of(names: Iterable[str], variant: str) -> str:
    """Return which variant of its weights a part is read in, empty for the plain one."""
    forms = {_form(name) for name in names}
    return variant if variant in forms else "" if "" in forms else min(forms)


def _form(name: str) -> str:
    """Return the variant that the name of a file of weights tells.

    >>> _form("model.fp16-00001-of-00002.safetensors"), _form("model-00001-of-00002.safetensors")
    ('fp16', '')
    """
    found = _FORM.fullmatch(name)
    return found[1] if found else ""


def needed(settings: Mapping[str, Any], names: Iterable[str], variant: str) -> list[str]:
    """Return which files of a repository its pipeline needs, in one variant of the weights."""
    every, out = list(names), []
    for part in ("", *parts_of(settings)):
        inside = [one for one in every if one.rpartition("/")[0] == part]
        out += [one for one in inside if one.endswith(_READ)]
        weights = [one for one in inside if part and one.endswith(".safetensors")]
        if weights:
            form = form_of((one.rpartition("/")[2] for one in weights), variant)
            out += [one for one in weights if _form(one.rpartition("/")[2]) == form]
    return out


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
        header = check_safetensors(file)
    except AssetError as exc:
        raise EngineUnavailable(f"The weights of {name!r} cannot be used. {exc}") from exc
    return {key: tuple(one["shape"]) for key, one in header.items() if key != "__metadata__"}


def _no_pipeline(name: str, place: Path) -> EngineUnavailable:
    told = ""
    if (place / "config.json").is_file():
        config = read_json(place / "config.json", name)
        kind = config.get("_class_name") or next(iter(config.get("architectures") or ()), "")
        room = "a part of a pipeline" if "_class_name" in config else "a model of transformers"
        told = f"It holds a {kind}, {room}. " if kind else ""
    return EngineUnavailable(
        f"The folder {name!r} holds no diffusion pipeline. {told}Such a folder has {WHOLE}."
    )


def config_of(repository: Repository, part: str) -> dict[str, Any]:
    """Return the settings of a part of a pipeline."""
    return read_json(repository.place / part / "config.json", repository.name)


def read_json(file: Path, name: str) -> dict[str, Any]:
    """Return what a file of settings says.

    Raises
    ------
    EngineUnavailable
        It is damaged.
    """
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as exc:
        raise EngineUnavailable(
            f"{file.name} of {name!r} is damaged. Fetch or copy it again."
        ) from exc
    return data if isinstance(data, dict) else {}
