"""How scenes arrive, hold, open a clip and leave."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from aigc.image.paint.easing import EXIT_S
from aigc.image.paint.layers import render
from aigc.image.scene.build import KINDS
from aigc.image.scene.piece import STAYING, Composition
from aigc.image.theme.themes import THEMES
from aigc.types.scene import ItemList, ListItem
from tests.unit.image.scene_samples import art

LEAVING = ("ink", "tech", "lifestyle")
"""Themes whose changes do not wipe the old words away."""


def drawn(made: Composition, t: float) -> NDArray[np.uint8]:
    return render(270, 480, 0.25, lambda c: made.draw(c, t))


def ink(made: Composition, t: float) -> float:
    """Return how much of the frame the foreground covers, the staying pieces left out."""
    passing = replace(made, pieces=tuple(p for p in made.pieces if p.name not in STAYING))
    return float(drawn(passing, t)[..., 3].sum())


def test_drawing_is_a_pure_function_of_time() -> None:
    made = art("number", theme="tech")
    first = drawn(made, 0.7)
    drawn(made, 2.0)
    assert (first == drawn(made, 0.7)).all()


@pytest.mark.parametrize("theme", ["lifestyle", "poster"])
@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("opening", [False, True])
def test_what_changes_lies_in_the_boxes_of_changed_poses(
    kind: str, theme: str, opening: bool
) -> None:
    made = art(kind, theme=theme, opening=opening)
    times = (0.0, 0.2, 0.5, 1.1, 2.4, 3.7, 3.85, 3.97, 4.0)
    for before, after in pairwise(times):
        changed = (drawn(made, before) != drawn(made, after)).any(axis=2)
        for (old, _), (new, (x, y, w, h)) in zip(
            made.poses(before), made.poses(after), strict=True
        ):
            if old != new:
                rows = slice(max(0, int(y / 4)), max(0, int((y + h) / 4) + 1))
                changed[rows, max(0, int(x / 4)) : max(0, int((x + w) / 4) + 1)] = False
        assert not changed.any(), (before, after)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_equal_poses_look_alike_and_hold_frames_share_one(kind: str) -> None:
    made = art(kind, theme="tech")
    times = [n / 10 + 0.013 for n in range(40)]
    frames = {t: render(135, 240, 0.125, lambda c, t=t: made.draw(c, t)) for t in times}
    seen: dict[object, float] = {}
    for t in times:
        first = seen.setdefault(made.poses(t), t)
        assert (frames[t] == frames[first]).all(), (first, t)
    assert made.poses(3.5) == made.poses(3.7)
    assert made.poses(0.1) != made.poses(0.7)


def test_entrance_is_complete_in_time() -> None:
    for kind in KINDS:
        if kind != "quote":
            assert art(kind).settled <= 1.81, kind


@pytest.mark.parametrize("theme", sorted(THEMES))
@pytest.mark.parametrize("kind", ["headline", "statement", "quote", "chapter"])
@pytest.mark.parametrize("layout", [0, 1])
def test_an_opening_can_be_read_on_the_first_frame(kind: str, theme: str, layout: int) -> None:
    plain, made = (art(kind, theme=theme, layout=layout, opening=o) for o in (False, True))
    assert ink(plain, 0.0) < 0.25 * ink(plain, 2.5)
    assert ink(made, 0.0) > 0.7 * ink(made, 2.5)
    assert (drawn(made, 2.5) == drawn(plain, 2.5)).all()
    assert (drawn(made, 0.0) != drawn(made, 2.5)).any()


@pytest.mark.parametrize("theme", sorted(THEMES))
@pytest.mark.parametrize("kind", ["statement", "list", "bars"])
def test_words_leave_before_a_change_that_shows_both_scenes(kind: str, theme: str) -> None:
    made = art(kind, theme=theme)
    held, late, last = ink(made, 4 - EXIT_S), ink(made, 4 - EXIT_S / 4), ink(made, 4.0)
    if theme in LEAVING:
        assert last == 0 < late < held
        staying = [p.name for p in made.pieces if p.name in STAYING]
        assert staying == ["identity"] and drawn(made, 4.0)[..., 3].any()
    else:
        assert held == late == last > 0


def test_the_end_of_a_clip_and_a_short_scene_keep_their_words() -> None:
    for made in (
        art("end", theme="ink"),
        art("statement", theme="ink", closing=True),
    ):
        assert ink(made, 4.0) == ink(made, 3.5) > 0
    short = art("statement", theme="ink", seconds=1.0)
    assert ink(short, 1.0) > 0.9 * ink(short, 0.8) > 0


@pytest.mark.parametrize("theme", sorted(THEMES))
def test_a_list_that_waits_for_the_voice_shows_where_its_items_will_stand(theme: str) -> None:
    items = tuple(ListItem(head=h, at=at) for h, at in (("慢慢浇", 2.6), ("先盖土", 5.0)))
    made = art("list", ItemList(title="两个办法", items=items), theme=theme, seconds=9.0)
    late = tuple(p for p in made.pieces if p.name == "row" and p.start > 2)
    waiting = [p for p in made.pieces if p.name == "waiting"]
    assert late and len(waiting) >= len(late)
    bare = replace(made, pieces=tuple(p for p in made.pieces if p.name != "waiting"))
    assert (drawn(made, 1.6) != drawn(bare, 1.6)).any()
    assert (drawn(made, 6.0) == drawn(bare, 6.0)).all()
