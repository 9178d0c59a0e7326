"""A portrait on which the points of a face are clicked, for where nothing finds faces."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from html import escape
from pathlib import Path
from types import MappingProxyType
from typing import Final

from aigc.app.avatar.words import MARKS, say
from aigc.app.views import served
from aigc.app.words import Tongue, told
from aigc.avatar.photo.given import NEEDED

POINTS: Final[Mapping[str, tuple[int, int]]] = MappingProxyType(
    {
        "right_eye": (38, 50), "left_eye": (82, 50), "nose": (60, 74), "mouth_right": (46, 93),
        "mouth_left": (74, 93), "chin": (60, 124), "jaw_right": (25, 100), "jaw_left": (95, 100),
    }
)  # fmt: skip
"""The points in the order in which they are asked for, with their places on the drawing."""
FACE = (
    '<path d="M18 52C18 18 36 6 60 6s42 12 42 46c0 32-10 58-28 68q-14 8-28 0C28 110 18 84 18 52z"/>'
    '<path d="M27 50q11-9 22 0-11 8-22 0zM71 50q11-9 22 0-11 8-22 0zM60 54v14q-6 6 0 8"/>'
    '<path d="M46 93q14 9 28 0M46 93q14-7 28 0"/>'
)


def dialog(picture: Path, tongue: Tongue) -> str:
    """Return the portrait with what is to be clicked on it, to be opened at once."""
    rows = "".join(_row(n, name, tongue) for n, name in enumerate(POINTS, 1))
    dots = "".join(f'<circle data-dot="{name}" cx="{x}" cy="{y}" r="4"/>'
                   for name, (x, y) in POINTS.items())  # fmt: skip
    acts = "".join(
        f'<button type="button" data-mark="{act}">{say(f"mark.{act}", tongue)}</button>'
        for act in ("undo", "skip", "clear", "cancel", "done")
    )
    return (
        f'<dialog class="marking" data-turn="{secrets.token_hex(4)}">'
        f'<div class="ground"><img src="{served(picture)}" alt="" draggable="false"></div>'
        f"<aside><h3>{say('mark', tongue)}</h3><p>{say('mark.how', tongue)}</p>"
        f'<div class="guide"><svg viewBox="8 0 104 132" aria-hidden="true">{FACE}{dots}</svg>'
        f'<div class="loupe" aria-hidden="true"><i></i></div></div>'
        f"<ol>{rows}</ol><div class='does'>{acts}</div></aside></dialog>"
    )


def _row(number: int, name: str, tongue: Tongue) -> str:
    title, where = told(MARKS, name, tongue), told(MARKS, f"{name}.where", tongue)
    needed = " data-needed" if name in NEEDED else ""
    return (
        f'<li data-name="{name}"{needed}><button type="button" data-point="{name}">'
        f"<b>{number}</b><span>{escape(title)}<small>{escape(where)}</small></span></button></li>"
    )


def points_of(said: Mapping[str, object]) -> dict[str, tuple[float, float]]:
    """Return the points that a page tells, pixels; what is no point of a face is left out."""
    points = said.get("points")
    found = points if isinstance(points, Mapping) else {}
    pairs = {n: v for n, v in found.items() if isinstance(v, list | tuple) and len(v) == 2}
    return {n: (float(x), float(y)) for n, (x, y) in pairs.items()
            if n in POINTS and all(isinstance(k, int | float) for k in (x, y))}  # fmt: skip
