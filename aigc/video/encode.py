"""Planes to H.264 segments, samples to AAC, through PyAV."""

from __future__ import annotations

import logging
from collections.abc import Container, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import av
import numpy as np
from av.codec.codec import UnknownCodecError
from numpy.typing import NDArray

from aigc.errors import ConfigError, EngineFailed, InputError
from aigc.planes import Marker, same
from aigc.types.audio import Audio
from aigc.types.frame import Mark, Planes
from aigc.types.time import to_sample
from aigc.video.held import Repeater
from aigc.video.presets import Preset

Encoder = Literal["libx264", "h264_nvenc"]
EncoderChoice = Literal["auto", "libx264", "h264_nvenc"]

AUDIO_RATE_HZ = 48_000
AUDIO_BIT_RATE = 192_000
GOP_S = 5
_BT709 = 1
_LIMITED = 1
_BLOCK = 1024


class EncoderFailed(EngineFailed):
    """The encoder refused its settings or broke while it ran."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoFormat:
    """Everything that decides the coded stream apart from the pixels."""

    width_px: int
    height_px: int
    fps: Fraction
    preset: Preset
    encoder: Encoder = "libx264"
    library: str = f"av {av.__version__}"

    def __post_init__(self) -> None:
        """Refuse sizes that 4:2:0 cannot carry, and impossible rates."""
        w, h = self.width_px, self.height_px
        if w < 16 or h < 16 or w % 2 or h % 2:
            raise ConfigError(
                f"A video of {w}x{h} px cannot be encoded: both sides must be even and at least "
                f"16. Use {max(16, w // 2 * 2)}x{max(16, h // 2 * 2)}."
            )
        if self.fps <= 0:
            raise ConfigError(f"{self.fps} frames per second: the rate must be above zero.")


def encode_frames(
    frames: Iterable[Planes], video: VideoFormat, path: Path, *, mark: Mark | None = None
) -> int:
    """Encode ``frames`` as one MP4 segment of closed GOPs; return how many there were.

    Each frame is read before the next is asked for, so one array may serve for all. ``mark`` is
    laid on all of them.

    Raises
    ------
    EncoderFailed
        The encoder could not be opened or broke.
    InputError
        The mark is of another size than the frames.
    """
    marker = None if mark is None else Marker(mark)
    total = 0
    with _named(video.encoder), av.open(str(path), "w", options={"fflags": "+bitexact"}) as out:
        stream = _video_stream(out, video)
        plan = _Plan(repeating=video.encoder == "libx264" and video.preset.repeats)
        muxer = _Muxer(out, stream, plan.repeated, 1 / video.fps)
        for planes in frames:
            if not plan.repeats(planes):
                shown = planes if marker is None else marker.laid_on(planes)
                frame = av.VideoFrame.from_numpy_buffer(shown, format="yuv420p")
                frame.pts, frame.time_base = total, 1 / video.fps
                muxer.write(stream.encode(frame))
            total += 1
        muxer.write(stream.encode(None))
    return total


class _Plan:
    """Which frames are repeats of the one before; never two in a row.

    Attributes
    ----------
    repeated : set of int
        Frames so far that are followed by a repeat of themselves.
    """

    def __init__(self, *, repeating: bool) -> None:
        self._repeating = repeating
        self._last: Planes | None = None
        self._repeatable = False
        self._count = 0
        self.repeated: set[int] = set()

    def repeats(self, planes: Planes) -> bool:
        """Take the next frame and tell whether it looks like the last one that was encoded."""
        self._count += 1
        if not self._repeating:
            return False
        if self._last is None:
            self._last = np.empty_like(planes)
        if self._repeatable and same(planes, self._last):
            self.repeated.add(self._count - 2)
            self._repeatable = False
            return True
        self._last[...] = planes
        self._repeatable = True
        return False


class _Muxer:
    """Writes coded frames, each with its repeat behind it where it has one."""

    def __init__(
        self, out: Any, stream: Any, repeated: Container[int], time_base: Fraction
    ) -> None:
        self._out, self._stream, self._repeated = out, stream, repeated
        self._time_base = time_base
        self._since_key = 0

    def write(self, packets: Iterable[Any]) -> None:
        for packet in packets:
            self._since_key = 0 if packet.is_keyframe else self._since_key + 1
            shown = round(packet.pts * packet.time_base / self._time_base)
            self._out.mux(packet)
            if shown in self._repeated:
                self._out.mux(self._repeat(shown + 1))

    def _repeat(self, frame: int) -> Any:
        headers = bytes(self._stream.codec_context.extradata or b"")
        packet: Any = av.Packet(Repeater.of(headers).repeat(self._since_key + 1))
        packet.stream, packet.time_base = self._stream, self._time_base
        packet.pts = packet.dts = frame
        packet.duration = 1
        return packet


@contextmanager
def _named(encoder: str) -> Iterator[None]:
    try:
        yield
    except (av.FFmpegError, UnknownCodecError) as exc:
        raise EncoderFailed(f"The encoder {encoder} failed: {exc}.") from exc


def _video_stream(out: Any, video: VideoFormat) -> Any:
    stream = out.add_stream(video.encoder, rate=video.fps, options=_options(video))
    stream.width, stream.height, stream.pix_fmt = video.width_px, video.height_px, "yuv420p"
    stream.time_base = 1 / video.fps
    context = stream.codec_context
    context.time_base = 1 / video.fps
    context.gop_size = max(1, round(GOP_S * video.fps))
    context.color_primaries = context.color_trc = context.colorspace = _BT709
    context.color_range = _LIMITED
    if video.encoder == "libx264":
        # Frames in threads go on while the next frame is drawn; slices would keep it waiting.
        context.thread_type, context.thread_count = "FRAME", video.preset.threads
    return stream


def _options(video: VideoFormat) -> dict[str, str]:
    quality = f"{video.preset.crf:g}"
    if video.encoder == "h264_nvenc":
        return {"preset": "p5", "rc": "vbr", "cq": quality, "b": "0", "forced-idr": "1"}
    options = {"preset": video.preset.x264, "crf": quality, "flags": "+bitexact+cgop"}
    return {**options, "x264-params": video.preset.tuning} if video.preset.tuning else options


@lru_cache(maxsize=1)
def nvenc_works() -> bool:
    """Tell whether this machine can encode H.264 on an NVIDIA card, by encoding one frame."""
    try:
        context: Any = av.CodecContext.create("h264_nvenc", "w")
        context.width, context.height, context.pix_fmt = 256, 256, "yuv420p"
        context.time_base = Fraction(1, 30)
        frame = av.VideoFrame.from_ndarray(np.full((384, 256), 128, np.uint8), format="yuv420p")
        frame.pts = 0
        return bool([*context.encode(frame), *context.encode(None)])
    except (av.FFmpegError, ValueError, OSError):
        return False


def choose_encoder(choice: EncoderChoice) -> Encoder:
    """Return the encoder to use; ``auto`` takes NVENC where it works and x264 elsewhere."""
    if choice != "auto":
        return choice
    found: Encoder = "h264_nvenc" if nvenc_works() else "libx264"
    logging.getLogger(__name__).debug("Encoding with %s.", found)
    return found


def encode_audio(audio: Audio, duration: Fraction, path: Path) -> None:
    """Encode ``audio`` as stereo AAC at 48 kHz, cut or padded with silence to ``duration``.

    Raises
    ------
    InputError
        It has neither one nor two channels, or an impossible sample rate.
    EncoderFailed
        The encoder broke.
    """
    if audio.channels not in (1, 2) or audio.sample_rate <= 0:
        raise InputError(
            f"The sound has {audio.channels} channels at {audio.sample_rate} Hz; "
            "mix it down to one or two channels first."
        )
    with _named("aac"), av.open(str(path), "w", "mp4", options={"fflags": "+bitexact"}) as out:
        stream: Any = out.add_stream("aac", rate=AUDIO_RATE_HZ, layout="stereo")
        stream.bit_rate = AUDIO_BIT_RATE
        for frame in _resampled(audio, duration):
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))


def _resampled(audio: Audio, duration: Fraction) -> Iterator[Any]:
    resampler = av.AudioResampler(
        format="fltp", layout="stereo", rate=AUDIO_RATE_HZ, frame_size=_BLOCK
    )
    position = 0
    for block in _blocks(audio, to_sample(duration, audio.sample_rate)):
        frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="stereo")
        frame.sample_rate, frame.pts = audio.sample_rate, position
        frame.time_base = Fraction(1, audio.sample_rate)
        position += block.shape[1]
        yield from resampler.resample(frame)
    yield from resampler.resample(None)


def _blocks(audio: Audio, total: int) -> Iterator[NDArray[np.float32]]:
    for start in range(0, total, _BLOCK):
        piece = audio.samples[:, start : min(start + _BLOCK, total)]
        block = np.zeros((2, min(_BLOCK, total - start)), np.float32)
        np.clip(piece, -1, 1, out=block[:, : piece.shape[1]])
        yield block
