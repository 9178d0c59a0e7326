"""How tones change next to each other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from aigc.g2p.mandarin.draft import Draft, Syllable

FIGURES = "零一二三四五六七八九十百千万亿点幺两"
_DATE_UNITS = "月号日楼层级班等"
_POINTING = "这那哪每某各同另"
_LARGE = "百千万亿"
_SHORT_GROUP = 4
_SCORES = frozenset(f"{figure}比" for figure in FIGURES)

Place = tuple[int, int]
"""Which word, and which of its syllables."""


def changed(words: Sequence[Draft]) -> tuple[Draft, ...]:
    """Return words that are said without a pause with the tones that they have together.

    Source: Duanmu, *The Phonology of Standard Chinese* (2007), chapters 11 and 12.
    """
    out = list(words)
    _change_yi_and_bu(out)
    _change_third_tones(out)
    return tuple(out)


def _places(words: Sequence[Draft]) -> list[Place]:
    return [(w, s) for w, word in enumerate(words) for s in range(len(word.syllables))]


def _at(words: Sequence[Draft], place: Place) -> Syllable:
    return words[place[0]].syllables[place[1]]


def _change_yi_and_bu(words: list[Draft]) -> None:
    """Set the tones of 一 and 不 by the syllable after them, in ``words`` itself."""
    places = _places(words)
    for i, place in enumerate(places):
        one = _at(words, place)
        if one.char not in "一不" or one.sound not in ("yi", "bu"):
            continue
        before = _at(words, places[i - 1]) if i else None
        after = _at(words, places[i + 1]) if i + 1 < len(places) else None
        later = _at(words, places[i + 2]).char if i + 2 < len(places) else ""
        earlier = _at(words, places[i - 2]).char if i > 1 else ""
        scored = before and after and earlier + before.char in _SCORES and after.char not in _LARGE
        if _between_two_alike(words, place, before, after):
            tone = 5
        elif one.char == "不":
            tone = 5 if one.tone == 5 and before else 2 if after and after.tone == 4 else 4
        elif after is None or scored or _counted(words[place[0]], place[1], before, after, later):
            tone = 1
        else:
            tone = 2 if after.tone == 4 or after.char == "个" else 4
        words[place[0]] = words[place[0]].toned(place[1], tone, f"sandhi of {one.char}")


def _between_two_alike(
    words: Sequence[Draft], place: Place, before: Syllable | None, after: Syllable | None
) -> bool:
    """Tell whether 一 or 不 stands in 看一看 or 好不好."""
    if not before or not after or before.char != after.char or before.char in FIGURES:
        return False
    return _at(words, place).char == "不" or len(words[place[0]].syllables) in (1, 3)


def _counted(word: Draft, index: int, before: Syllable | None, after: Syllable, later: str) -> bool:
    """Tell whether 一 is a figure, an ordinal or the end of a word, and keeps its tone."""
    first = before.char[-1] if before else ""
    if first == "第" or (first and first in FIGURES and first not in _LARGE + "点"):
        return True
    if first == "点" and len(word.syllables) > 1:
        return True
    if index and index == len(word.syllables) - 1:
        return first not in _POINTING
    if after.char + later in ("年级", "季度"):
        return True
    if after.char in "点比":
        return bool(later) and later in FIGURES
    small = after.char in FIGURES and after.char not in _LARGE + "两点"
    return after.char in _DATE_UNITS or small


def _change_third_tones(words: list[Draft]) -> None:
    """Raise third tones before third tones, in ``words`` itself: within words, feet and groups."""
    for i, word in enumerate(words):
        inside = [(i, s) for s in range(len(word.syllables))]
        if _right_branching(word):
            inside = inside[1:]
        _raise(words, inside)
        _raise(words, [(i, s) for s in range(len(word.syllables))])
    for foot in _feet(words):
        _raise(words, [(i, 0) for i in foot])
    for i, (left, right) in enumerate(pairwise(words)):
        if len(left.syllables) + len(right.syllables) <= _SHORT_GROUP:
            _raise(words, [(i, len(left.syllables) - 1), (i + 1, 0)])


def _raise(words: list[Draft], line: Sequence[Place]) -> None:
    """Raise each third tone before another, from left to right, in a line of syllables."""
    for here, there in pairwise(line):
        if _at(words, here).tone == 3 and _at(words, there).tone == 3:
            why = f"third tone before {_at(words, there)}"
            words[here[0]] = words[here[0]].toned(here[1], 2, why)


def _right_branching(word: Draft) -> bool:
    """Tell whether a word of three third tones is one and two, as 小老虎 is."""
    if len(word.text) != 3 or any(s.tone != 3 for s in word.syllables):
        return False
    return bool(re.match("[小老大好很你我纸孔母米冷李马党]", word.text))


def _feet(words: Sequence[Draft]) -> list[list[int]]:
    """Return words of one syllable that follow each other in twos, a last odd one as a third."""
    feet: list[list[int]] = []
    run: list[int] = []
    for i in range(len(words) + 1):
        if i < len(words) and len(words[i].syllables) == 1:
            run.append(i)
            continue
        pairs = [run[k : k + 2] for k in range(0, len(run), 2)]
        if len(pairs) > 1 and len(pairs[-1]) == 1:
            odd = pairs.pop()
            pairs[-1] += odd
        feet += pairs
        run = []
    return feet
