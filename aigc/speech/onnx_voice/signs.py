"""What is said as the numbers that a voice reads, and which word each belongs to."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate, groupby
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from aigc.errors import InputError
from aigc.g2p.mandarin.pinyin import respelled
from aigc.notices import notice
from aigc.speech.clauses import Phone, Span
from aigc.speech.front import SpokenToken
from aigc.speech.onnx_voice.voices import BEGIN, BLANK, END, Configuration
from aigc.speech.ssml import TONGUE, english
from aigc.speech.token import HAN
from aigc.types.article import Language

if TYPE_CHECKING:
    from aigc.g2p.user_lexicon import UserLexicon

Ipa = Callable[[Sequence[tuple[str, str]]], tuple[str, ...]]
"""Gives the IPA of each text, said by the espeak-ng voice named with it."""

_SYLLABLE: Final = re.compile(r"(zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?([a-zê]+)([1-5])")
_NO_INITIAL: Final = "Ø"
_STOPS: Final = {",": "，", ".": "。", "?": "？", "!": "！", ";": "；", ":": "："}
_LETTERS: Final = {
    "A": "ei1", "B": "bi4", "C": "xi1", "D": "di4", "E": "yi4", "F": "ai2 fu5", "G": "ji4",
    "H": "ai2 chi5", "I": "ai4", "J": "zhei4", "K": "kei4", "L": "ai2 lou5", "M": "ai2 mu5",
    "N": "en1", "O": "ou1", "P": "pi4", "Q": "kei4 you5", "R": "a4 er5", "S": "ai2 si5",
    "T": "ti4", "U": "you1", "V": "wei1", "W": "da2 bu5 liu5", "X": "ai2 ke4 si5", "Y": "wai4",
    "Z": "zei4",
}  # fmt: skip
"""What the letters are called in Mandarin."""
_FOREIGN_TONES: Final = re.compile(r"[0-9ɜ.\-]")
_STRESS: Final = "ˈˌ"
_TRAILING: Final = re.compile(r"[0-9ːˑ.\-ʰʲʷ\u0300-\u036f]")
_NOBODY: Final = -1


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign of a voice's table, and the word that it belongs to, -1 for none."""

    text: str
    word: int = _NOBODY


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A clause as numbers.

    Attributes
    ----------
    ids : tuple of int
        What the network is given.
    signs : tuple of Sign
        The sign of each, empty for what stands between two.
    """

    ids: tuple[int, ...]
    signs: tuple[Sign, ...]

    def times(
        self, frames: NDArray[np.float64], frame_s: float, words: int
    ) -> tuple[tuple[Span, ...], tuple[tuple[Phone, ...], ...]]:
        """Return when each word sounds, and each sound in it, by the frames that each number lasts.

        What stands between two signs belongs to the sign before it.
        """
        ends = np.concatenate(([0.0], np.cumsum(frames))) * frame_s
        spans: list[Span] = []
        phones: list[tuple[Phone, ...]] = []
        for word in range(words):
            own = [i for i, sign in enumerate(self.signs) if sign.word == word]
            begin, end = (own[0], own[-1] + 1) if own else (0, 0)
            last = spans[-1][1] if spans else 0.0
            spans.append((float(ends[begin]), float(ends[end])) if own else (last, last))
            phones.append(tuple(_phones(self.signs[begin:end], ends[begin : end + 1])))
        return tuple(spans), tuple(phones)


def row_of(
    clause: Sequence[SpokenToken],
    told: Configuration,
    ipa: Ipa,
    given: UserLexicon | None,
    voice: str,
) -> Row:
    """Return a clause as a voice reads it.

    Raises
    ------
    InputError
        A word has no sound in the voice.
    """
    if told.phoneme_type == "espeak":
        parts = as_ipa(
            clause, ipa, given, tongue=told.tongue or "en", voice=told.espeak.voice,
            clusters=told.vowel_clusters,
        )  # fmt: skip
    elif told.phoneme_type == "text":
        parts = [_letters(token.spoken, told.phoneme_id_map) for token in clause]
    else:
        parts = [_as_pinyin(token, voice) for token in clause]
    signs: list[Sign] = []
    for number, (token, part) in enumerate(zip(clause, parts, strict=True)):
        known = [sign for sign in part if sign in told.phoneme_id_map]
        if not "".join(known).strip():
            raise InputError(
                f"The voice {voice} has no sound for {token.text!r}: choose a voice that speaks "
                "its language, or write it in another way."
            )
        if number and not _joined(clause[number - 1], token, told):
            signs.append(Sign(" "))
        signs += (Sign(sign, number) for sign in known)
    pause = clause[-1].pause
    signs.append(Sign(_STOPS.get(pause, "") if told.phoneme_type == "pinyin" else pause))
    return _row(signs, told)


def _row(signs: Sequence[Sign], told: Configuration) -> Row:
    """Return signs as numbers, with what stands between them."""
    table = told.phoneme_id_map
    by_syllable = told.phoneme_type == "pinyin"
    rows = [(number, Sign(BEGIN)) for number in table[BEGIN]]
    rows += ((number, Sign("")) for number in table[BLANK])
    for sign in signs:
        numbers = table.get(sign.text, [])
        more = [Sign("", sign.word)] * (len(numbers) - 1)
        blank = [] if by_syllable and sign.text.isalpha() else table[BLANK]
        rows += zip(numbers, [sign, *more][: len(numbers)], strict=True)
        rows += ((number, Sign("", sign.word)) for number in blank if numbers)
    rows += ((number, Sign(END)) for number in table[END])
    return Row(ids=tuple(number for number, _ in rows), signs=tuple(sign for _, sign in rows))


def _joined(before: SpokenToken, after: SpokenToken, told: Configuration) -> bool:
    """Tell whether nothing stands between two words."""
    if told.phoneme_type == "pinyin":
        return True
    both = bool(re.search(f"{HAN}$", before.spoken) and re.match(HAN, after.spoken))
    return told.phoneme_type == "text" and both


def _letters(spoken: str, table: Mapping[str, Sequence[int]]) -> list[str]:
    """Return the characters of a text, small where the table has no capitals."""
    whole = unicodedata.normalize("NFD", spoken)
    return [c if c in table else c.lower() for c in whole]


def _as_pinyin(token: SpokenToken, voice: str) -> list[str]:
    """Return initial, final and tone of each syllable; English is spelled, and that is told."""
    signs: list[str] = []
    for syllable in _syllables(token):
        curled = syllable[-2] == "r" and syllable[:-1] != "er"
        parts = _SYLLABLE.fullmatch(syllable[:-2] + syllable[-1] if curled else syllable)
        if parts is None:
            return []
        signs += [parts[1] or _NO_INITIAL, parts[2], parts[3]]
        signs += [_NO_INITIAL, "er", "5"] if curled else []
    if any(word.language == "en" for word in token.words):
        notice(f"The voice {voice} speaks Chinese alone, so {token.text!r} is spelled.")
    return signs


def _syllables(token: SpokenToken) -> Iterator[str]:
    for word in token.words:
        if word.language == "zh":
            yield from (reading.sounds.replace("ü", "v") for reading in word.readings)
        else:
            yield from letter_names(word.text)


def letter_names(word: str) -> list[str]:
    """Return the syllables of a word that Mandarin spells letter by letter."""
    return [name for letter in word.upper() for name in _LETTERS.get(letter, "").split()]


def as_ipa(
    clause: Sequence[SpokenToken], ipa: Ipa, given: UserLexicon | None, *, tongue: Language,
    voice: str, clusters: Sequence[Sequence[str]] = (),
) -> list[list[str]]:  # fmt: skip
    """Return the signs of each word in IPA, English read in stretches and Chinese word by word.

    Parameters
    ----------
    tongue, voice
        The language that the signs are for, and what espeak-ng calls its voice.
    clusters
        Vowels together that have one sign.
    """
    pieces = list(_pieces(clause, given))
    asked: list[tuple[str, str]] = []
    for language, group in groupby(pieces, lambda piece: piece[1]):
        texts = [text for _, _, text in group]
        name = voice if language == tongue == "en" else TONGUE[language]
        if language == "en":
            asked.append((name, " ".join(texts)))
        asked += ((name, text) for text in texts)
    answers = (re.sub(r"\([^)]*\)", "", said) for said in ipa(asked))
    parts: list[list[str]] = [[] for _ in clause]
    for language, group in groupby(pieces, lambda piece: piece[1]):
        numbers = [number for number, _, _ in group]
        said = [next(answers) for _ in range(len(numbers) + (language == "en"))]
        shares = _shared(said[0], said[1:]) if language == "en" else said
        for number, share in zip(numbers, shares, strict=True):
            plain = _FOREIGN_TONES.sub("", share) if language != tongue == "en" else share
            parts[number] += [" "] * bool(parts[number])
            parts[number] += _signs(plain.strip(), clusters)
    return parts


def _pieces(
    clause: Sequence[SpokenToken], given: UserLexicon | None
) -> Iterator[tuple[int, Language, str]]:
    """Yield the runs of one language: number of the word, language, text for espeak-ng."""
    for number, token in enumerate(clause):
        for language, group in groupby(token.words, lambda word: word.language):
            if language == "zh":
                sounds = (reading.sounds for word in group for reading in word.readings)
                spelled = re.sub(r"(?<=\d)(?=[a-z])", " ", " ".join(map(respelled, sounds)))
                yield number, "zh", spelled
            else:
                yield number, "en", english(" ".join(word.text for word in group), given)


def _shared(whole: str, alone: Sequence[str]) -> list[str]:
    """Return which part of a stretch each word is, given how each is said by itself.

    In a stretch words lose their stress, or run together: *ʌv* and *ðə* are *ʌvðə*.
    """
    joined = " ".join(alone)
    blocks = SequenceMatcher(None, joined, whole, autojunk=False).get_opcodes()
    cuts = [0]
    for end in list(accumulate(len(word) + 1 for word in alone))[:-1]:
        _, a, b, c, d = next(block for block in blocks if block[1] <= end - 1 <= block[2])
        cuts.append(max(cuts[-1], c + round((end - 1 - a) * (d - c) / max(1, b - a))))
    return [whole[a:b] for a, b in zip(cuts, [*cuts[1:], len(whole)], strict=True)]


def _signs(ipa: str, clusters: Sequence[Sequence[str]]) -> list[str]:
    """Return the signs of a text in IPA; some voices have one for two vowels together."""
    plain = unicodedata.normalize("NFD", ipa)
    joined = sorted(("".join(cluster) for cluster in clusters if cluster), key=len, reverse=True)
    return re.findall("|".join([*map(re.escape, joined), "."]), plain, re.DOTALL)


def _phones(signs: Sequence[Sign], ends: NDArray[np.float64]) -> Iterator[Phone]:
    """Yield the sounds of a word: a sign with the stress before it and the marks behind it."""
    symbol, begin = "", float(ends[0]) if len(ends) else 0.0
    for number, sign in enumerate(signs):
        text = sign.text.strip()
        if text and symbol.strip(_STRESS) and not _TRAILING.fullmatch(text):
            yield symbol, begin, float(ends[number])
            symbol, begin = "", float(ends[number])
        symbol += text
    if symbol.strip(_STRESS):
        yield symbol, begin, float(ends[-1])
