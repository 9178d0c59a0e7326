"""Recordings cut into windows: nothing lost, nothing too long, cuts in pauses."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aigc.recognition.windows import levels, loud_frames, windows

LONGEST = 3000


def sounding(*parts: tuple[bool, int]) -> np.ndarray:
    """Return levels in dB of stretches that are loud or quiet, in frames."""
    rows = [np.full(count, -20.0 if loud else -90.0, np.float32) for loud, count in parts]
    return np.concatenate(rows)


def test_levels_are_those_of_each_hundredth_of_a_second():
    samples = np.concatenate([np.zeros(160), np.full(240, 0.1)]).astype(np.float32)
    found = levels(samples, 16_000)
    assert found.shape == (3,)
    np.testing.assert_allclose(found, [-120, -20, -20 + 10 * np.log10(0.5)], atol=0.01)


def test_a_cut_lies_in_the_longest_pause():
    level = sounding((True, 1500), (False, 30), (True, 500), (False, 80), (True, 600),
                     (False, 40), (True, 900))  # fmt: skip
    one, other = windows(level, LONGEST)
    assert 2030 < one.end < 2110
    assert one.end <= other.cut <= other.begin
    assert not loud_frames(level)[one.end : other.begin].any()


def test_no_window_holds_a_long_silence():
    found = windows(sounding((True, 400), (False, 900), (True, 400)), LONGEST)
    assert [(w.begin, w.end) for w in found] == [(0, 425), (1275, 1700)]


def test_silence_has_no_windows_and_clicks_count_as_silence():
    assert windows(sounding((False, 500)), LONGEST) == ()
    assert windows(sounding((False, 500), (True, 3), (False, 500)), LONGEST) == ()


def test_speech_without_a_pause_is_heard_twice_around_a_cut():
    level = sounding((True, 8000))
    level[2300:2310] = -30
    first, second, *_ = windows(level, LONGEST)
    assert 2290 < second.cut < 2320
    assert second.begin < second.cut < first.end


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.booleans(), st.integers(1, 6000)), min_size=1, max_size=12),
    st.sampled_from((300, 3000)),
)
def test_all_that_sounds_is_heard_and_time_goes_forward(parts, longest):
    level = sounding(*parts)
    found = windows(level, longest)
    heard = np.zeros(len(level), bool)
    for window in found:
        assert 0 < window.end - window.begin <= longest
        assert 0 <= window.begin <= window.end <= len(level)
        heard[window.begin : window.end] = True
    for one, other in pairwise(found):
        assert one.begin < other.begin
        assert other.cut <= other.begin or other.begin < one.end
    for begin, end in long_runs(loud_frames(level)):
        assert heard[begin:end].all()


def long_runs(loud: np.ndarray) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate(([0], loud.astype(int), [0]))))
    return [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if b - a >= 5]


@pytest.mark.parametrize("noise", [-70.0, -35.0])
def test_steady_noise_is_told_from_speech_only_where_it_is_far_below(noise):
    level = sounding((True, 200), (False, 200))
    level = np.maximum(level, np.float32(noise))
    assert loud_frames(level)[:200].all()
    assert loud_frames(level)[200:].all() == (noise > -58)
