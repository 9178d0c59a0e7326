from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigc.music.arrange import chords, compose_notes, parts
from aigc.music.harmony import MAJOR, frequency_hz, lead, pitch, pitch_classes
from aigc.music.instruments import bass, key, kick, pad, pluck, shaker, snap
from aigc.music.style import STYLES
from aigc.music.synth import fit


def test_scale_degrees_climb_over_the_octave() -> None:
    assert [pitch(MAJOR, 60, d) for d in (0, 2, 7, 9)] == [60, 64, 72, 76]
    assert frequency_hz(69) == 440


@given(st.integers(0, 11), st.lists(st.integers(0, 6), min_size=2, max_size=12))
def test_voices_move_little_and_spell_the_chord(tonic: int, row: list[int]) -> None:
    voices = lead((53, 57, 60, 64), pitch_classes(MAJOR, tonic, row[0], 8))
    for degree in row[1:]:
        classes = pitch_classes(MAJOR, tonic, degree, 8)
        following = lead(voices, classes)
        assert sorted(p % 12 for p in following) == sorted(classes)
        assert all(50 <= p <= 74 for p in following)
        assert np.mean([abs(a - b) for a, b in zip(voices, following, strict=True)]) <= 5
        voices = following


@given(st.integers(1, 200))
def test_a_piece_has_all_its_bars_in_order(bars: int) -> None:
    plan = parts(bars)
    assert len(plan) == bars
    order = {"intro": 0, "first": 1, "second": 1, "outro": 2}
    assert all(order[a[0]] <= order[b[0]] for a, b in pairwise(plan))


@pytest.mark.parametrize("mood", sorted(STYLES))
def test_a_piece_ends_on_its_tonic(mood: str) -> None:
    style = STYLES[mood]
    for tonic in range(12):
        last = chords(style, 9, tonic)[-1]
        assert last.part == "end"
        assert last.root % 12 == tonic
        assert last.root < 48


@given(st.floats(3.5, 600), st.floats(50, 160))
def test_bars_and_ending_fill_the_time_near_the_tempo(duration_s: float, bpm: float) -> None:
    bars, bar_s = fit(duration_s, bpm)
    if bars >= 6:
        assert (bars + 1.3) * bar_s == pytest.approx(duration_s)
        assert abs(240 / bar_s / bpm - 1) < 0.09


def test_no_instrument_clicks() -> None:
    sounds = [key(60), pluck(72), bass(36, 4, 100), kick(), shaker(1), snap(2), pad(57, 2.0, 0)[0]]
    for sound in sounds:
        assert np.abs(sound[[0, -1]]).max() < 0.02
        assert np.abs(sound).max() > 0.05


def test_notes_depend_on_the_seed() -> None:
    assert compose_notes(STYLES["warm"], 8, 1) != compose_notes(STYLES["warm"], 8, 2)
    assert compose_notes(STYLES["warm"], 8, 1) == compose_notes(STYLES["warm"], 8, 1)
