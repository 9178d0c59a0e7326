"""Write the generated part of the evasion corpus: entries of the lists, hidden by known tricks.

    python scripts/build_evasions.py

Readings come from pypinyin and homophones from its dictionary, not from the tables that the
moderator reads.
"""

from __future__ import annotations

import csv
import random
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from pypinyin import Style, lazy_pinyin, pinyin_dict

from aigc.trust.moderation.entries import Entry, is_han, own

OUT = Path("tests/fixtures/moderation/generated.csv")
SEED = 8
EACH = 14
"""Items of each trick."""
FRAMES_ZH = (
    "朋友们看过来：{}，懂的来", "昨天他问我“{}”是什么意思", "【{}】限时", "关于{}的那些事", "{}",
)  # fmt: skip
FRAMES_EN = ("message me about {} tonight", "he wrote “{}” on the wall", "{} !!!", "so, {}?", "{}")
LEET = str.maketrans("aeiost", "4310$7")
CYRILLIC = str.maketrans("aceopxy", "асеорху")
MATH = {97 + n: chr(0x1D41A + n) for n in range(26)}


def main() -> None:
    rng = random.Random(SEED)
    hidden = [e for e in own() if e.severity != "note"]
    chinese = [e for e in hidden if is_han(e.word) and not any(c.isascii() for c in e.word)]
    english = [e for e in hidden if e.word.isascii()]
    rows = []
    for tricks, entries, frames in (
        (CHINESE, chinese, FRAMES_ZH), (ENGLISH, english, FRAMES_EN)
    ):  # fmt: skip
        for name, (trick, fits) in tricks.items():
            for entry in rng.sample([e for e in entries if fits(e)], EACH):
                said = rng.choice(frames).format(trick(entry.word, rng))
                rows.append((name, entry.category, said))
    with OUT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([("trick", "category", "text"), *rows])


def _between(mark: str) -> Callable[[str, random.Random], str]:
    return lambda word, _rng: mark.join(word)


def _traditional(word: str, _rng: random.Random) -> str:
    old, new = Path("aigc/trust/moderation/data/traditional.txt").read_text("utf-8").split()
    table = {b: a for a, b in zip(old, new, strict=True)}
    return "".join(table.get(c, c) for c in word)


def _half(word: str, rng: random.Random) -> str:
    n = rng.randrange(len(word))
    return word[:n] + lazy_pinyin(word)[n] + word[n + 1 :]


def _sounding(word: str, rng: random.Random) -> str:
    n = rng.randrange(len(word))
    read = lazy_pinyin(word)
    others = sorted(c for c in _by_sound()[read[n]] if c != word[n])
    return word[:n] + (rng.choice(others) if others else word[n]) + word[n + 1 :]


def _by_sound() -> dict[str, set[str]]:
    found = defaultdict(set)
    for line in Path("tests/fixtures/articles").glob("zh_*.md"):
        for char in line.read_text(encoding="utf-8"):
            if ord(char) in pinyin_dict.pinyin_dict:
                found[lazy_pinyin(char)[0]].add(char)
    return found


def _always(_entry: Entry) -> bool:
    return True


def _long(entry: Entry) -> bool:
    return len(entry.word) > 2


def _one_word(entry: Entry) -> bool:
    return entry.word.isalpha() and len(entry.word) > 3


CHINESE = {
    "zh spaces": (_between(" "), _always),
    "zh marks": (_between("*"), _always),
    "zh zero width": (_between("\u200b"), _always),
    "zh combining": (_between("\u0336"), _always),
    "zh traditional": (_traditional, _always),
    "zh pinyin": (lambda w, _: " ".join(lazy_pinyin(w)), _long),
    "zh toned pinyin": (lambda w, _: "".join(lazy_pinyin(w, style=Style.TONE)), _long),
    "zh half pinyin": (_half, _long),
    "zh homophone": (_sounding, _long),
    "zh reversed": (lambda w, _: w[::-1], _long),
}
ENGLISH = {
    "en upper": (lambda w, _: w.upper(), _always),
    "en spaced": (lambda w, _: " ".join(w.replace(" ", "")), _one_word),
    "en dotted": (lambda w, _: ".".join(w), _one_word),
    "en leet": (lambda w, _: w.translate(LEET), _one_word),
    "en Cyrillic": (lambda w, _: w.translate(CYRILLIC), _always),
    "en bold": (lambda w, _: w.translate(MATH), _always),
    "en zero width": (_between("\u2060"), _one_word),
    "en stretched": (lambda w, r: w[:1] + w[1] * r.randint(3, 6) + w[2:], _one_word),
}

if __name__ == "__main__":
    main()
