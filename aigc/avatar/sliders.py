"""Sliders: targets in pairs, so that -1 and 1 are two ends of one shape.

Their names and pairs follow from the names of the targets; nothing is listed twice.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from aigc.avatar.base import Points, move, target_names

FOLDERS = (
    "head", "forehead", "eyebrows", "eyes", "ears", "nose", "cheek", "mouth", "chin", "neck",
    "torso", "arms",
)  # fmt: skip
ENDS = (
    ("decr", "incr"), ("down", "up"), ("in", "out"), ("backward", "forward"),
    ("concave", "convex"), ("compress", "uncompress"), ("l", "r"),
)  # fmt: skip
AXES = {"up": "height", "out": "across", "forward": "depth"}
SEVERAL = re.compile(r"-trans$|^eye-bag$|^eye-eyefold$")
"""Shapes with more than one pair of ends; the axis tells them apart."""
LATERAL = re.compile(r"^(asymm?-.*|(head|nose|mouth|neck)-trans-across)$")
"""Shapes that move something to one side of the face."""
LEFT_OUT = re.compile(r"^torso-trans|^head-trans")
"""Shapes that move more than a face: the body is where the bones are."""
LIMIT = 1.0


@dataclass(frozen=True, slots=True)
class Slider:
    """Targets at -1 and at 1.

    Attributes
    ----------
    folder : str
        Part of the face or body, one of `FOLDERS` or ``asym``.
    low, high : str or None
        Names of targets; of a pair of sides the left.
    sided : bool
        Whether there is a target for each side.
    """

    folder: str
    low: str | None
    high: str | None
    sided: bool


@lru_cache(maxsize=1)
def table() -> Mapping[str, Slider]:
    """Return every slider by its name, those of both kinds."""
    found: dict[str, Slider] = {}
    for name in target_names():
        folder, _, rest = name.partition("/")
        if folder not in (*FOLDERS, "asym") or rest.startswith("r-"):
            continue
        sided = rest.startswith("l-")
        key, low = _end(rest.removeprefix("l-"))
        if not LEFT_OUT.match(key):
            old = found.get(key, Slider(folder, None, None, sided))
            ends = (name, old.high) if low else (old.low, name)
            found[key] = Slider(folder, ends[0], ends[1], sided)
    return MappingProxyType(found)


def _end(stem: str) -> tuple[str, bool]:
    """Return the slider that a target is an end of, and whether it is the end at -1.

    >>> _end("nose-scale-horiz-decr"), _end("nose-trans-up"), _end("head-oval")
    (('nose-scale-horiz', True), ('nose-trans-height', False), ('head-oval', False))
    """
    base, _, end = stem.rpartition("-")
    for low, high in ENDS:
        if end in (low, high):
            axis = f"-{AXES[high]}" if high in AXES and SEVERAL.search(base) else ""
            return base + axis, end == low
    return stem, False


@lru_cache(maxsize=1)
def symmetric() -> tuple[str, ...]:
    """Return the names of the sliders that keep left and right alike."""
    return tuple(name for name in table() if not LATERAL.match(name))


@lru_cache(maxsize=1)
def asymmetric() -> tuple[str, ...]:
    """Return the names of those that do not; a sided shape leads on the left and lags right."""
    return tuple(name for name, s in table().items() if s.sided or LATERAL.match(name))


def apply(places: Points, sliders: Mapping[str, float], asymmetry: Mapping[str, float]) -> None:
    """Move ``places`` by sliders of both kinds, in place; sums are bounded to -1 to 1."""
    for name, value in sliders.items():
        _one(places, table()[name], value, value)
    for name, value in asymmetry.items():
        slider = table()[name]
        if slider.sided:
            _one(places, slider, value / 2, -value / 2)
        else:
            _one(places, slider, value, value)


def _one(places: Points, slider: Slider, left: float, right: float) -> None:
    if not slider.sided:
        _side(places, slider.low, slider.high, left)
        return
    for letter, value in (("l", left), ("r", right)):
        low, high = (n and n.replace("/l-", f"/{letter}-") for n in (slider.low, slider.high))
        _side(places, low, high, value)


def _side(places: Points, low: str | None, high: str | None, value: float) -> None:
    name = high if value > 0 else low
    if name:
        move(places, name, min(abs(value), LIMIT))
