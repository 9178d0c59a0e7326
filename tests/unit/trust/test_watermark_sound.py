from __future__ import annotations

import numpy as np
import pytest
from sounds import part, talk

from aigc.audio import resample, to_mono
from aigc.errors import Cancelled, InputError
from aigc.trust.watermark.key import PUBLIC
from aigc.trust.watermark.sound import PERIOD_S, best_guess, find, find_in_sound, marked
from aigc.types.audio import Audio
from benchmarks.codecs import coded

ID = 0xC0FFEE42
OTHER = b"another key of thirty-two bytes."


@pytest.fixture(scope="module")
def plain() -> Audio:
    return talk(12, 44_100, channels=2)


@pytest.fixture(scope="module")
def carrier(plain: Audio) -> Audio:
    return marked(plain, ID, PUBLIC)


def _read(audio: Audio) -> int | None:
    found = find(audio, PUBLIC)
    return None if found is None else found.asset_id


def test_the_exact_id_is_read(plain: Audio, carrier: Audio) -> None:
    found = find_in_sound(carrier)
    assert found is not None and found.asset_id == ID and found.speed == 1
    assert found.reading.false_alarm < 1e-20
    assert carrier.samples.shape == plain.samples.shape
    assert carrier.samples.dtype == np.float32


def test_the_same_arguments_give_the_same_samples_and_others_do_not() -> None:
    short = talk(2)
    same = [marked(short, ID, PUBLIC).samples for _ in range(2)]
    assert np.array_equal(*same)
    assert not np.array_equal(same[0], marked(short, ID + 1, PUBLIC).samples)
    assert not np.array_equal(same[0], marked(short, ID, OTHER).samples)


@pytest.mark.parametrize(("codec", "bit_rate"), [("aac", 48_000), ("libmp3lame", 64_000)])
def test_it_survives_codecs(carrier: Audio, codec: str, bit_rate: int) -> None:
    assert _read(coded(carrier, codec, bit_rate)) == ID


@pytest.mark.parametrize("start", [1, 4_455, 100_003])
def test_a_piece_from_anywhere_is_enough(carrier: Audio, start: int) -> None:
    assert _read(coded(part(carrier, start, 8 * 44_100), "aac", 48_000)) == ID


def test_it_survives_another_rate_level_and_mixing_down(carrier: Audio) -> None:
    mixed = resample(to_mono(carrier), 22_050)
    for factor in (0.5, 2.0):
        louder = np.clip(mixed.samples * np.float32(factor), -1, 1)
        assert _read(Audio(samples=louder, sample_rate=22_050)) == ID


@pytest.mark.parametrize("factor", [1.01, 0.99])
def test_it_survives_another_speed(carrier: Audio, factor: float) -> None:
    other = resample(carrier, round(44_100 / factor))
    found = find(Audio(samples=other.samples, sample_rate=44_100), PUBLIC)
    assert found is not None and found.asset_id == ID
    assert found.speed == pytest.approx(factor, abs=0.008)


def test_three_seconds_are_enough_for_an_id_that_is_expected(carrier: Audio) -> None:
    short = coded(part(carrier, 40_000, 3 * 44_100), "aac", 48_000)
    right, wrong = (find(short, PUBLIC, expected=one) for one in (ID, ID + 1))
    assert right is not None and right.asset_id == ID
    assert wrong is None or wrong.asset_id == ID


def test_nothing_is_found_where_nothing_is(plain: Audio, carrier: Audio) -> None:
    assert _read(plain) is None
    assert find(plain, PUBLIC, expected=ID) is None
    assert find(carrier, OTHER) is None
    assert not best_guess(plain, OTHER).reading.sure


def test_a_long_sound_is_looked_through() -> None:
    late = marked(talk(8), ID, PUBLIC)
    before = np.zeros((1, round(17 * PERIOD_S * late.sample_rate)), np.float32)
    whole = np.concatenate([before, late.samples], axis=1)
    found = find(Audio(samples=whole, sample_rate=late.sample_rate), PUBLIC)
    assert found is not None and found.asset_id == ID
    assert found.at_s == pytest.approx(16 * PERIOD_S)


@pytest.mark.parametrize("level", [0.0, 4e-4])
def test_what_is_silent_stays_as_it_is(level: float) -> None:
    hiss = np.random.default_rng(1).standard_normal((1, 48_000)).astype(np.float32) * level
    quiet = Audio(samples=hiss, sample_rate=24_000)
    assert np.array_equal(marked(quiet, ID, PUBLIC).samples, hiss)
    assert find(quiet, PUBLIC) is None


def test_it_is_soft_in_a_lively_sound_and_in_a_steady_tone(plain: Audio, carrier: Audio) -> None:
    wave = np.sin(2 * np.pi * 1_500 * np.arange(48_000) / 24_000).astype(np.float32)[None] / 2
    tone = Audio(samples=wave, sample_rate=24_000)
    assert _ratio_db(plain, carrier) > 24
    assert _ratio_db(tone, marked(tone, ID, PUBLIC)) > 25.5


def test_it_stays_within_the_range() -> None:
    full = np.clip(talk(2).samples * 9, -1, 1)
    carrier = marked(Audio(samples=full, sample_rate=24_000), ID, PUBLIC)
    assert np.abs(carrier.samples).max() <= 1


@pytest.mark.parametrize("length", [0, 1, 700])
def test_a_sound_may_be_as_short_as_nothing(length: int) -> None:
    short = part(talk(1), 0, length)
    assert marked(short, ID, PUBLIC).samples.shape == (1, length)
    assert find(short, PUBLIC) is None


def test_an_id_that_does_not_fit_is_refused() -> None:
    with pytest.raises(InputError, match="32 bits"):
        marked(talk(1), 1 << 32, PUBLIC)


def test_marking_and_looking_can_be_stopped() -> None:
    def stop(phase: str, done: int, total: int) -> None:
        raise Cancelled(f"{phase} {done}/{total}")

    with pytest.raises(Cancelled):
        marked(talk(1), ID, PUBLIC, progress=stop)
    with pytest.raises(Cancelled):
        find_in_sound(talk(1), progress=stop)


def _ratio_db(before: Audio, after: Audio) -> float:
    noise = np.sum((before.samples - after.samples) ** 2)
    return float(10 * np.log10(np.sum(before.samples**2) / noise))
