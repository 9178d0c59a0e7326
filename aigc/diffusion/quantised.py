"""Weights in fewer bits, by the packages that can."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import torch

from aigc.diffusion.plan import DENOISERS, Plan
from aigc.diffusion.repository import Repository, config_of, parts_of
from aigc.doors.gguf import check_gguf
from aigc.errors import ConfigError, EngineUnavailable
from aigc.pretrained import unreadable


def quantised(repository: Repository, plan: Plan) -> dict[str, Any]:
    """Return what a pipeline is read with so that its denoiser takes less memory.

    Raises
    ------
    EngineUnavailable
        A package is missing, or there is no such .gguf file, or it is damaged.
    ConfigError
        The model has no such parts.
    """
    asked = plan.quantise
    if asked in ("none", "fp8"):
        return {}
    parts = [name for name in DENOISERS if name in parts_of(repository.settings)]
    files = asked.split(",") if asked.endswith(".gguf") else ()
    if len(parts) < max(1, len(files)):
        raise ConfigError(
            f"quantise cannot be {asked!r}: {repository.name!r} has {len(parts)} networks in "
            "folders that can be read so. Leave the option out, or take quantise=fp8."
        )
    if files:
        return {name: _gguf(repository, name, file, plan)
                for name, file in zip(parts, files, strict=False)}  # fmt: skip
    from diffusers import PipelineQuantizationConfig

    config = _config(asked, plan)
    if repository.modular:
        return {name: _read(repository, name, config, plan) for name in parts}
    return {
        "quantization_config": PipelineQuantizationConfig(
            quant_mapping=dict.fromkeys(parts, config)
        )
    }


def _config(asked: str, plan: Plan) -> Any:
    if asked == "int4" and find_spec("bitsandbytes") and plan.device.kind == "cuda":
        return _bitsandbytes(plan)
    if find_spec("torchao"):
        return _torchao(asked)
    raise EngineUnavailable(
        f"quantise={asked} needs a package that is not installed: pip install "
        f"{'bitsandbytes' if asked == 'int4' else 'torchao'}. quantise=fp8 needs none."
    )


def _bitsandbytes(plan: Plan) -> Any:
    from diffusers import BitsAndBytesConfig

    return BitsAndBytesConfig(
        load_in_4bit=True, bnb_4bit_quant_type="nf4",
        bnb_4bit_compute_dtype=getattr(torch, plan.dtype),
    )  # fmt: skip


def _torchao(asked: str) -> Any:
    from diffusers import TorchAoConfig

    kinds = import_module("torchao.quantization")
    made = kinds.Int8WeightOnlyConfig if asked == "int8" else kinds.Int4WeightOnlyConfig
    return TorchAoConfig(made())


def _gguf(repository: Repository, part: str, file: str, plan: Plan) -> Any:
    place = Path(file).expanduser()
    if not place.is_file():
        raise EngineUnavailable(f"There is no file {file!r}. Name a .gguf of this model's network.")
    if not find_spec("gguf"):
        raise EngineUnavailable(
            "A .gguf file needs a package that is not installed: pip install gguf."
        )
    check_gguf(place, EngineUnavailable)
    from diffusers import GGUFQuantizationConfig

    dtype = getattr(torch, plan.dtype)
    try:
        return _kind(repository, part).from_single_file(
            str(place), config=str(repository.place), subfolder=part, dtype=dtype,
            quantization_config=GGUFQuantizationConfig(compute_dtype=dtype), local_files_only=True,
        )  # fmt: skip
    except Exception as exc:
        raise unreadable(exc, file, "network of this model", "the same kind of network") from exc


def _read(repository: Repository, part: str, config: Any, plan: Plan) -> Any:
    return _kind(repository, part).from_pretrained(
        str(repository.place), subfolder=part, dtype=getattr(torch, plan.dtype),
        use_safetensors=True, local_files_only=True, quantization_config=config,
    )  # fmt: skip


def _kind(repository: Repository, part: str) -> Any:
    import diffusers

    return getattr(diffusers, str(config_of(repository, part).get("_class_name", "")))
