"""Text to what is said: every token, word and syllable, with the reason for each."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import chain
from typing import TYPE_CHECKING

from aigc.errors import InputError
from aigc.g2p.english.read import read_english
from aigc.g2p.mandarin.read import read_words, words_of
from aigc.g2p.word import SpokenWord
from aigc.speech.normalise import tokens_of
from aigc.speech.token import HAN, Token
from aigc.types.article import Language, Span
from aigc.types.markup import faint, strong, table, titled

if TYPE_CHECKING:
    from aigc.g2p.user_lexicon import UserLexicon

_ENDS = ".?!"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenToken:
    """A written word or number as it is said.

    Attributes
    ----------
    span : Span
        Range of the token in the written text.
    text, spoken : str
        As written, and as said in letters and Chinese characters.
    pause : str
        The pause after the token, one of ``, . ? ! ; :`` or empty.
    words : tuple of SpokenWord
        The words of ``spoken``, at least one; the last has the token's pause.
    why : str
        Why ``spoken`` is not what is written; empty where it is.
    """

    span: Span
    text: str
    spoken: str
    pause: str
    words: tuple[SpokenWord, ...]
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A whole text as it is said.

    ``unspoken`` are the ranges of signs that nothing is said for, such as emoji; punctuation and
    spaces are not among them.
    """

    text: str
    language: Language
    tokens: tuple[SpokenToken, ...]
    unspoken: tuple[Span, ...] = ()

    @property
    def words(self) -> tuple[SpokenWord, ...]:
        """The words of all tokens in order."""
        return tuple(word for token in self.tokens for word in token.words)

    def _repr_html_(self) -> str:
        rows = [row for token in self.tokens for row in _rows(token)]
        unsaid = "".join(span.of(self.text) for span in self.unspoken)
        note = f"{self.language} · {len(self.words)} words" + (
            f" · not spoken: {unsaid}" if unsaid else ""
        )
        return titled("As spoken", note, table(rows))


def _rows(token: SpokenToken) -> Iterator[Sequence[str]]:
    for position, word in enumerate(token.words):
        first = position == 0
        sounds = " · ".join(r.sounds for r in word.readings)
        why = "; ".join(((token.why,) if first and token.why else ()) + word.why)
        yield (
            strong(token.text) if first else "",
            escape(word.text),
            escape(sounds),
            escape(word.pause),
            faint(why),
        )


def read(text: str, language: Language, *, lexicon: UserLexicon | None = None) -> Spoken:
    """Return what is said for a text, with a reason for every decision.

    Parameters
    ----------
    lexicon : UserLexicon or None
        A user's own readings, which go before everything else.

    Raises
    ------
    InputError
        When there is nothing to say, or no reading of a Chinese character is known.
    """
    tokens = tuple(chain.from_iterable(sentences(text, language, lexicon=lexicon)))
    return Spoken(text=text, language=language, tokens=tokens, unspoken=_unspoken(text, tokens))


def sentences(
    text: str, language: Language, *, lexicon: UserLexicon | None = None
) -> Iterator[tuple[SpokenToken, ...]]:
    """Yield the tokens of `read` a sentence at a time, without reading the next before it is asked.

    Raises
    ------
    InputError
        As `read` does, where the fault stands.
    """
    sentence: list[Token] = []
    found = False
    for token in tokens_of(text, language, given=lexicon):
        found = True
        sentence.append(token)
        if token.pause and token.pause in _ENDS:
            yield _sentence(sentence, text, lexicon)
            sentence = []
    if sentence:
        yield _sentence(sentence, text, lexicon)
    if not found:
        raise InputError(f"There is nothing to speak in {text[:40]!r}: write a word or number.")


def refuse_sounds(said: Spoken, voice: str) -> None:
    """Raise `InputError` where a lexicon gives a word sounds, for a voice that reads letters."""
    for token in said.tokens:
        if any("user lexicon" in word.why for word in token.words):
            raise InputError(
                f"The voice {voice} reads letters and cannot take the sounds of {token.text!r} "
                "from the lexicon: give words to say instead there, after '='."
            )


def _sentence(
    tokens: Sequence[Token], text: str, given: UserLexicon | None
) -> tuple[SpokenToken, ...]:
    pieces = [piece for i, token in enumerate(tokens) for piece in _pieces(i, token, given)]
    words: list[list[SpokenWord]] = [[] for _ in tokens]
    for piece, word in zip(pieces, _said(pieces, tokens, given), strict=True):
        words[piece.token].append(word)
    return tuple(_token(t, w, text) for t, w in zip(tokens, words, strict=True))


@dataclass(frozen=True, slots=True)
class _Piece:
    """A word before it is read, and the token that it is from."""

    token: int
    language: Language
    text: str


def _pieces(index: int, token: Token, given: UserLexicon | None) -> Iterator[_Piece]:
    """Yield the words of a token."""
    if given and not token.why and (given.mandarin(token.spoken) or given.english(token.spoken)):
        language: Language = "zh" if given.mandarin(token.spoken) else "en"
        yield _Piece(index, language, token.spoken)
        return
    for part in re.findall(rf"{HAN}[{HAN[1:-1]}\s]*|[^{HAN[1:-1]}]+", token.spoken):
        if re.match(HAN, part):
            for word in words_of(part) if token.why else (part,):
                yield _Piece(index, "zh", word)
        else:
            for word in part.split():
                yield _Piece(index, "en", word)


def _said(
    pieces: Sequence[_Piece], tokens: Sequence[Token], given: UserLexicon | None
) -> Iterator[SpokenWord]:
    """Yield the words as read: those of one language between two pauses are read together."""
    stretch: list[str] = []
    figures: set[int] = set()
    for i, piece in enumerate(pieces):
        if tokens[piece.token].why == "number":
            figures.add(len(stretch))
        stretch.append(piece.text)
        after = pieces[i + 1] if i + 1 < len(pieces) else None
        ends = after is None or after.language != piece.language
        paused = after is not None and after.token != piece.token and tokens[piece.token].pause
        if ends or paused:
            if piece.language == "zh":
                yield from read_words(stretch, given=given, figures=figures)
            else:
                goes_on = after is not None and not paused
                yield from read_english(stretch, given=given, goes_on=goes_on)
            stretch, figures = [], set()


def _token(token: Token, words: Sequence[SpokenWord], text: str) -> SpokenToken:
    last = replace(words[-1], pause=token.pause)
    return SpokenToken(
        span=token.span,
        text=token.span.of(text),
        spoken=token.spoken,
        pause=token.pause,
        words=(*words[:-1], last),
        why=token.why,
    )


def _unspoken(text: str, tokens: Sequence[SpokenToken]) -> tuple[Span, ...]:
    """Return the signs outside every token that are neither spaces nor punctuation."""
    edges = [0, *(edge for t in tokens for edge in (t.span.start, t.span.end)), len(text)]
    spans: list[Span] = []
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        for at in range(start, end):
            if unicodedata.category(text[at])[0] in "PZCM":
                continue
            if spans and spans[-1].end == at:
                spans[-1] = Span(start=spans[-1].start, end=at + 1)
            else:
                spans.append(Span(start=at, end=at + 1))
    return tuple(spans)
