"""Tokens to espeak-ng's markup, and its events back to word times."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from aigc.g2p.mandarin.pinyin import pinyin
from aigc.speech.espeak_phonemes import mnemonics
from aigc.speech.espeak_process import Event
from aigc.speech.token import HAN, Token
from aigc.types.article import Language

if TYPE_CHECKING:
    from aigc.g2p.user_lexicon import UserLexicon

TONGUE: dict[Language, str] = {"zh": "cmn-latn-pinyin", "en": "en-us"}

Phones = tuple[tuple[str, int, int], ...]
"""Symbol, first sample and end of each phoneme."""
Group = tuple[int, int, Phones]
"""How many words were read as one, their first sample and their phonemes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Markup:
    """SSML of a line, and the index in it at which each word begins."""

    text: str
    starts: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One spoken word as samples of the raw voice: start, end and the phonemes in it."""

    start: int
    end: int
    phonemes: Phones


def _runs(token: Token, given: UserLexicon | None) -> list[tuple[Language, str]]:
    """Return the runs of Chinese and of other writing in a reading."""
    if given and not token.why:
        if given.mandarin(token.spoken):
            return [("zh", token.spoken)]
        if given.english(token.spoken):
            return [("en", token.spoken)]
    runs: list[tuple[Language, str]] = []
    for part in re.findall(rf"{HAN}[{HAN[1:-1]}\s]*|[^{HAN[1:-1]}]+", token.spoken):
        if part.strip():
            runs.append(("zh" if re.match(HAN, part) else "en", part.strip()))
    return runs


def english(text: str, given: UserLexicon | None) -> str:
    """Return English for the synthesiser, the words of a lexicon as sounds."""
    if not given:
        return _spelled(text)
    if phones := given.english(text):
        return f"[[{mnemonics(phones)}]]"
    parts: list[str] = []
    for known, run in groupby(text.split(), lambda word: bool(given.english(word))):
        if known:
            parts += [f"[[{mnemonics(given.english(word))}]]" for word in run]
        else:
            parts.append(_spelled(" ".join(run)))
    return " ".join(parts)


def _spelled(text: str) -> str:
    """Return English for the synthesiser, letters in a row marked to be spelled."""
    safe = escape(text)
    return re.sub(
        r"(?<![\w'])[A-Z](?: [A-Z])*(?![\w'])",
        lambda m: (
            f'<say-as interpret-as="characters">{m[0].replace(" ", "")}</say-as>'
            if len(m[0]) > 1 or m[0] not in "AI"
            else m[0]
        ),
        safe,
    )


def markup(
    tokens: Sequence[Token], language: Language, *, given: UserLexicon | None = None
) -> Markup:
    """Return the SSML of a line, English and Chinese read by voices of their own."""
    text = "<speak>"
    starts: list[int] = []
    now: Language = language
    for token in tokens:
        for position, (tongue, reading) in enumerate(_runs(token, given)):
            if tongue != now:
                text += "</voice>" if now != language else f'<voice xml:lang="{TONGUE[tongue]}">'
                now = tongue
            if position == 0:
                starts.append(len(text))
            own = pinyin(reading, given=given) if tongue == "zh" else english(reading, given)
            text += f"{own} "
        if token.pause:
            text = f"{text.rstrip()}{_pause(text, token.pause)} "
    tail = "</voice>" if now != language else ""
    return Markup(text=f"{text}{tail}</speak>", starts=tuple(starts))


def _pause(text: str, pause: str) -> str:
    """Return the sign of a pause; a plain full stop after sounds would be read aloud."""
    return "。" if pause == "." and text.endswith("]] ") else pause


def listen(events: Sequence[Event], line: Markup, length: int) -> tuple[Heard, ...]:
    """Return when each word of ``line`` is heard in a voice of ``length`` samples.

    A word begins at espeak-ng's word event and ends with its last phoneme. Where espeak-ng read
    several words as one ("of the"), their phonemes are shared out in order.
    """
    heard: list[Heard] = []
    for count, start, phonemes in _groups(events, line, length):
        for part, share in enumerate(_shares(phonemes, count)):
            begin = start if part == 0 or not share else share[0][1]
            begin = max(begin, heard[-1].end if heard else 0)
            end = max(begin, share[-1][2] if share else begin)
            heard.append(Heard(start=begin, end=end, phonemes=share))
    return tuple(heard)


def _groups(events: Sequence[Event], line: Markup, length: int) -> list[Group]:
    """Return the words with phonemes of their own, each with the silent words after it."""
    sounds = [e for e in events if e.kind == "phoneme"]
    ends = {id(a): b.sample for a, b in pairwise(sounds)}
    first: dict[int, int] = {}
    phones: dict[int, list[tuple[str, int, int]]] = {}
    now = 0
    for event in events:
        if event.kind == "word":
            now = max(now, bisect_right(line.starts, event.position) - 1)
            first.setdefault(now, event.sample)
        elif event.symbol and not event.symbol.startswith("("):
            sound = (event.symbol, event.sample, ends.get(id(event), length))
            phones.setdefault(now, []).append(sound)
    voiced = sorted(phones)
    if not voiced:
        return []
    edges = [0, *voiced[1:], len(line.starts)]
    return [
        (high - low, first.get(index, phones[index][0][1]), tuple(phones[index]))
        for index, (low, high) in zip(voiced, pairwise(edges), strict=True)
    ]


def _shares(phonemes: Phones, count: int) -> list[Phones]:
    """Return ``phonemes`` in ``count`` parts of about equal number, in order."""
    cuts = [round(len(phonemes) * i / count) for i in range(count + 1)]
    return [phonemes[a:b] for a, b in pairwise(cuts)]
