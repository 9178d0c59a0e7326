"""Books of rhyme: which characters rhyme, and which tone each has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from aigc.errors import InputError, did_you_mean
from aigc.lyrics.model.symbols import RHYME_CLASSES
from aigc.lyrics.sound.listing import Listing, Sound, Spoken, cilin, pingshui
from aigc.lyrics.sound.readings import TONES
from aigc.types.template import Book

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Masks:
    """What characters count as in every text (sure) and in some text (possible).

    Arrays of bool, one row a character: ``sure_level``, ``sure_oblique``, ``possible_level`` and
    ``possible_oblique`` of shape ``(n,)``; ``sure_classes`` and ``possible_classes`` of shape
    ``(n, classes of the book)``. A character may surely be both: one that an old book lists twice
    counts as either.
    """

    sure_level: Flags
    sure_oblique: Flags
    possible_level: Flags
    possible_oblique: Flags
    sure_classes: Flags
    possible_classes: Flags


@dataclass(frozen=True, slots=True, kw_only=True)
class Sounds:
    """What one book says of characters.

    Attributes
    ----------
    name : Book
    classes : tuple of str
        The rhyme classes in the order of the book.
    sides : tuple of str
        The tone of each class where the book keeps tones apart, as 平水韵 does; else empty. A
        character that the book lists under both tones rhymes in a class only with its tone.
    """

    name: Book
    classes: tuple[str, ...]
    sides: tuple[str, ...]
    listing: Listing

    def tones(self, character: str) -> frozenset[str]:
        """Return 平 or 仄 or both, by any reading; nothing when the book does not know it."""
        nothing: frozenset[str] = frozenset()
        return nothing.union(*(sound.tones for sound in self.listing.sounds(character)))

    def rhymes(self, character: str) -> frozenset[str]:
        """Return its classes by any reading; nothing when the book does not know it."""
        nothing: frozenset[str] = frozenset()
        return nothing.union(*(sound.classes for sound in self.listing.sounds(character)))

    def tones_in(self, segment: str, index: int) -> frozenset[str]:
        """Return the tones of one character as it is read in a text without marks."""
        return self.listing.sound_in(segment, index).tones

    def rhymes_in(self, segment: str, index: int) -> frozenset[str]:
        """Return the classes of one character as it is read in a text without marks."""
        return self.listing.sound_in(segment, index).classes

    def masks(self, characters: Sequence[str]) -> Masks:
        """Return what each of the characters surely and possibly counts as."""
        kinds: dict[tuple[Sound, ...], int] = {}
        rows = [kinds.setdefault(self.listing.sounds(c), len(kinds)) for c in characters]
        tones = [[sound.tones for sound in found] for found in kinds]
        classes = [[sound.classes for sound in found] for found in kinds]
        sure_tones, possible_tones = _flags(tones, TONES)
        sure_classes, possible_classes = _flags(classes, self.classes)
        return Masks(
            sure_level=sure_tones[rows, 0],
            sure_oblique=sure_tones[rows, 1],
            possible_level=possible_tones[rows, 0],
            possible_oblique=possible_tones[rows, 1],
            sure_classes=sure_classes[rows],
            possible_classes=possible_classes[rows],
        )


def _flags(found: list[list[frozenset[str]]], labels: tuple[str, ...]) -> tuple[Flags, Flags]:
    """Return two arrays ``(n, labels)``: labels in all of a row's sets, and in any of them."""
    column = {label: k for k, label in enumerate(labels)}
    every = np.zeros((len(found), len(labels)), dtype=np.bool_)
    some = np.zeros_like(every)
    for row, sets in enumerate(found):
        if sets:
            every[row, [column[label] for label in frozenset.intersection(*sets)]] = True
            some[row, [column[label] for label in frozenset.union(*sets)]] = True
    return every, some


def _thirteen() -> Sounds:
    labels = tuple(finals[0] for finals in RHYME_CLASSES)
    classes = {
        f: label for finals, label in zip(RHYME_CLASSES, labels, strict=True) for f in finals
    }
    return Sounds(
        name="thirteen",
        classes=labels,
        sides=("",) * len(labels),
        listing=Spoken(classes=MappingProxyType({**classes, "-i": "i"})),
    )


XINYUN = {
    "一麻": "a ia ua", "二波": "o e uo", "三皆": "ie ve", "四开": "ai uai", "五微": "ei uei",
    "六豪": "ao iao", "七尤": "ou iou", "八寒": "an ian uan van", "九文": "en in uen vn",
    "十唐": "ang iang uang", "十一庚": "eng ing ueng ong iong", "十二齐": "i er v", "十三支": "-i",
    "十四姑": "u",
}  # fmt: skip
"""The finals of each class. Source: 中华诗词学会, 中华新韵（十四韵）, 2005."""


def _xinyun() -> Sounds:
    classes = {final: label for label, finals in XINYUN.items() for final in finals.split()}
    return Sounds(
        name="xinyun",
        classes=tuple(XINYUN),
        sides=("",) * len(XINYUN),
        listing=Spoken(classes=MappingProxyType(classes)),
    )


def _cilin() -> Sounds:
    classes, listing = cilin()
    return Sounds(
        name="cilin",
        classes=classes,
        sides=("",) * len(classes),
        listing=listing,
    )


def _pingshui() -> Sounds:
    classes, listing = pingshui()
    level = {rhyme for rhymes in listing.places["平"].values() for rhyme in rhymes}
    return Sounds(
        name="pingshui",
        classes=classes,
        sides=tuple("平" if name in level else "仄" for name in classes),
        listing=listing,
    )


_BOOKS: dict[str, Callable[[], Sounds]] = {
    "thirteen": _thirteen,
    "cilin": _cilin,
    "pingshui": _pingshui,
    "xinyun": _xinyun,
}
BOOKS = tuple(_BOOKS)
"""The books of Chinese rhyme."""


@lru_cache(maxsize=len(BOOKS))
def book(name: Book) -> Sounds:
    """Return a book of Chinese rhyme.

    Raises
    ------
    InputError
        When there is no such book, or it is not one of Chinese characters.
    """
    if name not in _BOOKS:
        raise InputError(
            f'No book of Chinese rhyme is called "{name}". {did_you_mean(name, BOOKS)}'
        )
    return _BOOKS[name]()
