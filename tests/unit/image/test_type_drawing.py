"""Text arrives, stands and leaves; layers and patches have the right pixels."""

from __future__ import annotations

import numpy as np
import pytest
import skia
from numpy.typing import NDArray

from aigc.errors import ConfigError, InputError
from aigc.image.paint.easing import ease, phase
from aigc.image.paint.layers import LayerCache, image_array, native_image, render
from aigc.image.paint.paints import colour, linear, paint
from aigc.image.paint.reveals import REVEALS
from aigc.image.paint.shapes import rect, slab
from aigc.image.paint.text import draw_block, draw_line, fitted_line
from aigc.image.paint.upright import draw_vertical
from aigc.image.theme.themes import theme
from aigc.image.theme.typography import style
from aigc.image.type.block import layout

STYLE = style(theme("newsroom"), "title", 60)
BLOCK = layout("县城开出第{一千家}咖啡馆", STYLE, 400)


def drawn(reveal: str, t: float | None, exit_at: float | None = None) -> NDArray[np.uint8]:
    return render(
        440,
        200,
        1.0,
        lambda c: draw_block(
            c, BLOCK, 20, 10, "#FFFFFF", emphasis="#FF0000", t=t, reveal=reveal, exit_at=exit_at
        ),
    )


@pytest.mark.parametrize("reveal", REVEALS)
def test_reveals_begin_empty_pass_through_and_end_as_the_block_stands(reveal: str) -> None:
    still = drawn(reveal, None)
    assert drawn(reveal, 0.0).sum() == 0
    assert 0 < drawn(reveal, 0.12)[..., 3].sum() != still[..., 3].sum()
    assert np.array_equal(drawn(reveal, 3.0), still)


@pytest.mark.parametrize("reveal", REVEALS)
def test_exits_leave_nothing(reveal: str) -> None:
    still = drawn(reveal, None)
    assert np.array_equal(drawn(reveal, 3.0, exit_at=3.5), still)
    assert not np.array_equal(drawn(reveal, 3.7, exit_at=3.5), still)
    assert drawn(reveal, 3.9, exit_at=3.5).sum() == 0


def test_emphasis_has_its_own_colour() -> None:
    pixels = drawn("fade", None)
    red = (pixels[..., 0] > 200) & (pixels[..., 1] < 50)
    assert red.sum() > 500


def test_half_scale_looks_the_same() -> None:
    def painter(canvas: object) -> None:
        draw_block(canvas, BLOCK, 20, 10, "#FFFFFF")

    full = render(440, 200, 1.0, painter).astype(float).reshape(100, 2, 220, 2, 4).mean((1, 3))
    half = render(220, 100, 0.5, painter).astype(float)
    assert np.abs(full - half).mean() < 6


@pytest.mark.parametrize("anchor", ["left", "center", "right"])
def test_a_line_stands_at_its_anchor_and_on_its_middle(anchor: str) -> None:
    pixels = render(
        400,
        100,
        1.0,
        lambda c: draw_line(c, "2024", STYLE, 200, 50, "#FFF", anchor=anchor, middle=True),
    )
    ys, xs = np.nonzero(pixels[..., 3] > 128)
    centre = {"left": xs.min(), "center": (xs.min() + xs.max()) / 2, "right": xs.max()}[anchor]
    assert centre == pytest.approx(200, abs=5)
    assert (ys.min() + ys.max()) / 2 == pytest.approx(50, abs=2)


def test_a_wide_line_shrinks_but_not_below_28() -> None:
    assert fitted_line("一二三四五六七八九十", STYLE, 400).style.size_px == pytest.approx(
        40, abs=0.5
    )
    assert fitted_line("一二三四五六七八九十" * 9, STYLE, 400).style.size_px == 28


def test_vertical_text_runs_down() -> None:
    pixels = render(
        120, 700, 1.0, lambda c: draw_vertical(c, "“读懂2024年小城”", STYLE, 60, 10, "#FFF")
    )
    ys, xs = np.nonzero(pixels[..., 3] > 128)
    assert ys.max() - ys.min() > 350
    assert 25 < xs.min() < xs.max() < 95


def test_native_images_keep_colour_and_alpha() -> None:
    pixels = np.zeros((4, 4, 4), np.uint8)
    pixels[..., 0], pixels[..., 3] = 200, 128
    back = image_array(native_image(pixels))
    assert back[0, 0].tolist() == pytest.approx([100, 0, 0, 128], abs=1)
    assert image_array(native_image(pixels[..., :3])).min(axis=(0, 1)).tolist() == [200, 0, 0, 255]


def test_layers_are_painted_once_per_key() -> None:
    calls: list[int] = []

    def painter(canvas: object) -> None:
        calls.append(1)
        canvas.drawRect(rect(10, 10, 20, 20), paint("#FF0000"))

    cache = LayerCache(capacity=2)
    surface = skia.Surface(60, 60)
    for key in ("a", "a", "b", "a"):
        cache.draw(surface.getCanvas(), key, (0, 0, 60, 60), painter)
    assert len(calls) == 2
    assert image_array(surface.makeImageSnapshot())[15, 15].tolist() == [255, 0, 0, 255]


def test_curves_keep_their_ends_and_order() -> None:
    for name in ("enter", "exit", "move", "count", "drift"):
        values = [ease(name)(i / 20) for i in range(21)]
        assert values[0] == 0
        assert values[-1] == 1
        assert values == sorted(values)
    assert max(ease("pop")(i / 20) for i in range(21)) > 1
    assert phase(0.5, 0.0, 1.0, "move") == pytest.approx(0.5, abs=0.01)
    with pytest.raises(ConfigError, match="enter"):
        ease("entre")


def test_paints_refuse_wrong_colours() -> None:
    assert colour("#0F8", 0.5) == skia.Color(0, 255, 136, 128)
    with pytest.raises(InputError, match="#RRGGBB"):
        colour("green")
    shader = linear((0, 0), (10, 0), [(0, "#000"), (1, "#FFF", 0.0)])
    pixels = render(10, 2, 1.0, lambda c: c.drawRect(rect(0, 0, 10, 2), paint(shader=shader)))
    assert pixels[0, 0, 3] > pixels[0, 9, 3]
    assert slab(10, 0, 20, 10, -0.5).getBounds().right() == 35
