from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigc.audio import loudness_lufs, silence, true_peak_dbtp
from aigc.errors import InputError
from aigc.loudness import measure
from aigc.types.audio import Audio
from aigc.video.mix import duck_gain_db, mix

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


def test_the_bed_lies_eighteen_to_twenty_lu_under_the_voice() -> None:
    spoken, bed = voice(), hiss()
    alone = mix(spoken, None, duration=Fraction(10)).samples
    both = mix(spoken, bed, duration=Fraction(10)).samples
    near = slice(round(3.2 * RATE), round(5.8 * RATE))
    turned = np.vdot(both[0, near], alone[0, near]) / np.vdot(alone[0, near], alone[0, near])
    rest = Audio(samples=both[:, near] - turned * alone[:, near], sample_rate=RATE)
    said = Audio(samples=turned * alone[:, near], sample_rate=RATE)
    assert 17.5 < loudness_lufs(said) - loudness_lufs(rest) < 20.5


def ducking(sound: Audio) -> np.ndarray:
    return duck_gain_db(measure(sound), sound.samples.shape[1], -12.0)


def test_the_bed_is_down_before_the_voice_and_back_after_it() -> None:
    gain = ducking(voice())
    at = lambda s: float(gain[round(s * 200)])  # noqa: E731
    assert at(2.7) == pytest.approx(0, abs=0.1)
    assert at(3.0) == pytest.approx(-12, abs=0.1)
    assert at(5.9) == pytest.approx(-12, abs=0.1)
    assert at(6.4) == pytest.approx(-12, abs=0.1)
    assert -9 < at(6.95) < -3
    assert at(7.5) == pytest.approx(0, abs=0.1)
    assert np.abs(np.diff(gain)).max() < 0.5


def test_a_short_pause_does_not_pump() -> None:
    two = np.concatenate([voice().samples[:, : 6 * RATE], voice().samples[:, int(2.6 * RATE) :]], 1)
    gain = ducking(Audio(samples=two, sample_rate=RATE))
    assert gain[round(3.0 * 200) : round(9.4 * 200)].max() < -11.9


@given(st.floats(0.1, 3.0))
def test_the_bed_never_jumps_whatever_the_pause(pause_s: float) -> None:
    said = voice(start_s=0.5, end_s=1.0, total_s=1.0).samples
    rest = np.zeros((1, round(pause_s * RATE)), np.float32)
    gain = ducking(
        Audio(samples=np.concatenate([said, rest, said[:, RATE // 2 :]], 1), sample_rate=RATE)
    )
    assert np.abs(np.diff(gain)).max() < 0.6


def test_silence_is_no_voice_and_ducks_nothing() -> None:
    assert not ducking(silence(Fraction(2))).any()


def test_arguments_stay_as_they_were() -> None:
    spoken, bed = voice(), hiss()
    before = spoken.samples.copy(), bed.samples.copy()
    first = mix(spoken, bed, duration=Fraction(10)).samples
    assert np.array_equal(spoken.samples, before[0])
    assert np.array_equal(bed.samples, before[1])
    assert np.array_equal(first, mix(spoken, bed, duration=Fraction(10)).samples)


def test_the_bed_may_give_its_memory() -> None:
    spoken, bed = voice(), hiss()
    kept = mix(spoken, bed, duration=Fraction(10))
    given = mix(spoken, bed, duration=Fraction(10), in_place=True)
    assert np.shares_memory(given.samples, bed.samples)
    assert np.array_equal(kept.samples, given.samples)


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
