"""Aligned sentences as the networks of prosody learn from them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from aigc.types.article import Language
from aigc.voice.frames import Floats
from aigc.voice.phones import INDEX, SILENCE, SYMBOLS
from aigc.voice.prosody.context import Context, context
from aigc.voice.prosody.words import Break, Broken, Mark, Word, accent_of, counted
from aigc.voice.timing import STRIDE, TONES, Ids, Phones, laid_out
from aigc.voice.training.aligned import Aligned
from aigc.voice.training.analysis import without_gaps
from aigc.voice.training.pack import Pack
from aigc.voice.training.prosody import Sentences
from aigc.voice.training.recordings import Recording

LEAST_REST = 12
"""Frames; a shorter silence between words belongs to the phone before it."""
EDGE = 4
"""Frames at either end of a voiced stretch whose pitch is the tracker's, not the speaker's."""
_UNVOICED_WEIGHT = 0.1
_MARKS: dict[str, Mark] = {",": ",", ";": ";", ":": ":", "--": ",", "?": "?", "!": "!", ".": "."}
_WORD = re.compile(r"[a-z']+")

IsWeak = Callable[[str], bool]


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """A recorded sentence from its first phone to its last.

    ``phones`` are in time from there; ``melody`` has semitones and decibels every second frame,
    ``weight`` how much each counts, both of shape ``(pairs, 2)``.
    """

    line: Context
    broken: Broken
    phones: Phones
    melody: Floats
    weight: Floats


def examples(
    pack: Pack, alignments: dict[int, Aligned], is_weak: IsWeak, *, held_out: bool
) -> list[Example]:
    """Return the sentences of a speaker, in the order of the recordings."""
    usual = _usual_levels(pack, alignments)
    middle = _middle_hz(pack, alignments)
    return [
        example
        for i, aligned in alignments.items()
        if pack.recordings[i].held_out == held_out
        for example in _example(pack, i, aligned, is_weak, usual, middle)
    ]


def _example(
    pack: Pack, i: int, aligned: Aligned, is_weak: IsWeak, usual: Floats, middle_hz: float
) -> Iterator[Example]:
    line = broken_of(pack.recordings[i], aligned, is_weak)
    if line is None:
        return
    where, ends = _merged(aligned, rests=pack.recordings[i].language == "en")
    begin = int(ends[0])
    read = context(line)
    phones = Phones(phone=read.phone, accent=read.accent, ends=ends[1:] - begin)
    whole = int(phones.ends[-1]) // STRIDE * STRIDE
    frames = pack.frames(i, begin, begin + whole)
    which = np.searchsorted(phones.ends, np.arange(whole), side="right")
    level = _level_db(frames.envelope) - usual[aligned.phone[where], aligned.accent[where]][which]
    steady = _steady(frames.voiced)
    semitones = 12 * np.log2(without_gaps(np.where(steady, frames.f0_hz, 0)) / middle_hz)
    melody = np.stack((semitones, level.clip(-20, 20)), 1)
    heard = np.stack((steady, frames.voiced > 0), 1)
    weight = np.where(heard, 1, _UNVOICED_WEIGHT)
    weight[:, 1] *= phones.phone[which] != INDEX[SILENCE]
    yield Example(read, line, phones, _paired(melody), _paired(weight))


def _steady(voiced: Floats) -> npt.NDArray[np.bool_]:
    """Return the voiced frames that have none without voice within `EDGE` of them."""
    padded = np.pad(voiced, EDGE)
    least = np.lib.stride_tricks.sliding_window_view(padded, 2 * EDGE + 1).min(1)
    steady: npt.NDArray[np.bool_] = least > 0
    return steady


def _paired(values: Floats) -> Floats:
    pairs: Floats = values.reshape(-1, STRIDE, values.shape[1]).mean(1).astype(np.float32)
    return pairs


def _level_db(envelope: Floats) -> Floats:
    loud: Floats = 10 * np.log10(np.exp(2 * envelope).sum(1) + 1e-9)
    return loud


def _usual_levels(pack: Pack, alignments: dict[int, Aligned]) -> Floats:
    """Return the mean level of each phone under each accent in decibels, shape ``(phones, 10)``."""
    total, count = np.zeros((2, len(SYMBOLS), 10), np.float32)
    for i, aligned in alignments.items():
        level = _level_db(pack.frames(i).envelope)
        for phone, accent, begin, end in zip(
            aligned.phone, aligned.accent, aligned.begin, aligned.end, strict=True
        ):
            total[phone, accent] += level[begin:end].sum()
            count[phone, accent] += end - begin
    usual: Floats = (total / np.maximum(count, 1)).astype(np.float32)
    return usual


def _middle_hz(pack: Pack, alignments: dict[int, Aligned]) -> float:
    frames = (pack.frames(i) for i in alignments)
    return float(np.median(np.concatenate([f.f0_hz[f.voiced > 0] for f in frames])))


def broken_of(recording: Recording, aligned: Aligned, is_weak: IsWeak) -> Broken | None:
    """Return what was said as words with their breaks; nothing where text and sounds differ."""
    if recording.language == "zh":
        return _chinese(aligned)
    text = recording.text.lower()
    found = [m for m in _WORD.finditer(text)]
    if len(found) != aligned.word.max() + 1:
        return None
    rests = _rests(aligned)
    words: list[Word] = []
    breaks: list[Break] = []
    for n, match in enumerate(found):
        after = found[n + 1].start() if n + 1 < len(found) else len(text)
        mark = _mark(text[match.end() : after])
        words.append(_word(aligned, n, "en", is_weak(match[0]), mark))
        last = n + 1 == len(found)
        breaks.append("end" if last else "pause" if n in rests else "mark" if mark else "none")
    return Broken(words=tuple(words), breaks=tuple(breaks))


def _chinese(aligned: Aligned) -> Broken:
    """Return a recorded word of Mandarin, whose syllables were aligned as words."""
    said = aligned.word >= 0
    phones = tuple(SYMBOLS[p] for p in aligned.phone[said])
    accents = tuple(int(t) + TONES - 1 for t in aligned.accent[said])
    owner = tuple(map(int, aligned.word[said]))
    word = Word(phones=phones, accents=accents, syllables=owner, language="zh", mark=".")
    return Broken(words=(word,), breaks=("end",))


def _word(aligned: Aligned, n: int, language: Language, weak: bool, mark: Mark) -> Word:
    own = aligned.word == n
    phones = aligned.phone[own].tolist()
    stress = aligned.accent[own].tolist()
    names = tuple(SYMBOLS[p] for p in phones)
    return Word(
        phones=names, accents=tuple(map(accent_of, names, stress)), syllables=counted(phones),
        language=language, weak=weak, mark=mark,
    )  # fmt: skip


def _mark(gap: str) -> Mark:
    found = [_MARKS[sign] for sign in _MARKS if sign in gap]
    return found[-1] if found else ""


def _rests(aligned: Aligned) -> set[int]:
    """Return the words after which the speaker rests."""
    rests: set[int] = set()
    for i in np.flatnonzero(aligned.word < 0):
        if 0 < i < len(aligned.word) - 1 and aligned.end[i] - aligned.begin[i] >= LEAST_REST:
            rests.add(int(aligned.word[:i].max()))
    return rests


def _merged(aligned: Aligned, *, rests: bool) -> tuple[Ids, Ids]:
    """Return the rows that are kept, and where each ends, the begin of the first before them.

    Silence at the ends is cut off; short silence goes to the phone before it, and all where a
    speaker is not heard to rest.
    """
    said = np.flatnonzero(aligned.word >= 0)
    rows, ends = [], [int(aligned.begin[said[0]])]
    for i in range(said[0], said[-1] + 1):
        long = rests and aligned.end[i] - aligned.begin[i] >= LEAST_REST
        if aligned.word[i] >= 0 or (long and SYMBOLS[aligned.phone[i]] == SILENCE):
            rows.append(i)
            ends.append(int(aligned.end[i]))
        else:
            ends[-1] = int(aligned.end[i])
    return np.array(rows), np.array(ends)


def batch(some: Sequence[Example]) -> Sentences:
    """Return sentences side by side."""
    phones = max(len(e.line.phone) for e in some)
    steps = max(len(e.melody) for e in some)
    laid = [laid_out(e.phones) for e in some]
    lengths = [np.maximum(e.phones.ends - e.phones.begins, 1) for e in some]
    return Sentences(
        phone=_side_by_side([e.line.phone for e in some], phones, INDEX[SILENCE]),
        accent=_side_by_side([e.line.accent for e in some], phones),
        place=_side_by_side([e.line.place for e in some], phones),
        word=_side_by_side([e.line.word for e in some], phones, -1),
        level=_side_by_side([np.log(size).astype(np.float32) for size in lengths], phones),
        counts=_side_by_side([np.ones(len(size), np.float32) for size in lengths], phones),
        which=_side_by_side([which for which, _ in laid], steps, phones - 1),
        within=_side_by_side([within for _, within in laid], steps),
        melody=_side_by_side([e.melody for e in some], steps),
        weight=_side_by_side([e.weight for e in some], steps),
    )


def _side_by_side(rows: Sequence[npt.NDArray[Any]], size: int, fill: int = 0) -> torch.Tensor:
    out = np.full((len(rows), size, *rows[0].shape[1:]), fill, rows[0].dtype)
    for i, row in enumerate(rows):
        out[i, : len(row)] = row
    return torch.from_numpy(out)
