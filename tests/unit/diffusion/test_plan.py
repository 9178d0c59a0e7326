"""How a model is run on devices that need not be here."""

from __future__ import annotations

from typing import Any

import pytest

from aigc.device.place import Device
from aigc.diffusion.options import Options
from aigc.diffusion.plan import attempts, plan_for

GIB = 2**30
HOPPER = Device(kind="cuda", name="H100", memory_bytes=80 * GIB, bfloat16=True)
AMPERE = Device(kind="cuda", name="A10", memory_bytes=24 * GIB, bfloat16=True)
SMALL = Device(kind="cuda", name="T4 half", memory_bytes=8 * GIB)
CPU = Device(kind="cpu", name="CPU", memory_bytes=64 * GIB)
APPLE = Device(kind="mps", name="Apple GPU", memory_bytes=36 * GIB, bfloat16=True)
SD = {"weights_bytes": 2 * GIB, "largest_bytes": int(1.6 * GIB)}
SDXL = {"weights_bytes": int(6.5 * GIB), "largest_bytes": int(4.8 * GIB)}
FLUX = {"weights_bytes": int(31.4 * GIB), "largest_bytes": int(22.2 * GIB)}


def plan(device: Device, model: dict[str, int], kind: Any = "picture", **options: Any) -> Any:
    sizes = dict(model)
    return plan_for(
        Options(**options), device, sizes.pop("weights_bytes"), kind, **sizes
    )  # fmt: skip


@pytest.mark.parametrize(
    ("device", "model", "offload", "dtype", "compiled"),
    [
        (HOPPER, FLUX, "none", "bfloat16", True),
        (HOPPER, SDXL, "none", "bfloat16", True),
        (AMPERE, SDXL, "none", "bfloat16", True),
        (AMPERE, FLUX, "group", "bfloat16", False),
        (SMALL, SD, "none", "float16", False),
        (SMALL, SDXL, "model", "float16", False),
        (SMALL, FLUX, "group", "float16", False),
        (CPU, FLUX, "none", "float32", False),
        (APPLE, SDXL, "none", "bfloat16", False),
    ],
)
def test_a_device_and_a_size_decide(device, model, offload, dtype, compiled):
    made = plan(device, model)
    assert (made.offload, made.dtype, made.compile) == (offload, dtype, compiled)
    assert made.needs_bytes <= device.memory_bytes
    assert all(one.endswith(".") and "\n" not in one for one in made.reasons)
    assert len(made.reasons) >= 4


def test_what_is_asked_is_done():
    made = plan(
        HOPPER, SDXL, offload="sequential", dtype="float32", compile="none", attention="flash",
        cache="auto", vae_tiling="on", batch=3,
    )  # fmt: skip
    assert (made.offload, made.dtype, made.compile) == ("sequential", "float32", False)
    assert (made.attention, made.cache, made.vae_tiling, made.batch) == (
        "flash", "first_block", True, 3,
    )  # fmt: skip
    assert sum("as asked" in one for one in made.reasons) >= 6


def test_pictures_are_made_together_where_room_is_left():
    assert plan(HOPPER, SDXL).batch == 8
    assert 1 < plan(AMPERE, SDXL).batch <= 8
    assert plan(CPU, SD).batch == plan(APPLE, SD).batch == plan(SMALL, SDXL).batch == 1
    assert plan(HOPPER, SDXL, "film").batch == 1


def test_a_budget_counts_as_the_memory():
    assert plan(HOPPER, {**SDXL, "room_bytes": 7 * GIB}).offload == "model"


def test_smaller_weights_fit_where_others_do_not():
    whole, less = plan(AMPERE, FLUX), plan(AMPERE, FLUX, quantise="int4")
    assert (whole.offload, less.offload) == ("group", "none")
    assert any("int4" in one for one in less.reasons)


def test_large_pictures_are_decoded_in_tiles_where_little_is_left():
    assert plan(SMALL, SDXL).vae_tiling and not plan(HOPPER, SDXL).vae_tiling
    assert not plan(SMALL, SDXL, vae_tiling="off").vae_tiling


def test_ways_are_tried_from_fast_to_small():
    assert attempts(plan(HOPPER, SDXL)) == ("none", "model", "sequential")
    assert attempts(plan(AMPERE, FLUX)) == ("group", "sequential")
    assert attempts(plan(CPU, FLUX)) == ("none",)
