"""Chinese words."""

from __future__ import annotations

import re
import warnings
from functools import lru_cache
from importlib.resources import files
from typing import Protocol, cast

_GUESSED_WRONG = re.compile(
    "[我你他她它这那很都也还又就不没得的了着过把被往在会别个要]|^[里前地]|.[于少多]"
)
_CHILD = re.compile(
    "(?:女|婴|幼|孤|胎|少|健|男|患|生|育|血|弃|产|孪|小|侄|孙|妻|宠|运|潮|畸形|低能|乞|托|养|爱|娇|痴|"
    "佳|麒麟|孺|巨|^孩)儿$"
)
_CHILD_AFTER = frozenset("子女童科媳孙歌时")


class _Segmenter(Protocol):
    FREQ: dict[str, int]

    def lcut(self, sentence: str, *, HMM: bool = True) -> list[str]: ...  # noqa: N803


@lru_cache(maxsize=1)
def _jieba() -> _Segmenter:
    """Return a segmenter of our own, so that user words loaded elsewhere change nothing."""
    import logging

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    for word in _newer_words():
        tokenizer.add_word(word)
    return cast(_Segmenter, tokenizer)


def _newer_words() -> list[str]:
    text = (files("aigc.g2p") / "data" / "words.txt").read_text(encoding="utf-8")
    return [word for line in text.splitlines() if line[:1] != "#" for word in line.split()]


@lru_cache(maxsize=4096)
def segment(text: str) -> tuple[str, ...]:
    """Return the words of a run of Chinese characters; joined they are ``text`` again.

    A word that the segmenter guessed is parted again where it holds a word of grammar, and 儿
    that curls the syllable before it belongs to that word.
    """
    words: list[str] = []
    for word in _jieba().lcut(text):
        guessed = len(word) > 1 and word not in _jieba().FREQ and _GUESSED_WRONG.search(word)
        words += _jieba().lcut(word, HMM=False) if guessed else [word]
    out: list[str] = []
    for index, word in enumerate(words):
        after = words[index + 1] if index + 1 < len(words) else ""
        if word == "儿" and out and curls(out[-1] + word, len(out[-1])) and not _child(after):
            out[-1] += word
        else:
            out.append(word)
    return tuple(out)


def curls(word: str, index: int) -> bool:
    """Tell whether the 儿 at ``index`` is no syllable of its own but curls the one before.

    >>> curls("花儿", 1), curls("女儿", 1)
    (True, False)
    """
    if index == 0 or word[index] != "儿" or word[index - 1] == "儿" or _child(word[index + 1 :]):
        return False
    return not _CHILD.search(word[: index + 1])


def _child(after: str) -> bool:
    return after[:1] in _CHILD_AFTER and bool(after)
