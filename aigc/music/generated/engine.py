"""Beds by music models: MusicGen and its kin, given a mood in words."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from aigc.audio import SAMPLE_RATE_HZ, resample
from aigc.config import Settings, build
from aigc.errors import EngineUnavailable
from aigc.identity import identity, version_of
from aigc.loudness import normalise
from aigc.music.engine import check
from aigc.music.generated.windows import Windows
from aigc.music.generated.words import words_for
from aigc.music.style import STYLES
from aigc.music.synth import BED_LUFS, BED_PEAK_DBTP, fade_ends
from aigc.notices import notice
from aigc.progress import Progress, silent
from aigc.types.audio import Audio
from aigc.types.time import to_sample

if TYPE_CHECKING:
    from aigc.device.place import Device
    from aigc.music.generated.model import MusicModel

_VERSION: Final = 1
_SHORTER: Final = (1.0, 0.5, 0.25)
"""Shares of the window that are tried in turn where memory is short."""
_ENDING_S: Final = 6.0
_SIDE_DELAY_S: Final = 0.011
_SIDE_LEVEL: Final = 0.35

Samples = NDArray[np.float32]


class Options(Settings):
    """How music models are run."""

    device: str = Field("auto", description="Where it runs: auto, cpu, cuda, cuda:1, mps.")
    dtype: str = Field("auto", description="Of the weights: auto, float32, bfloat16, float16.")
    prompt: str = Field("", max_length=500, description="What else the music should be, in words.")
    guidance: float = Field(3.0, ge=1, le=20, description="How closely the words are followed.")
    temperature: float = Field(1.0, gt=0, le=3, description="How freely it is played.")
    window_s: float = Field(30.0, ge=2, le=120, description="Seconds that are made at once.")
    overlap_s: float = Field(
        6.0, ge=0.5, le=30, description="Seconds of the piece that the next window goes on from."
    )


class TransformersBed:
    """Composes with a model in a folder or on the hub.

    A mood becomes words with its tempo. What is longer than a window goes on from the end of the
    one before, crossed over on a beat. Where memory is short, windows are shorter.

    Parameters
    ----------
    model : str
        Folder of the model, or its name on the hub.
    **options
        Those of `Options`.

    Raises
    ------
    ConfigError
        An option does not exist or cannot have its value.
    """

    name = "transformers"

    def __init__(self, model: str = "", **options: Any) -> None:
        self._model, self._options = model, build(Options, options)

    @property
    def fingerprint(self) -> str:
        """Text that changes whenever the same arguments may give other sound."""
        packages = " ".join(f"{name}={version_of(name)}" for name in ("torch", "transformers"))
        how = self._options.model_dump_json()
        return f"transformers/{_VERSION} {packages} {identity(self._model)} {how}"

    def compose(
        self,
        *,
        duration: Fraction,
        mood: str,
        tempo_bpm: float | None = None,
        seed: int = 0,
        progress: Progress = silent,
    ) -> Audio:
        """Return a piece of exactly ``duration`` seconds; see `BedEngine.compose`.

        Raises
        ------
        EngineUnavailable
            No model is named, it is not there, not whole, or makes no music.
        OutOfMemory
            Memory does not suffice for short windows either.
        """
        check(duration, mood, tempo_bpm)
        if not self._model:
            raise EngineUnavailable(
                "The music engine 'transformers' has no model of its own. Name one behind a colon: "
                "transformers:FOLDER, the folder of a MusicGen model."
            )
        tempo = tempo_bpm or STYLES[mood].tempo_bpm
        words = words_for(mood, tempo, self._options.prompt)
        made = self._made(words, float(duration), tempo, seed, progress)
        return _bed(made, duration)

    def _made(
        self, words: str, duration_s: float, tempo_bpm: float, seed: int, progress: Progress
    ) -> Audio:
        from aigc.device.fallback import first_that_fits
        from aigc.device.place import chosen, precision_for
        from aigc.device.shelf import shelf
        from aigc.pretrained import settled_place

        settled_place(self._model)
        _tell_licence(self._model)
        device = chosen(self._options.device)
        dtype = precision_for(device, self._options.dtype)
        key = f"music {identity(self._model)} {dtype}"
        read = partial(_read, self._model, device, dtype)
        with shelf(device.torch_name).lend(key, read, label=self._model) as model:
            piece = partial(self._piece, model, words, duration_s, tempo_bpm, seed, progress)
            attempts = [
                (f"windows of {self._options.window_s * share:g} s", partial(piece, share))
                for share in _SHORTER
            ]
            samples = first_that_fits(attempts, device=device, what="Music")
            return Audio(samples=samples, sample_rate=model.sample_rate)

    def _piece(
        self, model: MusicModel, words: str, duration_s: float, tempo_bpm: float, seed: int,
        progress: Progress, share: float,
    ) -> Samples:  # fmt: skip
        frames, done = model.frames(duration_s), 0
        progress("music", 0, frames)

        def make(number: int, wanted: int, begins: Samples | None) -> Samples:
            nonlocal done
            made = model.make(
                words, wanted, begins, seed=seed * 10_007 + number,
                guidance=self._options.guidance, temperature=self._options.temperature,
                progress=progress, done=done, total=frames,
            )  # fmt: skip
            done += wanted - (0 if begins is None else begins.shape[1] // model.hop)
            return made

        most = min(model.frames(self._options.window_s * share), model.most_frames)
        windows = Windows(
            most=max(2, most), overlap=max(1, model.frames(self._options.overlap_s)),
            hop=model.hop, beat=60 / tempo_bpm * model.sample_rate, goes_on=model.goes_on,
        )  # fmt: skip
        samples = windows.piece(frames, make)
        progress("music", frames, frames)
        return samples


def _read(name: str, device: Device, dtype: str) -> MusicModel:
    from aigc.music.generated.model import MusicModel

    return MusicModel(name, device.torch_name, dtype)


def _bed(made: Audio, duration: Fraction) -> Audio:
    """Return what a model made as a bed: exactly as long, stereo at 48 kHz, faded and levelled."""
    length = to_sample(duration, SAMPLE_RATE_HZ)
    whole = resample(made, SAMPLE_RATE_HZ).samples[:, :length]
    whole = np.pad(whole, ((0, 0), (0, length - whole.shape[1])))
    whole = np.ascontiguousarray(whole if len(whole) == 2 else _widened(whole[0]))
    whole -= whole.mean(axis=1, keepdims=True)
    fade_ends(whole, max(0.0, float(duration) - min(_ENDING_S, float(duration) / 3)))
    audio = Audio(samples=whole, sample_rate=SAMPLE_RATE_HZ)
    return normalise(audio, lufs=BED_LUFS, peak_dbtp=BED_PEAK_DBTP, in_place=True)


def _widened(middle: Samples) -> Samples:
    """Return one channel as two that differ; together they are the one again."""
    side = np.zeros_like(middle)
    late = round(_SIDE_DELAY_S * SAMPLE_RATE_HZ)
    side[late:] = middle[: max(0, len(middle) - late)] * np.float32(_SIDE_LEVEL)
    return np.stack([middle + side, middle - side])


def _tell_licence(model: str) -> None:
    from aigc.music.generated.licence import non_commercial

    if licence := non_commercial(model):
        notice(f"The music of {model} may not be used to earn money: its licence is {licence}.")
