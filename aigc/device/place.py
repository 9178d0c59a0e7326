"""The devices of this machine, and which of them a model takes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from aigc.errors import ConfigError

Kind = Literal["cuda", "xpu", "mps", "cpu"]
Precision = Literal["auto", "float32", "bfloat16", "float16"]
BEST_FIRST: Final[tuple[Kind, ...]] = ("cuda", "xpu", "mps", "cpu")


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A processor with a memory of its own.

    Attributes
    ----------
    memory_bytes : int
        All of its memory, used or not.
    bfloat16 : bool
        Whether it computes in bfloat16 without emulation.
    """

    kind: Kind
    index: int = 0
    name: str = ""
    memory_bytes: int = 0
    bfloat16: bool = False

    @property
    def torch_name(self) -> str:
        """What torch calls it, such as ``cuda:1``."""
        return f"{self.kind}:{self.index}" if self.kind in ("cuda", "xpu") else self.kind

    def __str__(self) -> str:
        return f"{self.torch_name} ({self.name}, {self.memory_bytes / 2**30:.0f} GiB)"


@cache
def devices() -> tuple[Device, ...]:
    """Return every device of this machine, the best first; the CPU is always among them.

    Without torch nothing of ours computes elsewhere.
    """
    cpu = Device(kind="cpu", name="CPU", memory_bytes=_ram())
    try:
        import torch
    except ImportError:
        return (cpu,)
    found = [_accelerator("cuda", torch.cuda, n) for n in range(torch.cuda.device_count())]
    if hasattr(torch, "xpu") and torch.xpu.is_available():
        found += [_accelerator("xpu", torch.xpu, n) for n in range(torch.xpu.device_count())]
    if torch.backends.mps.is_available():
        found.append(Device(kind="mps", name="Apple GPU", memory_bytes=_ram(), bfloat16=True))
    return (*found, cpu)


def chosen(asked: str = "auto") -> Device:
    """Return the device of a name such as ``cuda``, ``cuda:1`` or ``cpu``; the best for ``auto``.

    Raises
    ------
    ConfigError
        This machine has none of that name.
    """
    there = devices()
    if asked in ("", "auto"):
        return there[0]
    known = {
        name: device for device in reversed(there) for name in (device.kind, device.torch_name)
    }
    if asked not in known:
        raise ConfigError(
            f"This machine has no device {asked!r}. It has "
            f"{', '.join(one.torch_name for one in there)}."
        )
    return known[asked]


def precision_for(device: Device, asked: str = "auto") -> str:
    """Return the torch dtype's name that weights take on a device.

    Raises
    ------
    ConfigError
        There is no such dtype.
    """
    known = ("auto", "float32", "bfloat16", "float16")
    if asked not in known:
        raise ConfigError(f"dtype cannot be {asked!r}: it is one of {', '.join(known)}.")
    if asked != "auto":
        return asked
    if device.kind == "cpu":
        return "float32"
    return "bfloat16" if device.bfloat16 else "float16"


def _accelerator(kind: Kind, room: object, index: int) -> Device:
    import torch

    about = room.get_device_properties(index)  # type: ignore[attr-defined]
    modern = torch.cuda.is_bf16_supported(including_emulation=False) if kind == "cuda" else True
    return Device(
        kind=kind, index=index, name=about.name, memory_bytes=int(about.total_memory),
        bfloat16=bool(modern),
    )  # fmt: skip


def _ram() -> int:
    import psutil

    return int(psutil.virtual_memory().total)
