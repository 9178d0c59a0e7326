"""Causal language models on the shelf: read once, whoever asks."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from transformers import AutoModelForCausalLM

from aigc.device.lending import lent as lend
from aigc.device.place import Device
from aigc.pretrained import read_whole


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
    return lend(name, _read, what="causal", device=device, dtype=dtype)


def _read(name: str, device: Device, dtype: str) -> Any:
    model = read_whole(AutoModelForCausalLM, name, what="causal language model", dtype=dtype)
    return model.to(device.torch_name).eval()
