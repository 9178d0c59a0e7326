"""Rows of a chart know when they are spoken."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from aigc.types.article import Span
from aigc.types.narration import Word
from aigc.types.time import TimeRange
from aigc.video.storyboard.beats import Beat
from aigc.video.storyboard.tables import row_times

PRICES = (("一线城市", 32.0), ("二线城市", 26.5), ("城市", 19.8), ("县城", 9.9))


def beat(text: str) -> Beat:
    """Return a beat that starts at 10 s and speaks one character in a tenth of a second."""
    start, words = Fraction(10), []
    for m in re.finditer(r"[\u4e00-\u9fff]|[\w.,]+(?<![.,])", text):
        time = TimeRange(start=start + Fraction(m.start(), 10), duration=Fraction(1, 10))
        span = Span(start=m.start(), end=m.end())
        words.append((m.start(), Word(text=m.group(), time=time, span=span)))
    end = start + Fraction(len(text) + 1, 10)
    return Beat(text=text, start=start, end=end, words=tuple(words), lines=(0,))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一线城市要32元，县城只要9.9元。", (0.0, -1.0, -1.0, 0.9)),
        ("县城便宜。一线城市是32元，到了县城是9.9元。", (0.5, -1.0, -1.0, 1.6)),
        ("最便宜的才9.9元。", (-1.0, -1.0, -1.0, 0.5)),
        ("咖啡不贵了。", ()),
        ("涨了132元，降了9.95元。", ()),
    ],
)
def test_a_row_is_spoken_with_its_label_or_its_value(
    text: str, expected: tuple[float, ...]
) -> None:
    assert row_times(PRICES, beat(text)) == pytest.approx(expected)


def test_numbers_are_found_as_a_text_writes_them() -> None:
    rows = (("2023", 1200.0), ("2024", 2.5), ("2025", 2.5))
    assert row_times(rows, beat("It sold 1,200 then more in 2025.")) == pytest.approx(
        (0.8, -1.0, 2.7)
    )
