"""Causal language models on the shelf: read once, whoever asks."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from transformers import AutoModelForCausalLM

from aigc.device.place import Device, chosen, precision_for
from aigc.device.shelf import shelf
from aigc.identity import identity
from aigc.pretrained import read_causal


def lent(name: str, *, device: str = "auto", dtype: str = "auto") -> AbstractContextManager[Any]:
    """Lend a model by its folder or its name on the hub, ready to be run.

    Only safetensors are read, and no code of the model's own is run.

    Raises
    ------
    EngineUnavailable
        It is not there or not whole.
    OutOfMemory
        It does not fit into the device's memory.
    """
    place = chosen(device)
    key = f"causal {identity(name)} {dtype}"
    return shelf(place.torch_name).lend(key, lambda: _read(name, place, dtype), label=name)


def _read(name: str, device: Device, dtype: str) -> Any:
    precision = precision_for(device, dtype)
    model = read_causal(AutoModelForCausalLM, name, use_safetensors=True, dtype=precision)
    return model.to(device.torch_name).eval()
