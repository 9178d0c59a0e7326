"""What the viewer is told: motion as numbers, sliders as they are drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

import numpy as np

from aigc.errors import InputError
from aigc.types.avatar import Motion
from aigc.types.viseme import BLENDSHAPES

Tongue = Literal["zh", "en"]
SOUNDS = {b"RIFF": "audio/wav", b"OggS": "audio/ogg", b"fLaC": "audio/flac", b"ID3": "audio/mpeg"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Slider:
    """One slider beside the picture; those of a group are folded together."""

    name: str
    label: str
    value: float
    low: float = -1.0
    high: float = 1.0
    step: float = 0.01
    group: str = ""

    def __post_init__(self) -> None:
        if not self.low < self.high or not self.low <= self.value <= self.high or self.step <= 0:
            raise InputError(
                f"The slider {self.name!r} cannot go from {self.low} to {self.high} by "
                f"{self.step} and stand at {self.value}."
            )


def drawn(sliders: Sequence[Slider]) -> list[dict[str, Any]]:
    """Return sliders as the page reads them."""
    rows = []
    for slider in sliders:
        row = asdict(slider)
        row["min"], row["max"] = row.pop("low"), row.pop("high")
        rows.append({name: value for name, value in row.items() if value != ""})
    return rows


def packed(motion: Motion) -> tuple[dict[str, Any], bytes]:
    """Return a motion as a head that says where each track is, and all numbers behind each other.

    Places in the head are counted in 32-bit floats.
    """
    block, size = [], 0

    def put(values: Any) -> list[int]:
        nonlocal size
        flat = np.ascontiguousarray(values, "<f4").ravel()
        block.append(flat.tobytes())
        size += len(flat)
        return [size - len(flat), size]

    moving = np.flatnonzero(motion.blendshapes.any(0))
    if not len(moving):
        moving = np.array([0])
    head: dict[str, Any] = {
        "fps": float(motion.fps),
        "names": [BLENDSHAPES[k] for k in moving],
        "weights": put(motion.blendshapes[:, moving]),
        "turns": {bone: put(turn) for bone, turn in motion.turns.items()},
        "travel": None if motion.travel is None else put(motion.travel),
    }
    return head, b"".join(block)


def sound_type(audio: bytes) -> str:
    """Return the media type of a recording by how it begins.

    Raises
    ------
    InputError
        Browsers would not play it.
    """
    for start, media in SOUNDS.items():
        if audio.startswith(start):
            return media
    if audio[4:8] == b"ftyp":
        return "audio/mp4"
    if audio[:1] == b"\xff" and audio[1:2] >= b"\xe0":
        return "audio/mpeg"
    raise InputError("The sound is no WAV, MP3, Ogg, FLAC or M4A file; give one of these.")


def weights_of(weights: Mapping[str, float]) -> dict[str, float]:
    """Return the weights of faces, checked.

    Raises
    ------
    InputError
        One is outside 0 to 1.
    """
    for name, weight in weights.items():
        if not 0 <= weight <= 1:
            raise InputError(f"The weight of {name!r} is {weight}; it goes from 0 to 1.")
    return {name: float(weight) for name, weight in weights.items()}


@lru_cache(maxsize=1)
def bundle() -> str:
    """Return the viewer as one JavaScript module, three and three-vrm with it."""
    return files("aigc.avatar.viewer").joinpath("data/viewer.js").read_text(encoding="utf-8")
