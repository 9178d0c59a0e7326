"""The embedded composer: beds of any length, made of partials and noise."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from aigc.audio import SAMPLE_RATE_HZ
from aigc.loudness import normalise
from aigc.music.arrange import SIXTEENTHS, compose_notes
from aigc.music.engine import check
from aigc.music.render import render
from aigc.music.style import STYLES
from aigc.progress import Progress, silent
from aigc.types.audio import Audio
from aigc.types.time import to_sample

_VERSION = 2
_ENDING_BARS = 1.5
BED_LUFS = -20.0
BED_PEAK_DBTP = -2.0
_SHORTEST_S = 3


class SynthBed:
    """Composes by rule: sections, chords with voice leading, a motif, bass, soft drums, a hall."""

    name = "synth"

    @property
    def fingerprint(self) -> str:
        """Text that changes whenever the same arguments may give other sound."""
        return f"synth/{_VERSION} numpy={np.__version__}"

    def compose(
        self,
        *,
        duration: Fraction,
        mood: str,
        tempo_bpm: float | None = None,
        seed: int = 0,
        progress: Progress = silent,
    ) -> Audio:
        """Return a piece of exactly ``duration`` seconds; see `BedEngine.compose`."""
        check(duration, mood, tempo_bpm)
        progress("music", 0, 1)
        style = STYLES[mood]
        bars, bar_s = fit(float(duration), tempo_bpm or style.tempo_bpm)
        out = np.zeros((2, to_sample(duration, SAMPLE_RATE_HZ)), np.float32)
        render(compose_notes(style, bars, seed), bar_s / SIXTEENTHS, style.cutoff_hz, out)
        fade_ends(out, bars * bar_s)
        audio = Audio(samples=out, sample_rate=SAMPLE_RATE_HZ)
        levelled = normalise(audio, lufs=BED_LUFS, peak_dbtp=BED_PEAK_DBTP, in_place=True)
        progress("music", 1, 1)
        return levelled


def fit(duration_s: float, tempo_bpm: float) -> tuple[int, float]:
    """Return a number of bars and the length of one, so that an ending fits behind them.

    The ending rings for a bar and a half, or longer in pieces of few seconds.
    """
    nominal_s = 240 / tempo_bpm
    bars = max(0, round(duration_s / nominal_s - _ENDING_BARS))
    if bars < 1 or duration_s < _SHORTEST_S:
        return 0, nominal_s
    return bars, duration_s / (bars + _ENDING_BARS)


def fade_ends(samples: NDArray[np.float32], ending_s: float) -> None:
    """Make the sound begin and end at nought, falling over the second half of the last chord.

    ``ending_s`` is when that chord is struck.
    """
    length = samples.shape[1]
    up = min(length // 4, round(0.02 * SAMPLE_RATE_HZ))
    samples[:, :up] *= np.linspace(0, 1, up, dtype=np.float32) ** 2
    start = min(round(ending_s * SAMPLE_RATE_HZ), max(0, length - 2))
    start += (length - start) // 3
    fall = np.cos(np.linspace(0, np.pi / 2, length - start, dtype=np.float32)) ** 2
    fall[-1:] = 0
    samples[:, start:] *= fall
