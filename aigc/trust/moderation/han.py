"""Entries with Chinese characters in a folded text, however they are parted or replaced."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Final

from aigc.trust.moderation.entries import Entry, is_han
from aigc.trust.moderation.hits import Hit, excused
from aigc.trust.moderation.sound import coded

_GAP: Final = 4
"""Characters that may stand between two of a word."""
_ENDS: Final = re.compile("[\\n，。！？；：、,!?;:“”‘’\"'《》「」『』（）()【】]")
_FILLER: Final = re.compile("(?<=[㐀-鿿])[a-z0-9]{1,2}(?=[㐀-鿿])")
_ALIKE: Final = str.maketrans("傅毐晶冼棵氷徽冈奷囚骟", "博毒品洗裸冰微网奸因骗")
"""Characters for which others are put that look nearly like them and sound otherwise."""
_PAIRS: Final = (
    "贝者=赌 十尃=博 木仓=枪 贝反=贩 女票=嫖 女昌=娼 女支=妓 女干=奸 火乍=炸 弓单=弹 马扁=骗 "
    "讠乍=诈 言乍=诈 钅戋=钱 金戋=钱 氵先=洗 三先=洗 亻叚=假 人叚=假 讠正=证 言正=证 西示=票 "
    "衤果=裸 耳卯=聊 纟勺=约 火包=炮 氵每=海 氵各=洛 冫水=冰 氵去=法 三去=法 车仑=轮 工力=功 "
    "木支=枝 石马=码 石欠=砍 石卒=碎 犭虫=独 巩心=恐 忄布=怖 采彡=彩 王求=球 君羊=群 礻见=视 "
    "步页=频 代贝=贷 孝攵=教 禾呈=程 忄生=性 贝戋=贱 禾中=种 扌喿=操 口及=吸 火因=烟 牙鸟=鸦 "
    "口马=吗 口非=啡 米分=粉 亻言=信 人言=信 力口=加 幺力=幼 弓长=张 月殳=股 口交=咬 龶母=毒 "
    "主母=毒 口土=吐 自心=息 氵肖=消 米唐=糖"
)
_SPLIT: Final[Mapping[str, str]] = dict(pair.split("=") for pair in _PAIRS.split())
"""Halves of characters that are written as two."""
_HALVES: Final = re.compile("|".join(_SPLIT))
_COMMON: Final = frozenset("人子性情品体场家注分网手教日大小国不一的自女下洗传轻生世交色阴施暴战")
"""Characters too common to show that a word was meant which only sounds alike."""
_ALONE: Final = 4
"""Syllables from which on the sound alone tells a word."""


@dataclass(frozen=True, slots=True)
class View:
    """Characters of a folded text side by side, with the places where each begins and ends."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]


class Index:
    """Words by their first two characters."""

    def __init__(self, words: Sequence[tuple[str, Entry]]) -> None:
        self._heads: dict[str, list[tuple[str, Entry]]] = {}
        for word, entry in words:
            self._heads.setdefault(word[:2], []).append((word, entry))
        firsts, seconds = ("".join(sorted({head[n] for head in self._heads})) for n in (0, 1))
        both = f"[{re.escape(firsts)}](?=[{re.escape(seconds)}])"
        self._begin = re.compile(both if firsts else "(?!)")

    def found(self, text: str) -> Iterator[tuple[int, str, Entry]]:
        """Yield where words begin in a text."""
        for match in self._begin.finditer(text):
            at = match.start()
            for word, entry in self._heads.get(text[at : at + 2], ()):
                if text.startswith(word, at):
                    yield at, word, entry


class HanWords:
    """Finds entries with Chinese characters."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._forward = Index([(e.folded, e) for e in entries])
        hidden = [e for e in entries if e.severity != "note"]
        turned = [(e.folded[::-1], e) for e in hidden if len(e.folded) > 2]
        self._turned = Index([pair for pair in turned if pair[0] != pair[1].folded])
        self._sounding = [e for e in hidden if not _ascii(e.folded)]

    @cached_property
    def _sounds(self) -> Index:
        return Index([(coded(e.folded), e) for e in self._sounding])

    def hits(self, text: str) -> Iterator[Hit]:
        """Yield what is found in a folded text."""
        if not is_han(text):
            return
        view = _tight(text)
        yield from self._written(view, text, "as written", 1.0)
        for way, score, other in _changed(view):
            yield from self._written(other, text, way, score)
        for at, word, entry in self._turned.found(view.text):
            yield from _hit(view, text, at, word, entry, "reversed", 0.7)
        yield from self._sounded(view, text)

    def _written(self, view: View, text: str, way: str, score: float) -> Iterator[Hit]:
        for at, word, entry in self._forward.found(view.text):
            yield from _hit(view, text, at, word, entry, way, score)

    def _sounded(self, view: View, text: str) -> Iterator[Hit]:
        for at, code, entry in self._sounds.found(coded(view.text)):
            word = view.text[at : at + len(code)]
            if _may_mean(word, entry.folded):
                yield from _hit(view, text, at, word, entry, "sounds alike", 0.6)


def _may_mean(word: str, entry: str) -> bool:
    """Tell whether a word that sounds like an entry may stand for it."""
    if word == entry or word in _everyday():
        return False
    shared = {a for a, b in zip(word, entry, strict=True) if a == b}
    return len(word) >= _ALONE or bool(shared - _COMMON)


def _hit(
    view: View, text: str, at: int, word: str, entry: Entry, way: str, score: float
) -> Iterator[Hit]:
    last = at + len(word) - 1
    gaps = [text[view.ends[n] : view.starts[n + 1]] for n in range(at, last)]
    if any(gaps):
        if score < 0.8 or not _parted_on_purpose(gaps):
            return
        way, score = ("spacing", 0.95) if way == "as written" else (way, score)
    elif _runs_on(view.text, at, last):
        return
    hit = Hit(entry, view.starts[at], view.ends[last], way, score)
    if not excused(Hit(entry, at, last + 1), view.text):
        yield hit


def _parted_on_purpose(gaps: Sequence[str]) -> bool:
    """Tell whether what stands between the characters of a word may part it.

    The end of a clause parts two words, unless there is one behind every character.
    """
    if any(len(gap) > _GAP for gap in gaps):
        return False
    if not any(_ENDS.search(gap) for gap in gaps):
        return True
    return len(gaps) > 1 and all(gaps)


def _runs_on(text: str, first: int, last: int) -> bool:
    """Tell whether a Latin letter or a figure at an end belongs to a longer word."""
    before, after = text[first - 1 : first], text[last + 1 : last + 2]
    return bool(
        (before and _ascii(text[first]) and _ascii(before))
        or (after and _ascii(text[last]) and _ascii(after))
    )


def _ascii(text: str) -> bool:
    return any(char.isascii() for char in text)


def _tight(text: str) -> View:
    """Return the letters, figures and characters of a text, without what stands between."""
    kept = [n for n, char in enumerate(text) if char.isalnum()]
    return View("".join([text[n] for n in kept]), kept, [n + 1 for n in kept])


def _changed(view: View) -> Iterator[tuple[str, float, View]]:
    """Yield other ways to read it: look-alikes, halves joined, and without Latin fillers."""
    alike = view.text.translate(_ALIKE)
    if alike != view.text:
        yield "look-alikes", 0.85, View(alike, view.starts, view.ends)
    if _HALVES.search(view.text):
        yield "split characters", 0.85, _replaced(view, _HALVES, _SPLIT)
    if _FILLER.search(view.text):
        yield "fillers", 0.85, _replaced(view, _FILLER, {})


def _replaced(view: View, pattern: re.Pattern[str], table: Mapping[str, str]) -> View:
    """Return a view with one character, or none, for each place where a pattern is found."""
    text, starts, ends, after = "", [], [], 0
    for match in pattern.finditer(view.text):
        a, b = match.span()
        new = table.get(match.group(), "")
        text += view.text[after:a] + new
        starts += [*view.starts[after:a], *([view.starts[a]] if new else [])]
        ends += [*view.ends[after:a], *([view.ends[b - 1]] if new else [])]
        after = b
    return View(
        text + view.text[after:], [*starts, *view.starts[after:]], [*ends, *view.ends[after:]]
    )


@cache
def _everyday() -> frozenset[str]:
    data = files("aigc.trust.moderation") / "data" / "homophones.txt"
    return frozenset(data.read_text(encoding="utf-8").split())
