"""Small pieces of the scenes: numbers, item times, icons, columns of blocks."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigc.errors import AssetError
from aigc.image.paint.layers import render
from aigc.image.scene.bars import format_number, span
from aigc.image.scene.curve import points_in
from aigc.image.scene.icons import ICONS, icon_for, icon_path, icons_for
from aigc.image.scene.items import current, item_starts
from aigc.image.scene.logo import draw_logo, logo_size, read_logo
from aigc.image.scene.marks import field_shape
from aigc.image.scene.number import format_value
from aigc.image.scene.piece import Block, column, first_fitting, total_height
from aigc.image.scene.statement import phrase_parts
from aigc.types.asset import Asset
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


def test_a_latin_word_counts_from_its_start() -> None:
    assert icon_for("The street is long") != "leaf"
    assert icon_for("Trees along the road") == "leaf"


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


def test_optional_rows_give_way_when_nothing_else_fits() -> None:
    def make(level: int) -> list[Block]:
        heights = ((60.0, 2), (100.0 - 20 * level, 0), (40.0, 1))
        return [Block(height=h, place=lambda y: [], optional=o) for h, o in heights]

    fitting = {room: first_fitting(3, make, room) for room in (170, 130, 70)}
    assert [[b.optional for b in blocks] for blocks in fitting.values()] == [[2, 0, 1], [2, 0], [0]]
    assert [total_height(blocks) for blocks in fitting.values()] == [160, 120, 60]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("缺的是一个{坐下来}的地方。", ("缺的是一个", "坐下来的", "地方。")),
        ("开出第{一千家}，店。", ("开出", "第一千家，", "店。")),
        ("最近的镇{中学}在山外。", ("最近的", "镇中学", "在山外。")),
        ("北京{大学}人民医院", ("", "北京大学", "人民医院")),
        ("他们的{故事}", ("他们的", "故事", "")),
        ("He said {it holds}!", ("He said", "it holds!", "")),
        ("{全句}", None),
        ("没有强调", None),
    ],
)
def test_a_phrase_keeps_what_cannot_stand_apart(
    text: str, parts: tuple[str, str, str] | None
) -> None:
    assert phrase_parts(text) == parts


def test_column_keeps_to_its_space() -> None:
    seen: list[float] = []
    blocks = [Block(height=50, gap=20, place=lambda y: seen.append(y) or []) for _ in range(3)]
    assert total_height(blocks) == 190
    column(blocks, 100, 500)
    assert seen == sorted(seen)
    assert seen[0] >= 100 and seen[-1] + 50 <= 500


def _logo(folder: Path, width: int, height: int) -> Asset:
    pixels = np.zeros((height, width, 4), np.uint8)
    pixels[..., 2] = 255
    pixels[:, : width // 2, 3] = 255
    path = folder / "logo.png"
    assert cv2.imwrite(str(path), pixels)
    return Asset(path=path, sha256=f"{width}x{height}", media_type="image/png")


def test_logo_is_drawn_whole_and_keeps_its_transparency(tmp_path: Path) -> None:
    logo = _logo(tmp_path, 400, 100)
    w, h = logo_size(logo, 100, 100)
    assert (w, h) == (100, 25)
    drawn = render(120, 60, 1.0, lambda c: draw_logo(c, logo, (10, 10, w, h), 1.0))
    alpha = drawn[..., 3]
    assert alpha[12:33, 12:58].min() == 255
    assert alpha[:, 62:].max() == 0 and alpha[37:].max() == 0


@pytest.mark.parametrize("data", [b"", b"no picture"])
def test_a_broken_logo_is_named(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "mark.png"
    path.write_bytes(data)
    with pytest.raises(AssetError, match=r"mark\.png"):
        read_logo(Asset(path=path, sha256=data.hex(), media_type="image/png"))
