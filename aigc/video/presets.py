"""How much time an encode may take: three presets."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from aigc.errors import ConfigError, did_you_mean


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """Settings of one encode.

    Attributes
    ----------
    name : str
        What users call it.
    x264 : str
        Speed preset of libx264.
    crf : float
        Constant rate factor, 0 (lossless) to 51; NVENC takes it as ``cq``.
    scale : Fraction
        Size of the file's pictures as a part of the canvas.
    fps_divisor : int
        Every how many-th frame is drawn.
    threads : int
        Encoder threads; a fixed number, because x264's bytes depend on it.
    tuning : str
        Further settings of libx264, ``name=value`` with colons between.
    repeats : bool
        A frame like the one before is written as a repeat of it and never encoded. Needs
        a ``tuning`` without B-frames and without weights of prediction.
    """

    name: str
    x264: str
    crf: float
    scale: Fraction = Fraction(1)
    fps_divisor: int = 1
    threads: int = 2
    tuning: str = ""
    repeats: bool = False


PRESETS = {
    p.name: p
    for p in (
        Preset(name="preview", x264="ultrafast", crf=28, scale=Fraction(1, 2), fps_divisor=2),
        Preset(
            name="standard",
            x264="veryfast",
            crf=21.5,
            tuning="bframes=0:weightp=0:subme=1:partitions=i8x8,i4x4",
            repeats=True,
        ),
        Preset(name="quality", x264="medium", crf=19),
    )
}


def preset(name: str) -> Preset:
    """Return the preset called ``name``.

    Raises
    ------
    ConfigError
        There is none of that name.
    """
    if name not in PRESETS:
        raise ConfigError(f"No preset is called {name!r}. {did_you_mean(name, PRESETS)}")
    return PRESETS[name]
