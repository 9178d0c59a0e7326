"""Sound in memory: reading, writing, joining, resampling and loudness.

Loudness follows ITU-R BS.1770-4 (gated, K-weighted); true peak is measured at four times the
sample rate, as in its Annex 2.
"""

from __future__ import annotations

import io
import math
import wave
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from aigc.errors import AssetError, InputError
from aigc.types.audio import Audio
from aigc.types.time import to_sample

Samples = NDArray[np.float32]

SAMPLE_RATE_HZ = 48_000
"""The clock rate of everything that ends in a video."""

READABLE = ("wav", "w64", "aiff", "mp3", "flac", "ogg", "aac", "mov", "matroska")
"""Container formats, in FFmpeg's names, that `read_audio` opens."""

_BLOCK_S = 0.4
_OVERSAMPLING = 4
_CHUNK = 1 << 18
_LOOK_AHEAD_S = 0.004
_HEADROOM_DB = 0.1
_ROUNDS = 10
_CLOSE_LU = 0.1


def silence(duration: Fraction, *, sample_rate: int = SAMPLE_RATE_HZ, channels: int = 1) -> Audio:
    """Return ``duration`` seconds of nothing."""
    shape = (channels, to_sample(duration, sample_rate))
    return Audio(samples=np.zeros(shape, np.float32), sample_rate=sample_rate)


def to_mono(audio: Audio) -> Audio:
    """Return the mean of all channels."""
    if audio.channels == 1:
        return audio
    mean = audio.samples.mean(axis=0, keepdims=True, dtype=np.float32)
    return Audio(samples=mean, sample_rate=audio.sample_rate)


def to_stereo(audio: Audio) -> Audio:
    """Return two channels: a mono signal on both, more than two mixed down to both."""
    if audio.channels == 2:
        return audio
    both = np.repeat(to_mono(audio).samples, 2, axis=0)
    return Audio(samples=both, sample_rate=audio.sample_rate)


def resample(audio: Audio, sample_rate: int) -> Audio:
    """Return the sound at another rate (soxr, very high quality)."""
    if sample_rate == audio.sample_rate:
        return audio
    import soxr

    out = soxr.resample(audio.samples.T, audio.sample_rate, sample_rate, quality="VHQ")
    samples = np.ascontiguousarray(out.T, dtype=np.float32)
    return Audio(samples=samples, sample_rate=sample_rate)


def concatenate(parts: Iterable[Audio]) -> Audio:
    """Return ``parts`` one after the other.

    Raises
    ------
    InputError
        When there is no part, or rates or channels differ.
    """
    pieces = tuple(parts)
    kinds = {(p.sample_rate, p.channels) for p in pieces}
    if len(kinds) != 1:
        raise InputError(
            f"Cannot join sounds of {len(kinds)} kinds {sorted(kinds)}: give at least one, and "
            "bring all to one sample rate and number of channels first."
        )
    joined = np.concatenate([p.samples for p in pieces], axis=1)
    return Audio(samples=joined, sample_rate=pieces[0].sample_rate)


def loudness_lufs(audio: Audio) -> float:
    """Return the integrated loudness in LUFS; ``-inf`` for silence.

    Sound shorter than one gating block (0.4 s) is measured as a single block.

    Source: ITU-R BS.1770-4.
    """
    length = audio.samples.shape[1]
    if length < 16 or not np.any(audio.samples):
        return -math.inf
    import warnings

    import pyloudnorm

    block_s = min(_BLOCK_S, length / audio.sample_rate)
    meter = pyloudnorm.Meter(audio.sample_rate, block_size=block_s)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore", RuntimeWarning)
        value = float(meter.integrated_loudness(audio.samples.T.astype(np.float64)))
    return value if math.isfinite(value) else -math.inf


def _peak_envelope(samples: Samples) -> Samples:
    """Return for each sample the largest magnitude of any channel there, between samples too."""
    from scipy.signal import resample_poly

    length = samples.shape[1]
    out = np.empty(length, np.float32)
    edge = 64
    for start in range(0, length, _CHUNK):
        low, high = max(0, start - edge), min(length, start + _CHUNK + edge)
        fine = np.abs(resample_poly(samples[:, low:high], _OVERSAMPLING, 1, axis=1)).max(axis=0)
        coarse = fine.reshape(-1, _OVERSAMPLING).max(axis=1)
        stop = min(length, start + _CHUNK)
        out[start:stop] = coarse[start - low : stop - low]
    peaks: Samples = np.maximum(out, np.abs(samples).max(axis=0))
    return peaks


def true_peak_dbtp(audio: Audio) -> float:
    """Return the true peak in dBTP, oversampled four times; ``-inf`` for silence.

    Source: ITU-R BS.1770-4, Annex 2.
    """
    if not np.any(audio.samples):
        return -math.inf
    return 20 * math.log10(float(_peak_envelope(audio.samples).max()))


def limit(audio: Audio, *, peak_dbtp: float = -1.0) -> Audio:
    """Return the sound with its true peaks held below ``peak_dbtp`` by a look-ahead limiter."""
    envelope = _peak_envelope(audio.samples)
    held = _hold(audio, envelope, 10 ** ((peak_dbtp - _HEADROOM_DB) / 20))
    return _under(held, peak_dbtp)


def _hold(audio: Audio, envelope: Samples, ceiling: float) -> Audio:
    """Return the sound with peaks near ``ceiling`` at most, given its ``envelope`` of peaks.

    The gain that each peak needs is held over the look-ahead (a running minimum) and smoothed by
    a mean over the same window, so that it has arrived when the peak does.
    """
    if not envelope.size or float(envelope.max()) <= ceiling:
        return audio
    from scipy.ndimage import minimum_filter1d, uniform_filter1d

    need = np.minimum(1.0, ceiling / np.maximum(envelope, 1e-9))
    window = 2 * round(_LOOK_AHEAD_S * audio.sample_rate) + 1
    gain = uniform_filter1d(minimum_filter1d(need, window), window).astype(np.float32)
    return Audio(samples=audio.samples * gain, sample_rate=audio.sample_rate)


def _under(audio: Audio, peak_dbtp: float) -> Audio:
    """Return the sound turned down by what its true peak still exceeds the target."""
    excess_db = true_peak_dbtp(audio) - (peak_dbtp - _HEADROOM_DB / 2)
    return amplify(audio, -excess_db) if excess_db > 0 else audio


def amplify(audio: Audio, gain_db: float) -> Audio:
    """Return the sound with ``gain_db`` applied."""
    factor = np.float32(10 ** (gain_db / 20))
    return Audio(samples=audio.samples * factor, sample_rate=audio.sample_rate)


def normalise(audio: Audio, *, lufs: float = -16.0, peak_dbtp: float = -1.0) -> Audio:
    """Return the sound at ``lufs`` with true peaks below ``peak_dbtp``.

    The limiter takes loudness away, so gain and limiter are applied until both targets hold; the
    peak always does. Silence is returned as it is.
    """
    level = loudness_lufs(audio)
    if level == -math.inf:
        return audio
    envelope = _peak_envelope(audio.samples)
    ceiling = 10 ** ((peak_dbtp - _HEADROOM_DB) / 20)
    gain_db, slope, result = 0.0, 1.0, audio
    for _ in range(_ROUNDS):
        step_db = min(max((lufs - level) / slope, -40.0), 40.0)
        gain_db += step_db
        factor = np.float32(10 ** (gain_db / 20))
        result = _hold(amplify(audio, gain_db), envelope * factor, ceiling)
        before, level = level, loudness_lufs(result)
        if abs(level - lufs) < _CLOSE_LU:
            break
        # the limiter gives back less than was put in: step by the slope just seen
        slope = min(max((level - before) / step_db, 0.1), 1.0)
    return _under(result, peak_dbtp)


def encode_wav(audio: Audio) -> bytes:
    """Return a 16-bit PCM WAV file."""
    scaled = np.rint(np.clip(audio.samples, -1.0, 1.0) * 32767).astype("<i2")
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(audio.channels)
        file.setsampwidth(2)
        file.setframerate(audio.sample_rate)
        file.writeframes(np.ascontiguousarray(scaled.T).tobytes())
    return buffer.getvalue()


def read_audio(path: Path, *, longest: Fraction = Fraction(4 * 3600)) -> Audio:
    """Decode the first sound stream of ``path``, at its own rate, mono or stereo.

    Only the container formats in `READABLE` are opened, so that no playlist can make the reader
    open another file.

    Raises
    ------
    AssetError
        When the file is missing, of another format, damaged, without sound, or ``longest``
        seconds are exceeded.
    """
    import av

    try:
        with (
            path.open("rb") as file,
            av.open(file, options={"format_whitelist": ",".join(READABLE)}) as container,
        ):
            return _decode(container, path, longest)
    except OSError as exc:
        # PyAV's errors are OSError too, or ValueError for bytes it cannot recognise
        raise AssetError(f"Cannot read sound from {path.name}: {exc.strerror or exc}.") from exc
    except (av.FFmpegError, ValueError) as exc:
        raise AssetError(
            f"Cannot read sound from {path.name}: it is damaged or not one of "
            f"{', '.join(READABLE)}."
        ) from exc


def _decode(container: object, path: Path, longest: Fraction) -> Audio:
    """Return the samples of the first sound stream of an open PyAV container."""
    from av import AudioResampler
    from av.container import InputContainer

    assert isinstance(container, InputContainer)
    if not container.streams.audio:
        raise AssetError(f"{path.name} has no sound in it: give a sound file.")
    stream = container.streams.audio[0]
    rate = int(stream.rate)
    layout = "mono" if stream.codec_context.channels == 1 else "stereo"
    change = AudioResampler(format="fltp", layout=layout, rate=rate)
    parts: list[Samples] = []
    total = 0
    for frame in (*container.decode(stream), None):
        for piece in change.resample(frame):
            parts.append(piece.to_ndarray().astype(np.float32))
            total += parts[-1].shape[1]
        if total > longest * rate:
            raise AssetError(
                f"{path.name} is longer than {float(longest):g} s: give a shorter one."
            )
    if not total:
        raise AssetError(f"{path.name} holds no samples: it is empty or damaged.")
    return Audio(samples=np.concatenate(parts, axis=1), sample_rate=rate)
