"""What is laid over a model's weights: LoRA and IP-Adapter."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from transformers import CLIPVisionModelWithProjection

from aigc.device.memory import is_out_of_memory
from aigc.diffusion.options import Options, weighted
from aigc.doors.weights import check_folder, check_safetensors
from aigc.errors import AigcError, ConfigError, EngineUnavailable
from aigc.pretrained import first_line, read_pretrained, settled_place, unreadable

_SUFFIX = ".safetensors"


def adapted(pipe: Any, options: Options) -> None:
    """Lay every LoRA, and the IP-Adapter, over a pipeline.

    Raises
    ------
    EngineUnavailable
        One is missing, damaged or made for another model, or the package peft is not installed.
    ConfigError
        This kind of model takes none.
    """
    if options.lora:
        _loras(pipe, options.lora)
    if options.ip_adapter:
        _ip_adapter(pipe, options.ip_adapter)


def _loras(pipe: Any, asked: tuple[str, ...]) -> None:
    if not hasattr(pipe, "load_lora_weights"):
        raise ConfigError(f"lora cannot be used with a {type(pipe).__name__}: it takes none.")
    located = [(weighted(one)[0], _located(weighted(one)[0])) for one in asked]
    if not find_spec("peft"):
        raise EngineUnavailable(
            "A LoRA needs a package that is not installed: pip install peft, or "
            "'aigc-workbench[models]'."
        )
    for n, (name, (where, how)) in enumerate(located):
        _laid(pipe, name, where, f"lora{n}", how)
    weights = [weighted(one)[1] for one in asked]
    pipe.set_adapters([f"lora{n}" for n in range(len(asked))], weights)


def _laid(pipe: Any, name: str, where: str, adapter: str, how: dict[str, Any]) -> None:
    try:
        pipe.load_lora_weights(where, adapter_name=adapter, use_safetensors=True, **how)
        there = {one for found in pipe.get_list_adapters().values() for one in found}
    except AigcError:
        raise
    except Exception as exc:
        raise _unfit(exc, "LoRA", name) from exc
    if adapter not in there:
        raise EngineUnavailable(
            f"The LoRA {name!r} was made for another kind of model than this "
            f"{type(pipe).__name__}: nothing in it fits. Take one of the same family."
        )


def _ip_adapter(pipe: Any, asked: str) -> None:
    if not hasattr(pipe, "load_ip_adapter"):
        raise ConfigError(f"ip_adapter cannot be used with a {type(pipe).__name__}: it takes none.")
    name, weight = weighted(asked)
    where, how = _located(name)
    if "weight_name" not in how:
        raise ConfigError(f"ip_adapter cannot be {asked!r}: name its .safetensors file.")
    inside = how.pop("subfolder", "")
    if getattr(pipe, "image_encoder", None) is None:
        # Read here, since diffusers would take pickled weights as well.
        seeing = read_pretrained(
            CLIPVisionModelWithProjection, where, what="image encoder",
            needs="image_encoder beside the IP-Adapter, with weights as safetensors",
            subfolder=f"{inside}/image_encoder".lstrip("/"), use_safetensors=True, dtype=pipe.dtype,
        )  # fmt: skip
        pipe.register_modules(image_encoder=seeing)
    try:
        pipe.load_ip_adapter(where, subfolder=inside, **how)
        pipe.set_ip_adapter_scale(weight)
    except Exception as exc:
        raise _unfit(exc, "IP-Adapter", name) from exc


def _unfit(exc: Exception, what: str, name: str) -> Exception:
    """Return the error for an adapter that cannot be fetched, read or laid over this model."""
    if not Path(name).expanduser().exists():
        return unreadable(exc, name, what, fetched=True)
    if is_out_of_memory(exc):
        return exc
    return EngineUnavailable(
        f"The {what} {name!r} cannot be laid over this model: {first_line(exc)} Take one of the "
        "same family, as .safetensors."
    )


def _located(name: str) -> tuple[str, dict[str, Any]]:
    """Return the folder or repository of a file, and how it is called within."""
    if Path(name).suffix not in ("", _SUFFIX) and not Path(name).expanduser().is_dir():
        raise EngineUnavailable(
            f"{name!r} is not read: only {_SUFFIX} files are, since others can run code."
        )
    file = Path(name).expanduser()
    if file.is_file():
        check_safetensors(file, EngineUnavailable)
        return str(file.parent), {"weight_name": file.name, "local_files_only": True}
    parts = name.split("/")
    if name.endswith(_SUFFIX) and len(parts) > 2 and not file.is_absolute() and parts[0] != ".":
        inside = {"subfolder": "/".join(parts[2:-1])} if len(parts) > 3 else {}
        return "/".join(parts[:2]), {"weight_name": parts[-1], **inside}
    if name.endswith(_SUFFIX):
        raise EngineUnavailable(f"There is no file {name!r}. Check its path.")
    place = settled_place(name)
    if Path(place).is_dir():
        check_folder(Path(place), frozenset(), EngineUnavailable)
    return place, {}
