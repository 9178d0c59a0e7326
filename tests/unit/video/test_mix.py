from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from aigc.audio import loudness_lufs, silence, true_peak_dbtp
from aigc.errors import InputError
from aigc.types.audio import Audio
from aigc.video.mix import bed_under, duck_gain_db, mix

RATE = 48_000


def voice(*, start_s: float = 3.0, end_s: float = 6.0, total_s: float = 10.0) -> Audio:
    """A warbling tone between two times."""
    t = np.arange(round(total_s * RATE)) / RATE
    wave = 0.2 * np.sin(2 * np.pi * 220 * t) * (0.6 + 0.4 * np.sin(2 * np.pi * 4 * t))
    on = (t >= start_s) & (t < end_s)
    return Audio(samples=(wave * on)[None].astype(np.float32), sample_rate=RATE)


def hiss(total_s: float = 10.0, rate: int = RATE) -> Audio:
    noise = np.random.default_rng(0).standard_normal((2, round(total_s * rate))) * 0.1
    return Audio(samples=noise.astype(np.float32), sample_rate=rate)


def db(samples: np.ndarray, start_s: float, end_s: float) -> float:
    part = samples[:, round(start_s * RATE) : round(end_s * RATE)].astype(np.float64)
    return float(10 * np.log10(np.mean(part**2) + 1e-15))


def test_a_mix_is_stereo_of_the_asked_length_and_loudness() -> None:
    out = mix(voice(), hiss(), duration=Fraction(11))
    assert out.samples.shape == (2, 11 * RATE)
    assert loudness_lufs(out) == pytest.approx(-16, abs=0.5)
    assert true_peak_dbtp(out) < -1


def test_the_voice_stands_twelve_db_over_the_bed() -> None:
    spoken = voice()
    bed = bed_under(spoken, hiss(), duck_db=-12, bed_lufs=-24)
    assert loudness_lufs(bed) < -24
    ratio = db(mix(spoken, hiss(), duration=Fraction(10)).samples, 3.2, 5.8) - (
        db(mix(spoken, hiss(), duration=Fraction(10)).samples, 1.0, 2.5) - 12
    )
    assert ratio > 12


def test_the_bed_is_down_before_the_voice_and_back_after_it() -> None:
    gain = duck_gain_db(voice(), -12.0)
    at = lambda s: float(gain[round(s * RATE)])  # noqa: E731
    assert at(2.8) == pytest.approx(0, abs=0.1)
    assert at(3.0) == pytest.approx(-12, abs=0.3)
    assert at(5.9) == pytest.approx(-12, abs=0.3)
    assert at(6.3) == pytest.approx(-12, abs=0.3)
    assert at(7.2) == pytest.approx(0, abs=0.1)
    assert np.abs(np.diff(gain)).max() < 0.01


def test_a_short_pause_does_not_pump() -> None:
    two = np.concatenate([voice().samples[:, : 6 * RATE], voice().samples[:, int(2.6 * RATE) :]], 1)
    gain = duck_gain_db(Audio(samples=two, sample_rate=RATE), -12.0)
    assert gain[round(3.2 * RATE) : round(8.9 * RATE)].max() < -11.5


def test_no_bed_a_silent_bed_and_a_short_bed() -> None:
    alone = mix(voice(), None, duration=Fraction(10))
    quiet = mix(voice(), silence(Fraction(10)), duration=Fraction(10))
    assert np.array_equal(alone.samples, quiet.samples)
    short = mix(voice(), hiss(4.0, rate=44_100), duration=Fraction(10))
    assert short.samples.shape == alone.samples.shape


def test_a_bed_starts_and_ends_softly() -> None:
    out = mix(voice(), hiss(), duration=Fraction(10)).samples
    assert np.abs(out[:, 0]).max() < 1e-4
    assert db(out, 9.95, 10) < db(out, 8, 8.5) - 25


def test_silence_all_through_is_allowed() -> None:
    out = mix(silence(Fraction(3)), None, duration=Fraction(3))
    assert not out.samples.any()


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(InputError, match="does not fit"):
        mix(voice(), None, duration=Fraction(9))
    with pytest.raises(InputError, match="duck_db"):
        mix(voice(), hiss(), duration=Fraction(10), duck_db=3.0)
