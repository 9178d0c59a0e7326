"""What a book lists: by modern reading, or by the tables of the old rhyme books."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Protocol

from aigc.lyrics.data import packed
from aigc.lyrics.sound.readings import TONES, read, readings, tone_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """What a character counts as: any of these tones, and in any of these rhyme classes."""

    tones: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()


class Listing(Protocol):
    """Tells what characters count as."""

    @property
    def rare(self) -> Mapping[str, frozenset[str]]:
        """For each tone, characters that may have it by the book and that poets do not use so."""

    def sounds(self, character: str) -> tuple[Sound, ...]:
        """Return every sound that some text gives the character; nothing when it is unknown."""

    def sound_in(self, segment: str, index: int) -> Sound:
        """Return the sound of one character of a text without marks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """Tone and class follow the modern reading; ``classes`` gives the class of a final."""

    classes: Mapping[str, str]
    rare: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def sounds(self, character: str) -> tuple[Sound, ...]:
        """Return every sound that some text gives the character; nothing when it is unknown."""
        return tuple(dict.fromkeys(map(self._sound, readings().of(character))))

    def sound_in(self, segment: str, index: int) -> Sound:
        """Return the sound of one character of a text without marks."""
        known = self.sounds(segment[index])
        return known[0] if len(known) == 1 else self._sound(read(segment)[index].syllable)

    def _sound(self, syllable: str) -> Sound:
        if not syllable:
            return Sound()
        rhyme = self.classes.get(readings().final(syllable))
        classes = frozenset((rhyme,) if rhyme else ())
        return Sound(tones=frozenset(tone_of(syllable)), classes=classes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """Tone and class follow an old book, where a character may stand in several places.

    Any place counts, but for characters listed under both tones whose modern readings differ in
    tone too: in a word, its reading decides the tone, and the places of the other tone are out.

    Attributes
    ----------
    tones : Mapping of str to frozenset of str
        The tones under which a character is listed.
    places : Mapping of str to Mapping of str to frozenset of str
        For each tone, the classes that list a character under it.
    rare : Mapping of str to frozenset of str
        For each tone, the characters listed under both that poets do not use in it.
    """

    tones: Mapping[str, frozenset[str]]
    places: Mapping[str, Mapping[str, frozenset[str]]]
    rare: Mapping[str, frozenset[str]]

    def sounds(self, character: str) -> tuple[Sound, ...]:
        """Return every sound that some text gives the character; nothing when it is unknown."""
        tones, classes = self.tones.get(character, frozenset()), self._classes(character)
        if not tones and not classes:
            return ()
        free = Sound(tones=tones, classes=classes)
        decided = self._decided(character)
        return (free, *(self._under(character, tone) for tone in decided))

    def sound_in(self, segment: str, index: int) -> Sound:
        """Return the sound of one character of a text without marks."""
        known = self.sounds(segment[index])
        if len(known) < 2:
            return known[0] if known else Sound()
        reading = read(segment)[index]
        decides = reading.word and reading.syllable
        return self._under(segment[index], tone_of(reading.syllable)) if decides else known[0]

    def _decided(self, character: str) -> tuple[str, ...]:
        """Return both tones where a word decides between them, else nothing."""
        if len(self.tones.get(character, ())) < 2:
            return ()
        spoken = {tone_of(syllable) for syllable in readings().of(character)}
        return TONES if len(spoken) == 2 else ()

    def _under(self, character: str, tone: str) -> Sound:
        listed = self.places[tone].get(character) or self._classes(character)
        return Sound(tones=frozenset(tone), classes=listed)

    def _classes(self, character: str) -> frozenset[str]:
        nothing: frozenset[str] = frozenset()
        return nothing.union(*(places.get(character, nothing) for places in self.places.values()))


@lru_cache(maxsize=1)
def _rhymes() -> dict[str, Any]:
    raw: dict[str, Any] = packed("rhymes")
    return raw


def pingshui() -> tuple[tuple[str, ...], Listed]:
    """Return the rhymes of 平水韵 in their order, and where they list characters."""
    raw = _rhymes()["pingshui"]
    names = tuple(rhyme for groups in raw.values() for rhyme in groups)
    places = {tone: _places(groups) for tone, groups in raw.items()}
    return names, Listed(tones=_tones(), places=places, rare=_rare())


def cilin() -> tuple[tuple[str, ...], Listed]:
    """Return the parts of 词林正韵 in their order, and where they list characters."""
    raw = _rhymes()["cilin"]
    sides = {tone: {part: of.get(tone, "") for part, of in raw.items()} for tone in TONES}
    places = {tone: _places(groups) for tone, groups in sides.items()}
    return tuple(raw), Listed(tones=_tones(), places=places, rare=_rare())


@lru_cache(maxsize=1)
def _tones() -> dict[str, frozenset[str]]:
    """Return the tones after 平水韵; what it leaves out, after the list of the unlisted."""
    raw = _rhymes()
    sides = {
        tone: "".join((*raw["pingshui"][tone].values(), raw["unlisted"][tone])) for tone in TONES
    }
    return _places(sides)


def _rare() -> dict[str, frozenset[str]]:
    return {tone: frozenset(characters) for tone, characters in _rhymes()["rare"].items()}


def _places(groups: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """Return the names of the groups that hold each character."""
    found: dict[str, set[str]] = defaultdict(set)
    for name, characters in groups.items():
        for character in characters:
            found[character].add(name)
    shared: dict[frozenset[str], frozenset[str]] = {}
    return {c: shared.setdefault(f, f) for c, names in found.items() if (f := frozenset(names))}
