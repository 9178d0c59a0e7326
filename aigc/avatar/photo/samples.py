"""Random faces with known parameters, drawn as photographs: what a fit is calibrated on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aigc.avatar.build import build
from aigc.avatar.photo.parameters import NAMES, Floats, applied, bounds
from aigc.avatar.pose import AT_EASE, about
from aigc.avatar.render import still
from aigc.avatar.spec import AvatarSpec, checked

BARE = ("bald", "buzz", "crew", "slick_back", "man_bun", "bun", "side_part")
COVERED = ("bob", "long_straight", "curtains", "long_wavy", "pixie", "messy", "curly_bob", "crop",
           "hime", "ponytail", "afro", "long_bob")  # fmt: skip
FRAMES = ("round", "square", "rectangle", "oval", "wayfarer", "thin_metal", "browline")
HAIR = ("#17130f", "#2a1d16", "#4a2f20", "#7a5230", "#b98d54", "#d8c08c", "#8a3f22", "#9a9a9c")
IRISES = ("#3a2416", "#5a3a24", "#7a5a34", "#4f7a4a", "#4a78a8", "#7c8794")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sample:
    """A face, its parameters, and how it was photographed.

    Attributes
    ----------
    values : float64, shape (parameters,)
    yaw, pitch, roll : float
        Degrees.
    """

    spec: AvatarSpec
    values: Floats
    yaw: float
    pitch: float
    roll: float


def drawn(rng: np.random.Generator) -> Sample:
    """Return one random face; hair hides the jaw of about three in ten of them."""
    low, high = bounds()
    values = rng.uniform(low, high)
    man = values[NAMES.index("masculine")] > 0.6
    style = rng.choice(COVERED if rng.random() < 0.3 else BARE)
    makeup = "none" if man or rng.random() < 0.3 else "natural"
    base = checked(
        {
            "look": "human",
            "seed": int(rng.integers(1 << 20)),
            "body": {"age": float(rng.uniform(20, 45))},
            "skin": {"tone": float(rng.random()), "warmth": float(rng.uniform(-0.8, 0.8))},
            "hair": {"style": str(style), "colour": str(rng.choice(HAIR))},
            "eyes": {"iris": str(rng.choice(IRISES))},
            "brows": {"style": str(rng.choice(("natural", "straight", "soft")))},
            "makeup": {"style": makeup},
            "beard": {"style": _some(rng, ("full", "stubble"), 0.3) if man else "none"},
            "glasses": {"style": _some(rng, FRAMES, 0.15)},
            "outfit": {"style": "tee", "colour": f"#{rng.integers(1 << 24):06x}"},
        }
    )
    yaw, pitch, roll = np.clip(rng.normal(size=3), -2, 2) * [7.5, 2.5, 4.0]
    return Sample(
        spec=applied(base, values), values=values,
        yaw=float(yaw), pitch=float(pitch), roll=float(roll),
    )  # fmt: skip


def _some(rng: np.random.Generator, names: tuple[str, ...], share: float) -> str:
    """Return one of the names to a share of the faces, and ``none`` to the others."""
    return str(rng.choice(names)) if rng.random() < share else "none"


def photographed(sample: Sample, rng: np.random.Generator, size: int = 512) -> NDArray[np.uint8]:
    """Return a picture of the face, shape (size, size, 3), before a ground and in a light."""
    head = {"head": about("x", sample.pitch), "neck": about("z", sample.roll)}
    red, green, blue = map(float, rng.uniform(0.25, 0.95) * rng.uniform(0.8, 1.0, 3))
    picture = still(
        build(sample.spec), size, size, "close", turns=dict(AT_EASE) | head, yaw=sample.yaw,
        background=(red, green, blue),
    )  # fmt: skip
    return lit(picture[..., :3], rng)


def lit(picture: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Return the picture under a light from one side, with a cast, an exposure and grain."""
    size = picture.shape[0]
    y, x = np.mgrid[0:size, 0 : picture.shape[1]] / size - 0.5
    angle = rng.uniform(0, 2 * np.pi)
    slope = 1 + rng.uniform(0, 0.5) * (x * np.cos(angle) + y * np.sin(angle))
    linear = (picture / 255.0) ** 2.2 * slope[..., None]
    linear *= rng.uniform(0.8, 1.15) * rng.uniform(0.92, 1.08, 3)
    grain = rng.normal(0, 0.008, picture.shape)
    found = np.clip(linear, 0, 1) ** (1 / 2.2) + grain
    return np.asarray(np.clip(found * 255 + 0.5, 0, 255), np.uint8)
