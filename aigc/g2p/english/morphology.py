"""Words that the lexicon lacks, made from parts that it has."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from aigc.g2p.english.lexicon import lexicon, newer_words

Phones = tuple[str, ...]

_HISSES = ("S", "Z", "SH", "ZH", "CH", "JH")
_VOICELESS = ("P", "T", "K", "F", "TH")
_PREFIXES = {
    "un": "AH0 N", "re": "R IY0", "non": "N AA2 N", "pre": "P R IY2", "over": "OW2 V ER0",
    "out": "AW2 T", "under": "AH2 N D ER0", "mis": "M IH0 S", "dis": "D IH0 S",
    "anti": "AE2 N T IY0", "super": "S UW2 P ER0", "inter": "IH2 N T ER0", "multi": "M AH2 L T IY0",
    "semi": "S EH2 M IY0", "micro": "M AY2 K R OW0", "mega": "M EH2 G AH0", "cyber": "S AY2 B ER0",
    "co": "K OW2", "de": "D IY0", "sub": "S AH2 B", "auto": "AO2 T OW0", "bio": "B AY2 OW0",
    "eco": "IY2 K OW0", "geo": "JH IY2 OW0", "neuro": "N UH2 R OW0", "nano": "N AE2 N OW0",
    "ultra": "AH2 L T R AH0", "hyper": "HH AY2 P ER0", "post": "P OW2 S T", "photo": "F OW2 T OW0",
    "electro": "IH0 L EH2 K T R OW0", "counter": "K AW2 N T ER0", "self": "S EH2 L F",
}  # fmt: skip
_SUFFIXES = {
    "ly": "L IY0", "er": "ER0", "ers": "ER0 Z", "est": "AH0 S T", "ness": "N AH0 S",
    "less": "L AH0 S", "ful": "F AH0 L", "ment": "M AH0 N T", "ments": "M AH0 N T S",
    "able": "AH0 B AH0 L", "ish": "IH0 SH", "ist": "IH0 S T", "ists": "IH0 S T S",
    "ism": "IH2 Z AH0 M", "ize": "AY2 Z", "ized": "AY2 Z D", "izing": "AY2 Z IH0 NG",
    "wise": "W AY2 Z", "ship": "SH IH2 P", "hood": "HH UH2 D", "like": "L AY2 K",
    "proof": "P R UW2 F", "y": "IY0", "ability": "AH0 B IH1 L AH0 T IY0",
}  # fmt: skip


@lru_cache(maxsize=4096)
def built(word: str) -> tuple[Phones, str] | None:
    """Return the phones of a word made from parts, and how; None where no parts make it."""
    for ending in ("'s", "s", "ed", "ing"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            for stem in _stems(word, ending):
                if phones := _known(stem):
                    return with_ending(phones, ending.strip("'")), f"{stem} + {ending}"
    for suffix, sounds in _SUFFIXES.items():
        if word.endswith(suffix) and len(word) > len(suffix) + 2:
            for stem in _stems(word, suffix):
                if phones := _known(stem):
                    return (*phones, *sounds.split()), f"{stem} + {suffix}"
    for prefix, sounds in _PREFIXES.items():
        rest = word[len(prefix) :].lstrip("-")
        if word.startswith(prefix) and len(rest) > 2 and (phones := _known(rest)):
            return (*sounds.split(), *phones), f"{prefix} + {rest}"
    return _compound(word)


def _stems(word: str, ending: str) -> Sequence[str]:
    """Return what a word may be without an ending: hoped is hope, stopped stop, cried cry."""
    stem = word[: -len(ending)]
    if ending == "'s":
        return (stem,)
    stems = [stem]
    if ending == "s" and stem.endswith("e"):
        stems.append(stem[:-1]) if re.search("(?:[sxz]|[cs]h)e$", stem) else None
    if ending != "s" and ending[0] in "aeiy":
        stems.append(stem + "e")
        if re.search(r"([bdfgklmnprtz])\1$", stem):
            stems.append(stem[:-1])
    if stem.endswith("ie"):
        stems.append(stem[:-2] + "y")
    if stem.endswith("i"):
        stems.append(stem[:-1] + "y")
    return [s for s in stems if len(s) > 2]


def _known(word: str) -> Phones | None:
    if newer := newer_words().get(word):
        return newer
    found = lexicon().readings(word)
    return found[0].phones if found else None


def _part(word: str) -> Phones | None:
    """Return the phones of a part of a compound, none where they are the names of its letters."""
    phones = _known(word)
    if phones and sum(p[-1].isdigit() for p in phones) > len(re.findall("[aeiouy]", word)) + 1:
        return None
    return phones


def _compound(word: str) -> tuple[Phones, str] | None:
    """Return a word of two known ones, the second with secondary stress."""
    for cut in range(len(word) - 3, 2, -1):
        if min(cut, len(word) - cut) < 3:
            continue
        first, second = _part(word[:cut]), _part(word[cut:])
        parted = word[cut - 1] == "s" and _known(word[: cut - 1]) and _known(word[cut - 1 :])
        if first and second and not parted:
            phones = (*first, *(p.replace("1", "2") for p in second))
            return phones, f"{word[:cut]} + {word[cut:]}"
    return None


def with_ending(phones: Phones, ending: str) -> Phones:
    """Return the phones of a word with -s, -ed or -ing.

    >>> with_ending(("W", "AO1", "K"), "ed")[-1]
    'T'
    """
    last = phones[-1]
    if ending == "ing":
        return (*phones, "IH0", "NG")
    if ending == "ed":
        if last in ("T", "D"):
            return (*phones, "AH0", "D")
        return (*phones, "T" if last in (*_VOICELESS, "S", "SH", "CH") else "D")
    if last in _HISSES:
        return (*phones, "IH0", "Z")
    return (*phones, "S" if last in _VOICELESS else "Z")
