"""Batches of aligned recordings for the acoustic network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from aigc.types.article import Language
from aigc.voice.frames import BANDS, NOISE_BANDS, Floats, band_centres_hz
from aigc.voice.phones import INDEX, IS_VOWEL, SILENCE
from aigc.voice.timing import POSITIONS, STRESSES, STRIDE, TONES, UNMARKED, Ids, Phones, laid_out
from aigc.voice.training.acoustic import ROWS, Batch
from aigc.voice.training.aligned import Aligned
from aigc.voice.training.pack import Pack

PAIRS, BATCH = 120, 12
AROUND = 6
"""Phones beyond the edges of a stretch that the network still hears of."""
HIGHEST_HZ: Mapping[str, float] = {"yue": 10_200}
"""Where a speaker's recordings have nothing above, the network learns nothing there."""
LEAST_SCORE_SHARE = 0.02


@dataclass(frozen=True, slots=True, eq=False)
class Scale:
    """The mean and the deviation that rows are normalised with, shape ``(84,)`` each."""

    mean: Floats
    deviation: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """An aligned recording, its rows still in the pack."""

    speaker: str
    index: int
    phones: Phones


def phones_of(aligned: Aligned, language: Language) -> Phones:
    """Return an alignment as the acoustic network reads it."""
    accent = np.full(len(aligned.phone), UNMARKED)
    said = aligned.word >= 0
    if language == "zh":
        accent[said] = TONES + aligned.accent[said] - 1
    else:
        vowels = said & IS_VOWEL[aligned.phone]
        accent[vowels] = STRESSES + aligned.accent[vowels]
    return Phones(phone=aligned.phone, accent=accent, ends=aligned.end)


def lessons(
    packs: Mapping[str, Pack], alignments: Mapping[str, Mapping[int, Aligned]], *, held_out: bool
) -> dict[str, list[Lesson]]:
    """Return the recordings of each speaker, but for those that fit their phones worst."""
    found: dict[str, list[Lesson]] = {}
    for name, pack in packs.items():
        some = alignments[name]
        worst = np.quantile([a.score for a in some.values()], LEAST_SCORE_SHARE)
        found[name] = [
            Lesson(name, i, phones_of(a, pack.recordings[i].language))
            for i, a in some.items()
            if a.score > worst and pack.recordings[i].held_out == held_out
        ]
    return found


def rows(pack: Pack, index: int, begin: int = 0, end: int | None = None) -> Floats:
    """Return what the network makes of some frames of a recording, shape ``(frames, 84)``."""
    f = pack.frames(index, begin, end)
    whole: Floats = np.concatenate((f.envelope, f.aperiodicity, f.voiced[:, None]), 1)
    return whole


def scale_of(packs: Mapping[str, Pack], some: Mapping[str, Sequence[Lesson]]) -> Scale:
    """Return the scale of the rows; the bands share one deviation."""
    sample = [rows(packs[n], one.index) for n, every in some.items() for one in every[::12]]
    joined = np.concatenate(sample)
    deviation = joined.std(0)
    deviation[:BANDS] = deviation[:BANDS].mean()
    deviation[BANDS : BANDS + NOISE_BANDS] += 1
    deviation[-1] = 1
    return Scale(joined.mean(0), deviation)


class Classroom:
    """Draws batches, each speaker by a share of its own."""

    def __init__(
        self,
        packs: Mapping[str, Pack],
        some: Mapping[str, Sequence[Lesson]],
        scale: Scale,
        shares: Mapping[str, float],
    ) -> None:
        self._packs, self._some, self._scale = packs, some, scale
        self._speakers = [name for name in packs if some[name]]
        self._numbers = {name: i for i, name in enumerate(packs)}
        weight = np.array([shares[name] for name in self._speakers])
        self._share = weight / weight.sum()
        self._heard = {n: _heard(HIGHEST_HZ.get(n)) for n in packs}

    def batch(self, rng: np.random.Generator, count: int = BATCH, pairs: int = PAIRS) -> Batch:
        """Return stretches of recordings, silence after those that are shorter."""
        names = rng.choice(self._speakers, count, p=self._share)
        return _joined([self._stretch(str(name), rng, pairs) for name in names], pairs)

    def _stretch(self, name: str, rng: np.random.Generator, pairs: int) -> _Stretch:
        one = self._some[name][int(rng.integers(len(self._some[name])))]
        whole = int(one.phones.ends[-1]) // STRIDE
        begin = int(rng.integers(max(1, whole - pairs + 1)))
        end = min(whole, begin + pairs)
        which, place = laid_out(one.phones, begin, end)
        first, last = max(0, which[0] - AROUND), which[-1] + AROUND + 1
        target = rows(self._packs[name], one.index, STRIDE * begin, STRIDE * end)
        return _Stretch(
            phone=one.phones.phone[first:last], accent=one.phones.accent[first:last],
            speaker=self._numbers[name], which=which - first, place=place,
            target=(target - self._scale.mean) / self._scale.deviation, heard=self._heard[name],
        )  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class _Stretch:
    phone: Ids
    accent: Ids
    speaker: int
    which: Ids
    place: Floats
    target: Floats
    heard: Floats


def _heard(highest_hz: float | None) -> Floats:
    heard = np.ones(ROWS, np.float32)
    if highest_hz:
        heard[:BANDS][band_centres_hz() > highest_hz] = 0
    return heard


def _joined(some: Sequence[_Stretch], pairs: int) -> Batch:
    longest, count = max(len(s.phone) for s in some), len(some)
    phone = np.full((count, longest), INDEX[SILENCE])
    accent = np.full((count, longest), UNMARKED)
    which = np.zeros((count, pairs), np.int64)
    place = np.zeros((count, pairs, POSITIONS))
    target = np.zeros((count, STRIDE * pairs, ROWS))
    mask = np.zeros_like(target)
    for i, s in enumerate(some):
        size = len(s.which)
        phone[i, : len(s.phone)], accent[i, : len(s.phone)] = s.phone, s.accent
        which[i, :size], which[i, size:] = s.which, s.which[-1]
        place[i, :size], place[i, size:] = s.place, s.place[-1]
        target[i, : STRIDE * size], mask[i, : STRIDE * size] = s.target, s.heard
    return Batch(
        phone=torch.from_numpy(phone), accent=torch.from_numpy(accent),
        speaker=torch.tensor([s.speaker for s in some]), which=torch.from_numpy(which),
        place=torch.from_numpy(place).float(), target=torch.from_numpy(target).float(),
        mask=torch.from_numpy(mask).float(),
    )  # fmt: skip
