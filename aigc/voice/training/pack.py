"""All recordings of a speaker, cleaned and analysed, in arrays on disk."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import numpy.typing as npt

from aigc.progress import Progress, silent, track
from aigc.voice.frames import HOP_LENGTH, Floats, Frames
from aigc.voice.training.analysis import Analysed, analysed
from aigc.voice.training.recordings import Recording, samples

FEWEST = 30
"""A recording of fewer frames is left out."""
_ARRAYS = {
    "envelope": np.float16, "aperiodicity": np.float16, "voiced": np.bool_, "f0_hz": np.float32,
    "samples": np.int16,
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Pack:
    """The recordings of one speaker, end to end.

    ``starts`` has the first frame of each and, at last, the number of all frames.
    """

    recordings: tuple[Recording, ...]
    starts: npt.NDArray[np.int64]
    arrays: dict[str, npt.NDArray[np.generic]]

    def __len__(self) -> int:
        """Return how many recordings there are."""
        return len(self.recordings)

    def frames(self, index: int, begin: int = 0, end: int | None = None) -> Frames:
        """Return some frames of a recording."""
        first = self.starts[index]
        last = self.starts[index + 1] if end is None else first + end
        some = {
            name: self.arrays[name][first + begin : last].astype(np.float32)
            for name in ("envelope", "aperiodicity", "voiced", "f0_hz")
        }
        return Frames(**some)

    def samples(self, index: int, begin: int = 0, end: int | None = None) -> Floats:
        """Return the sound of some frames of a recording, shape ``(frames * HOP_LENGTH,)``."""
        first = self.starts[index]
        last = self.starts[index + 1] if end is None else first + end
        kept = self.arrays["samples"][(first + begin) * HOP_LENGTH : last * HOP_LENGTH]
        sound: Floats = kept.astype(np.float32) / np.float32(32767)
        return sound


def load(folder: Path) -> Pack:
    """Return the pack that `prepare` made."""
    listed = json.loads((folder / "recordings.json").read_text("utf-8"))
    known = tuple(Recording(**{**row, "archive": Path(row["archive"])}) for row in listed)
    arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in _ARRAYS}
    return Pack(known, np.load(folder / "starts.npy"), arrays)


def prepare(
    recordings: Sequence[Recording], folder: Path, *, jobs: int = 1, progress: Progress = silent
) -> Pack:
    """Return the recordings as a pack, made at the first call."""
    if not (folder / "recordings.json").exists():
        with get_context("spawn").Pool(jobs) as pool:
            found = pool.imap(_analysed, recordings, chunksize=8)
            _save(recordings, track(found, progress, "analyse", len(recordings)), folder)
    return load(folder)


def _analysed(recording: Recording) -> Analysed:
    return analysed(samples(recording))


def _save(recordings: Sequence[Recording], found: Iterable[Analysed], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    parts: dict[str, list[npt.NDArray[np.generic]]] = {name: [] for name in _ARRAYS}
    kept, sizes = [], []
    for recording, one in zip(recordings, found, strict=True):
        if len(one.frames) < FEWEST:
            continue
        kept.append(recording)
        sizes.append(len(one.frames))
        for name, kind in _ARRAYS.items():
            values = one.samples if name == "samples" else getattr(one.frames, name)
            if name == "samples":
                values = np.rint(values.clip(-1, 1) * 32767)
            parts[name].append(values.astype(kind))
    for name, some in parts.items():
        np.save(folder / f"{name}.npy", np.concatenate(some))
    np.save(folder / "starts.npy", np.concatenate(([0], np.cumsum(sizes))))
    rows = [asdict(r) | {"archive": str(r.archive)} for r in kept]
    (folder / "recordings.json").write_text(json.dumps(rows, ensure_ascii=False), "utf-8")
