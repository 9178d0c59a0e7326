"""All recordings of a speaker, cleaned and analysed, in arrays on disk."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt
from loky import ProcessPoolExecutor

from aigc.errors import JobError
from aigc.files import replacing, write_atomic
from aigc.progress import Progress, silent, track
from aigc.voice.frames import HOP_LENGTH, Floats, Frames
from aigc.voice.training.analysis import Analysed, analysed
from aigc.voice.training.recordings import Recording, samples

FEWEST = 30
"""A recording of fewer frames is left out."""
AT_ONCE = 200
"""Recordings in a part, which is what a stopped analysis loses at most."""
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
    """Return the recordings as a pack, made at the first call.

    They are kept in parts while it is being made, so that a later call goes on after the last.

    Raises
    ------
    AssetError
        When a recording cannot be read.
    JobError
        When a process was ended from outside.
    """
    if not (folder / "recordings.json").exists():
        folder.mkdir(parents=True, exist_ok=True)
        _analyse(recordings, folder, jobs, progress)
        _join(recordings, folder)
    return load(folder)


def _analyse(recordings: Sequence[Recording], folder: Path, jobs: int, progress: Progress) -> None:
    """Write what is found in the recordings, some at a time."""
    lacking = [n for n in range(0, len(recordings), AT_ONCE) if not _part(folder, n).exists()]
    rest = [one for n in lacking for one in recordings[n : n + AT_ONCE]]
    if not rest:
        return
    with _by_processes(rest, jobs) as found:
        told = track(found, progress, f"analyse {rest[0].speaker}", len(rest))
        for n in lacking:
            some = list(islice(told, len(recordings[n : n + AT_ONCE])))
            _write_part(some, _part(folder, n))
        # the last report of progress comes when more is asked for
        next(told, None)


@contextmanager
def _by_processes(some: Sequence[Recording], jobs: int) -> Iterator[Iterator[Analysed]]:
    """Give what is found in recordings, in their order, by processes that end with this block."""
    pool = ProcessPoolExecutor(jobs, env={"OMP_NUM_THREADS": "1"})
    try:
        yield pool.map(_analysed, some, chunksize=2)
    except BrokenProcessPool as exc:
        raise JobError(
            "A process of the analysis was ended, as happens where memory is short. Run the same "
            "command to go on, with fewer --jobs."
        ) from exc
    finally:
        pool.shutdown(kill_workers=True)


def _analysed(recording: Recording) -> Analysed:
    return analysed(samples(recording))


def _part(folder: Path, first: int) -> Path:
    return folder / f"part-{first:05d}.npz"


def _write_part(some: Sequence[Analysed], path: Path) -> None:
    arrays = {name: np.concatenate([_kept(one, name) for one in some]) for name in _ARRAYS}
    sizes = np.array([len(one.frames) for one in some])
    with replacing(path) as part:
        np.savez(part, allow_pickle=False, sizes=sizes, **arrays)


def _kept(one: Analysed, name: str) -> npt.NDArray[np.generic]:
    """Return an array of a recording as it is kept on disk."""
    if name == "samples":
        values = np.rint(one.samples.clip(-1, 1) * 32767)
    else:
        values = getattr(one.frames, name)
    kept: npt.NDArray[np.generic] = values.astype(_ARRAYS[name])
    return kept


def _join(recordings: Sequence[Recording], folder: Path) -> None:
    """Make the pack of its parts, without the recordings that are too short, and delete them."""
    parts = [_part(folder, n) for n in range(0, len(recordings), AT_ONCE)]
    sizes = np.concatenate([_of_part(part, "sizes") for part in parts])
    long = sizes >= FEWEST
    for name in _ARRAYS:
        each = HOP_LENGTH if name == "samples" else 1
        values = np.concatenate([_of_part(part, name) for part in parts])
        with replacing(folder / f"{name}.npy") as file:
            np.save(file, values[np.repeat(long, sizes * each)])
    with replacing(folder / "starts.npy") as file:
        np.save(file, np.concatenate(([0], np.cumsum(sizes[long]))))
    kept = [one for one, fits in zip(recordings, long, strict=True) if fits]
    rows = [asdict(one) | {"archive": str(one.archive)} for one in kept]
    write_atomic(folder / "recordings.json", json.dumps(rows, ensure_ascii=False).encode())
    for part in parts:
        part.unlink()


def _of_part(part: Path, name: str) -> npt.NDArray[np.generic]:
    with np.load(part) as arrays:
        found: npt.NDArray[np.generic] = arrays[name]
    return found
