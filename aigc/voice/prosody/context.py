"""Where each phone stands in its word, phrase and sentence, as the prosody networks read it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from aigc.voice.frames import Floats
from aigc.voice.phones import INDEX, SILENCE
from aigc.voice.prosody.words import Break, Broken, Word
from aigc.voice.timing import UNMARKED, Ids

COLUMNS = 30
"""Features of the place of a phone."""
_BREAKS: tuple[Break, ...] = ("none", "mark", "pause", "end")
_MARKS = ",;:.?!"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Context:
    """A sentence as a row for each phone, silence at its rests among them.

    Attributes
    ----------
    phone, accent : int64, shape (phones,)
        As in `aigc.voice.timing.Phones`.
    word : int64, shape (phones,)
        Which word it belongs to, -1 for silence.
    syllable : int64, shape (phones,)
        Which syllable of the sentence, -1 for silence.
    place : float32, shape (phones, `COLUMNS`)
        Where it stands.
    """

    phone: Ids
    accent: Ids
    word: Ids
    syllable: Ids
    place: Floats


@dataclass(frozen=True, slots=True)
class _Spot:
    """A word's place: syllables before and after it in its phrase and in the sentence."""

    index: int
    before: int
    after: int
    gone: int
    left: int
    first: bool
    last: bool


def context(line: Broken) -> Context:
    """Return where the phones of a line stand; rests between words are a phone of silence."""
    phone: list[int] = []
    accent: list[int] = []
    word: list[int] = []
    syllable: list[int] = []
    rows: list[Floats] = []
    said = 0
    for spot in _spots(line):
        one = line.words[spot.index]
        phone += [INDEX[p] for p in one.phones]
        accent += one.accents
        word += [spot.index] * len(one.phones)
        syllable += [said + s for s in one.syllables]
        rows += [_place(line, spot, i) for i in range(len(one.phones))]
        said += one.size
        if line.breaks[spot.index] == "pause":
            phone.append(INDEX[SILENCE])
            accent.append(UNMARKED)
            word.append(-1)
            syllable.append(-1)
            rows.append(_rest(one, spot))
    return Context(
        phone=np.array(phone), accent=np.array(accent), word=np.array(word),
        syllable=np.array(syllable), place=np.stack(rows),
    )  # fmt: skip


def _spots(line: Broken) -> Iterator[_Spot]:
    sizes = [word.size for word in line.words]
    phrases = line.phrases
    for begin, end in phrases:
        for i in range(begin, end):
            yield _Spot(
                i, sum(sizes[begin:i]), sum(sizes[i + 1 : end]), sum(sizes[:i]),
                sum(sizes[i + 1 :]), begin == 0, end == len(sizes),
            )  # fmt: skip


def _place(line: Broken, spot: _Spot, i: int) -> Floats:
    """Return the features of phone ``i`` of a word, mostly 0 to 1."""
    word = line.words[spot.index]
    own = word.syllables[i]
    before, after = spot.before + own, spot.after + word.size - 1 - own
    gone, left = spot.gone + own, spot.left + word.size - 1 - own
    ahead = line.words[spot.index + 1] if spot.index + 1 < len(line.words) else None
    behind = line.words[spot.index - 1] if spot.index else None
    kind = line.breaks[spot.index]
    came: Break = line.breaks[spot.index - 1] if spot.index else "end"
    row = [
        i == 0, i == len(word.phones) - 1, own / 3, (word.size - 1 - own) / 3, word.size / 4,
        word.weak, word.language == "zh",
        *(kind == one for one in _BREAKS), *(came == one for one in _BREAKS[1:3]),
        _near(before), _near(after), _far(before), _far(after),
        (before + after + 1) / 12, gone / 24, left / 24, _near(left),
        spot.first, spot.last,
        ahead is not None and ahead.weak, behind is not None and behind.weak,
    ]  # fmt: skip
    return _filled(row)


def _rest(word: Word, spot: _Spot) -> Floats:
    row = [0.0] * (COLUMNS - len(_MARKS)) + [float(word.mark == mark) for mark in _MARKS]
    row[13], row[15] = _near(spot.before), _far(spot.before)
    row[19] = spot.left / 24
    return _filled(row)


def _filled(row: list[float] | list[bool | float]) -> Floats:
    out = np.zeros(COLUMNS, np.float32)
    out[: len(row)] = np.minimum(np.asarray(row, np.float32), 2)
    return out


def _near(syllables: int) -> float:
    return 1 / (1 + syllables)


def _far(syllables: int) -> float:
    return min(syllables, 12) / 12
