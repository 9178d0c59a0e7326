"""Chinese words to the syllables that are spoken."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from aigc.g2p.mandarin import sandhi
from aigc.g2p.mandarin.dictionary import draft
from aigc.g2p.mandarin.draft import Draft
from aigc.g2p.mandarin.segment import segment
from aigc.g2p.word import SpokenWord, listed
from aigc.types.reading import Reading

if TYPE_CHECKING:
    from aigc.g2p.user_lexicon import UserLexicon

_FIGURE = f"[{sandhi.FIGURES.replace('点', '')}]"
_NUMBER = rf"(?:{_FIGURE}|(?<={_FIGURE})点(?={_FIGURE})){{2,}}"
_FUNCTION_WORDS = listed(
    "的 地 得 了 着 过 吗 呢 吧 啊 呀 嘛 啦 把 被 让 给 在 从 对 "
    "向 往 于 以 为 由 和 与 及 或 跟 同 而 但 并 且 则 之 所 就 "
    "也 都 又 还 个 们 是 有 这 那 我 你 他 她 它 我们 你们 他们 "
    "她们 它们 因为 所以 但是 而且 或者 如果 虽然 以及 关于 对于 由于 "
    "为了 除了 这个 那个 一个"
)


def read_chinese(text: str, *, given: UserLexicon | None = None) -> tuple[SpokenWord, ...]:
    """Return the words of a run of Chinese characters with a reading for each syllable.

    A reading stands for one character, or for two where 儿 curls the first (花儿 is ``huar1``).

    Raises
    ------
    InputError
        When no reading of a character is known.
    """
    return read_words(words_of(text, given=given), given=given)


def words_of(text: str, *, given: UserLexicon | None = None) -> tuple[str, ...]:
    """Return the words: those of a lexicon, runs of figures, and what the segmenter finds."""
    if not given:
        return _words_of(text)
    out: list[str] = []
    plain = at = 0
    while at < len(text):
        own = given.match(text, at)
        if own:
            out += [*_words_of(text[plain:at]), own]
            plain = at + len(own)
        at += len(own) or 1
    return (*out, *_words_of(text[plain:]))


def _words_of(text: str) -> tuple[str, ...]:
    pieces = re.findall(rf"{_NUMBER}|[^\s]+?(?={_NUMBER}|\s|$)", text)
    out: list[str] = []
    for piece in pieces:
        if re.fullmatch(_NUMBER, piece):
            out += re.findall(r"点[^点]+|[^点]*?亿|[^点]*?万|[^点]+|点", piece)
        else:
            out += segment(piece)
    return tuple(out)


def read_words(
    words: Sequence[str], *, given: UserLexicon | None = None, figures: Container[int] = ()
) -> tuple[SpokenWord, ...]:
    """Return how Chinese words are said that follow each other without a pause.

    ``figures`` are the places of words that were written as figures and count nothing: their 一
    keeps its tone.

    Raises
    ------
    InputError
        When no reading of a character is known.
    """
    text, start, drafts = "".join(words), 0, []
    for i, word in enumerate(words):
        known = given.mandarin(word) if given else None
        one = known or draft(word, text, start)
        drafts.append(replace(one, fixed=True) if word == "一" and i in figures else one)
        start += len(word)
    return tuple(_spoken(word) for word in sandhi.changed(drafts))


def _spoken(word: Draft) -> SpokenWord:
    return SpokenWord(
        text=word.text,
        language="zh",
        readings=tuple(Reading(language="zh", sounds=str(s)) for s in word.syllables),
        is_function_word=word.text in _FUNCTION_WORDS,
        why=word.why,
    )
