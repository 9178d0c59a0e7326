from __future__ import annotations

import math
import tracemalloc
from fractions import Fraction
from pathlib import Path

import numpy as np
import pyloudnorm
import pytest

from aigc.audio import (
    concatenate,
    encode_wav,
    loudness_lufs,
    normalise,
    read_audio,
    resample,
    silence,
    to_mono,
    to_stereo,
    true_peak_dbtp,
)
from aigc.errors import AssetError, Cancelled, InputError
from aigc.types.audio import Audio


def tone(hz: float, s: float, level: float = 0.5, rate: int = 48_000, phase: float = 0.0) -> Audio:
    t = np.arange(round(s * rate)) / rate
    wave = level * np.sin(2 * np.pi * hz * t + phase)
    return Audio(samples=wave[None].astype(np.float32), sample_rate=rate)


def crackle(seed: int, s: float = 4.0) -> Audio:
    """Noise in bursts: a high crest factor."""
    rng = np.random.default_rng(seed)
    n = round(s * 48_000)
    burst = np.exp(-((np.arange(n) % 24_000) / 2_000))
    return Audio(
        samples=(rng.standard_normal((1, n)) * burst * 0.2).astype(np.float32), sample_rate=48_000
    )


def test_a_full_scale_997_hz_tone_reads_minus_3_lufs() -> None:
    assert loudness_lufs(tone(997, 5, 1.0)) == pytest.approx(-3.01, abs=0.05)


def speechlike(rate: int) -> Audio:
    """Coloured noise in syllables, with a quiet half and pauses."""
    t = np.arange(rate * 12) / rate
    noise = np.random.default_rng(3).standard_normal((2, len(t))).cumsum(axis=1)
    noise -= np.apply_along_axis(np.convolve, 1, noise, np.full(rate // 100, 100 / rate), "same")
    loud = np.clip(np.sin(2 * np.pi * 3 * t), 0, 1) * np.where(t % 4 < 3, 1, 0) * (1 + (t > 6))
    return Audio(samples=(0.02 * noise * loud).astype(np.float32), sample_rate=rate)


@pytest.mark.parametrize("rate", [48_000, 44_100])
def test_loudness_agrees_with_another_meter(rate: int) -> None:
    for sound in (speechlike(rate), tone(440, 3, 0.3, rate), to_stereo(tone(90, 3, 0.3, rate))):
        other = pyloudnorm.Meter(rate).integrated_loudness(sound.samples.T.astype(np.float64))
        assert loudness_lufs(sound) == pytest.approx(other, abs=0.05)


def test_a_level_is_set_in_constant_memory() -> None:
    sound = Audio(samples=np.tile(speechlike(48_000).samples, (1, 5)), sample_rate=48_000)
    normalise(to_stereo(tone(440, 1)))
    tracemalloc.start()
    out = normalise(sound, in_place=True)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert out.samples is sound.samples
    assert peak < 12_000_000
    assert loudness_lufs(sound) == pytest.approx(-16, abs=0.1)


def test_a_copy_leaves_the_sound_as_it_was() -> None:
    sound = crackle(4)
    before = sound.samples.copy()
    assert normalise(sound).samples.tobytes() != before.tobytes()
    assert np.array_equal(sound.samples, before)


def test_true_peak_sees_between_the_samples() -> None:
    # a quarter of the sample rate at 45 degrees: samples reach 0.707, the wave reaches 1
    peak = true_peak_dbtp(tone(12_000, 1, 1.0, phase=math.pi / 4))
    assert peak == pytest.approx(0.0, abs=0.3)


@pytest.mark.parametrize("lufs", [-16.0, -23.0, -14.0])
@pytest.mark.parametrize("seed", [0, 1])
def test_normalise_holds_both_targets(lufs: float, seed: int) -> None:
    out = normalise(crackle(seed), lufs=lufs, peak_dbtp=-1.0)
    assert loudness_lufs(out) == pytest.approx(lufs, abs=0.5)
    assert true_peak_dbtp(out) < -1.0


@pytest.mark.parametrize("length", [0, 1, 20, 4_800])
def test_very_short_sound_is_measured_and_normalised(length: int) -> None:
    short = tone(440, length / 48_000)
    assert loudness_lufs(short) < 0
    assert normalise(short).samples.shape == (1, length)


def test_silence_stays_silent() -> None:
    quiet = silence(Fraction(1))
    assert loudness_lufs(quiet) == -math.inf
    assert true_peak_dbtp(quiet) == -math.inf
    assert not normalise(quiet).samples.any()


def test_wav_round_trip(tmp_path: Path) -> None:
    sound = to_stereo(tone(440, 0.3))
    path = tmp_path / "a.wav"
    path.write_bytes(encode_wav(sound))
    back = read_audio(path)
    assert back.sample_rate == 48_000
    assert back.samples.shape == sound.samples.shape
    assert np.abs(back.samples - sound.samples).max() < 1e-4


def test_a_file_of_several_blocks_is_whole(tmp_path: Path) -> None:
    sound = crackle(2, 12.0)
    path = tmp_path / "b.wav"
    path.write_bytes(encode_wav(sound))
    assert np.abs(read_audio(path).samples - np.clip(sound.samples, -1, 1)).max() < 1e-4


def test_a_playlist_is_refused(tmp_path: Path) -> None:
    inner = tmp_path / "secret.wav"
    inner.write_bytes(encode_wav(tone(440, 0.1)))
    path = tmp_path / "list.m3u8"
    path.write_text(f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{inner}\n#EXT-X-ENDLIST\n")
    with pytest.raises(AssetError, match=r"list\.m3u8"):
        read_audio(path)


@pytest.mark.parametrize("content", [b"", b"hello", b"RIFF\0\0\0\0WAVE"])
def test_bytes_that_are_no_sound_are_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.wav"
    path.write_bytes(content)
    with pytest.raises(AssetError, match=r"x\.wav"):
        read_audio(path)


def test_a_missing_file_and_a_long_one_are_refused(tmp_path: Path) -> None:
    with pytest.raises(AssetError, match="No such file"):
        read_audio(tmp_path / "none.wav")
    path = tmp_path / "long.wav"
    path.write_bytes(encode_wav(tone(440, 2)))
    with pytest.raises(AssetError, match="longer than 1 s"):
        read_audio(path, longest=Fraction(1))


def test_reading_can_stop_early(tmp_path: Path) -> None:
    path = tmp_path / "long.wav"
    path.write_bytes(encode_wav(tone(440, 30)))
    assert 1 <= read_audio(path, until=Fraction(1)).duration < 10


def test_channels_are_mixed_and_progress_is_told_while_a_file_is_read(tmp_path: Path) -> None:
    both = np.concatenate([tone(440, 12).samples, tone(660, 12, 0.3).samples])
    (tmp_path / "a.wav").write_bytes(encode_wav(Audio(samples=both, sample_rate=48_000)))
    told: list[tuple[str, float]] = []

    def tell(step: str, done: float, total: float) -> None:
        told.append((step, done / total))

    mixed = read_audio(tmp_path / "a.wav", mono=True, progress=tell)
    assert mixed.samples == pytest.approx(both.mean(axis=0, keepdims=True), abs=1e-4)
    assert len(told) > 2 and told == sorted(told) and told[-1] == ("read", pytest.approx(1))

    def stop(step: str, done: float, total: float) -> None:
        raise Cancelled("stop")

    with pytest.raises(Cancelled):
        read_audio(tmp_path / "a.wav", progress=stop)


def test_resample_keeps_time_and_pitch() -> None:
    out = resample(tone(1000, 1, rate=22_050), 48_000)
    assert out.duration == pytest.approx(Fraction(1), abs=1e-3)
    assert np.argmax(np.abs(np.fft.rfft(out.samples[0]))) == pytest.approx(1000, abs=1)


def test_concatenate_joins_equal_kinds_only() -> None:
    both = concatenate([tone(440, 0.5), silence(Fraction(1, 2))])
    assert both.duration == 1
    with pytest.raises(InputError):
        concatenate([tone(440, 0.5), tone(440, 0.5, rate=22_050)])
    with pytest.raises(InputError):
        concatenate([])


def test_mono_and_stereo() -> None:
    mono = tone(440, 0.1)
    assert to_mono(to_stereo(mono)).samples == pytest.approx(mono.samples)
