"""A flat drawing of boxes, lines, words and pixels that shows itself and can be saved."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from aigc.errors import InputError, JobError, did_you_mean
from aigc.files import write_atomic

KINDS = (".png", ".svg")


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle of one colour; ``radius`` rounds its corners."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    opacity: float = 1.0
    radius: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """A line through points."""

    points: tuple[tuple[float, float], ...]
    colour: str
    width: float = 1.0
    opacity: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Words with their baseline at ``y``; ``x`` is their beginning, middle or end."""

    x: float
    y: float
    text: str
    size_px: float
    colour: str
    anchor: Literal["start", "middle", "end"] = "start"
    bold: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pixels:
    """A small picture stretched over a rectangle: uint8, shape ``(rows, columns, 3)``."""

    x: float
    y: float
    width: float
    height: float
    rgb: NDArray[np.uint8]


Mark = Box | Stroke | Words | Pixels


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Drawing:
    """Marks in the order they are drawn, on a sheet whose unit is a pixel.

    ``title`` says in words what is seen.
    """

    width_px: float
    height_px: float
    title: str
    marks: tuple[Mark, ...]

    @property
    def svg(self) -> str:
        """The drawing as an SVG document."""
        from aigc.listening.svg import write_svg

        return write_svg(self)

    def png(self, scale: float = 2.0) -> bytes:
        """Return the drawing as a PNG file, ``scale`` pixels for each of its own."""
        from aigc.listening.png import write_png

        return write_png(self, scale)

    def save(self, path: Path | str) -> Path:
        """Write a PNG or SVG file, by the ending of its name, whole or not at all.

        Raises
        ------
        InputError
            When the name ends in neither.
        JobError
            When the file cannot be written.
        """
        path = Path(path)
        kind = path.suffix.lower()
        if kind not in KINDS:
            raise InputError(
                f"A picture cannot be saved as {path.name!r}. {did_you_mean(kind, KINDS)}"
            )
        data = self.png() if kind == ".png" else self.svg.encode()
        try:
            write_atomic(path, data)
        except OSError as exc:
            raise JobError(f"{path} cannot be written: {exc.strerror}. Choose a folder.") from exc
        return path

    def _repr_html_(self) -> str:
        return f'<figure style="margin:6px 0" title="{escape(self.title)}">{self.svg}</figure>'
