"""How much memory there is, how much a model takes, and how it is given back."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, Final

from aigc.device.place import Device

_WORDS: Final = ("out of memory", "can't allocate memory", "not enough memory", "alloc_cpu")


def free_bytes(device: Device) -> int:
    """Return how many bytes are free on a device; on a CPU, of the machine."""
    import psutil

    if device.kind == "cpu":
        return int(psutil.virtual_memory().available)
    import torch

    if device.kind == "cuda":
        return int(torch.cuda.mem_get_info(device.index)[0])
    if device.kind == "xpu":
        return int(torch.xpu.mem_get_info(device.index)[0])
    return int(psutil.virtual_memory().available)


def size_of(model: Any) -> int:
    """Return how many bytes the weights of a model take, or of all models in a pipeline.

    Understands torch modules, pipelines of diffusers (``components``), objects that hold such under
    a name of their own, and sequences and mappings of them. Anything else takes nothing.
    """
    seen: set[int] = set()
    return sum(_tensors(model, seen, depth=3))


def _tensors(model: Any, seen: set[int], *, depth: int) -> Iterator[int]:
    if (torch := sys.modules.get("torch")) is None:
        return
    if id(model) in seen or depth < 0 or isinstance(model, str | bytes | type):
        return
    seen.add(id(model))
    if isinstance(model, torch.nn.Module):
        for tensor in chain(model.parameters(), model.buffers()):
            if id(tensor) not in seen:
                seen.add(id(tensor))
                yield tensor.numel() * tensor.element_size()
        return
    for part in _parts(model):
        yield from _tensors(part, seen, depth=depth - 1)


def _parts(model: Any) -> Iterable[Any]:
    if isinstance(model, Mapping):
        return list(model.values())
    if isinstance(model, list | tuple):
        return list(model)
    components = getattr(model, "components", None)
    if isinstance(components, Mapping):
        return list(components.values())
    return list(vars(model).values()) if hasattr(model, "__dict__") else []


def is_out_of_memory(exc: BaseException) -> bool:
    """Tell whether a device or the machine had not memory enough."""
    torch = sys.modules.get("torch")
    if isinstance(exc, MemoryError) or (torch and isinstance(exc, torch.OutOfMemoryError)):
        return True
    return isinstance(exc, RuntimeError) and any(word in str(exc).lower() for word in _WORDS)


def give_back(device: Device) -> None:
    """Collect what nothing holds any more, and hand the cached memory of a device back."""
    gc.collect()
    if device.kind == "cpu":
        return
    import torch

    if device.kind == "cuda":
        torch.cuda.empty_cache()
    elif device.kind == "xpu":
        torch.xpu.empty_cache()
    elif device.kind == "mps":
        torch.mps.empty_cache()
