"""The lines of a PDF page with their place and size, and the pictures between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from aigc.text.article.draft import PictureRef

_MOST_PICTURES_A_PAGE: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of text; ``y_pt`` counts upwards from the page's bottom, sizes are in points."""

    text: str
    page: int
    x_pt: float
    y_pt: float
    size_pt: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page's lines in reading order; each picture with the number of lines before it."""

    lines: tuple[Line, ...]
    pictures: tuple[tuple[int, PictureRef], ...]


@dataclass(slots=True)
class _Collector:
    number: int
    lines: list[Line] = field(default_factory=list)
    drawn: list[tuple[str, int]] = field(default_factory=list)
    _text: str = ""
    _start: tuple[float, float, float] = (0.0, 0.0, 0.0)

    def text(self, text: str, cm: Any, tm: Any, font: Any, size: float) -> None:
        """Take a piece of text from pypdf, which marks line ends inside the pieces."""
        first, *rest = text.split("\n")
        self._add(first, cm, tm, size)
        for part in rest:
            self.end()
            self._add(part, cm, tm, size)

    def operand(self, operator: bytes, operands: Any, cm: Any, tm: Any) -> None:
        """Note where a picture is drawn."""
        if operator == b"Do" and operands:
            pending = 1 if self._text.strip() else 0
            self.drawn.append((str(operands[0]), len(self.lines) + pending))

    def end(self) -> None:
        """Close the line that is being collected."""
        if self._text.strip():
            x, y, size = self._start
            self.lines.append(
                Line(text=self._text.strip(), page=self.number, x_pt=x, y_pt=y, size_pt=size)
            )
        self._text = ""

    def _add(self, text: str, cm: Any, tm: Any, size: float) -> None:
        if text.strip() and not self._text.strip():
            x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
            y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            scale = abs(tm[3] * cm[3]) or abs(tm[1] * cm[1]) or 1.0
            self._start = (float(x), float(y), round(float(size * scale), 1))
        self._text += text


def read_page(page: Any, number: int) -> Page:
    """Return the lines and pictures of one pypdf page."""
    collector = _Collector(number)
    page.extract_text(visitor_text=collector.text, visitor_operand_before=collector.operand)
    collector.end()
    lines = tuple(collector.lines)
    return Page(lines=lines, pictures=_pictures(page, number, collector.drawn, len(lines)))


def _pictures(
    page: Any, number: int, drawn: list[tuple[str, int]], count: int
) -> tuple[tuple[int, PictureRef], ...]:
    try:
        names = [name for name in page.images.keys() if isinstance(name, str)]  # noqa: SIM118
    except Exception:  # a damaged picture table costs the pictures, not the text
        return ()
    places = dict(reversed(drawn))
    found: list[tuple[int, PictureRef]] = []
    for name in names[:_MOST_PICTURES_A_PAGE]:
        label = f"page {number + 1}, picture {name.strip('/')}"
        try:
            data = bytes(page.images[name].data)
        except Exception:  # the builder notes that the picture cannot be used
            data = b""
        found.append((min(places.get(name, count), count), PictureRef(place=label, data=data)))
    return tuple(sorted(found, key=lambda item: item[0]))
