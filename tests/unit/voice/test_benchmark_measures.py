"""The measures of the voices' benchmark, on signals of which the answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from aigc.voice.frames import SAMPLE_RATE_HZ
from benchmarks import voice_measures as measures
from benchmarks.report import Figure


def _tone(hz: float, seconds: float = 0.5) -> np.ndarray:
    t = np.arange(int(seconds * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    waves = [np.sin(2 * np.pi * k * hz * t + k) / k for k in range(1, 9)]
    return np.sum(waves, 0).astype(np.float32) * np.float32(0.1)


@pytest.mark.parametrize("hz", [131.3, 220.0, 311.7, 587.33, 1046.5])
@pytest.mark.parametrize("off_cents", [-5.0, 0.0, 5.0])
def test_a_coarse_pitch_is_refined_to_a_fraction_of_a_cent(hz: float, off_cents: float) -> None:
    rough = np.full(40, hz * 2 ** (off_cents / 1200))
    made = measures.refined(_tone(hz), rough, 240)[8:-8]
    assert np.abs(measures.cents(made, hz)).max() < 0.6


def test_what_is_unheard_stays_unheard() -> None:
    made = measures.refined(_tone(220), np.array([np.nan, 220.0, np.nan]), 2400)
    assert np.isnan(made[[0, 2]]).all()
    assert made[1] == pytest.approx(220, abs=0.2)


def test_notes_are_judged_by_their_middle() -> None:
    hz = np.full(200, measures.note_hz(60))
    hz[:25] *= 2
    hz[100:] = np.nan
    pitch = measures.Pitch(hz, 0.01)
    found = measures.note_errors(pitch, [(0, 1, 60), (0, 1, 59), (1, 2, 60)])
    assert found[0] == pytest.approx(0)
    assert found[1] == pytest.approx(100)
    assert np.isnan(found[2])


def test_onsets_are_told_in_milliseconds_after_their_time() -> None:
    hz = np.full(100, np.nan)
    hz[31:60] = 220
    found = measures.onsets_ms(measures.Pitch(hz, 0.01), [0.3, 0.33, 0.9])
    assert found[:2] == pytest.approx([10, -20])
    assert np.isnan(found[2])


def test_a_smoother_envelope_has_a_smaller_variance_ratio() -> None:
    rng = np.random.default_rng(0)
    natural = rng.standard_normal((400, 80)).astype(np.float32)
    low, high = measures.variance_ratios(measures.cepstra(natural / 2), measures.cepstra(natural))
    assert (low, high) == pytest.approx((0.25, 0.25), rel=1e-5)
    assert measures.cepstral_distortion(*[measures.cepstra(natural)] * 2) == 0


def test_a_louder_copy_is_as_far_off_as_it_is_louder() -> None:
    sound = np.random.default_rng(1).standard_normal(12_000).astype(np.float32)
    assert measures.spectral_distance(sound, sound) == 0
    assert measures.spectral_distance(2 * sound, sound) == pytest.approx(6.02, abs=0.05)


def test_quiet_frames_do_not_speak() -> None:
    envelope = np.full((100, 80), -3, np.float32)
    envelope[50:] = -9
    assert measures.speaking(envelope).tolist() == [True] * 50 + [False] * 50


def test_the_greatest_change_near_a_join_counts() -> None:
    jumps = np.zeros(100)
    jumps[49] = 7
    assert measures.at_joins(jumps, [0.5, 0.8, 5.0]) == [7, 0]


def test_a_figure_that_is_no_number_misses_its_target() -> None:
    assert Figure("song", "pitch", 2, "<=", 3).met
    assert not Figure("song", "pitch", float("nan"), "<=", 3).met
    assert not Figure("song", "notes", 99.4, ">=", 99.5).met
