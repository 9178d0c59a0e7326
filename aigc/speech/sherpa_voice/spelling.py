"""How a voice writes sounds: looked up in its lexicon, and learned from it for all other words."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property
from itertools import permutations
from pathlib import Path
from typing import Final, NamedTuple

from aigc.errors import InputError
from aigc.g2p.english.lexicon import lexicon as english_lexicon
from aigc.speech.sherpa_voice.folders import TOKENS, VoiceFolder

_LARGEST: Final = 64_000_000
_LEARNED_FROM: Final = 8_000
"""How many English words are enough to learn how sounds are written."""
_STRESS: Final = frozenset("ˈˌ")
_LONG: Final = frozenset("ːˑ")
_TONES: Final = "12345"
_CURL: Final = ("er5", "er2")
_HUMMED: Final = {"n": "en", "ng": "en", "m": "mu", "ê": "ei", "hm": "heng", "hng": "heng"}
"""Syllables without a vowel, and those that are nearest to them."""
_BEGINS: Final = ("zh", "ch", "sh", *"bpmfdtnlgkhjqxrzcs")
_BEGIN: Final = re.compile("|".join(_BEGINS))
_WORD: Final = re.compile("[a-z]+")
_HAN: Final = re.compile("[\u3400-\u9fff]")


class Sign(NamedTuple):
    """A sign of a voice, and the number of its tone where the voice keeps them apart."""

    text: str
    tone: int = 0


Signs = tuple[Sign, ...]


class Spelling:
    """What a voice writes for words and sounds.

    Raises
    ------
    InputError
        The numbers of its signs, or its lexicon, are missing or damaged.
    """

    def __init__(self, voice: VoiceFolder) -> None:
        self.ids = _ids(voice.folder / TOKENS)
        self._tonal = voice.told.kind == "melo"
        self._entries: dict[str, str] = {}
        for file in voice.lexicons:
            for word, signs in _entries(file):
                self._entries.setdefault(word, signs)

    @cached_property
    def has_english(self) -> bool:
        """Whether its lexicon has English words."""
        return any(len(word) > 1 and _WORD.fullmatch(word) for word in self._entries)

    def word(self, text: str) -> Signs:
        """Return what the lexicon has for a word; nothing where it has none, or signs unknown."""
        parts = self._entries.get(text.lower(), "").split()
        half = len(parts) // 2 if self._tonal else len(parts)
        tones = parts[half:] if self._tonal else ["0"] * half
        if len(tones) != half or not all(one.isdecimal() for one in tones):
            return ()
        found = tuple(Sign(text, int(tone)) for text, tone in zip(parts, tones, strict=False))
        return found if all(sign.text in self.ids for sign in found) else ()

    def syllable(self, sounds: str) -> Signs:
        """Return how a syllable is written: pinyin with its tone, as `Reading` has it."""
        if known := self._syllables.get(sounds):
            return known
        base, tone = sounds[:-1], sounds[-1]
        if base in _HUMMED:
            return self.syllable(_HUMMED[base] + tone)
        if base.endswith("r") and base != "er":
            curl = next((self._syllables[one] for one in _CURL if one in self._syllables), ())
            whole = self.syllable(base[:-1] + tone)
            return whole + curl if whole else ()
        return self._of_other_tone(base, tone) or self._of_other_begin(base, tone)

    def _of_other_tone(self, base: str, tone: str) -> Signs:
        """Return a syllable by itself in another tone."""
        for other in _TONES:
            known = self._syllables.get(base + other, ())
            changed = tuple(self._retoned.get((sign, tone), sign) for sign in known)
            if changed != known:
                return changed
        return ()

    def _of_other_begin(self, base: str, tone: str) -> Signs:
        """Return a syllable by one that ends so, its begin that of others that begin so."""
        begin = _BEGIN.match(base)
        if not begin or (begin[0], tone) not in self._begins:
            return ()
        for other in _BEGINS:
            known = self._syllables.get(other + base[begin.end() :] + tone, ())
            if len(known) > 1 and known[0] == self._begins[other, tone]:
                return (self._begins[begin[0], tone], *known[1:])
        return ()

    def phones(self, sounds: str) -> Signs:
        """Return how the sounds of an English word are written, ARPAbet in; nothing for others."""
        found: list[Sign] = []
        for phone in sounds.split():
            known = self._phones.get(phone) or self._phones.get(phone.rstrip("012"))
            if not known:
                return ()
            found += known
        return tuple(found)

    @cached_property
    def _syllables(self) -> Mapping[str, Signs]:
        """Syllable -> signs, as most characters that are read so have it.

        A character with several readings stands in these lexicons with its usual one, and counts
        less than one with a single reading.
        """
        votes: defaultdict[str, Counter[Signs]] = defaultdict(Counter)
        for word in self._entries:
            if len(word) == 1 and _HAN.match(word) and (signs := self.word(word)):
                usual, alone = _reading(word)
                votes[usual][signs] += 100 if alone else 1
        return {sounds: one.most_common(1)[0][0] for sounds, one in votes.items()}

    @cached_property
    def _begins(self) -> Mapping[tuple[str, str], Sign]:
        """Initial, tone -> the sign that most syllables have first which begin with it."""
        votes: defaultdict[tuple[str, str], Counter[Sign]] = defaultdict(Counter)
        for sounds, signs in self._syllables.items():
            if begin := _BEGIN.match(sounds):
                votes[begin[0], sounds[-1]][signs[0]] += 1
        return {key: one.most_common(1)[0][0] for key, one in votes.items()}

    @cached_property
    def _retoned(self) -> Mapping[tuple[Sign, str], Sign]:
        """Sign, tone -> the sign of that tone, as syllables that are known in both have it."""
        found: dict[tuple[Sign, str], Sign] = {}
        for base in {sounds[:-1] for sounds in self._syllables}:
            for one, other in permutations(_TONES, 2):
                pair = [self._syllables.get(base + tone, ()) for tone in (one, other)]
                if len(pair[0]) == len(pair[1]):
                    changed = ((a, b) for a, b in zip(*pair, strict=True) if a != b)
                    found |= {(a, other): b for a, b in changed}
        return found

    @cached_property
    def _phones(self) -> Mapping[str, Signs]:
        """Phone -> signs, with its stress and without, as most words of the lexicon have it."""
        votes: defaultdict[str, Counter[Signs]] = defaultdict(Counter)
        for phones, signs in self._pairs():
            for phone, part in zip(phones, signs, strict=True):
                votes[phone][part] += 1
                votes[phone.rstrip("012")][part] += 1
        found = {phone: one.most_common(1)[0][0] for phone, one in votes.items()}
        for phone in [one for one in votes if one.startswith("ER-")]:
            whole = f"ER{phone[3:]}"
            if votes[phone].total() > votes[whole].total():
                found[whole] = found[phone] + found[f"ER+{phone[3:]}"]
        return found

    def _pairs(self) -> Iterator[tuple[Sequence[str], Sequence[Signs]]]:
        """Yield words that have as many signs as sounds: each sign is one sound.

        ER is one sign in some lexicons, and two in others.
        """
        words = [word for word in self._entries if _WORD.fullmatch(word) and len(word) > 1]
        step = max(1, len(words) // _LEARNED_FROM)
        for word in words[::step]:
            known = english_lexicon().readings(word)
            signs = _units(self.word(word))
            if not known or not signs:
                continue
            phones = known[0].phones
            parted = [half for one in phones for half in _halves(one)]
            if len(phones) == len(signs):
                yield phones, signs
            elif len(parted) == len(signs):
                yield parted, signs


@cache
def _reading(character: str) -> tuple[str, bool]:
    """Return the usual reading of a character, and whether it is the only one."""
    from pypinyin import Style, pinyin

    found = pinyin(character, style=Style.TONE3, heteronym=True, neutral_tone_with_five=True)[0]
    return found[0], len(found) == 1


def _halves(phone: str) -> tuple[str, ...]:
    """Return a vowel and an R, each with the stress at its end, for an ER."""
    return (f"ER-{phone[2:]}", f"ER+{phone[2:]}") if phone.startswith("ER") else (phone,)


def _units(signs: Signs) -> list[Signs]:
    """Return signs with the stress before them and the length behind them."""
    units: list[Signs] = []
    before: Signs = ()
    for sign in signs:
        if sign.text in _STRESS:
            before += (sign,)
        elif sign.text in _LONG and units:
            units[-1] += (sign,)
        else:
            units.append((*before, sign))
            before = ()
    return units


def _ids(file: Path) -> dict[str, int]:
    """Return sign -> number; a line with a number alone is that of the space."""
    ids: dict[str, int] = {}
    for line, text in enumerate(_lines(file), 1):
        sign, _, number = text.rpartition(" ")
        if not number.isdecimal():
            raise InputError(
                f"{file.name} of {file.parent.name} has no number in line {line}: {text[:40]!r}. "
                "Get the voice again."
            )
        ids.setdefault(sign.strip() or " ", int(number))
    if not ids:
        raise InputError(f"{file.name} of {file.parent.name} is empty. Get the voice again.")
    return ids


def _entries(file: Path) -> Iterator[tuple[str, str]]:
    """Yield words in small letters, and what is written for them."""
    for text in _lines(file):
        word, _, signs = text.strip().partition(" ")
        if signs:
            yield word.lower(), signs


def _lines(file: Path) -> Iterator[str]:
    try:
        if file.stat().st_size > _LARGEST:
            raise InputError(f"{file.name} of {file.parent.name} is too long for a list of words.")
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as exc:
        raise InputError(
            f"{file.name} of {file.parent.name} cannot be read: {exc}. Get the voice again."
        ) from exc
    return (line.rstrip("\r").replace("\t", " ") for line in text.split("\n") if line.strip())
