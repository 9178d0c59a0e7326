"""Alignments of packs, kept on disk beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from aigc.files import replacing
from aigc.progress import Progress, silent
from aigc.voice.training.align import align, heard, levelled
from aigc.voice.training.aligned import Aligned
from aigc.voice.training.pack import Pack
from aigc.voice.training.pronounce import Pronunciations, Sentence, sentence

EASY_WORDS = 2
Array = npt.NDArray[Any]

_COLUMNS = ("phone", "accent", "word", "begin", "end")


def prepare(
    packs: Mapping[str, Pack],
    pronunciations: Pronunciations,
    folder: Path,
    *,
    progress: Progress = silent,
) -> dict[str, dict[int, Aligned]]:
    """Return the alignment of the recordings of each speaker, made at the first call.

    A recording with a word that has no pronunciation, or too short for its phones, has none.
    """
    if not (folder / "alignments.npz").exists():
        folder.mkdir(parents=True, exist_ok=True)
        _save(packs, pronunciations, folder, progress)
    with np.load(folder / "alignments.npz") as arrays:
        return {name: _loaded(arrays, name) for name in packs}


def _save(
    packs: Mapping[str, Pack], pronunciations: Pronunciations, folder: Path, progress: Progress
) -> None:
    rows, loudness, said, places = [], [], [], []
    for name, pack in packs.items():
        some = list(_fit(pack, pronunciations))
        frames = [pack.frames(i) for i, _ in some]
        rows += levelled([heard(one) for one in frames])
        loudness += [one.envelope.mean(1) for one in frames]
        said += [one for _, one in some]
        places += [(name, i) for i, _ in some]
    easy = np.array([len(one) <= EASY_WORDS for one in said])
    found: dict[str, dict[int, Aligned]] = {name: {} for name in packs}
    for (name, i), one in zip(
        places, align(rows, loudness, said, easy, progress=progress), strict=True
    ):
        found[name][i] = one
    arrays = {
        f"{name}.{field}": value for name, some in found.items() for field, value in _packed(some)
    }
    with replacing(folder / "alignments.npz") as part:
        np.savez_compressed(part, allow_pickle=False, **arrays)


def _fit(pack: Pack, pronunciations: Pronunciations) -> Sequence[tuple[int, Sentence]]:
    said = ((i, sentence(one, pronunciations)) for i, one in enumerate(pack.recordings))
    sizes = np.diff(pack.starts)
    return [
        (i, one)
        for i, one in said
        if one and sizes[i] > 10 + 4 * sum(min(len(way.phones) for way in ways) for ways in one)
    ]


def _packed(some: Mapping[int, Aligned]) -> list[tuple[str, Array]]:
    every = list(some.values())
    joined = [(name, np.concatenate([getattr(a, name) for a in every])) for name in _COLUMNS]
    return [
        *joined,
        ("recording", np.array(list(some))),
        ("size", np.array([len(a.phone) for a in every])),
        ("score", np.array([a.score for a in every])),
    ]


def _loaded(arrays: Mapping[str, Array], name: str) -> dict[int, Aligned]:
    ends = np.cumsum(arrays[f"{name}.size"])[:-1]
    parts = [np.split(arrays[f"{name}.{column}"], ends) for column in _COLUMNS]
    scores = arrays[f"{name}.score"].tolist()
    phone, accent, word, begin, end = parts
    every = map(Aligned, phone, accent, word, begin, end, scores)
    return dict(zip(arrays[f"{name}.recording"].tolist(), every, strict=True))
