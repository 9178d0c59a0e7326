"""The characters a back end can write, and which of them have which tone and rhyme."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from aigc.lyrics.sound.books import Masks, Sounds, book
from aigc.lyrics.sound.readings import TONES
from aigc.types.template import Book, Tone

Mask = npt.NDArray[np.bool_]


class Alphabet:
    """Single characters in an order of their own, the commonest first, under one book of sounds.

    A mask is a boolean array over ``characters``. A character *surely* has a tone or rhyme when
    it has it under every reading, and *possibly* when it has it under some.
    """

    def __init__(self, characters: Iterable[str], name: Book) -> None:
        self.characters = tuple(characters)
        self.sounds: Sounds = book(name)
        self.index = {c: i for i, c in enumerate(self.characters)}
        self._masks: Masks = self.sounds.masks(self.characters)
        self._column = {label: k for k, label in enumerate(self.sounds.classes)}
        self._rare = {t: self.of(self.sounds.listing.rare.get(t, ())) for t in TONES}
        known = [bool(self.sounds.tones(c)) for c in self.characters]
        self.known: Mask = np.array(known, dtype=bool)

    def __len__(self) -> int:
        return len(self.characters)

    def __contains__(self, character: str) -> bool:
        return character in self.index

    def of(self, characters: Iterable[str]) -> Mask:
        """Return the mask of these characters; unknown ones are left out."""
        mask = np.zeros(len(self), dtype=bool)
        mask[[self.index[c] for c in characters if c in self.index]] = True
        return mask

    def tone(self, tone: Tone, *, surely: bool) -> Mask:
        """Return the mask of the characters used in this tone; an empty tone has all."""
        if not tone:
            return self.known
        masks = self._masks
        if tone == "平":
            mask = masks.sure_level if surely else masks.possible_level
        else:
            mask = masks.sure_oblique if surely else masks.possible_oblique
        return mask & ~self._rare[tone]

    def rhyme(self, label: str, *, surely: bool) -> Mask:
        """Return the mask of the characters in this rhyme class."""
        classes = self._masks.sure_classes if surely else self._masks.possible_classes
        mask: Mask = classes[:, self._column[label]]
        return mask


@lru_cache(maxsize=8)
def alphabet(characters: tuple[str, ...], name: Book) -> Alphabet:
    """Return the alphabet of these characters, made once for each book."""
    return Alphabet(characters, name)
