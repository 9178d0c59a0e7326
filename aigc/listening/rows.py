"""A clock laid on a sheet: rows of time, like the systems of printed music."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from typing import Final

from aigc.listening.drawing import Mark, Stroke, Words
from aigc.listening.look import INNER_PX, LABEL_PX, LEFT_PX, MUTED
from aigc.listening.setting import width_px

_STEPS_S: Final = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
_TICK_PX: Final = 84.0
_OVER: Final = 1.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A stretch of time over a strip of the sheet, as wide as its share of the longest row."""

    begin_s: float
    end_s: float
    px_per_s: float

    @property
    def right(self) -> float:
        """Where it ends, in pixels."""
        return self.x(self.end_s)

    def x(self, time_s: float) -> float:
        """Return where a moment stands, in pixels."""
        return LEFT_PX + (time_s - self.begin_s) * self.px_per_s

    def cut(self, begin_s: float, end_s: float) -> tuple[float, float] | None:
        """Return where a stretch begins and how wide it is; nothing where none is in the row."""
        first, last = max(begin_s, self.begin_s), min(end_s, self.end_s)
        return (self.x(first), (last - first) * self.px_per_s) if last > first else None


def rows_of(
    begin_s: float,
    end_s: float,
    longest_s: float,
    *,
    rests_s: Iterable[float] = (),
    begins_s: Iterable[float] = (),
) -> tuple[Row, ...]:
    """Return rows of about one length, at most ``longest_s``.

    They end in a rest where one is near, else where a word begins, else wherever they must.
    """
    strong, weak = sorted(rests_s), sorted(begins_s)
    bounds = [begin_s]
    while (left := end_s - bounds[-1]) > longest_s * _OVER:
        even = left / ceil(left / longest_s)
        bounds.append(_end(bounds[-1], even, longest_s, strong, weak))
    bounds.append(end_s)
    pairs = list(pairwise(bounds))
    scale = INNER_PX / max(end - begin for begin, end in pairs)
    return tuple(Row(begin_s=begin, end_s=end, px_per_s=scale) for begin, end in pairs)


def _end(
    begin: float, even: float, longest_s: float, strong: Iterable[float], weak: Iterable[float]
) -> float:
    """Return the place nearest to an even row's end, a rest before the beginning of a word."""
    for places in (strong, weak):
        near = [p for p in places if begin + 0.7 * even <= p <= begin + min(1.3 * even, longest_s)]
        if near:
            return min(near, key=lambda place: abs(place - begin - even))
    return begin + even


def clock_marks(row: Row, top: float) -> Iterator[Mark]:
    """Yield the seconds under a row."""
    step = next((s for s in _STEPS_S if s * row.px_per_s >= _TICK_PX), _STEPS_S[-1])
    number = ceil(row.begin_s / step - 1e-6)
    while number * step <= row.end_s:
        x = row.x(number * step)
        yield Stroke(points=((x, top), (x, top + 4)), colour=MUTED)
        text = f"{number * step:.{1 if step < 1 else 0}f}" + (" s" if number == 0 else "")
        if x + width_px(text, LABEL_PX) / 2 <= row.right + 12:
            yield Words(x=x, y=top + 17, text=text, size_px=LABEL_PX, colour=MUTED, anchor="middle")
        number += 1


def fitting(text: str, room_px: float, size_px: float, least_px: float) -> float | None:
    """Return the size at which words fit into so much room; nothing where none does."""
    width = width_px(text, size_px)
    size = size_px if width <= room_px else size_px * room_px / width
    return size if size >= least_px else None
