"""Small pieces of the scenes: numbers, item times, icons, columns of blocks."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from aigc.image.scene.bars import format_number, span
from aigc.image.scene.curve import points_in
from aigc.image.scene.icons import ICONS, icon_for, icon_path, icons_for
from aigc.image.scene.items import current, item_starts
from aigc.image.scene.marks import field_shape
from aigc.image.scene.number import format_value
from aigc.image.scene.piece import Block, column, first_fitting, total_height
from aigc.types.scene import Chart, Number


def test_negative_zero_has_no_sign() -> None:
    assert format_number(-0.2, 0) == "0"
    assert format_number(-1234.5, 1) == "−1,234.5"
    assert format_value(Number(label="", value=-0.04, decimals=1), -0.04) == "0.0"


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=6))
def test_span_holds_zero_and_every_value(values: list[float]) -> None:
    low, high = span(Chart(title="", rows=tuple(("a", v) for v in values)))
    assert low <= 0 <= high and low < high
    assert all(low <= v <= high for v in values) or max(map(abs, values)) == 0


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=6))
def test_curve_stays_in_its_box(values: list[float]) -> None:
    for x, y in points_in(tuple(values), (10, 20, 300, 200)):
        assert 10 - 1e-6 <= x <= 310 + 1e-6
        assert 20 - 1e-6 <= y <= 220 + 1e-6


@given(st.lists(st.floats(-1, 30), min_size=1, max_size=4))
def test_items_arrive_in_order(at: list[float]) -> None:
    starts = item_starts(at, 6.0)
    assert all(b - a >= 0.159 for a, b in pairwise(starts))
    assert current(starts, starts[-1]) == len(at) - 1
    assert current(starts, 0.0) == 0


def test_spoken_times_are_kept() -> None:
    assert item_starts((1.0, 2.5, 4.0), 6.0) == (1.0, 2.5, 4.0)


def test_every_icon_draws_inside_its_grid() -> None:
    for name in ICONS:
        bounds = icon_path(name).computeTightBounds()
        assert bounds.left() > -2 and bounds.right() < 26, name
        assert bounds.top() > -2 and bounds.bottom() < 26, name


def test_icons_come_all_or_none() -> None:
    assert icon_for("租金低") == "money"
    assert icons_for(("租金低", "供应链下沉")) == ("money", "truck")
    assert icons_for(("租金低", "成本低")) == ()
    assert icons_for(("租金低", "无从说起")) == ()


@given(st.floats(200, 1800), st.floats(80, 900))
def test_a_hundred_cells_fit(width: float, height: float) -> None:
    rows, columns, pitch = field_shape(width, height)
    assert rows * columns == 100
    assert rows * pitch <= height + 1e-6 and columns * pitch <= width + 1e-6


def test_first_level_that_fits_is_taken() -> None:
    def make(level: int) -> list[Block]:
        return [Block(height=100.0 - 30 * level, place=lambda y: [])]

    assert first_fitting(3, make, 75)[0].height == 70
    assert first_fitting(3, make, 10)[0].height == 40


def test_column_keeps_to_its_space() -> None:
    seen: list[float] = []
    blocks = [Block(height=50, gap=20, place=lambda y: seen.append(y) or []) for _ in range(3)]
    assert total_height(blocks) == 190
    column(blocks, 100, 500)
    assert seen == sorted(seen)
    assert seen[0] >= 100 and seen[-1] + 50 <= 500
