"""The mark that stays in a corner when the label is gone."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from aigc.image.label import MarkOverlay
from aigc.image.theme.formats import FORMATS, canvas
from aigc.image.theme.themes import THEMES, theme
from aigc.types.time import TimeRange

SINCE = Fraction(56, 25)


def span(start: float, duration: float) -> TimeRange:
    return TimeRange(start=Fraction(start), duration=Fraction(duration))


@pytest.mark.parametrize("aspect", FORMATS)
@pytest.mark.parametrize("name", THEMES)
def test_it_is_five_percent_high_and_above_the_text(aspect: str, name: str) -> None:
    room = canvas(aspect)
    overlay = MarkOverlay(theme(name), room, since=SINCE)
    (patch,) = overlay.patches(SINCE)
    x, y, wide, high = overlay.box
    form = room.format
    assert high >= 0.05 * form.shortest_side
    assert y >= 20
    assert y + high <= form.stage_top + 12
    assert x + wide <= form.stage_right + 0.01
    rows = np.nonzero(patch.rgba[..., 3] > 100)[0]
    assert rows.max() - rows.min() + 1 >= 0.05 * form.shortest_side


def test_it_stays_from_its_time_on_and_lets_the_ground_through() -> None:
    overlay = MarkOverlay(theme("ink"), canvas("9:16", 480), since=SINCE)
    assert overlay.patches(SINCE - Fraction(1, 30)) == ()
    (first,), (later,) = overlay.patches(SINCE), overlay.patches(Fraction(500))
    assert first is later
    assert 100 < first.rgba[..., 3].max() < 220


def test_segments_in_which_it_does_not_change_are_alike() -> None:
    overlay = MarkOverlay(theme("ink"), canvas("9:16"), since=SINCE)
    assert overlay.window(span(5, 3)) == overlay.window(span(9, 4))
    assert len({overlay.window(one) for one in (span(0, 2), span(0, 4), span(5, 3))}) == 3
    other = MarkOverlay(theme("tech"), canvas("9:16"), since=SINCE)
    assert other.window(span(5, 3)) != overlay.window(span(5, 3))
