"""How a diffusion model is run on a device, chosen from what it is and what it has, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from aigc.device.place import Device, precision_for
from aigc.diffusion.options import Options

Kind = Literal["picture", "film"]
Offload = Literal["none", "model", "group", "sequential"]

GIB: Final = 2**30
DENOISERS: Final = ("transformer", "transformer_2", "unconditional_transformer", "unet", "prior")
"""What the parts are called that denoise."""
WAYS: Final[Mapping[Offload, str]] = {
    "none": "all on the device",
    "model": "one part on the device at a time",
    "group": "a few layers on the device at a time",
    "sequential": "one layer on the device at a time, which is slow",
}
WORK_BYTES: Final[dict[Kind, int]] = {"picture": 2 * GIB, "film": 6 * GIB}
"""What one picture of a megapixel, or a short film, takes while it is made, at 16 bits."""
MOST_TOGETHER: Final = 8
SHARE: Final = 0.9
_WORTH_COMPILING: Final = 4 * GIB
_TIGHT: Final[dict[Kind, int]] = {"picture": 6 * GIB, "film": 24 * GIB}
_KEPT: Final = {"none": 1.0, "int8": 0.5, "fp8": 0.5, "int4": 0.3, "gguf": 0.4}
_MOST: Final = 0.75
"""The share of a model that denoises, where nobody knows its parts."""
_AT_ONCE: Final = {"group": 10, "sequential": 20}
"""The share of the weights that is on the device at a time, as one part in so many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How a model is run.

    Attributes
    ----------
    batch : int
        How many pictures are made together at most.
    weights_bytes, largest_bytes : int
        What all weights take as they are kept, and the largest part of them.
    reasons : tuple of str
        One sentence for each choice.
    """

    device: Device
    dtype: str
    offload: Offload
    attention: str
    compile: bool
    cache: str
    quantise: str
    vae_tiling: bool
    batch: int
    weights_bytes: int
    largest_bytes: int
    reasons: tuple[str, ...]

    @property
    def needs_bytes(self) -> int:
        """What the weights take of the device's memory at a time."""
        return self.needs(self.offload)

    def needs(self, offload: Offload) -> int:
        """Return what the weights take at a time when they are kept in another way."""
        return _needs(offload, self.weights_bytes, self.largest_bytes)

    def __str__(self) -> str:
        """Return in short where and how the model is run."""
        parts = [
            f"on {self.device} in {self.dtype}",
            "" if self.quantise == "none" else f"weights as {self.quantise}",
            f"{_gib(self.weights_bytes)} of weights, {WAYS[self.offload]}",
            "repeated blocks compiled" if self.compile else "",
            f"up to {self.batch} at a time" if self.batch > 1 else "",
        ]
        return "; ".join(part for part in parts if part)


def plan_for(
    options: Options, device: Device, parts: Mapping[str, int], kind: Kind, *, room_bytes: int = 0
) -> Plan:
    """Return how a model is run, as asked where the options say, else as the device allows.

    Parameters
    ----------
    parts : mapping of str to int
        What each part takes in the numbers it is kept in, in bytes, before quantisation; under an
        empty name what nobody knows the parts of.
    kind : {"picture", "film"}
        What it makes.
    room_bytes : int
        How much models may take on the device; 0 for a share of its memory.

    Raises
    ------
    ConfigError
        The dtype does not exist.
    """
    why: list[str] = []
    dtype = _dtype(options, device, why)
    sizes = _kept(parts, options.quantise)
    total, largest = sum(sizes), max(sizes, default=0)
    if options.quantise != "none":
        why.append(f"Weights are kept as {options.quantise}, as asked: about {_gib(total)}.")
    room = room_bytes or int(device.memory_bytes * SHARE)
    offload = _offload(options, device, total, largest, room, kind, why)
    needs = _needs(offload, total, largest)
    return Plan(
        device=device,
        dtype=dtype,
        offload=offload,
        attention=_attention(options, why),
        compile=_compile(options, device, offload, total, why),
        cache=_cache(options, why),
        quantise=options.quantise,
        vae_tiling=_tiling(options, device, room - needs, kind, why),
        batch=_batch(options, device, room - needs, kind, why),
        weights_bytes=total,
        largest_bytes=largest,
        reasons=tuple(why),
    )


def _kept(parts: Mapping[str, int], quantise: str) -> list[int]:
    """Return what each part takes as it is kept: what denoises is made smaller, and no other."""
    share = _KEPT.get(quantise, _KEPT["gguf"])
    if "" in parts:
        most = int(parts[""] * _MOST)
        parts = {**parts, DENOISERS[0]: most, "": parts[""] - most}
    return [int(size * share) if part in DENOISERS else size for part, size in parts.items()]


def attempts(plan: Plan) -> tuple[Offload, ...]:
    """Return the ways to keep weights that are tried in turn while memory is short."""
    if plan.device.kind not in ("cuda", "xpu"):
        return (plan.offload,)
    after: dict[Offload, tuple[Offload, ...]] = {
        "none": ("model", "sequential"), "model": ("sequential",), "group": ("sequential",),
        "sequential": (),
    }  # fmt: skip
    return (plan.offload, *after[plan.offload])


def _dtype(options: Options, device: Device, why: list[str]) -> str:
    dtype = precision_for(device, options.dtype)
    because = "as asked" if options.dtype != "auto" else f"which suits {device.torch_name}"
    why.append(f"Weights are {dtype}, {because}.")
    return dtype


def _offload(
    options: Options, device: Device, total: int, largest: int, room: int, kind: Kind,
    why: list[str],
) -> Offload:  # fmt: skip
    if device.kind not in ("cuda", "xpu"):
        why.append(f"{device.torch_name} shares the machine's memory, so nothing waits elsewhere.")
        return "none"
    if options.offload != "auto":
        why.append(f"Offload is {options.offload}, as asked.")
        return options.offload
    work, has = WORK_BYTES[kind], f"{_gib(room)} may be used"
    if total + work <= room:
        why.append(f"All weights ({_gib(total)}) stay on the device: {has}.")
        return "none"
    if largest + work <= room:
        why.append(f"One part at a time is on the device, {_gib(largest)} at most: {has}.")
        return "model"
    why.append(f"The largest part alone takes {_gib(largest)} and {has}, so its layers take turns.")
    return "group"


def _needs(offload: Offload, total: int, largest: int) -> int:
    if offload == "none":
        return total
    return largest if offload == "model" else total // _AT_ONCE[offload]


def _attention(options: Options, why: list[str]) -> str:
    if options.attention != "auto":
        why.append(f"Attention is {options.attention}, as asked.")
        return options.attention
    why.append("Attention is torch's own, which takes the device's fastest kernel.")
    return "native"


def _compile(
    options: Options, device: Device, offload: Offload, total: int, why: list[str]
) -> bool:
    if options.compile != "auto":
        why.append(f"Compilation is {options.compile}, as asked.")
        return options.compile == "blocks"
    if device.kind == "cuda" and offload == "none" and total >= _WORTH_COMPILING:
        why.append("Repeated blocks are compiled: the first picture waits, the rest are faster.")
        return True
    why.append("Nothing is compiled: it pays for large models that stay on a CUDA device.")
    return False


def _cache(options: Options, why: list[str]) -> str:
    cache = "first_block" if options.cache == "auto" else options.cache
    if cache != "none":
        why.append(f"Steps that hardly differ reuse each other's work ({cache}), as asked.")
    return cache


def _tiling(options: Options, device: Device, left: int, kind: Kind, why: list[str]) -> bool:
    if options.vae_tiling != "auto":
        return options.vae_tiling == "on"
    if device.kind == "cpu" or left >= _TIGHT[kind]:
        return False
    why.append(f"Large pictures are decoded in tiles: {_gib(max(left, 0))} are left for work.")
    return True


def _batch(options: Options, device: Device, left: int, kind: Kind, why: list[str]) -> int:
    if options.batch:
        why.append(f"{options.batch} at a time, as asked.")
        return options.batch
    if kind == "film" or device.kind in ("cpu", "mps"):
        why.append("One at a time: together they would not be faster here.")
        return 1
    count = max(1, min(MOST_TOGETHER, left // WORK_BYTES[kind]))
    why.append(f"{count} at a time fit into the {_gib(max(left, 0))} that the weights leave.")
    return int(count)


def _gib(count: int) -> str:
    return f"{count / GIB:.1f} GiB"
