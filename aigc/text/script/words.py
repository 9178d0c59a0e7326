"""Words of a text: jieba's for Chinese, letters and digits for the rest."""

from __future__ import annotations

import logging
import re
import warnings
from functools import lru_cache
from typing import Any

_LATIN = re.compile(r"[A-Za-z][A-Za-z'’]*|\d+(?:[.,]\d+)*")
_AMOUNT = re.compile(r"^.{1,3}$|[番倍]")
_HAN = re.compile(r"[\u3400-\u9fff]")


def vocabulary(text: str) -> frozenset[str]:
    """Return the set of the words in ``text``, separated by white space."""
    return frozenset(text.split())


EN_STOP = vocabulary(
    """a an the and or but nor so yet for of to in on at by with from into onto over under about
    after before between during through against among as than that this these those there here it
    its is are was were be been being am do does did has have had having will would can could may
    might must shall should not no if when while where who whom whose which what why how all any
    each every both few more most other some such only own same too very just also still even now
    then he she they we you i him her them us me his their our your my mine out up down off again
    once ever never however therefore moreover meanwhile instead perhaps although though because
    since until unless despite according yes let one many much another later earlier today nearly
    almost around like well already next last whether across along within without"""
)
ZH_STOP = vocabulary(
    """的 了 和 是 在 也 就 都 而 及 与 着 或 被 把 让 向 从 到 对 为 以 于 其 之 这 那 它 他 她
    我 你 们 他们 她们 它们 我们 你们 自己 一个 一种 这个 那个 这些 那些 这种 有 没有 不 很 更
    最 还 又 再 已 已经 将 会 能 可以 可能 应该 要 来 去 说 表示 认为 因为 所以 但 但是 如果 虽然
    不过 然而 因此 并 并且 以及 等 等等 中 上 下 里 后 前 时 年 月 日 个 每 各 该 此 由 使 给
    比 用 只 才 却 之后 之前 其中 通过 进行 成为 目前 同时 而且 或者 以后 之间 地 得 过 吗 呢 吧
    """
)


@lru_cache(maxsize=1)
def _jieba() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
        import jieba.posseg
    jieba.setLogLevel(logging.ERROR)
    jieba.initialize()
    return jieba


def has_han(text: str) -> bool:
    """Tell whether ``text`` holds a Chinese character."""
    return _HAN.search(text) is not None


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[str, ...]:
    """Return the words of ``text`` in order, punctuation left out."""
    if not has_han(text):
        return tuple(_LATIN.findall(text))
    return tuple(w for w in _jieba().cut(text) if has_han(w) or _LATIN.fullmatch(w))


@lru_cache(maxsize=4096)
def pieces(text: str) -> tuple[str, ...]:
    """Return the segments of ``text`` with nothing left out; they join to ``text``."""
    if not has_han(text):
        return tuple(re.findall(r"\s+|[^\s]+", text))
    return tuple(_jieba().cut(text))


@lru_cache(maxsize=4096)
def tagged(text: str) -> tuple[tuple[str, str], ...]:
    """Return ``(word, part of speech)`` pairs of a Chinese text, in jieba's tags."""
    return tuple((p.word, p.flag) for p in _jieba().posseg.cut(text))


def without_sayings(text: str) -> str:
    """Return a Chinese text without its sayings of four characters, whose words say nothing alone.

    >>> without_sayings("他三心二意")
    '他 '
    """
    return "".join(
        " " if tag == "i" and not _AMOUNT.search(word) else word for word, tag in tagged(text)
    )


@lru_cache(maxsize=4096)
def content_words(text: str) -> tuple[str, ...]:
    """Return the lower-case words of ``text`` that carry meaning."""
    found = (w.lower() for w in words(text))
    return tuple(_stem(w) for w in found if w not in EN_STOP and w not in ZH_STOP)


def frequency(word: str) -> int:
    """Return how often jieba's dictionary saw a Chinese ``word``; 0 for an unknown one."""
    found: int = _jieba().dt.FREQ.get(word, 0) or 0
    return found


def _stem(word: str) -> str:
    if has_han(word) or len(word) < 5:
        return word
    for tail, put in (("ies", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", "")):
        if word.endswith(tail) and len(word) - len(tail) >= 3:
            return word[: -len(tail)] + put
    return word
