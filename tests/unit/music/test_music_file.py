from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from aigc.audio import encode_wav, silence
from aigc.errors import AssetError, InputError
from aigc.music.file import bed_from_file
from aigc.types.audio import Audio


@pytest.fixture
def hum(tmp_path: Path) -> Path:
    t = np.arange(44_100 * 5) / 44_100
    samples = np.stack([0.3 * np.sin(2 * np.pi * 200 * t), 0.3 * np.sin(2 * np.pi * 300 * t)])
    path = tmp_path / "hum.wav"
    path.write_bytes(encode_wav(Audio(samples=samples.astype(np.float32), sample_rate=44_100)))
    return path


@pytest.mark.parametrize("seconds", [2, 5, 23])
def test_a_recording_is_looped_or_cut_to_length(hum: Path, seconds: int) -> None:
    bed = bed_from_file(hum, Fraction(seconds))
    assert bed.samples.shape == (2, seconds * 48_000)
    assert np.abs(bed.samples[:, -1]).max() < 1e-6
    level = (
        np.sqrt(np.mean(bed.samples[:, : -3 * 48_000].reshape(2, -1, 4_800) ** 2, axis=2))
        if (seconds > 5)
        else np.array([0.2])
    )
    assert level.min() > 0.1
    assert np.abs(np.diff(bed.samples, axis=1)).max() < 0.05


def test_silence_and_no_length_are_refused(hum: Path, tmp_path: Path) -> None:
    path = tmp_path / "nothing.wav"
    path.write_bytes(encode_wav(silence(Fraction(2))))
    with pytest.raises(AssetError, match="half a second"):
        bed_from_file(path, Fraction(5))
    with pytest.raises(InputError, match="0 s"):
        bed_from_file(hum, Fraction(0))


def test_a_long_silence_before_the_sound_is_left_out(tmp_path: Path) -> None:
    t = np.arange(48_000 * 3) / 48_000
    late = np.concatenate([np.zeros(48_000 * 40), 0.3 * np.sin(2 * np.pi * 200 * t)])
    path = tmp_path / "late.wav"
    path.write_bytes(encode_wav(Audio(samples=late[None].astype(np.float32), sample_rate=48_000)))
    bed = bed_from_file(path, Fraction(4))
    assert np.abs(bed.samples[:, :4_800]).max() > 0.25


def test_a_bed_is_cut_without_a_change(hum: Path) -> None:
    bed = bed_from_file(hum, Fraction(4)).samples[0, :48_000]
    hz = np.abs(np.fft.rfft(bed)).argmax()
    assert hz == 200
