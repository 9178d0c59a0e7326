"""Sound in memory: reading, writing, joining and resampling; its level is in `loudness`."""

from __future__ import annotations

import io
import wave
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import partial
from itertools import chain
from pathlib import Path
from typing import IO, TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from aigc.doors import jail
from aigc.doors.limits import LIMITS
from aigc.doors.sniff import HEAD_BYTES
from aigc.doors.sniff import told as told_by
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

PRELOADED = ("av",)
"""What a cell needs that looks at a recording."""

READABLE = ("wav", "w64", "aiff", "mp3", "flac", "ogg", "aac", "mov", "matroska")
"""Container formats, in FFmpeg's names, that `read_audio` opens."""

_DEMUXERS = {
    "wav": "wav", "mp3": "mp3", "flac": "flac", "ogg": "ogg", "aac": "aac", "mp4": "mov",
    "matroska": "matroska",
}  # fmt: skip
_STARTS = {b"RF64": "wav", b"riff": "w64", b"FORM": "aiff"}
_OLD_MOV = (b"moov", b"mdat", b"wide", b"free", b"skip")
_BARE = "mp3"
"""What opens bytes that begin like nothing known: frames of MP3 need no head."""
_QUICK = replace(LIMITS["audio"], seconds=10.0, most_bytes=8_000_000_000)
_RATES_HZ = (1000, 768_000)
_MOST_CHANNELS = 64
_MOST_RATIO, _RATIO_BYTES = 1000, 1 << 27
"""Sound may be so many times its file, once it has so many bytes: silence packs without end."""
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

    What the file is, its first bytes say: one of `READABLE` is opened as just that, so that no
    playlist can make the reader open another file. Its first block is decoded in a cell of
    `aigc.doors.jail` before anything of it is decoded here, except for plain WAV.

    Raises
    ------
    AssetError
        When the file is missing, of another format, damaged, without sound, or ``longest``
        seconds are exceeded.
    """
    import av

    if path.exists() and not path.is_file():
        raise AssetError(f"Cannot read sound from {path.name}: it is no regular file.")
    try:
        with path.open("rb") as file:
            kind = _kind_of(file, path.name)
            if kind != "wav":
                jail.call(
                    f"{__name__}:{_looked_at.__name__}", path, path.name, kind,
                    name=path.name, limit=_QUICK, refusal=AssetError, progress=progress,
                )  # fmt: skip
            with _opened(file, kind) as container:
                _check(container, path.name)
                told = partial(_tell, progress, container.duration)
                size = path.stat().st_size
                return _decode(container, path, longest, until, told, size, mono=mono)
    except OSError as exc:
        # PyAV's errors are OSError too, or ValueError for bytes it cannot recognise
        raise AssetError(f"Cannot read sound from {path.name}: {exc.strerror or exc}.") from exc
    except (av.FFmpegError, ValueError) as exc:
        raise AssetError(
            f"Cannot read sound from {path.name}: it is damaged or not one of "
            f"{', '.join(READABLE)}."
        ) from exc


def _kind_of(file: IO[bytes], name: str) -> str:
    """Return the demuxer of a file, by what it begins with."""
    head = file.read(HEAD_BYTES)
    file.seek(0)
    content = told_by(head)
    is_old = head[4:8] in _OLD_MOV
    found = _STARTS.get(head[:4]) or ("mov" if is_old else _DEMUXERS.get(content.name))
    if not found and content.name:
        raise AssetError(
            f"Cannot read sound from {name}: it is {content.what}, whatever its name says. Give "
            f"one of {', '.join(READABLE)}."
        )
    return found or _BARE


def _opened(file: IO[bytes], kind: str) -> InputContainer:
    import av

    kept_in = {"format_whitelist": kind, "protocol_whitelist": "file", "max_streams": "100"}
    container: InputContainer = av.open(file, format=kind, options=kept_in)
    return container


def _looked_at(file: IO[bytes], name: str, kind: str) -> int:
    """Return how many numbers the first block of a recording has."""
    import av

    try:
        with _opened(file, kind) as container:
            _check(container, name)
            return next((block.size for block in _blocks(container)), 0)
    except (av.FFmpegError, ValueError) as exc:
        raise AssetError(
            f"Cannot read sound from {name}: it is damaged or not one of {', '.join(READABLE)}."
        ) from exc


def _check(container: InputContainer, name: str) -> None:
    if not container.streams.audio:
        raise AssetError(f"{name} has no sound in it: give a sound file.")
    sounds = len(container.streams.audio)
    if sounds > (LIMITS["audio"].streams or 0):
        raise AssetError(f"{name} has {sounds} sounds in it. Export it with one.")
    context = container.streams.audio[0].codec_context
    if context is None:
        raise AssetError(f"{name} is coded in a way that is not known. Convert it to WAV.")
    low, high = _RATES_HZ
    if not low <= context.sample_rate <= high or not 1 <= context.channels <= _MOST_CHANNELS:
        raise AssetError(
            f"{name} says that it has {context.channels} channels of {context.sample_rate} Hz, "
            "which no recording has. Export it again."
        )


def _tell(progress: Progress, duration_us: int | None, seconds: float) -> None:
    """Report how much is read; a file need not say how long it is."""
    total = (duration_us or 0) / 1e6
    progress("read", min(seconds, total), total or 1)


def _decode(
    container: InputContainer, path: Path, longest: Fraction, until: Fraction | None,
    told: Callable[[float], None], file_bytes: int, *, mono: bool,
) -> Audio:  # fmt: skip
    """Return the samples of the first sound stream of an open PyAV container."""
    rate = int(container.streams.audio[0].rate)
    blocks: deque[Samples] = deque()
    total = 0
    for block in _blocks(container):
        blocks.append(block.mean(axis=0, keepdims=True) if mono else block)
        total += block.shape[1]
        told(total / rate)
        if until is not None and total >= until * rate:
            break
        decoded = 4 * total * len(blocks[0])
        if decoded > max(_RATIO_BYTES, _MOST_RATIO * file_bytes):
            raise AssetError(f"{path.name} swells without end when it is read: it is refused.")
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
