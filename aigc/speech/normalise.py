"""Written text to spoken text, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aigc.speech.chinese import RULES as CHINESE
from aigc.speech.english import RULES as ENGLISH
from aigc.speech.english import day_of_month
from aigc.speech.segment import segment
from aigc.speech.token import Token, first_reading
from aigc.types.article import Language, Span

_HAN = r"[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B) if chr(code).isalnum()}
_PAUSES = {
    "，": ",", ",": ",", "、": ",", "。": ".", ".": ".", "！": "!", "!": "!", "？": "?", "?": "?",
    "；": ";", ";": ";", "：": ":", ":": ":", "—": ",", "–": ",", "…": ".", "（": ",", "）": ",",
    "(": ",", ")": ",", "\n": ".", "．": ".", "·": "", "/": "",
}  # fmt: skip
_WEIGHT = " ,:;.?!"


def normalise(text: str, language: Language) -> tuple[Token, ...]:
    """Return the written words of ``text`` in order, each with what is said for it.

    Signs that are not spoken belong to no token; punctuation becomes the pause of the word before.
    A number and its unit are one word.
    """
    plain = text.translate(_FULL_WIDTH)
    tokens: list[Token] = []
    last = 0
    for start, end, said in _words(plain, language):
        if tokens:
            tokens[-1] = _with_pause(tokens[-1], plain[last:start])
        tokens.append(Token(span=Span(start=start, end=end), spoken=said))
        last = end
    if tokens:
        tokens[-1] = _with_pause(tokens[-1], plain[last:])
    return tuple(tokens)


def spoken_text(tokens: tuple[Token, ...]) -> str:
    """Return what is said as one line, with the pauses as punctuation."""
    return " ".join(t.spoken + t.pause for t in tokens)


def _with_pause(token: Token, gap: str) -> Token:
    """Return the token with the strongest pause among the signs of ``gap``."""
    found = [_PAUSES[c] for c in gap if _PAUSES.get(c)]
    if re.fullmatch(r"\s+-\s+", gap):
        found = [","]
    pause = max(found, key=_WEIGHT.index, default="")
    return Token(span=token.span, spoken=token.spoken, pause=pause)


def _words(text: str, language: Language) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and reading of every written word."""
    rules = CHINESE if language == "zh" else ENGLISH
    position = 0
    while position < len(text):
        found = first_reading(rules, text, position)
        if found:
            end, said = found
            if language == "en":
                said = day_of_month(said, text[position:end], text[:position])
            yield position, end, said
            position = end
        elif re.match(_HAN, text[position]):
            end = _han_end(text, position, language)
            for word in segment(text[position:end]):
                yield position, position + len(word), word
                position += len(word)
        else:
            position += 1


def _han_end(text: str, start: int, language: Language) -> int:
    """Return the end of the run of Chinese characters that no rule claims."""
    end = start + 1
    while end < len(text) and re.match(_HAN, text[end]):
        if text[end] == "第" and language == "zh" and text[end + 1 : end + 2].isdigit():
            break
        end += 1
    return end
