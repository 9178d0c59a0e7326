"""Written text to spoken text, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from aigc.g2p.mandarin.segment import segment
from aigc.speech.chinese import RULES as CHINESE
from aigc.speech.english import RULES as ENGLISH
from aigc.speech.english_dates import day_of_month
from aigc.speech.token import HAN, Token, first_reading
from aigc.types.article import Language, Span

if TYPE_CHECKING:
    from aigc.g2p.user_lexicon import UserLexicon

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B) if chr(code).isalnum()}
_LOWERED = {ord(c): str(n) for n, c in enumerate("₀₁₂₃₄₅₆₇₈₉")}
_PLAIN: dict[int, int | str] = {**_FULL_WIDTH, **_LOWERED}
_PAUSES = {
    "，": ",", ",": ",", "、": ",", "。": ".", ".": ".", "！": "!", "!": "!", "？": "?", "?": "?",
    "；": ";", ";": ";", "：": ":", ":": ":", "—": ",", "–": ",", "…": ".", "（": ",", "）": ",",
    "(": ",", ")": ",", "《": "", "》": "", "\n": ".", "．": ".", "·": "", "/": "",
}  # fmt: skip
_WEIGHT = " ,:;.?!"
_LONGEST_MONTH = 12
_LAST = re.compile(
    "(?:street|avenue|road|boulevard|et cetera|incorporated|limited|corporation|company|junior|"
    "senior|[A-Z](?: [A-Z])+)$"
)
"""What is said for an abbreviation whose point may end a sentence too."""
_OPENS = re.compile(
    r"\s+(?:The|He|She|It|They|We|I|In|But|And|Then|This|That|These|There|A|An|If|When|After|"
    r"However|His|Her|Its|You|On|At|For|As|So|No|Yes|What|Who|Why|How)(?!\w|\.)"
)


def normalise(
    text: str, language: Language, *, given: UserLexicon | None = None
) -> tuple[Token, ...]:
    """Return the written words of ``text`` in order, each with what is said for it.

    Signs that are not spoken belong to no token; punctuation becomes the pause of the word before.
    A number and its unit are one word. Words of a user's lexicon go before everything else.
    """
    return tuple(tokens_of(text, language, given=given))


def tokens_of(
    text: str, language: Language, *, given: UserLexicon | None = None
) -> Iterator[Token]:
    """Yield what `normalise` returns, looking no further ahead than the next word."""
    plain = text.translate(_PLAIN)
    token: Token | None = None
    for start, end, said, why in _words(plain, language, given):
        if token:
            yield _with_pause(token, _closing(token, plain) + plain[token.span.end : start])
        why = why if said != plain[start:end] else ""
        token = Token(span=Span(start=start, end=end), spoken=said, why=why)
    if token:
        yield _with_pause(token, plain[token.span.end :])


def spoken_text(tokens: tuple[Token, ...]) -> str:
    """Return what is said as one line, with the pauses as punctuation."""
    return " ".join(t.spoken + t.pause for t in tokens)


def _closing(token: Token, plain: str) -> str:
    """Return the point of an abbreviation before a word that opens a sentence, else nothing."""
    end = token.span.end
    if plain[end - 1] != "." or not _LAST.search(token.spoken):
        return ""
    return "." if _OPENS.match(plain, end) else ""


def _with_pause(token: Token, gap: str) -> Token:
    """Return the token with the strongest pause among the signs of ``gap``."""
    found = [_PAUSES[c] for c in re.sub(r"\.+/", "", gap) if _PAUSES.get(c)]
    if re.fullmatch(r"\s+-\s+", gap):
        found = [","]
    pause = max(found, key=_WEIGHT.index, default="")
    return replace(token, pause=pause)


def _words(
    text: str, language: Language, given: UserLexicon | None
) -> Iterator[tuple[int, int, str, str]]:
    """Yield start, end and reading of every written word, and what it was taken for."""
    rules = CHINESE if language == "zh" else ENGLISH
    position = 0
    while position < len(text):
        if given and (own := given.match(text, position)):
            yield position, position + len(own), given.substitute(own) or own, "user lexicon"
            position += len(own)
        elif not (found := first_reading(rules, text, position)) and re.match(HAN, text[position]):
            end = _han_end(text, position, language, given)
            for word in segment(text[position:end]):
                yield position, position + len(word), word, ""
                position += len(word)
        elif found:
            end, said, why = found
            if language == "en":
                before = text[max(0, position - _LONGEST_MONTH) : position]
                said = day_of_month(said, text[position:end], before)
            yield position, end, said, why
            position = end
        else:
            position += 1


def _han_end(text: str, start: int, language: Language, given: UserLexicon | None) -> int:
    """Return the end of the run of Chinese characters that no rule claims."""
    end = start + 1
    while end < len(text) and re.match(HAN, text[end]):
        if language == "zh" and re.match(r"第(?:\d|[IVX]+(?![A-Za-z]))", text[end:]):
            break
        if given and given.match(text, end):
            break
        end += 1
    return end
