"""Beds by music models: MusicGen and its kin, given a mood in words."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from aigc.audio import SAMPLE_RATE_HZ, resample
from aigc.config import option
from aigc.device.place import chosen
from aigc.loudness import normalise
from aigc.music.engine import check
from aigc.music.generated.windows import Windows
from aigc.music.generated.words import words_for
from aigc.music.style import STYLES
from aigc.music.synth import BED_LUFS, BED_PEAK_DBTP, fade_ends
from aigc.networks import NetworkEngine, Placed
from aigc.notices import notice
from aigc.progress import Progress, silent
from aigc.types.audio import Audio
from aigc.types.time import to_sample

if TYPE_CHECKING:
    from aigc.music.generated.model import MusicModel

_SHORTER: Final = (1.0, 0.5, 0.25)
"""Shares of the window that are tried in turn where memory is short."""
_ENDING_S: Final = 6.0
_SIDE_DELAY_S: Final = 0.011
_SIDE_LEVEL: Final = 0.35

Samples = NDArray[np.float32]


class Options(Placed):
    """How music models are run."""

    prompt: str = option(
        "", "What else the music should be, in words.", "对音乐的补充描述。", max_length=500
    )
    guidance: float = option(
        3.0, "How closely the words are followed.", "贴合描述的程度。", ge=1, le=20
    )
    temperature: float = option(1.0, "How freely it is played.", "演奏的自由度。", gt=0, le=3)
    window_s: float = option(
        30.0, "Seconds that are made at once.", "一次生成多少秒。", ge=2, le=120
    )
    overlap_s: float = option(
        6.0, "Seconds of the piece that the next window goes on from.",
        "下一段接着前一段末尾多少秒继续。", ge=0.5, le=30,
    )  # fmt: skip


class TransformersBed(NetworkEngine[Options, "MusicModel"]):
    """Composes with a model in a folder or on the hub.

    A mood becomes words with its tempo. What is longer than a window goes on from the end of the
    one before, crossed over on a beat. Where memory is short, windows are shorter.
    """

    name = "transformers"
    settings = Options
    network = "aigc.music.generated.model:MusicModel"
    takes = "a MusicGen model"

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
        self.check_named()
        tempo = tempo_bpm or STYLES[mood].tempo_bpm
        words = words_for(mood, tempo, self.options.prompt)
        made = self._made(words, float(duration), tempo, seed, progress)
        return _bed(made, duration)

    def _made(
        self, words: str, duration_s: float, tempo_bpm: float, seed: int, progress: Progress
    ) -> Audio:
        from aigc.device.fallback import first_that_fits

        with self.lent() as model:
            _tell_licence(self.model)
            piece = partial(self._piece, model, words, duration_s, tempo_bpm, seed, progress)
            attempts = [
                (f"windows of {self.options.window_s * share:g} s", partial(piece, share))
                for share in _SHORTER
            ]
            samples = first_that_fits(attempts, device=chosen(self.options.device), what="Music")
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
                guidance=self.options.guidance, temperature=self.options.temperature,
                progress=progress, done=done, total=frames,
            )  # fmt: skip
            done += wanted - (0 if begins is None else begins.shape[1] // model.hop)
            return made

        most = min(model.frames(self.options.window_s * share), model.most_frames)
        windows = Windows(
            most=max(2, most), overlap=max(1, model.frames(self.options.overlap_s)),
            hop=model.hop, beat=60 / tempo_bpm * model.sample_rate, goes_on=model.goes_on,
        )  # fmt: skip
        samples = windows.piece(frames, make)
        progress("music", frames, frames)
        return samples


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
