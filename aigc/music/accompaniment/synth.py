"""The embedded band: the same instruments that beds are made with."""

from __future__ import annotations

from typing import Final

import numpy as np

from aigc.audio import SAMPLE_RATE_HZ
from aigc.loudness import normalise
from aigc.music.accompaniment.arrangement import Arrangement, Stroke
from aigc.music.accompaniment.styles import STYLES
from aigc.music.arrange import Note
from aigc.music.render import render
from aigc.music.style import Instrument
from aigc.progress import Progress, silent
from aigc.types.audio import Audio
from aigc.types.clock import Clock
from aigc.types.time import to_sample

_VERSION = 1
LUFS: Final = -20.0
PEAK_DBTP: Final = -2.0
_UNITS: Final[dict[Instrument, tuple[float, float]]] = {
    "pad": (0.1, 0.0), "key": (0.2, -0.15), "pluck": (0.17, 0.3), "guitar": (0.19, 0.35),
    "tine": (0.16, -0.25), "bell": (0.12, 0.3), "bass": (0.125, 0.0), "kick": (0.25, 0.0),
    "snap": (0.24, 0.1), "hat": (0.19, 0.4), "shaker": (0.16, -0.45), "crash": (0.11, 0.3),
    "swell": (0.06, -0.2),
}  # fmt: skip
"""Linear level at full velocity and place from -1 (left) to 1."""
_CURVE: Final = 1.3
_SPREAD: Final = 0.012
_KEPT: Final = 160
_FADE_S: Final = 1.5


class SynthBand:
    """Plays an arrangement with partials and noise."""

    name = "synth"

    @property
    def fingerprint(self) -> str:
        """Text that changes whenever the same arguments may give other sound."""
        return f"synth-band/{_VERSION} numpy={np.__version__}"

    def play(self, arrangement: Arrangement, *, progress: Progress = silent) -> Audio:
        """Return the accompaniment; see `AccompanimentEngine.play`."""
        progress("accompaniment", 0, 1)
        out = np.zeros((2, to_sample(arrangement.duration, SAMPLE_RATE_HZ)), np.float32)
        clock = Clock(arrangement.score)
        notes = sorted((_note(s, clock) for s in arrangement.strokes), key=lambda n: n.start)
        render(notes, 1.0, STYLES[arrangement.style].cutoff_hz, out, kept=_KEPT)
        down = min(out.shape[1], round(_FADE_S * SAMPLE_RATE_HZ))
        out[:, out.shape[1] - down :] *= np.cos(np.linspace(0, np.pi / 2, down, dtype=np.float32))
        progress("accompaniment", 1, 1)
        audio = Audio(samples=out, sample_rate=SAMPLE_RATE_HZ)
        return normalise(audio, lufs=LUFS, peak_dbtp=PEAK_DBTP, in_place=True)


def _note(stroke: Stroke, clock: Clock) -> Note:
    """Return a stroke as the synthesiser plays it, in seconds."""
    start_s = clock.seconds(stroke.start)
    level, place = _UNITS[stroke.instrument]
    pitched = stroke.instrument not in ("kick", "snap", "hat", "shaker", "bass", "crash", "swell")
    return Note(
        instrument=stroke.instrument,
        pitch=stroke.pitch,
        start=float(start_s),
        length=float(clock.seconds(stroke.start + stroke.duration) - start_s),
        level=level * stroke.velocity**_CURVE,
        place=place + (_SPREAD * (stroke.pitch - 62) if pitched else 0.0),
        touch=0 if stroke.velocity < 0.45 else 1 if stroke.velocity < 0.8 else 2,
    )
