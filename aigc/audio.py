"""Sound in memory: reading, writing, joining and resampling; its level is in `loudness`."""

from __future__ import annotations

import io
import wave
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from aigc.errors import AssetError, InputError
from aigc.loudness import loudness_lufs, normalise, true_peak_dbtp
from aigc.progress import Progress, silent
from aigc.types.audio import Audio
from aigc.types.time import to_sample

if TYPE_CHECKING:
    from av.container import InputContainer

__all__ = (
    "READABLE",
    "SAMPLE_RATE_HZ",
    "concatenate",
    "encode_wav",
    "loudness_lufs",
    "normalise",
    "read_audio",
    "resample",
    "silence",
    "to_mono",
    "to_stereo",
    "true_peak_dbtp",
)

Samples = NDArray[np.float32]

SAMPLE_RATE_HZ = 48_000
"""The clock rate of everything that ends in a video."""

READABLE = ("wav", "w64", "aiff", "mp3", "flac", "ogg", "aac", "mov", "matroska")
"""Container formats, in FFmpeg's names, that `read_audio` opens."""

_BLOCK = 1 << 18


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


def encode_wav(audio: Audio) -> bytes:
    """Return a 16-bit PCM WAV file."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(audio.channels)
        file.setsampwidth(2)
        file.setframerate(audio.sample_rate)
        for start in range(0, audio.samples.shape[1], _BLOCK):
            block = np.clip(audio.samples[:, start : start + _BLOCK].T, -1.0, 1.0)
            file.writeframes(np.rint(block * 32767).astype("<i2").tobytes())
    return buffer.getvalue()


def read_audio(
    path: Path,
    *,
    longest: Fraction = Fraction(4 * 3600),
    until: Fraction | None = None,
    mono: bool = False,
    progress: Progress = silent,
) -> Audio:
    """Decode the first sound stream of ``path``, at its own rate, mono or stereo.

    With ``until`` reading ends soon after that many seconds. With ``mono`` all channels are mixed
    while they are read, which takes half the memory or less.

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
            told = partial(_tell, progress, container.duration)
            return _decode(container, path, longest, until, told, mono=mono)
    except OSError as exc:
        # PyAV's errors are OSError too, or ValueError for bytes it cannot recognise
        raise AssetError(f"Cannot read sound from {path.name}: {exc.strerror or exc}.") from exc
    except (av.FFmpegError, ValueError) as exc:
        raise AssetError(
            f"Cannot read sound from {path.name}: it is damaged or not one of "
            f"{', '.join(READABLE)}."
        ) from exc


def _tell(progress: Progress, duration_us: int | None, seconds: float) -> None:
    """Report how much is read; a file need not say how long it is."""
    total = (duration_us or 0) / 1e6
    progress("read", min(seconds, total), total or 1)


def _decode(
    container: InputContainer, path: Path, longest: Fraction, until: Fraction | None,
    told: Callable[[float], None], *, mono: bool,
) -> Audio:  # fmt: skip
    """Return the samples of the first sound stream of an open PyAV container."""
    if not container.streams.audio:
        raise AssetError(f"{path.name} has no sound in it: give a sound file.")
    rate = int(container.streams.audio[0].rate)
    blocks: deque[Samples] = deque()
    total = 0
    for block in _blocks(container):
        blocks.append(block.mean(axis=0, keepdims=True) if mono else block)
        total += block.shape[1]
        told(total / rate)
        if until is not None and total >= until * rate:
            break
        if total > longest * rate:
            raise AssetError(
                f"{path.name} is longer than {float(longest):g} s: give a shorter one."
            )
    if not total:
        raise AssetError(f"{path.name} holds no samples: it is empty or damaged.")
    samples = np.empty((len(blocks[0]), total), np.float32)
    filled = 0
    while blocks:
        # each block is given back before the next page of the result is touched
        block = blocks.popleft()
        samples[:, filled : filled + block.shape[1]] = block
        filled += block.shape[1]
    return Audio(samples=samples, sample_rate=rate)


def _blocks(container: InputContainer) -> Iterator[Samples]:
    """Yield the first sound stream in blocks of some seconds, mono or stereo."""
    from av import AudioResampler

    stream = container.streams.audio[0]
    layout = "mono" if stream.codec_context.channels == 1 else "stereo"
    change = AudioResampler(format="fltp", layout=layout, rate=int(stream.rate))
    pieces: list[Samples] = []
    size = 0
    for frame in chain(container.decode(stream), (None,)):
        fresh = [piece.to_ndarray() for piece in change.resample(frame)]
        pieces += fresh
        size += sum(p.shape[1] for p in fresh)
        if pieces and (frame is None or size >= _BLOCK):
            yield np.concatenate(pieces, axis=1, dtype=np.float32)
            pieces.clear()
            size = 0
