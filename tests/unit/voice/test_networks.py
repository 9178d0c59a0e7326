"""The networks without torch give what the trained ones give."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from aigc.voice import filters
from aigc.voice import vocoder as light
from aigc.voice.acoustic import CHANCE, Acoustic
from aigc.voice.frames import FFT, HOP_LENGTH, SAMPLE_RATE_HZ, Frames, band_centres_hz, band_weights
from aigc.voice.phones import INDEX
from aigc.voice.timing import Phones, laid_out
from aigc.voice.training import acoustic, vocoder
from aigc.voice.training.acoustic import AcousticNetwork, Batch, shaded
from aigc.voice.training.vocoder import Rows, VocoderNetwork


def frames(count: int = 450, f0_hz: float = 220.0) -> Frames:
    rng = np.random.default_rng(3)
    return Frames(
        envelope=rng.normal(-4, 1, (count, 80)).astype(np.float32),
        aperiodicity=rng.uniform(-40, 0, (count, 3)).astype(np.float32),
        voiced=(np.arange(count) % 90 < 60).astype(np.float32),
        f0_hz=(f0_hz + 30 * np.sin(np.arange(count) / 25)).astype(np.float32),
    )


def rows(some: Frames) -> Rows:
    names = ("envelope", "aperiodicity", "voiced", "f0_hz")
    return Rows(*(torch.from_numpy(getattr(some, name))[None] for name in names))


def shaken(network: torch.nn.Module) -> torch.nn.Module:
    torch.manual_seed(5)
    for parameter in network.parameters():
        torch.nn.init.normal_(parameter, std=0.05)
    return network.eval()


class Drawn:
    """A generator whose draws are known."""

    def __init__(self, noise: np.ndarray) -> None:
        self.noise = noise

    def random(self) -> float:
        return 0.25

    def standard_normal(self, size, kind):
        return self.noise.reshape(size)


def test_the_light_vocoder_sounds_like_the_trained_one():
    network, given = shaken(VocoderNetwork()), frames()
    source = light.pulses(given.f0_hz, 0.25)
    hiss = np.random.default_rng(9).standard_normal(len(source), np.float32)
    with torch.no_grad():
        harmonic, noise = network.filters(rows(given))
        slices = [vocoder.sliced(torch.from_numpy(s)[None]) for s in (source, hiss)]
        wanted = vocoder.joined(slices[0] * harmonic + slices[1] * noise)[0].numpy()
    made = light.Vocoder(vocoder.state(network))(given, Drawn(hiss))
    assert made.shape == (len(given) * HOP_LENGTH,) and made.dtype == np.float32
    np.testing.assert_allclose(made, wanted, atol=1e-4 * np.abs(wanted).max())


@pytest.mark.parametrize("f0_hz", [70.0, 233.1, 1046.5])
def test_pulses_keep_their_pitch_and_stay_below_the_limit(f0_hz):
    sound = light.pulses(np.full(400, f0_hz, np.float32), 0.0)
    power = np.abs(np.fft.rfft(sound * np.hanning(len(sound)))) ** 2
    hz = np.fft.rfftfreq(len(sound), 1 / SAMPLE_RATE_HZ)
    lines = hz[np.flatnonzero(power > 0.05 * power.max())]
    apart = np.abs(lines / f0_hz - np.rint(lines / f0_hz)) * f0_hz
    assert apart.max() < 2 and lines.min() > 0.9 * f0_hz
    assert power[hz > 11_600].sum() < 1e-3 * power.sum()


def test_clear_voices_keep_noise_below_their_pitch_and_rough_or_high_ones_none():
    hz = np.arange(filters.BINS) * SAMPLE_RATE_HZ / FFT
    below = (hz > 300) & (hz < 400)
    f0_hz, rough_db = np.array([480.0, 480.0, 800.0]), np.array([-12.0, -3.0, -12.0])
    clear, rough, high = filters.noise_share(f0_hz, rough_db)
    assert (clear[below] > 1).all()
    assert (rough[(hz > 300) & (hz < 350)] < 0.1).all() and (high[below] < 0.01).all()
    above = hz > 1000
    assert (clear[above] > 0.9).all() and (rough[above] > 0.9).all()


def test_the_light_acoustic_network_makes_the_rows_of_the_trained_one():
    network = shaken(AcousticNetwork(2))
    said = [INDEX[s] for s in ("sil", "m", "a", "s", "i", "sil")]
    phones = Phones(
        phone=np.array(said), accent=np.array([0, 1, 1, 4, 4, 0]),
        ends=np.array([12, 25, 70, 90, 141, 160]),
    )  # fmt: skip
    which, place = laid_out(phones)
    drawn = np.random.default_rng(1).standard_normal((len(said), acoustic.NOISE), np.float32)
    batch = Batch(
        phone=torch.from_numpy(phones.phone)[None], accent=torch.from_numpy(phones.accent)[None],
        speaker=torch.tensor([1]), which=torch.from_numpy(which)[None],
        place=torch.from_numpy(place)[None], target=torch.zeros(0), mask=torch.zeros(0),
    )  # fmt: skip
    with torch.no_grad():
        wanted = network(batch, torch.from_numpy(CHANCE * drawn[which])[None])[0].numpy()
    arrays = shaded({name: value.numpy() for name, value in network.state_dict().items()}, {})
    mean, deviation = np.full(84, -3, np.float32), np.full(84, 0.5, np.float32)
    ready = Acoustic({**arrays, "mean": mean, "deviation": deviation})
    made = ready(phones, np.full(160, 200.0), 1, Drawn(drawn))
    assert len(made) == 160
    np.testing.assert_allclose(made.envelope, wanted[:, :80] * 0.5 - 3, atol=1e-4)
    assert set(np.unique(made.voiced)) <= {0, 1} and made.aperiodicity.max() <= 0


def test_a_speaker_leans_on_another_less_from_block_to_block():
    state = shaken(AcousticNetwork(2)).state_dict()
    arrays = {name: value.numpy() for name, value in state.items()}
    own, leaning = (shaded(arrays, lenders)["shades"] for lenders in ({}, {1: 0}))
    np.testing.assert_array_equal(leaning[0], own[0])
    np.testing.assert_allclose(leaning[1, -1], own[1, -1], atol=1e-6)
    moved = np.linalg.norm(leaning[1] - own[1], axis=1) / np.linalg.norm(own[0] - own[1], axis=1)
    assert moved[0] == pytest.approx(acoustic.LEANING, abs=1e-5) and (np.diff(moved) < -0.1).all()


def test_a_long_phone_is_laid_out_the_same_all_through_its_middle():
    phones = Phones(phone=np.array([2, 40]), accent=np.zeros(2, int), ends=np.array([10, 800]))
    which, place = laid_out(phones)
    assert len(which) == 400 and (which[:5] == 0).all() and (which[5:] == 1).all()
    middle = np.delete(place[100:300], 1, axis=1)
    assert (middle == middle[0]).all() and (place[5:, 5:] >= 0).all()
    part = laid_out(phones, 50, 60)
    assert (part[0] == which[50:60]).all() and np.allclose(part[1], place[50:60])


def test_bands_cover_every_bin_and_give_back_a_flat_spectrum():
    weights = band_weights()
    np.testing.assert_allclose(weights @ np.ones(513), 1, atol=1e-5)
    assert (weights >= 0).all() and (np.diff(band_centres_hz()) > 0).all()
