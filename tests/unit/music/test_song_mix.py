from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from aigc.audio import silence
from aigc.errors import InputError
from aigc.loudness import loudness_lufs, true_peak_dbtp
from aigc.music.mix import mix
from aigc.types.audio import Audio

RATE = 48_000


def voice(seconds: float = 6.0, rate: int = RATE) -> Audio:
    """Return a harmonic tone with syllables, silent after two thirds."""
    t = np.arange(round(seconds * rate)) / rate
    wave = sum(np.sin(2 * np.pi * 220 * k * t) / k for k in range(1, 12))
    gate = (np.sin(2 * np.pi * 2 * t) > -0.6) * (t < seconds * 2 / 3)
    soft = np.convolve(gate, np.hanning(961) / 480, "same")
    return Audio(samples=(0.1 * wave * soft)[None].astype(np.float32), sample_rate=rate)


def band(seconds: float = 6.0) -> Audio:
    rng = np.random.default_rng(1)
    t = np.arange(round(seconds * RATE)) / RATE
    tones = [np.sin(2 * np.pi * hz * t) for hz in (130.8, 164.8, 196.0)]
    noise = rng.standard_normal((2, len(t))) * 0.05
    return Audio(samples=(0.1 * sum(tones) + noise).astype(np.float32), sample_rate=RATE)


def test_a_mix_is_at_its_loudness_and_the_sum_of_its_stems() -> None:
    made = mix({"voice": voice(), "accompaniment": band()})
    assert loudness_lufs(made.audio) == pytest.approx(-14, abs=0.1)
    assert true_peak_dbtp(made.audio) <= -1
    total = sum(stem.samples for stem in made.stems.values())
    assert np.abs(total - made.audio.samples).max() < 1e-6
    assert {a.samples.shape for a in made.stems.values()} == {made.audio.samples.shape}
    again = mix({"voice": voice(), "accompaniment": band()})
    assert np.array_equal(again.audio.samples, made.audio.samples)


@pytest.mark.parametrize("lufs", [-23.0, -14.0, -10.0])
def test_any_loudness_keeps_under_its_peak(lufs: float) -> None:
    spikes = band()
    spikes.samples[:, ::4_800] += 0.9
    made = mix({"voice": voice(), "accompaniment": spikes}, lufs=lufs, peak_dbtp=-2)
    assert loudness_lufs(made.audio) == pytest.approx(lufs, abs=0.5)
    assert true_peak_dbtp(made.audio) <= -2
    total = sum(stem.samples for stem in made.stems.values())
    assert np.abs(total - made.audio.samples).max() < 1e-6


def test_the_band_gives_way_to_the_voice() -> None:
    ducked, level = (
        mix({"voice": voice(), "band": band()}, duck_db=d).stems["band"].samples
        for d in (-4.0, 0.0)
    )

    def change_db(samples: np.ndarray, low: float, high: float) -> float:
        part = samples[:, round(low * RATE) : round(high * RATE)]
        return 10 * np.log10(np.mean(part**2))

    under = change_db(ducked, 1, 3) - change_db(ducked, 5, 5.9)
    # the voice pulses, and between its pulses the band comes back a little
    assert -4.3 < under - (change_db(level, 1, 3) - change_db(level, 5, 5.9)) < -2


def test_the_voice_stays_in_time_and_loses_rumble() -> None:
    dry = voice()
    t = np.arange(dry.samples.shape[1]) / RATE
    rumbling = Audio(
        samples=(dry.samples + 0.1 * np.sin(2 * np.pi * 25 * t)).astype(np.float32),
        sample_rate=RATE,
    )
    wet = mix({"voice": rumbling}, reverb_db=-60).stems["voice"].samples[0]
    lag = np.fft.irfft(np.fft.rfft(wet) * np.conj(np.fft.rfft(dry.samples[0]))).argmax()
    assert min(lag, len(wet) - lag) <= 12
    spectrum = np.abs(np.fft.rfft(wet))
    hz = np.fft.rfftfreq(len(wet), 1 / RATE)
    assert spectrum[(hz > 20) & (hz < 30)].max() < spectrum[(hz > 215) & (hz < 225)].max() / 4


def test_blocks_leave_no_seam() -> None:
    t = np.arange(8 * RATE) / RATE
    wave = 0.2 * np.sin(2 * np.pi * 440 * t)
    tone = Audio(samples=wave[None].astype(np.float32), sample_rate=RATE)
    out = mix({"voice": tone}, reverb_db=-60).stems["voice"].samples[0]
    steps = np.abs(np.diff(out, n=2))
    seam = 1 << 17
    assert steps[seam - 50 : seam + 50].max() < 1.05 * steps[seam + 2_000 : seam + 40_000].max()


def test_hall_is_stereo_and_light() -> None:
    made = mix({"voice": voice()}).stems["voice"].samples
    side, middle = (made[0] - made[1]) / 2, made.mean(axis=0)
    share_db = 10 * np.log10(np.mean(side**2) / np.mean(middle**2))
    assert -32 < share_db < -15


def test_stems_of_other_lengths_rates_and_silence() -> None:
    made = mix({"voice": voice(4, 24_000), "band": band(6), "nothing": silence(Fraction(1))})
    assert made.audio.samples.shape == (2, 6 * RATE)
    assert not made.stems["nothing"].samples.any()
    quiet = mix({"voice": silence(Fraction(2))})
    assert not quiet.audio.samples.any()


def test_impossible_mixes_are_refused() -> None:
    broken = band(1)
    broken.samples[0, 5] = np.nan
    for stems, more, hint in (
        ({}, {}, "nothing to mix"), ({"a": broken}, {}, "'a'"),
        ({"a": band(1)}, {"duck_db": 3}, "3"),
        ({"a": band(1)}, {"lufs": 2}, "2 LUFS"),
    ):  # fmt: skip
        with pytest.raises(InputError, match=hint):
            mix(stems, **more)  # type: ignore[arg-type]
