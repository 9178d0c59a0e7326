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
from aigc.g2p.english.morphology import with_ending
from aigc.g2p.mandarin.dictionary import figured
from aigc.g2p.mandarin.draft import Draft, syllable
from aigc.g2p.mandarin.syllables import plain_syllables, spelled

_LONGEST_FILE = 4_000_000
_OWNING = re.compile("['’]s$", re.IGNORECASE)
_HAN = re.compile(r"[\u3400-\u9fff]+")
_READING = re.compile(r"=.*|[A-Z]+[012]?(?: +[A-Z]+[012]?)*|[a-zü:]+[0-5](?: *[a-zü:]+[0-5])*")

Kinds = tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]], dict[str, str]]


@dataclass(frozen=True)
class UserLexicon:
    """What a user wrote about how words are said; it goes before everything else.

    A file has one word on each line, then a tab or spaces, then its reading: pinyin with tone
    figures or marks, ARPAbet with stress figures, or ``=`` and other words to say instead. Lines
    that begin with ``#`` are notes; of two lines for one word the later one counts::

        艾灵      ai4 ling2
        Qwen      K W EH1 N
        C++       = C plus plus

    Attributes
    ----------
    pinyin : Mapping of str to tuple of str
        Words of Chinese sound, in small letters, with their syllables.
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
        kinds: Kinds = ({}, {}, {})
        for number, line in enumerate(text.splitlines(), 1):
            if line.strip() and not line.lstrip().startswith("#"):
                _add(kinds, line.strip(), f"{name}, line {number}")
        return cls(*kinds)

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        words = {word: "" for word in self.pinyin}
        words |= {word: "(?:['’]s)?" for word in (*self.arpabet, *self.instead)}
        patterns = [_bounded(word, words[word]) for word in sorted(words, key=len, reverse=True)]
        return re.compile("|".join(patterns), re.IGNORECASE) if words else None

    def __bool__(self) -> bool:
        """Tell whether it has a word."""
        return bool(self.pinyin or self.arpabet or self.instead)

    def match(self, text: str, start: int) -> str:
        """Return the longest word of the lexicon that stands at ``start``, empty if none does."""
        found = self._pattern.match(text, start) if self._pattern else None
        return found[0] if found else ""

    def substitute(self, word: str) -> str:
        """Return the words to say instead, empty where there are none."""
        word, owned = _owned(word)
        said = self.instead.get(word, "")
        return f"{said}'s" if said and owned else said

    def mandarin(self, word: str) -> Draft | None:
        """Return the word with the syllables given for it, which nothing changes."""
        readings = self.pinyin.get(word.lower())
        if not readings:
            return None
        chars = word if len(word) == len(readings) else word[:1] * len(readings)
        syllables = tuple(syllable(c, r) for c, r in zip(chars, readings, strict=True))
        return Draft(word, syllables, ("user lexicon",), fixed=True)

    def english(self, word: str) -> tuple[str, ...]:
        """Return the phones given for a word, empty where there are none."""
        word, owned = _owned(word)
        phones = self.arpabet.get(word, ())
        return with_ending(phones, "s") if phones and owned else phones


def _owned(word: str) -> tuple[str, bool]:
    """Return a word in small letters without its last 's, and whether it had one."""
    return _OWNING.sub("", word).lower(), bool(_OWNING.search(word))


def _bounded(word: str, ending: str) -> str:
    """Return a pattern of the word that does not match inside another Latin word."""
    before = r"(?<![A-Za-z0-9])" if re.match("[A-Za-z0-9]", word) else ""
    after = rf"{ending}(?![A-Za-z0-9])" if re.search("[A-Za-z0-9]$", word) else ending
    return before + re.escape(word) + after


def _add(kinds: Kinds, line: str, place: str) -> None:
    word, reading = _parted(line, place)
    for kind in kinds:
        kind.pop(word.lower(), None)
    if reading.startswith("="):
        kinds[2][word.lower()] = _instead(reading[1:].strip(), place)
    elif all(c.isupper() or c.isspace() or c.isdigit() for c in reading):
        kinds[1][word.lower()] = tuple(_phone(p, place) for p in reading.split())
    else:
        kinds[0][word.lower()] = _syllables(word, reading, place)


def _parted(line: str, place: str) -> tuple[str, str]:
    """Return the word and the reading of a line."""
    word, _, reading = (part.strip() for part in re.split(r"(\t+|\s{2,})", f"{line}\t", maxsplit=1))
    if not reading:
        word, _, reading = line.partition(" ")
        if not (_READING.fullmatch(reading.strip()) or _HAN.fullmatch(word)):
            reading = ""
    if not reading.strip():
        raise InputError(
            f"{place}: {line[:40]!r} has no reading. Write the word, a tab, and then its reading."
        )
    return word, reading.strip()


def _syllables(word: str, reading: str, place: str) -> tuple[str, ...]:
    found = tuple(_syllable(s, place) for s in reading.split())
    if not re.search("[0-5]", reading) and all(s.endswith("5") for s in found):
        toned = " ".join(f"{s[:-1]}1" for s in found)
        raise InputError(
            f"{place}: {reading!r} has no tones. Write a figure behind each syllable, such as "
            f"{toned!r}; 5 is a light one."
        )
    curled = sum(s[-2] == "r" and s[:-1] != "er" for s in found)
    if _HAN.fullmatch(word) and len(found) not in (len(word), len(word) - curled):
        raise InputError(
            f"{place}: {word!r} has {len(word)} characters but {reading!r} has {len(found)} "
            "syllables. Write one for each character."
        )
    return found


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
        return spelled(written if written[-1].isdigit() else figured(written.lower()))
    except ValueError as exc:
        plain = written.lower().rstrip("012345")
        close = difflib.get_close_matches(plain, plain_syllables(), n=3) or ["hao", "lv"]
        raise InputError(
            f"{place}: {written!r} is no syllable of pinyin. Did you mean {' or '.join(close)}, "
            "with a tone from 1 to 5?"
        ) from exc
