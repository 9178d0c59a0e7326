"""What the benchmark's listeners are given, and how words are found to be missing."""

from __future__ import annotations

import numpy as np
import pytest

from aigc.voice.frames import SAMPLE_RATE_HZ
from benchmarks.voice_aligned import _astray
from benchmarks.voice_listeners import BANDS, Clip, clip, mel_matrix, paced, spectra


def _rising(rows: int) -> Clip:
    slope = np.repeat(np.arange(rows, dtype=np.float16)[:, None], BANDS, 1)
    return Clip(slope, rows // 4, rows // 2, "ma", "natural")


@pytest.mark.parametrize("longer", [0.5, 1.0, 1.7])
def test_a_paced_clip_keeps_what_is_named_in_its_place(longer: float) -> None:
    made = paced(_rising(80), longer)
    assert len(made.rows) == round(80 * longer)
    assert made.rows[0, 0] == 0
    assert made.rows[-1, 0] == pytest.approx(79)
    assert made.rows[made.begin, 0] == pytest.approx(20, abs=2.5)
    assert made.rows[made.end, 0] == pytest.approx(40, abs=2.5)
    assert made.label == "ma"


@pytest.mark.parametrize("rows", [1, 2, 5])
def test_a_clip_of_hardly_any_rows_can_be_made_faster(rows: int) -> None:
    some = Clip(np.zeros((rows, BANDS), np.float16), 0, 1, "a", "natural")
    made = paced(some, 0.3)
    assert made.rows.shape == (4, BANDS)
    assert 0 <= made.begin < made.end <= 4


def test_a_clip_has_its_margin_on_both_sides() -> None:
    rows = np.arange(100, dtype=np.float16)[:, None] * np.ones(BANDS, np.float16)
    made = clip(rows, 40, 60, 8, "wo", "natural")
    assert made.rows[made.begin, 0] == 20
    assert made.rows[made.end - 1, 0] == 29
    assert (made.rows[0, 0], made.rows[-1, 0]) == (16, 34)


def test_bands_are_even_and_a_tone_is_in_its_own() -> None:
    assert mel_matrix().sum(0) == pytest.approx(1)
    t = np.arange(SAMPLE_RATE_HZ // 2) / SAMPLE_RATE_HZ
    heard = spectra(np.sin(2 * np.pi * 3000 * t).astype(np.float32))
    assert heard.shape == (52, BANDS)
    centres = (mel_matrix() * np.arange(513)[:, None]).sum(0) * SAMPLE_RATE_HZ / 1024
    assert centres[heard[25].argmax()] == pytest.approx(3000, rel=0.05)


def test_a_word_is_astray_when_little_of_its_time_is_found_to_be_it() -> None:
    said = [(0.0, 0.5), (0.5, 1.0), (1.0, 1.5)]
    found = [(0.05, 0.5), (0.95, 1.05), (1.2, 1.6)]
    assert _astray(said, found).tolist() == [False, True, False]
