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
SD = {"unet": int(1.6 * GIB), "text_encoder": int(0.4 * GIB)}
SDXL = {"unet": int(4.8 * GIB), "text_encoder_2": int(1.7 * GIB)}
FLUX = {"transformer": int(22.2 * GIB), "text_encoder_2": int(9.2 * GIB)}
LTX = {"transformer": int(3.6 * GIB), "text_encoder": int(8.9 * GIB)}


def plan(device: Device, model: dict[str, int], kind: Any = "picture", **options: Any) -> Any:
    room = options.pop("room_bytes", 0)
    return plan_for(Options(**options), device, model, kind, room_bytes=room)


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
    assert plan(HOPPER, SDXL, room_bytes=7 * GIB).offload == "model"


def test_smaller_weights_fit_where_others_do_not():
    whole, less = plan(AMPERE, FLUX), plan(AMPERE, FLUX, quantise="int4")
    assert (whole.offload, less.offload) == ("group", "none")
    assert any("int4" in one for one in less.reasons)


def test_only_what_denoises_is_made_smaller():
    made = plan(AMPERE, LTX, quantise="int8")
    assert made.largest_bytes == LTX["text_encoder"]
    assert made.weights_bytes == LTX["text_encoder"] + LTX["transformer"] // 2
    assert plan(AMPERE, {"": 8 * GIB}, quantise="fp8").weights_bytes == 5 * GIB


def test_it_is_told_in_short():
    told = str(plan(HOPPER, FLUX, quantise="fp8"))
    assert "on cuda:0 (H100, 80 GiB) in bfloat16; weights as fp8; 20.3 GiB" in told
    assert "compiled; up to 8 at a time" in told and "\n" not in told
    assert "one part on the device at a time" in str(plan(SMALL, SDXL))


def test_large_pictures_are_decoded_in_tiles_where_little_is_left():
    assert plan(SMALL, SDXL).vae_tiling and not plan(HOPPER, SDXL).vae_tiling
    assert not plan(SMALL, SDXL, vae_tiling="off").vae_tiling


def test_ways_are_tried_from_fast_to_small():
    assert attempts(plan(HOPPER, SDXL)) == ("none", "model", "sequential")
    assert attempts(plan(AMPERE, FLUX)) == ("group", "sequential")
    assert attempts(plan(CPU, FLUX)) == ("none",)
