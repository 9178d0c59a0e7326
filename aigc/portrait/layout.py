"""How a network of the Wav2Lip kind is laid out: its inputs and outputs, as a file beside it says.

Every value has the default of the published Wav2Lip, so that most files are a few lines or none.

Source: K R Prajwal, R. Mukhopadhyay, V. Namboodiri and C. V. Jawahar, A lip sync expert is all you
need for speech to lip generation in the wild, 2020, and the values of its published code.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal

from pydantic import Field, field_validator, model_validator

from aigc.config import Settings, build, read_settings
from aigc.errors import ConfigError

FILES: Final = ("driver.toml", "driver.json")
"""Names of that file, the first that is there."""


class Mel(Settings):
    """How sound becomes the columns of a mel spectrogram that the network hears.

    Attributes
    ----------
    input : str
        Name of the network's input; empty finds it by its shape.
    axes : str
        Order of its axes: ``b`` batch, ``n`` frames of a step, ``1`` an axis of one, ``f`` bands,
        ``t`` columns.
    columns : int
        How many columns one frame hears, from the frame's time on, later by ``shift`` columns.
    preemphasis : float
        ``y[t] = x[t] - preemphasis * x[t - 1]`` before all else.
    power : int
        1 for magnitudes, 2 for powers.
    filters : str
        ``slaney``: even on Slaney's scale, each of area 1. ``htk``: even on the HTK scale, each of
        height 1.
    scale : str
        ``db``: 20 lg (10 lg of powers) less ``reference_db``. ``log``: natural logarithm.
        ``linear``: as it is.
    floor : float
        Smallest value before the logarithm.
    floor_db, limit : float
        In ``db`` what lies from ``floor_db`` to 0 is stretched to -``limit`` to ``limit`` and cut
        off there. A limit of 0 leaves decibels.
    """

    input: str = ""
    axes: str = "b1ft"
    sample_rate: int = Field(16_000, ge=4_000, le=96_000)
    n_fft: int = Field(800, ge=16, le=16_384)
    window: int = Field(800, ge=16, le=16_384)
    hop_length: int = Field(200, ge=1, le=8_192)
    bands: int = Field(80, ge=1, le=512)
    fmin_hz: float = Field(55.0, ge=0)
    fmax_hz: float = Field(7600.0, gt=0)
    columns: int = Field(16, ge=1, le=1_024)
    shift: int = Field(0, ge=-1_024, le=1_024)
    preemphasis: float = Field(0.97, ge=0, lt=1)
    power: Literal[1, 2] = 1
    filters: Literal["slaney", "htk"] = "slaney"
    scale: Literal["db", "log", "linear"] = "db"
    floor: float = Field(1e-5, gt=0, lt=1)
    reference_db: float = 20.0
    floor_db: float = Field(-100.0, lt=0)
    limit: float = Field(4.0, ge=0)

    @model_validator(mode="after")
    def _fits(self) -> Mel:
        if not self.fmin_hz < self.fmax_hz <= self.sample_rate / 2:
            raise ValueError(
                f"fmin_hz {self.fmin_hz:g} and fmax_hz {self.fmax_hz:g} must rise and stay below "
                f"half of the sample rate {self.sample_rate}"
            )
        if self.window > self.n_fft:
            raise ValueError(f"window {self.window} must not exceed n_fft {self.n_fft}")
        return self

    @field_validator("axes")
    @classmethod
    def _axes(cls, axes: str) -> str:
        return _ordered(axes, needed="bft", allowed="bn1ft")


class Face(Settings):
    """What the network sees of the face, and what it gives back.

    Attributes
    ----------
    input, output : str
        Names; empty finds the input by its shape and takes the first output.
    axes, made_axes : str
        Order of axes: ``b`` batch, ``n`` frames of a step, ``c`` channels, ``h`` rows, ``w``
        columns.
    size : int
        Pixels a side.
    pad : tuple of float
        Room around the face's box at the top, bottom, left and right, as shares of its height and
        width.
    seen : str
        ``masked+reference``: the face without its lower half, then the whole face, six channels.
        ``masked`` or ``reference``: only one of them.
    colours : str
        Order of the channels.
    range, made_range : tuple of float
        What black and white are in input and output.
    """

    input: str = ""
    output: str = ""
    axes: str = "bchw"
    made_axes: str = "bchw"
    size: int = Field(96, ge=16, le=1_024)
    pad: tuple[float, float, float, float] = (0.0, 0.05, 0.0, 0.0)
    seen: Literal["masked+reference", "masked", "reference"] = "masked+reference"
    colours: Literal["bgr", "rgb"] = "bgr"
    range: tuple[float, float] = (0.0, 1.0)
    made_range: tuple[float, float] = (0.0, 1.0)

    @property
    def channels(self) -> int:
        """How many channels the network sees."""
        return 6 if self.seen == "masked+reference" else 3

    @field_validator("axes", "made_axes")
    @classmethod
    def _axes(cls, axes: str) -> str:
        return _ordered(axes, needed="bchw", allowed="bnchw")

    @field_validator("pad")
    @classmethod
    def _pad(cls, pad: tuple[float, ...]) -> tuple[float, ...]:
        if not all(-0.4 <= side <= 2 for side in pad):
            raise ValueError("pad is four shares of the face from -0.4 to 2")
        return pad

    @field_validator("range", "made_range")
    @classmethod
    def _range(cls, ends: tuple[float, float]) -> tuple[float, float]:
        if not ends[0] < ends[1]:
            raise ValueError("the value of black must be less than that of white")
        return ends


class Paste(Settings):
    """How the made face is laid back into the portrait.

    Attributes
    ----------
    region : str
        ``lower`` takes the lower half of the made face, ``whole`` all of it.
    feather : float
        Width of the soft edge as a share of the face.
    keep_detail : bool
        Keep the portrait's own fine detail where the network changed nothing.
    """

    region: Literal["lower", "whole"] = "lower"
    feather: float = Field(0.08, ge=0.01, le=0.4)
    keep_detail: bool = True


class Layout(Settings):
    """All of it; ``frames_per_step`` is how many frames the network makes of one input."""

    mel: Mel = Mel()
    face: Face = Face()
    paste: Paste = Paste()
    frames_per_step: int = Field(1, ge=1, le=64)

    @model_validator(mode="after")
    def _steps(self) -> Layout:
        if self.frames_per_step > 1 and "n" not in self.face.made_axes:
            raise ValueError("more than one frame a step needs the axis n in face.made_axes")
        return self


def read_layout(path: Path) -> Layout:
    """Read the layout of a network from a file of `FILES`.

    Raises
    ------
    ConfigError
        It cannot be read, or a value is unknown or impossible.
    """
    try:
        return build(Layout, read_settings(path))
    except ConfigError as exc:
        raise ConfigError(f"{path.name}: {exc}") from exc


def beside(model: Path) -> Layout:
    """Return the layout that lies beside a network; the published one where none does."""
    for name in FILES:
        if (path := model.with_name(name)).is_file():
            return read_layout(path)
    return Layout()


def _ordered(axes: str, *, needed: str, allowed: str) -> str:
    """Return the axes if each is known, none comes twice and none is missing."""
    plain = axes.replace("1", "")
    if len(set(plain)) != len(plain) or set(plain) - set(allowed) or set(needed) - set(plain):
        raise ValueError(f"axes are {needed} in any order, each once, out of {allowed}")
    if "1" in axes and "1" not in allowed:
        raise ValueError(f"axes are out of {allowed}")
    return axes
