"""Families of film models: the lengths, rates and sizes they were trained for, as data."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """What one kind of film model expects.

    Attributes
    ----------
    classes : tuple of str
        Beginnings of its pipelines' class names in diffusers.
    fps : int
        Frames a second that its films are made for.
    step : int
        A film has a multiple of this many frames, and one.
    longest : int
        Most frames of one shot that still hold together.
    side_px, area_px : int
        Usual shorter side, and the pixels that a frame has then.
    multiple : int
        Both sides are multiples of this many pixels.
    fixed_px : tuple of int
        The only width and height it makes, where it makes no other.
    frames_name, rate_name : str
        What its pipeline calls the number of frames and their rate; empty where it has none.
    mark : str
        A setting of the pipeline or its network that tells it from others of the same class.
    more : tuple of (str, float or int)
        What its authors set besides, by the names of its pipeline.
    """

    name: str
    classes: tuple[str, ...]
    fps: int
    step: int
    longest: int
    side_px: int
    area_px: int
    multiple: int = 16
    fixed_px: tuple[int, int] | None = None
    frames_name: str = "num_frames"
    rate_name: str = ""
    mark: str = ""
    more: tuple[tuple[str, float | int], ...] = ()


FAMILIES: Final = (
    Family(name="Wan 2.2 TI2V", classes=("Wan",), mark="expand_timesteps", fps=24, step=4,
           longest=121, side_px=704, area_px=704 * 1280, multiple=32),
    Family(name="Wan", classes=("Wan", "AnyFlow", "ChronoEdit"), fps=16, step=4, longest=81,
           side_px=480, area_px=480 * 832),
    Family(name="LTX-2", classes=("LTX2", "LTX25"), fps=24, step=8, longest=481, side_px=512,
           area_px=512 * 896, multiple=32, rate_name="frame_rate"),
    Family(name="LTX-Video", classes=("LTX",), fps=25, step=8, longest=257, side_px=512,
           area_px=512 * 896, multiple=32, rate_name="frame_rate",
           more=(("decode_timestep", 0.05), ("decode_noise_scale", 0.025),
                 ("max_sequence_length", 256))),
    Family(name="HunyuanVideo 1.5", classes=("HunyuanVideo15",), fps=24, step=4, longest=121,
           side_px=480, area_px=480 * 848),
    Family(name="SkyReels", classes=("HunyuanSkyreels", "SkyReels"), fps=24, step=4, longest=97,
           side_px=544, area_px=544 * 960, rate_name="fps"),
    Family(name="FramePack", classes=("HunyuanVideoFramepack",), fps=30, step=4, longest=601,
           side_px=544, area_px=544 * 960),
    Family(name="HunyuanVideo", classes=("HunyuanVideo",), fps=24, step=4, longest=129,
           side_px=544, area_px=544 * 960),
    Family(name="CogVideoX 1.5", classes=("CogVideoX",), mark="patch_size_t", fps=16, step=16,
           longest=161, side_px=768, area_px=768 * 1360),
    Family(name="CogVideoX", classes=("CogVideoX", "ConsisID"), fps=8, step=8, longest=49,
           side_px=480, area_px=480 * 720, fixed_px=(720, 480)),
    Family(name="Stable Video Diffusion", classes=("StableVideoDiffusion",), fps=7, step=1,
           longest=25, side_px=576, area_px=576 * 1024, multiple=64, rate_name="fps",
           more=(("decode_chunk_size", 8),)),
    Family(name="AnimateDiff", classes=("AnimateDiff",), fps=8, step=1, longest=16, side_px=512,
           area_px=512 * 768, multiple=64),
    Family(name="Mochi", classes=("Mochi",), fps=30, step=6, longest=163, side_px=480,
           area_px=480 * 848),
    Family(name="Allegro", classes=("Allegro",), fps=15, step=4, longest=85, side_px=720,
           area_px=720 * 1280),
    Family(name="SANA-Video", classes=("SanaVideo", "SanaImageToVideo"), fps=16, step=4,
           longest=81, side_px=480, area_px=480 * 832, multiple=32, frames_name="frames"),
    Family(name="Kandinsky", classes=("Kandinsky",), fps=24, step=4, longest=121, side_px=512,
           area_px=512 * 768, rate_name="frame_rate"),
    Family(name="Motif-Video", classes=("MotifVideo",), fps=24, step=4, longest=121, side_px=736,
           area_px=736 * 1280),
    Family(name="Cosmos 1", classes=("CosmosTextToWorld", "CosmosVideoToWorld"), fps=30, step=8,
           longest=121, side_px=704, area_px=704 * 1280, rate_name="fps"),
    Family(name="Cosmos", classes=("Cosmos",), fps=16, step=4, longest=93, side_px=704,
           area_px=704 * 1280, rate_name="fps"),
    Family(name="EasyAnimate", classes=("EasyAnimate",), fps=8, step=4, longest=49, side_px=512,
           area_px=512 * 896),
)  # fmt: skip
"""The first that fits is taken, so that the more particular stands above."""

_NEARLY: Final = 0.07
UNKNOWN: Final = Family(
    name="unknown", classes=(), fps=16, step=8, longest=49, side_px=480, area_px=480 * 832,
    multiple=32, rate_name="fps",
)  # fmt: skip
"""What nearly every film model can make; its names are those most of them have."""


def family_of(pipe: Any) -> Family:
    """Return the family of a pipeline; `UNKNOWN` where it is of none."""
    name = type(pipe).__name__
    for family in FAMILIES:
        if name.startswith(family.classes) and (not family.mark or _setting(pipe, family.mark)):
            trained = _setting(pipe, "num_frames")
            return replace(family, longest=trained) if isinstance(trained, int) else family
    return UNKNOWN


def frame_count(family: Family, duration: Fraction, fps: Fraction, longest: int) -> int:
    """Return how many frames make a shot that lasts ``duration``, at most about ``longest``."""
    steps = math.ceil((duration * fps - 1) / family.step)
    return max(1, min(steps, (longest - 1) // family.step)) * family.step + 1


def working_size(
    family: Family, width_px: int, height_px: int, *, side_px: int = 0
) -> tuple[int, int]:
    """Return the width and height at which a model makes a film of an aspect.

    It is the usual size where that is nearly of the aspect, else one of as many pixels.

    Parameters
    ----------
    side_px : int
        Shorter side of the usual size in place of the family's own; 0 for that.

    >>> working_size(UNKNOWN, 1080, 1920)
    (480, 832)
    """
    if family.fixed_px:
        return family.fixed_px
    side = float(side_px or family.side_px)
    area = family.area_px * (side / family.side_px) ** 2
    ratio = max(width_px, height_px) / min(width_px, height_px)
    if abs(ratio / (area / side**2) - 1) > _NEARLY:
        side = (area / ratio) ** 0.5
    small, large = (
        max(1, round(one / family.multiple)) * family.multiple for one in (side, area / side)
    )
    return (large, small) if width_px > height_px else (small, large)


def _setting(pipe: Any, name: str) -> Any:
    """Return a setting of a pipeline, or of its network where only that has it."""
    network = getattr(pipe, "transformer", None) or getattr(pipe, "unet", None)
    for holder in (pipe, network):
        config = getattr(holder, "config", None)
        value = getattr(config, name, None) if config is not None else None
        if value:
            return value
    return None
