"""The embedded ear: a small network, and the best way through what it hears; NumPy alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from aigc.errors import EngineUnavailable, InputError
from aigc.hearing.alignment import Sound, best_way, graph, sounds
from aigc.hearing.classes import NAMES, QUIET
from aigc.hearing.decoding import decoded
from aigc.hearing.engine import Line, Options, check_length
from aigc.hearing.features import (
    FRAMES_A_SECOND,
    Floats,
    levelled,
    levels,
    log_mel,
    raised,
    sound_of,
)
from aigc.hearing.network import Network, load
from aigc.hearing.rests import hushed, still
from aigc.progress import Progress, silent
from aigc.timings.tiers import timing_of
from aigc.types.audio import Audio
from aigc.types.time import TimeRange
from aigc.types.timing import SILENCE, Timed, Timing

WEIGHTS: Final = files("aigc.hearing") / "data" / "hearing.safetensors"
ACOUSTIC: Final = 0.7
"""How much a frame counts, as neighbours are not independent."""
PRIOR: Final = 0.3
"""How much of what is usual is taken out of what the network says."""
LONGEST_HELD_S: Final = 8
"""Nobody holds a sound for longer; what does is a machine or an instrument."""
LEAST_SOUNDING: Final = 8
"""Frames that must sound for a voice to be in a recording."""
WORST_FIT: Final = 1.6
"""Nats a sounding frame by which a text may fit worse than what is freely heard."""
Ids = NDArray[np.int64]


class EmbeddedEar:
    """Hears speech and song in any language as the sounds of `aigc.hearing.classes`."""

    name = "embedded"
    version = 2

    def __init__(self, weights: Path | None = None) -> None:
        self._weights = weights

    @property
    def network(self) -> Network:
        """The network, read at the first use."""
        return _network(self._weights or Path(str(WEIGHTS)))

    @property
    def fingerprint(self) -> str:
        """Text that changes whenever the same arguments may give other times."""
        return f"embedded/{self.version} {self.network.version} numpy={np.__version__}"

    def hear(
        self,
        audio: Audio,
        lines: Sequence[Line] = (),
        *,
        options: Options | None = None,
        progress: Progress = silent,
    ) -> Timing:
        """Return when each sound of a recording is heard; see `HearingEngine.hear`."""
        check_length(audio)
        progress("listen", 0, 2)
        logs, scores = self._listened(audio, options or Options())
        progress("listen", 1, 2)
        free = unheld(decoded(scores, self.network.follows))
        if (free != QUIET).sum() < LEAST_SOUNDING:
            raise InputError(
                "No voice is heard in the recording. Give one in which somebody speaks or sings."
            )
        found = _aligned(scores, logs, free, lines) if lines else _runs(free)
        progress("listen", 2, 2)
        return _timing(found, lines, audio)

    def _listened(self, audio: Audio, options: Options) -> tuple[Floats, Floats]:
        """Return the log-likelihoods of each frame as heard, and weighted for the search."""
        rows = log_mel(raised(sound_of(audio)))
        network = self.network
        logs = network(levelled(rows))
        scores = np.float32(ACOUSTIC) * (logs - np.float32(PRIOR) * network.usual)
        return logs, hushed(scores, still(levels(rows), options))


@lru_cache(maxsize=2)
def _network(path: Path) -> Network:
    if not path.exists():
        raise EngineUnavailable(
            "The network that hears is not in this copy of the project. Install the package anew, "
            "or train it with scripts/train_hearing.py."
        )
    return load(path)


def _runs(path: Ids) -> list[Sound]:
    """Return the sounds of frames, a breath or silence being `SILENCE`."""
    begins = np.flatnonzero(np.append(True, path[1:] != path[:-1])).tolist()
    ends = [*begins[1:], len(path)]
    return [
        Sound(symbol=NAMES[path[a]], line=-1, word=-1, begin=a, end=b)
        for a, b in zip(begins, ends, strict=True)
    ]


def _aligned(scores: Floats, logs: Floats, free: Ids, lines: Sequence[Line]) -> list[Sound]:
    one = graph(lines)
    way = best_way(scores, one)
    if way is None:
        raise _misfit(f"it has more sounds than {len(scores) / FRAMES_A_SECOND:.1f} s can hold")
    path = way[0]
    if (worse := misfit(logs, free, one.label[path])) > WORST_FIT:
        raise _misfit(f"other sounds are heard, {worse:.1f} nats a frame off")
    return sounds(path, one)


def unheld(path: Ids) -> Ids:
    """Return the classes of frames with silence for what nobody can hold so long."""
    begins = np.flatnonzero(np.append(True, path[1:] != path[:-1]))
    lengths = np.diff(np.append(begins, len(path)))
    too_long = np.repeat(lengths > LONGEST_HELD_S * FRAMES_A_SECOND, lengths)
    kept: Ids = np.where(too_long, QUIET, path)
    return kept


def misfit(logs: Floats, free: Ids, told: Ids) -> float:
    """Return how much worse a text fits than what is freely heard, in nats a sounding frame."""
    every = np.arange(len(logs))
    sounding = (free != QUIET) | (told != QUIET)
    worse = logs[every, free] - logs[every, told]
    return float(np.minimum(worse, 8.0)[sounding].mean()) if sounding.any() else 0.0


def _misfit(why: str) -> InputError:
    return InputError(
        f"The text does not fit the recording: {why}. Give the words that are said in it, in order."
    )


def _timing(found: Sequence[Sound], lines: Sequence[Line], audio: Audio) -> Timing:
    spoken = [one for one in found if one.symbol != SILENCE]
    tiers: dict[str, list[Timed]] = {
        "phonemes": [_timed(one.symbol, [one], audio) for one in spoken]
    }
    if lines:
        words = [word for line in lines for word in line.words]
        tiers["words"] = [
            _timed(words[n].text, some, audio) for n, some in _grouped(spoken, "word")
        ]
        tiers["lines"] = [
            _timed(lines[n].text, some, audio) for n, some in _grouped(spoken, "line")
        ]
    return timing_of(tiers, audio.duration, audio.sample_rate)


def _grouped(spoken: Iterable[Sound], kind: str) -> list[tuple[int, list[Sound]]]:
    groups: dict[int, list[Sound]] = {}
    for one in spoken:
        groups.setdefault(getattr(one, kind), []).append(one)
    return list(groups.items())


def _timed(text: str, some: Sequence[Sound], audio: Audio) -> Timed:
    """Return what is heard from the first of some sounds to the last."""
    start = Fraction(some[0].begin, FRAMES_A_SECOND)
    end = min(Fraction(some[-1].end, FRAMES_A_SECOND), audio.duration)
    return Timed(text=text, time=TimeRange(start=start, duration=max(end - start, Fraction(0))))
