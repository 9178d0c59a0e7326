"""Readings of syllables to the phonemes of a bank."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from aigc.errors import InputError
from aigc.singing.diffsinger.config import read_table, read_text
from aigc.singing.spellings import near, spellings
from aigc.types.article import Language
from aigc.types.reading import Reading
from aigc.voice.phones import BREATH, SILENCE, VOWELS
from aigc.voice.syllables import of_pinyin

PAUSE, ASPIRATION = "SP", "AP"
"""A bank's names of silence and breath."""

_VOWEL, _GLIDE = "vowel", "semivowel"
_TYPES: Final = re.compile(
    r"(?P<vowel>[aeiouvEN@].*|.*r0|i[0r]|ax.*|er)"
    r"|(?P<stop>cl|q|vf|b|p|t|d|g|k)|(?P<affricate>zh|ch|jh|z|c|j|ts)"
    r"|(?P<fricative>sh|s|x|f|h|hh|th|dh|v)|(?P<nasal>m|n|ng)|(?P<liquid>l|r)|(?P<semivowel>w|y)"
)
_GLIDES: Final = {"y": "j", "w": "w", "yu": "ɥ"}
"""Glides of dictionaries and of the house."""
_ARPABET_VOWELS: Final = frozenset(
    ("aa", "ae", "ah", "ao", "aw", "ax", "ay", "eh", "er", "ey", "ih", "iy", "ow", "oy", "uh", "uw")
)
_ENGLISH_CONSONANTS: Final = {"v": "fricative", "z": "fricative", "ng": "nasal", "jh": "affricate"}


@dataclass(frozen=True, slots=True, kw_only=True)
class BankPhone:
    """A phoneme of a bank.

    Attributes
    ----------
    symbol : str
        As the bank's list of phonemes has it.
    kind : str
        ``vowel``, ``semivowel``, ``stop``, ``affricate``, ``fricative``, ``nasal``, ``liquid`` or
        whatever else the bank's dictionary calls it.
    label : str
        The same sound as the house spells it.
    """

    symbol: str
    kind: str
    label: str

    @property
    def is_vowel(self) -> bool:
        """Whether a syllable is held on it."""
        return self.kind == _VOWEL

    @property
    def is_glide(self) -> bool:
        """Whether it may stand between a consonant and its vowel."""
        return self.kind == _GLIDE

    @property
    def language(self) -> str:
        """The language that its symbol names, or nothing."""
        return self.symbol.partition("/")[0] if "/" in self.symbol else ""


SILENT = BankPhone(symbol=PAUSE, kind=_VOWEL, label=SILENCE)
BREATHED = BankPhone(symbol=ASPIRATION, kind=_VOWEL, label=BREATH)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dictionary:
    """How a bank spells what it sings.

    Attributes
    ----------
    tokens : mapping of str to int
        The bank's phonemes and their numbers.
    entries : mapping of str to tuple of str
        Syllables of pinyin, or words, and their phonemes.
    kinds : mapping of str to str
        Of the phonemes, where the bank tells.
    """

    tokens: Mapping[str, int]
    entries: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)

    def phones(self, reading: Reading) -> tuple[BankPhone, ...]:
        """Return the phonemes of a syllable, at least one of them a vowel.

        Raises
        ------
        InputError
            When the bank has no way to sing it.
        """
        sounds = reading.sounds.strip()
        if not sounds:
            raise InputError("A note has an empty reading: give every syllable a sound.")
        if reading.language == "zh":
            return self._held(self._syllable(sounds.rstrip("012345").lower()))
        return self._held([self._english(sound) for sound in sounds.upper().split()])

    def _syllable(self, syllable: str) -> list[BankPhone]:
        for spelling in spellings(syllable):
            if spelling in self.entries:
                symbols = [self._known(s, "zh") for s in self.entries[spelling]]
                return self._labelled(symbols, of_pinyin(syllable))
        if syllable.endswith("r") and syllable != "er" and "er" in self.entries:
            return [*self._syllable(syllable[:-1]), *self._syllable("er")[-1:]]
        if (symbol := self._found(syllable, "zh")) is not None:
            return self._labelled([symbol], of_pinyin(syllable))
        raise InputError(
            f"This bank cannot sing {syllable!r}: its dictionary has no such syllable. "
            f"{near(syllable, self.entries)}"
        )

    def _english(self, sound: str) -> BankPhone:
        bare, stress = sound.rstrip("012").lower(), sound[-1:]
        spellings = ("ax", bare) if bare == "ah" and stress == "0" else (bare,)
        for spelling in spellings:
            if (symbol := self._found(spelling, "en")) is not None:
                default = _VOWEL if bare in _ARPABET_VOWELS else _ENGLISH_CONSONANTS.get(bare, "")
                kind = self.kinds.get(symbol) or default or _kind(bare)
                return BankPhone(symbol=symbol, kind=kind, label=sound)
        raise InputError(
            f"This bank cannot sing the English sound {sound!r}: it has no such phoneme. "
            f"{near(bare, self.tokens)}"
        )

    def _found(self, symbol: str, language: Language) -> str | None:
        """Return a phoneme as the bank's list has it, or nothing."""
        named = (symbol, f"{language}/{symbol}", symbol.upper(), f"{language}/{symbol.upper()}")
        return next((name for name in named if name in self.tokens), None)

    def _known(self, symbol: str, language: Language) -> str:
        found = self._found(symbol, language)
        if found is None:
            raise InputError(
                f"The bank's dictionary uses the phoneme {symbol!r}, which is not in its list of "
                f"phonemes. {near(symbol, self.tokens)}"
            )
        return found

    def _labelled(self, symbols: Sequence[str], sounds: Sequence[str]) -> list[BankPhone]:
        """Return phonemes of a Mandarin syllable with the house's phones shared out among them."""
        kinds = [self.kinds.get(s) or _kind(s.rpartition("/")[2]) for s in symbols]
        if _VOWEL not in kinds:
            kinds[-1] = _VOWEL
        onset = kinds.index(_VOWEL)
        held = next((i for i, s in enumerate(sounds) if s in VOWELS or s in _GLIDES.values()), 0)
        first = min(max(held, 1), len(sounds) - 1) if onset else 0
        labels = [*_shares(sounds[:first], onset), *_shares(sounds[first:], len(symbols) - onset)]
        labels = [label or _GLIDES.get(s, s) for label, s in zip(labels, symbols, strict=True)]
        return [
            BankPhone(symbol=symbol, kind=kind, label=label)
            for symbol, kind, label in zip(symbols, kinds, labels, strict=True)
        ]

    def _held(self, phones: list[BankPhone]) -> tuple[BankPhone, ...]:
        """Return the phones; where none is a vowel the last can be held as one."""
        if not any(phone.is_vowel for phone in phones):
            last = phones[-1]
            phones = [*phones[:-1], BankPhone(symbol=last.symbol, kind=_VOWEL, label=last.label)]
        return tuple(phones)


def read_dictionary(folders: Sequence[Path], tokens: Mapping[str, int]) -> Dictionary:
    """Return what the dictionaries in the folders say; the first word on a syllable stands.

    Reads ``dsdict*.yaml``, and ``dsdict*.txt`` and ``dictionary*.txt``.

    Raises
    ------
    InputError
        When one of them is damaged.
    """
    entries: dict[str, tuple[str, ...]] = {}
    kinds: dict[str, str] = {}
    files = [file for folder in folders if folder.is_dir() for file in sorted(folder.iterdir())]
    for file in files:
        name = file.name.lower()
        if re.fullmatch(r"dsdict.*\.ya?ml", name):
            _read_yaml(file, entries, kinds)
        elif re.fullmatch(r"(dsdict|dictionary).*\.txt", name):
            for grapheme, symbols in _rows(file):
                entries.setdefault(grapheme, symbols)
    return Dictionary(tokens=tokens, entries=entries, kinds=kinds)


def _read_yaml(file: Path, entries: dict[str, tuple[str, ...]], kinds: dict[str, str]) -> None:
    table = read_table(file)
    for entry in _tables(table.get("entries")):
        grapheme, symbols = entry.get("grapheme"), entry.get("phonemes")
        if isinstance(symbols, list):
            entries.setdefault(str(grapheme).lower(), tuple(map(str, symbols)))
    for symbol in _tables(table.get("symbols")):
        kinds.setdefault(str(symbol.get("symbol")), str(symbol.get("type")))


def _tables(rows: object) -> Iterator[Mapping[str, Any]]:
    yield from (row for row in rows if isinstance(row, dict)) if isinstance(rows, list) else ()


def _rows(file: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    for line in read_text(file).splitlines():
        grapheme, _, symbols = line.partition("\t")
        if symbols.strip():
            yield grapheme.strip().lower(), tuple(symbols.split())


def _kind(symbol: str) -> str:
    """Return what a phoneme most likely is, where the bank does not tell."""
    found = _TYPES.fullmatch(symbol)
    return found.lastgroup or "" if found else ""


def _shares(sounds: Sequence[str], count: int) -> list[str]:
    """Return the sounds joined to ``count`` labels, empty ones where there are too few."""
    cuts = [round(i * len(sounds) / max(count, 1)) for i in range(count + 1)]
    return ["".join(sounds[a:b]) for a, b in pairwise(cuts)]
