from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigc.errors import Cancelled
from aigc.progress import cancellable, silent, track
from aigc.types.time import TimeRange, from_frame, from_sample, seconds, to_frame, to_sample
from aigc.types.timeline import Clip, Gap, Timeline, Track, Transition

times = st.fractions(min_value=0, max_value=3600, max_denominator=10**6)


@given(st.integers(0, 10**6), st.sampled_from([24, 25, 30, 60, Fraction(30000, 1001)]))
def test_frames_round_trip(frame, fps):
    assert to_frame(from_frame(frame, fps), fps) == frame


@given(st.integers(0, 10**9), st.sampled_from([22_050, 24_000, 44_100, 48_000]))
def test_samples_round_trip(sample, rate):
    assert to_sample(from_sample(sample, rate), rate) == sample


@given(times, times, times)
def test_a_shifted_range_keeps_its_length(start, duration, offset):
    moved = TimeRange(start=start, duration=duration).shifted(offset)
    assert (moved.duration, moved.end - moved.start) == (duration, duration)
    assert not moved.contains(moved.end)


def test_floats_become_exact_on_a_grid():
    assert seconds(0.1) == Fraction(1, 10)
    assert seconds("1/3") == Fraction(1, 3)


def test_transitions_take_no_time_and_gaps_do():
    def clip(name, length):
        span = TimeRange(start=Fraction(0), duration=Fraction(length))
        return Clip(name=name, media=name, source_range=span)

    change = Transition(kind="wipe", in_offset=Fraction(0), out_offset=Fraction(1, 3))
    line = Track(
        name="video",
        kind="video",
        items=(clip("a", 2), change, Gap(duration=Fraction(1)), clip("b", 3)),
    )
    whole = Timeline(name="t", fps=Fraction(30), width_px=2, height_px=2, tracks=(line,))
    assert [r.start for r, _ in line.placed()] == [0, 3]
    assert whole.duration == 6
    assert whole.track("video") is line
    with pytest.raises(KeyError):
        whole.track("music")


def test_a_stop_raises_at_the_next_report():
    seen = []
    stop = cancellable(lambda *a: seen.append(a), lambda: len(seen) >= 2)
    with pytest.raises(Cancelled, match="Run it again"):
        list(track(range(5), stop, "draw", 5))
    assert len(seen) == 2
    assert list(track("ab", silent, "x", 2)) == ["a", "b"]
