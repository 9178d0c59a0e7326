"""What codecs make of a sound."""

from __future__ import annotations

import io
from typing import Any

import av
import numpy as np

from aigc.audio import resample
from aigc.types.audio import Audio

FORMATS = {"aac": "mp4", "libmp3lame": "mp3", "libopus": "ogg"}


def coded(audio: Audio, codec: str, bit_rate: int, rate: int | None = None) -> Audio:
    """Encode and decode a sound."""
    given = resample(audio, 48_000 if codec == "libopus" else rate or audio.sample_rate)
    layout = "mono" if given.channels == 1 else "stereo"
    file = io.BytesIO()
    with av.open(file, "w", format=FORMATS[codec]) as out:
        stream: Any = out.add_stream(codec, rate=given.sample_rate, layout=layout)
        stream.bit_rate = bit_rate
        whole = av.AudioFrame.from_ndarray(given.samples, format="fltp", layout=layout)
        whole.sample_rate = given.sample_rate
        change = av.AudioResampler(
            format=stream.codec_context.format, layout=layout, rate=given.sample_rate,
            frame_size=stream.codec_context.frame_size,
        )  # fmt: skip
        for frame in (*change.resample(whole), *change.resample(None), None):
            out.mux(stream.encode(frame))
    file.seek(0)
    with av.open(file) as back:
        frames = [(f.to_ndarray(), f.sample_rate) for f in back.decode(audio=0)]
    samples = np.concatenate([samples for samples, _ in frames], axis=1)
    return Audio(samples=np.ascontiguousarray(samples, np.float32), sample_rate=frames[0][1])
