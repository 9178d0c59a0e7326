"""What a Chinese article names and is about, weighed."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from aigc.text.copy.plain_words import ZH_PLAIN
from aigc.text.copy.weighed import IN_TITLE, Weighed, prose
from aigc.text.script.words import ZH_STOP, frequency, tagged
from aigc.types.article import Article

_NOUNS: Final = ("n", "nz", "eng", "nt", "ns", "nr")
_NAMES: Final = ("nr", "ns", "nt", "nz", "eng")
_LINE: Final = re.compile(r"(?:地铁|轻轨|轨道交通)\d{1,2}号线")
_LATIN_NAME: Final = re.compile(r"(?<![A-Za-z])[A-Z][a-z]+(?: [A-Z][a-z]+)+(?![A-Za-z])")
_NOT_ALONE: Final = re.compile(
    r"^\d|^号线|[里上中内低高长处]$|^[全各每某当喝做打看吃说写卖放签买闭漏](?!家|面|卡)"
    r"|^换(?!乘)|^关(?!节|税)"
)
_ENDING: Final = frozenset("鱼虾蟹鸟树花草茶酒桥寺塔村镇县路街站队湾岛节奖")
"""Single characters that end a name of two or three."""
_DATED: Final = re.compile(r"[今去明前]年|同期|毕业|显示|覆盖|解缆|情况")
_COMMON: Final = 10
_RARE: Final = 60
"""A dictionary's word that is read so seldom says enough where it comes once."""
_PLACE: Final = re.compile(r"[省市县镇村岛州京沪]$")
_LONGEST: Final = 8


def chinese(article: Article) -> list[Weighed]:
    """Return the nouns and names of a Chinese article that say what it is about."""
    whole = f"{article.title}。{prose(article)}"
    counts: Counter[str] = Counter()
    named: dict[str, bool] = {}
    for run in _runs(whole):
        joined = "".join(word for word, _ in run) if run[-1][1] != "nr" else run[-1][0]
        for some, tag in dict([*run, (joined, run[-1][1])]).items():
            if 2 <= len(some) <= _LONGEST and some not in ZH_PLAIN | ZH_STOP:
                counts[some] += 1
                whole_run = some == joined and len(run) > 1
                named[some] = named.get(some, False) or (tag in _NAMES and not whole_run)
    for m in (*_LINE.finditer(whole), *_LATIN_NAME.finditer(whole)):
        counts[m.group()] += 2
        named[m.group()] = True
    return [
        (word, count * _rarity(word) * (IN_TITLE if word in article.title else 1.0), named[word])
        for word, count in counts.items()
        if _fit(word, count, named=named[word], titled=word in article.title)
    ]


def _fit(word: str, count: int, *, named: bool, titled: bool) -> bool:
    """Tell whether a Chinese word is whole and says enough to be looked for.

    What no dictionary knows has to come again; what comes once has to be a name or a rare thing.
    """
    if _NOT_ALONE.search(word) or _DATED.search(word):
        return False
    known = frequency(word)
    if len(word) == 2 and not known:
        return count > 1 and titled
    if named and len(word) == 2 and known > _COMMON and not _PLACE.search(word):
        return count > 1 and any(tag in _NAMES for _, tag in tagged(word))
    return count > 1 or titled or (named and len(word) > 2) or 0 < known <= _RARE


def _runs(text: str) -> Iterator[Sequence[tuple[str, str]]]:
    """Yield runs of nouns that stand side by side: one word, or two that make one."""
    run: list[tuple[str, str]] = []
    for word, tag in (*tagged(text), ("", "x")):
        fits = tag in _NOUNS and (len(word) > 1) and not word.isascii()
        latin = tag == "eng" and len(word) > 2 and not word.islower()
        if run and word in _ENDING and tag.startswith("n") and run[-1][1].startswith("n"):
            last = run.pop()[0]
            yield [*run, (last + word, "n")]
            run = []
            continue
        if (fits or latin) and len(run) < 2:
            run.append((word, tag))
            continue
        if run:
            yield run
        run = [(word, tag)] if fits or latin else []


def _rarity(word: str) -> float:
    return max(1.0, 11.0 - math.log(frequency(word) + 2)) * math.sqrt(min(len(word), 5))
