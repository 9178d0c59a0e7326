"""Sound as mel columns: by the formulas, and as another library counts them."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from transformers.audio_utils import mel_filter_bank, window_function
from transformers.audio_utils import spectrogram as theirs

from aigc.portrait.layout import Mel
from aigc.portrait.mel import filters, heard, spectrogram
from aigc.types.audio import Audio
from tests.tiny.portrait import voice

PLAIN = Mel(preemphasis=0.0, scale="linear")


def tone(hz, amplitude=0.5, seconds=0.5, rate=16_000):
    samples = amplitude * np.sin(2 * np.pi * hz * np.arange(round(seconds * rate)) / rate)
    return Audio(samples=samples[None].astype(np.float32), sample_rate=rate)


@pytest.mark.parametrize("kind", ["slaney", "htk"])
def test_bands_are_those_of_another_library(kind):
    mel = Mel(filters=kind)
    wanted = mel_filter_bank(
        401, 80, mel.fmin_hz, mel.fmax_hz, 16_000, norm="slaney" if kind == "slaney" else None,
        mel_scale=kind,
    )  # fmt: skip
    assert np.allclose(filters(mel), wanted, atol=1e-7)


@pytest.mark.parametrize("power", [1, 2])
def test_columns_are_those_of_another_library(power):
    mel = Mel(power=power, limit=0.0, reference_db=0.0, floor=1e-6)
    ours = spectrogram(voice(), mel)
    sound, window = voice().samples[0].astype(np.float64), window_function(800, "hann")
    wanted = theirs(
        sound, window, 800, 200,
        fft_length=800, power=float(power), pad_mode="constant", preemphasis=None,
        mel_filters=filters(mel), mel_floor=1e-6,
    )  # fmt: skip
    assert ours.shape == wanted.shape == (80, 81)
    plain = spectrogram(voice(), Mel(power=power, preemphasis=0.0, scale="linear"))
    assert np.allclose(plain, wanted, rtol=1e-4, atol=1e-5)


def test_a_tone_is_as_high_as_its_amplitude_and_the_window_say():
    """The peak bin of a tone is half its amplitude times the window's sum, whole in one band."""
    bin_hz = 16_000 / 800
    columns = spectrogram(tone(50 * bin_hz), PLAIN)
    peak, side = 0.5 / 2 * 400, 0.5 / 4 * 400
    share = filters(PLAIN)[49:52]
    wanted = side * share[0] + peak * share[1] + side * share[2]
    assert np.allclose(columns[:, 15], wanted, rtol=1e-3, atol=1e-4)


def test_decibels_are_stretched_to_the_limits():
    silence = Audio(samples=np.zeros((1, 4_000), np.float32), sample_rate=16_000)
    assert (spectrogram(silence, Mel()) == -4).all()
    assert spectrogram(tone(1_000, amplitude=1e6), Mel()).max() == 4
    db = spectrogram(tone(1_000), Mel(limit=0.0))
    one = spectrogram(tone(1_000), Mel())
    assert np.allclose(one, np.clip((db + 100) / 100 * 8 - 4, -4, 4), atol=1e-5)
    logs = spectrogram(tone(1_000), Mel(scale="log"))
    assert np.allclose(db, 20 / np.log(10) * logs - 20, atol=1e-3)


def test_stereo_at_another_rate_sounds_the_same():
    low, high = tone(1_000), tone(1_000, rate=48_000)
    both = Audio(samples=np.repeat(high.samples, 2, axis=0), sample_rate=48_000)
    inner = np.s_[:, 4:30]
    assert np.allclose(
        spectrogram(low, PLAIN)[inner], spectrogram(both, PLAIN)[inner], rtol=0.01, atol=0.02
    )


def test_each_frame_hears_the_columns_of_its_time():
    columns = np.arange(200, dtype=np.float32)[None]
    mel = Mel(bands=1, columns=16)
    found = heard(columns, range(0, 70), Fraction(25), mel)
    assert found.shape == (70, 1, 16)
    assert found[:4, 0, 0].tolist() == [0, 3, 6, 9]
    assert found[50, 0].tolist() == list(range(160, 176))
    assert found[-1, 0].tolist() == list(range(184, 200))
    later = heard(columns, range(0, 2), Fraction(25), mel.model_copy(update={"shift": -2}))
    assert later[:, 0, 0].tolist() == [0, 1]


def test_a_sound_shorter_than_a_window_is_heard():
    assert spectrogram(tone(500, seconds=0.01), Mel()).shape == (80, 16)
