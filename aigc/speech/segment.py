"""Chinese words."""

from __future__ import annotations

import warnings
from functools import lru_cache
from typing import Protocol, cast


class _Segmenter(Protocol):
    def lcut(self, sentence: str) -> list[str]: ...


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
    return cast(_Segmenter, tokenizer)


@lru_cache(maxsize=4096)
def segment(text: str) -> tuple[str, ...]:
    """Return the words of a run of Chinese characters; joined they are ``text`` again."""
    return tuple(_jieba().lcut(text))
