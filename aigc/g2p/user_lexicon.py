"""Words as their user wants them said."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from aigc.errors import InputError
from aigc.g2p.english.lexicon import SYMBOLS
from aigc.g2p.mandarin.draft import Draft, syllable
from aigc.g2p.mandarin.syllables import plain_syllables, spelled

_LONGEST_FILE = 4_000_000


@dataclass(frozen=True)
class UserLexicon:
    """What a user wrote about how words are said; it goes before everything else.

    A file has one word on each line, then a tab (or two spaces), then its reading: pinyin with tone
    figures, ARPAbet with stress figures, or ``=`` and other words to say instead. Lines that begin
    with ``#`` are notes::

        艾灵      ai4 ling2
        Qwen      K W EH1 N
        C++       = C plus plus

    Attributes
    ----------
    pinyin : Mapping of str to tuple of str
        Words of Chinese sound, with a syllable for each character or fewer.
    arpabet : Mapping of str to tuple of str
        Words of English sound, in small letters, with their phones.
    instead : Mapping of str to str
        Words, in small letters, and what is said for them.
    """

    pinyin: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    arpabet: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    instead: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path) -> UserLexicon:
        """Return the lexicon of a file in UTF-8.

        Raises
        ------
        InputError
            When the file cannot be read, or a line has no clear reading.
        """
        try:
            if path.stat().st_size > _LONGEST_FILE:
                raise InputError(f"The lexicon {path.name!r} is too large: keep it under 4 MB.")
            return cls.parse(path.read_text(encoding="utf-8-sig"), name=path.name)
        except (OSError, UnicodeDecodeError) as exc:
            raise InputError(
                f"The lexicon {str(path)!r} cannot be read: name a text file in UTF-8."
            ) from exc

    @classmethod
    def parse(cls, text: str, *, name: str = "lexicon") -> UserLexicon:
        """Return the lexicon of a text.

        Raises
        ------
        InputError
            When a line has no clear reading; the message names the line.
        """
        kinds: tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]], dict[str, str]]
        kinds = ({}, {}, {})
        for number, line in enumerate(text.splitlines(), 1):
            if line.strip() and not line.lstrip().startswith("#"):
                _add(kinds, line.strip(), f"{name}, line {number}")
        return cls(*kinds)

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        words = sorted((*self.pinyin, *self.arpabet, *self.instead), key=len, reverse=True)
        return re.compile("|".join(map(_bounded, words)), re.IGNORECASE) if words else None

    def match(self, text: str, start: int) -> str:
        """Return the longest word of the lexicon that stands at ``start``, empty if none does."""
        found = self._pattern.match(text, start) if self._pattern else None
        return found[0] if found else ""

    def substitute(self, word: str) -> str:
        """Return the words to say instead, empty where there are none."""
        return self.instead.get(word.lower(), "")

    def mandarin(self, word: str) -> Draft | None:
        """Return the word with the syllables given for it, which nothing changes."""
        readings = self.pinyin.get(word) or self.pinyin.get(word.lower())
        if not readings:
            return None
        chars = word if len(word) == len(readings) else word[:1] * len(readings)
        syllables = tuple(syllable(c, r) for c, r in zip(chars, readings, strict=True))
        return Draft(word, syllables, ("user lexicon",), fixed=True)

    def english(self, word: str) -> tuple[str, ...]:
        """Return the phones given for a word, empty where there are none."""
        return self.arpabet.get(word.lower(), ())


def _bounded(word: str) -> str:
    """Return a pattern of the word that does not match inside another Latin word."""
    before = r"(?<![A-Za-z0-9])" if re.match("[A-Za-z0-9]", word) else ""
    after = r"(?![A-Za-z0-9])" if re.search("[A-Za-z0-9]$", word) else ""
    return before + re.escape(word) + after


def _add(
    kinds: tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]], dict[str, str]],
    line: str,
    place: str,
) -> None:
    parts = re.split(r"\t+|\s{2,}", line, maxsplit=1)
    if len(parts) != 2 or not parts[1].strip():
        raise InputError(
            f"{place}: {line[:40]!r} has no reading. Write the word, a tab, and then its reading."
        )
    word, reading = parts[0].strip(), parts[1].strip()
    if reading.startswith("="):
        kinds[2][word.lower()] = _instead(reading[1:].strip(), place)
    elif all(c.isupper() or c.isspace() or c.isdigit() for c in reading):
        kinds[1][word.lower()] = tuple(_phone(p, place) for p in reading.split())
    else:
        kinds[0][word] = tuple(_syllable(s, place) for s in reading.split())


def _instead(words: str, place: str) -> str:
    if not re.search(r"[A-Za-z\u3400-\u9fff]", words):
        raise InputError(f"{place}: nothing is said after '='. Write the words to say instead.")
    if found := re.search(r"[^A-Za-z'\s\u3400-\u9fff]", words):
        raise InputError(
            f"{place}: {found[0]!r} cannot be said. Write the words after '=' in letters or "
            "Chinese characters only."
        )
    return " ".join(words.split())


def _phone(phone: str, place: str) -> str:
    known = SYMBOLS
    if phone in known:
        return phone
    if phone + "1" in known:
        raise InputError(
            f"{place}: the vowel {phone!r} has no stress. Write {phone}1, {phone}2 or {phone}0."
        )
    close = difflib.get_close_matches(phone, known, n=3) or ["AH0", "T", "SH"]
    raise InputError(
        f"{place}: {phone!r} is no phone of ARPAbet. Did you mean {' or '.join(close)}?"
    )


def _syllable(written: str, place: str) -> str:
    try:
        return spelled(written)
    except ValueError as exc:
        plain = written.lower().rstrip("012345")
        close = difflib.get_close_matches(plain, plain_syllables(), n=3) or ["hao", "lv"]
        raise InputError(
            f"{place}: {written!r} is no syllable of pinyin. Did you mean {' or '.join(close)}, "
            "with a tone from 1 to 5?"
        ) from exc
