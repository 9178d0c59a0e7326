"""What the benchmark of the voices draws on: recordings, their alignments, voices and texts."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).parent.parent))

from aigc.g2p.english.lexicon import lexicon
from aigc.voice.filters import spectrum_matrix
from aigc.voice.frames import FFT, SAMPLE_RATE_HZ, Frames
from aigc.voice.training import alignment, pack
from aigc.voice.training.aligned import Aligned
from aigc.voice.training.pack import Pack
from aigc.voice.training.recordings import recordings
from aigc.voice.training.sets import SPEAKERS

Sound = npt.NDArray[np.float32]
FRAME_HZ = 200


class English(Mapping[str, tuple[tuple[str, ...], ...]]):
    """The ways to say each English word, as the aligner asks for them."""

    def __getitem__(self, word: str) -> tuple[tuple[str, ...], ...]:
        found = lexicon().readings(word)
        if not found:
            raise KeyError(word)
        return tuple(tuple(one.phones) for one in found)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


@dataclass(frozen=True, slots=True)
class Material:
    """The packs of all speakers with where each phone is."""

    packs: Mapping[str, Pack]
    alignments: Mapping[str, Mapping[int, Aligned]]

    def some(self, speaker: str, *, held_out: bool) -> list[int]:
        """Return the aligned recordings of a speaker that were, or were not, kept from training."""
        known = self.packs[speaker].recordings
        return [i for i in self.alignments[speaker] if known[i].held_out == held_out]


@cache
def material(data: Path, work: Path) -> Material:
    """Return the recordings of DATA as ``aigc voices build`` keeps them in ``work``, or make that.

    The first call in an empty folder takes more than an hour of a core.
    """
    folders = {s: work / "packs" / s for s in SPEAKERS}
    if not all((f / "recordings.json").exists() for f in folders.values()):
        every = list(recordings(data))
        for s, folder in folders.items():
            pack.prepare([r for r in every if r.speaker == s], folder)
    packs = {s: pack.load(folder) for s, folder in folders.items()}
    return Material(packs, alignment.prepare(packs, English(), work / "alignment"))


def drawn(some: list[int], most: int, seed: int = 3) -> list[int]:
    """Return at most so many, the same ones each time."""
    order = np.random.default_rng(seed).permutation(len(some))[:most]
    return [some[i] for i in sorted(order.tolist())]


def world(frames: Frames, f0_hz: npt.NDArray[np.float64] | None = None) -> Sound:
    """Return what WORLD makes of frames, at another pitch if one is given."""
    import pyworld

    power = np.exp(2 * (frames.envelope @ spectrum_matrix().T)).astype(np.float64)
    noise = pyworld.decode_aperiodicity(
        np.ascontiguousarray(frames.aperiodicity, np.float64), SAMPLE_RATE_HZ, FFT
    )
    f0 = frames.f0_hz.astype(np.float64) if f0_hz is None else f0_hz
    pitched = np.where(frames.voiced > 0, f0, 0.0)
    made = pyworld.synthesize(pitched, np.ascontiguousarray(power), noise, SAMPLE_RATE_HZ, 5.0)
    return np.asarray(made, np.float32)


def warped(frames: Frames, at: npt.NDArray[np.float64]) -> Frames:
    """Return the frames nearest to places that need not be whole numbers."""
    i = np.clip(np.rint(at), 0, len(frames) - 1).astype(np.int64)
    return Frames(
        envelope=frames.envelope[i], aperiodicity=frames.aperiodicity[i], voiced=frames.voiced[i],
        f0_hz=frames.f0_hz[i],
    )  # fmt: skip


def waved(hz: float, count: int, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Return a sung pitch: level, with some vibrato after a while."""
    t = np.arange(count) / FRAME_HZ
    grown = np.clip((t - 0.25) / 0.2, 0, 1) * rng.uniform(0, 50)
    cents = grown * np.sin(2 * np.pi * rng.uniform(5, 6.2) * t + rng.uniform(0, 6))
    made: npt.NDArray[np.float64] = hz * 2 ** (cents / 1200)
    return made
