"""Charts follow the voice, and a scene that holds for long keeps something moving."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from aigc.image.paint.layers import render
from aigc.image.scene.curve_values import highest
from aigc.image.scene.piece import Composition
from aigc.image.scene.walk import HOLD_S, walk
from aigc.types.scene import Chart, ItemList, ListItem, TimelineCard
from tests.unit.image.scene_samples import PHOTO, art, samples

ZH = samples("zh", PHOTO)
BARS, LINE, DATED = ZH["bars"], ZH["line"], ZH["timeline"]
assert isinstance(BARS, Chart) and isinstance(LINE, Chart) and isinstance(DATED, TimelineCard)
BARS = replace(BARS, at=(1.5, -1.0, 4.0, 5.5))
LINE = replace(LINE, at=(1.0, -1.0, 3.0, -1.0, -1.0, 5.6))
DATED = replace(DATED, at=(1.2, 3.0, 4.6, 6.0))
LISTED = ItemList(
    title="三件事", items=tuple(ListItem(head=h, at=a) for h, a in (("甲", 1.0), ("乙", 4.0)))
)
FOLLOWING = (("bars", BARS), ("line", LINE), ("timeline", DATED), ("list", LISTED))
SECONDS = 9.0


def drawn(made: Composition, t: float) -> NDArray[np.uint8]:
    return render(135, 240, 0.125, lambda c: made.draw(c, t))


def test_the_lit_row_walks_and_ends_on_the_highlight() -> None:
    path = walk((1.5, 3.0, -1.0), (0.2, 0.3, 0.4), 2, 8.0)
    assert path.starts == (1.5, 3.0, 0.4)
    assert [path.lit(t) for t in (0.0, 1.5, 2.9, 3.0, 3.0 + HOLD_S)] == [-1, 0, 0, 1, 2]
    assert path.changes(0) == ((1.499, 1.5), (2.999, 3.0))
    assert path.changes(2) == ((3.0 + HOLD_S - 0.001, pytest.approx(3.0 + HOLD_S)),)


@pytest.mark.parametrize("at", [(), (-1.0, -1.0), (9.0, -1.0), (1.0,)])
def test_rows_that_nobody_names_come_together_and_the_highlight_stands(
    at: tuple[float, ...],
) -> None:
    path = walk(at, (0.2, 0.3), 1, 8.0)
    assert path.starts == (0.2, 0.3)
    assert {path.lit(t) for t in (0.0, 2.0, 8.0)} == {1}
    assert path.changes(0) == path.changes(1) == ()


@pytest.mark.parametrize("layout", [0, 1])
@pytest.mark.parametrize(("kind", "content"), FOLLOWING)
@pytest.mark.parametrize("theme", ["tech", "poster"])
def test_equal_poses_look_alike_while_rows_follow_the_voice(
    kind: str, content: Chart, layout: int, theme: str
) -> None:
    made = art(kind, content, theme=theme, layout=layout, seconds=SECONDS)
    seen: dict[object, NDArray[np.uint8]] = {}
    for n in range(54):
        t = n / 6
        frame = drawn(made, t)
        assert (seen.setdefault(made.poses(t), frame) == frame).all(), t


@pytest.mark.parametrize("layout", [0, 1])
@pytest.mark.parametrize(("kind", "content"), FOLLOWING)
def test_what_changes_with_the_voice_lies_in_the_boxes_of_changed_poses(
    kind: str, content: Chart, layout: int
) -> None:
    made = art(kind, content, theme="tech", layout=layout, seconds=SECONDS)
    for n in range(1, 36):
        before, after = (n - 1) / 4, n / 4
        changed = (drawn(made, before) != drawn(made, after)).any(axis=2)
        for (old, _), (new, (x, y, w, h)) in zip(
            made.poses(before), made.poses(after), strict=True
        ):
            if old != new:
                rows = slice(max(0, int(y / 8)), max(0, int((y + h) / 8) + 1))
                changed[rows, max(0, int(x / 8)) : max(0, int((x + w) / 8) + 1)] = False
        assert not changed.any(), (before, after)


def test_a_spoken_bar_grows_when_it_is_spoken_over_its_early_track() -> None:
    made = art("bars", BARS, seconds=SECONDS)
    spoken = [p for p in made.pieces if p.name == "bar"][3]
    figure = [p for p in made.pieces if p.name == "figure"][3]
    x, y, w, h = (round(v / 8) for v in spoken.box)

    def colours(t: float) -> NDArray[np.uint8]:
        return drawn(made, t)[y : y + max(1, h), x : x + w]

    assert colours(1.4).any()
    assert (colours(1.4) == colours(5.4)).all()
    assert (colours(5.4) != colours(7.0)).any()
    assert figure.start == 5.5 and spoken.late


def test_the_end_figure_stands_above_all_of_the_curve_under_it() -> None:
    rows = tuple(zip("甲乙丙丁戊", (300.0, 420.0, 880.0, 1000.0, 500.0), strict=True))
    for aspect in ("9:16", "16:9"):
        made = art("line", replace(LINE, rows=rows, at=()), aspect=aspect)
        figure = next(p for p in made.pieces if p.name == "figure")
        curve = next(p for p in made.pieces if p.name == "curve")
        assert figure.box[1] + figure.box[3] < curve.box[1] + 60
        assert any(p.name == "leader" for p in made.pieces)


def test_the_highest_point_between_two_places_may_lie_on_a_slope() -> None:
    line = ((0.0, 100.0), (100.0, 0.0), (200.0, 80.0))
    assert highest(line, 150.0, 200.0) == pytest.approx(40.0)
    assert highest(line, 50.0, 200.0) == 0.0


@pytest.mark.parametrize("theme", ["newsroom", "lifestyle"])
@pytest.mark.parametrize("kind", ["statement", "number", "figure"])
@pytest.mark.parametrize("layout", [0, 1])
def test_a_long_hold_keeps_moving_in_every_second_frame(kind: str, theme: str, layout: int) -> None:
    content = ZH[kind]
    scene = "number" if kind == "figure" else kind
    made = art(scene, content, theme=theme, layout=layout, seconds=8.0)
    moments = [made.poses(5.0 + n / 30) for n in range(30)]
    assert len(set(moments)) == 15
    first, later = drawn(made, 3.0), drawn(made, 6.0)
    assert (first != later).any()
    assert made.poses(7.4) == made.poses(7.6)
    short = art(scene, content, theme=theme, layout=layout)
    assert short.poses(3.0) == short.poses(3.6)


@pytest.mark.parametrize("theme", ["newsroom", "ink", "poster"])
def test_a_wide_end_card_sets_name_and_call_at_the_two_ends_of_a_row(theme: str) -> None:
    made = art("end", theme=theme, aspect="16:9")
    badge, button = (next(p for p in made.pieces if p.name == n) for n in ("badge", "button"))
    title = next(p for p in made.pieces if p.name == "title")
    assert abs(badge.box[1] + badge.box[3] / 2 - button.box[1] - button.box[3] / 2) < 1
    assert button.box[0] > badge.box[0] + 900
    assert button.box[1] > title.box[1] + title.box[3]
