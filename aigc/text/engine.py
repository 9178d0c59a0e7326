"""What a script writer is: a Protocol, its options, and how quickly the voice speaks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from pydantic import BaseModel, ConfigDict, Field

from aigc.progress import Progress, silent
from aigc.types.article import Article, Language
from aigc.types.script import Script
from aigc.types.time import seconds

_DIGITS = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_LATIN = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*")
_VOWELS = re.compile(r"[aeiouy]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_PAUSES = re.compile(r"[，；：。！？、,;:.!?](?=\s|\D|$)")


SYLLABLES_PER_WORD = 1.5
"""Of running English prose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How quickly a voice speaks, so that a length can be planned.

    Attributes
    ----------
    zh_characters_per_s : float
        Chinese syllables per second of speech, inner pauses not counted.
    en_syllables_per_s : float
        English syllables per second of speech, inner pauses not counted.
    clause_pause_s : float
        Silence at a comma or full stop inside a line.
    pause_s : float
        Silence between two lines, on average.
    """

    zh_characters_per_s: float = 4.8
    en_syllables_per_s: float = 4.4
    clause_pause_s: float = 0.2
    pause_s: float = 0.42

    def duration(self, text: str, language: Language) -> Fraction:
        """Return the seconds that ``text`` is expected to last, without a pause after it."""
        rate = self.zh_characters_per_s if language == "zh" else self.en_syllables_per_s
        inner = max(0, len(_PAUSES.findall(text.strip())) - 1)
        return seconds(syllables(text, language) / rate + inner * self.clause_pause_s, grid=1000)

    def total(self, script: Script) -> Fraction:
        """Return the expected seconds of a whole script, pauses between lines included."""
        spoken = sum((self.duration(x.text, script.language) for x in script.lines), Fraction(0))
        return spoken + seconds(self.pause_s) * max(0, len(script.lines) - 1)


def syllables(text: str, language: Language) -> float:
    """Return about how many syllables ``text`` has when it is read aloud.

    >>> syllables("全长35公里", "zh")
    7.0
    """
    count = float(len(_HAN.findall(text)))
    count += sum(_digit_syllables(m.group(), language) for m in _DIGITS.finditer(text))
    count += sum(_word_syllables(m.group()) for m in _LATIN.finditer(text))
    per_symbol = 2.0 if language == "en" else 3.0
    return count + per_symbol * sum(text.count(c) for c in "%℃$€£¥")


def _digit_syllables(number: str, language: Language) -> float:
    whole, _, decimals = number.replace(",", "").partition(".")
    if language == "zh":
        spoken = len(whole) * 2 - 1 - 2 * (len(whole) - len(whole.rstrip("0")))
        year_or_one = len(whole) if len(whole) == 4 and whole[:2] in ("19", "20") else 0
        return float(max(1, year_or_one or spoken) + (len(decimals) + 1 if decimals else 0))
    spoken = 1 if len(whole) == 1 else 2 * len(whole.rstrip("0") or "0") - 1
    return float(max(1, spoken) + (len(decimals) + 1 if decimals else 0))


def _word_syllables(word: str) -> float:
    if word.isupper() and len(word) > 1:
        return float(len(word))
    low = word.lower()
    count = len(_VOWELS.findall(low))
    if low.endswith("e") and not low.endswith(("le", "ee")) and count > 1:
        count -= 1
    if low.endswith("ed") and count > 1 and not low.endswith(("ted", "ded")):
        count -= 1
    return float(max(1, count))


class Options(BaseModel):
    """What can be chosen about a script."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    chapters: bool = Field(False, description="Speak the heading when a new part begins.")
    quotes: bool = Field(True, description="Use block quotes.")
    tables: bool = Field(True, description="Read tables aloud.")
    lists: bool = Field(True, description="Read lists aloud.")
    diversity: float = Field(
        0.5, ge=0, le=1, description="How strongly a sentence that repeats another is avoided."
    )


class Writer(Protocol):
    """Turns an article into narration lines, each with its source.

    Every line of the returned script has been accepted by `aigc.text.script.guard`.
    """

    @property
    def name(self) -> str:
        """Name in the registry."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same arguments could give another script."""

    def write(
        self,
        article: Article,
        *,
        target: Fraction,
        language: Language,
        seed: int,
        pace: Pace,
        progress: Progress = silent,
    ) -> Script:
        """Return a script of about ``target`` seconds when spoken at ``pace``.

        A script is shorter than ``target`` when the article has nothing more to say.

        Raises
        ------
        InputError
            The article holds no sentence that can be spoken, or ``target`` is not positive.
        EngineFailed
            Not one written line is supported by the article.
        """
