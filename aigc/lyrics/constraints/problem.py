"""A template made ready for an alphabet: what may stand in each cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from aigc.errors import InputError
from aigc.lyrics.constraints.alphabet import Alphabet, Mask
from aigc.lyrics.constraints.layout import Group, Layout
from aigc.types.template import UNRHYMED, Template, Tone

TONES: tuple[Tone, ...] = ("平", "仄")


@dataclass(frozen=True, slots=True)
class Rhyming:
    """How a group may sound: its rhyme class, and its tone where all its cells must share one."""

    label: str
    tone: Tone = ""


class Problem(Layout):
    """A template over an alphabet: what may stand in each cell.

    Raises
    ------
    InputError
        When a cell, a repeated line or the rhyme of a group asks for what cannot be.
    """

    def __init__(self, template: Template, alphabet: Alphabet) -> None:
        super().__init__(template)
        self.alphabet = alphabet
        self.locked = self._locked()
        self._possible: dict[tuple[Rhyming, frozenset[str]], bool] = {}
        self._commons: dict[tuple[Rhyming, Tone], float] = {}
        self._check_cells()

    def _locked(self) -> dict[int, str]:
        """Return the locked characters by root."""
        locked: dict[int, str] = {}
        where: dict[int, str] = {}
        for i, cell in enumerate(self.cells):
            if not cell.lock:
                continue
            root = self.root[i]
            if len(cell.lock) != 1 or cell.lock not in self.alphabet:
                raise InputError(
                    f"Cell {self.names[i]} is locked to {cell.lock!r}, which the engine cannot "
                    "write. Lock a common Chinese character."
                )
            if locked.setdefault(root, cell.lock) != cell.lock:
                raise InputError(
                    f"The locks of {where[root]} ({locked[root]}) and {self.names[i]} "
                    f"({cell.lock}) clash: the second line repeats the first. Drop one."
                )
            where.setdefault(root, self.names[i])
        return locked

    @cached_property
    def explicit(self) -> frozenset[int]:
        """The roots whose characters the template names: their sound may be any listed one."""
        named = {self.root[i] for i, c in enumerate(self.cells) if c.allowed}
        return frozenset(named | set(self.locked))

    def may_be(self, root: int, character: str) -> bool:
        """Tell whether a named character meets the lock, the sets and the tones of a cell."""
        tones = self.alphabet.sounds.tones(character)
        return (
            character in self.alphabet
            and self.locked.get(root, character) == character
            and all(
                (not cell.allowed or character in cell.allowed)
                and (not cell.tone or cell.tone in tones)
                for cell in (self.cells[i] for i in self.copies[root])
            )
        )

    def base(self, root: int, *, surely: bool) -> Mask:
        """Return what may stand in a cell, rhyme apart."""
        if root in self.locked:
            return self.alphabet.of(self.locked[root])
        if root in self.explicit:
            return self.alphabet.of(c for c in self.listed(root) if self.may_be(root, c))
        mask = self.alphabet.known
        for tone in {self.cells[i].tone for i in self.copies[root]} - {""}:
            mask = mask & self.alphabet.tone(tone, surely=surely)
        return mask

    def listed(self, root: int) -> frozenset[str]:
        """Return the characters that a cell and those that repeat it allow."""
        sets = [self.cells[i].allowed for i in self.copies[root] if self.cells[i].allowed]
        return frozenset.intersection(*sets)

    def _check_cells(self) -> None:
        for root, lock in self.locked.items():
            if not self.may_be(root, lock):
                raise InputError(f"{self._lock_clash(root)} Change the lock or the form.")
        for root, copies in self.copies.items():
            tones = {self.cells[i].tone for i in copies} - {""}
            narrow = root in self.explicit or len(tones) > 1
            if narrow and not self.base(root, surely=True).any():
                names = " and ".join(self.names[i] for i in copies)
                asked = " and ".join(sorted(tones))
                raise InputError(
                    f"Nothing that is allowed at {names} has the tone asked for there ({asked}). "
                    "Allow other characters or tones."
                    if asked
                    else f"The engine can write nothing that is allowed at {names}. Allow common "
                    "Chinese characters."
                )

    def _lock_clash(self, root: int) -> str:
        lock = self.locked[root]
        for i in self.copies[root]:
            cell = self.cells[i]
            if cell.allowed and lock not in cell.allowed:
                return f"Cell {self.names[i]} is locked to {lock}, which is not allowed there."
            if cell.tone and cell.tone not in self.alphabet.sounds.tones(lock):
                return f"Cell {self.names[i]} is locked to {lock}, which is not {cell.tone}."
        return f"Cell {self.names[root]} cannot be {lock}."

    @cached_property
    def rivals(self) -> frozenset[tuple[str, str]]:
        """The pairs of groups, each both ways, that must not sound alike.

        They are near each other, or an unrhymed cell near the one is repeated in the other.
        """
        pairs = {(g.name, h.name) for g in self.groups for h in self.groups if g != h
                 and g.near(h.first, h.last)}  # fmt: skip
        for root in set(self.crossed) - self.explicit:
            rhymes = {self.cells[i].rhyme for i in self.copies[root]}
            for i in self.copies[root]:
                if self.cells[i].rhyme == UNRHYMED:
                    near = {g.name for g in self.near_groups(i)}
                    pairs |= {(n, r) for n in near for r in rhymes - {"", UNRHYMED} if n != r}
        return frozenset(pairs | {(b, a) for a, b in pairs})

    def rhymings(self, group: Group) -> list[Rhyming]:
        """Return every way in which a group may sound, before anything is known of its cells.

        In 平水韵 a class has one tone. In 词林正韵 a class holds level and oblique characters;
        where the form says no tone for any cell of the group, they must agree in one.
        """
        sounds = self.alphabet.sounds
        asked = {self.cells[i].tone for i in group.cells} - {""}
        if self.template.book == "pingshui":
            pairs = zip(sounds.classes, sounds.sides, strict=True)
            ways = [Rhyming(label, "平" if side == "平" else "仄") for label, side in pairs]
            return [way for way in ways if asked <= {way.tone}]
        if self.template.book != "cilin" or asked:
            return [Rhyming(label) for label in sounds.classes]
        return [Rhyming(label, tone) for label in sounds.classes for tone in TONES]

    def rhymes_as(self, root: int, character: str, way: Rhyming, group: str) -> bool:
        """Tell whether a named character rhymes so wherever its cell is of a group.

        Each line that brings the cell back may read the character in its own way.
        """
        return all(
            any(
                label == way.label and way.tone in ("", tone)
                for label, tone in self._heard(i, character)
            )
            for i in self.copies[root]
            if self.cells[i].rhyme == group
        )

    def labels(self, cell: int, character: str) -> frozenset[str]:
        """Return every class that a named character has with the tone of a cell."""
        return frozenset(label for label, _ in self._heard(cell, character))

    def _heard(self, cell: int, character: str) -> set[tuple[str, Tone]]:
        """Return every class and tone that a named character has with the tone of a cell."""
        sounds, asked = self.alphabet.sounds, self.cells[cell].tone
        side = dict(zip(sounds.classes, sounds.sides, strict=True))
        return {
            (label, tone)
            for sound in sounds.listing.sounds(character)
            for label in sound.classes
            for tone in TONES
            if tone in sound.tones and asked in ("", tone) and side[label] in ("", tone)
        }

    def rhyme_mask(self, way: Rhyming, *, surely: bool) -> Mask:
        """Return the characters that rhyme so, under every reading; their tone may be possible."""
        mask = self.alphabet.rhyme(way.label, surely=True)
        return mask & self.alphabet.tone(way.tone, surely=surely)

    def can_rhyme(self, root: int, way: Rhyming, group: str) -> bool:
        """Tell whether a cell of a group that no word fills yet can sound so."""
        if root in self.explicit:
            return any(
                self.may_be(root, c) and self.rhymes_as(root, c, way, group)
                for c in self.listed(root)
            )
        key = way, frozenset(self.cells[i].tone for i in self.copies[root])
        if key not in self._possible:
            mask = self.base(root, surely=True) & self.rhyme_mask(way, surely=True)
            self._possible[key] = bool(mask.any())
        return self._possible[key]

    def common(self, group: Group, way: Rhyming) -> float:
        """Return how many characters surely rhyme so, the commonest counting most.

        Of the tones that the group's cells ask for, the one with the fewest counts.
        """
        return min(self._common(way, tone) for tone in {self.cells[i].tone for i in group.cells})

    def _common(self, way: Rhyming, tone: Tone) -> float:
        if (way, tone) not in self._commons:
            mask = self.rhyme_mask(way, surely=True) & self.alphabet.tone(tone, surely=True)
            self._commons[way, tone] = float((1 / (np.flatnonzero(mask) + 50)).sum())
        return self._commons[way, tone]

    def choices(
        self, root: int, words: Mapping[int, str], sounds: Mapping[str, Rhyming], *, surely: bool
    ) -> Mask:
        """Return what may stand in a cell once the words are placed and the groups sound."""
        ways = self._ways(root, sounds)
        avoided = self.avoided(root, sounds)
        if root in words or root in self.explicit:
            named = {words[root]} if root in words else self.listed(root)
            return self.alphabet.of(c for c in named if self._named(root, c, ways, avoided))
        mask = self.base(root, surely=surely)
        for way in ways.values():
            mask = mask & self.rhyme_mask(way, surely=surely)
        for label in avoided:
            mask = mask & ~self.alphabet.rhyme(label, surely=False)
        return mask

    def avoided(self, root: int, sounds: Mapping[str, Rhyming]) -> frozenset[str]:
        """Return the classes with which a cell must not rhyme."""
        unrhymed = [i for i in self.copies[root] if self.cells[i].rhyme == UNRHYMED]
        near = (g.name for i in unrhymed for g in self.near_groups(i))
        return frozenset(sounds[name].label for name in near if name in sounds)

    def stays(self, root: int, words: Mapping[int, str], sounds: Mapping[str, Rhyming]) -> bool:
        """Tell whether a cell whose characters are named has one left; true for any other."""
        if root not in words and root not in self.explicit:
            return True
        ways = self._ways(root, sounds)
        avoided = self.avoided(root, sounds)
        named = {words[root]} if root in words else self.listed(root)
        return any(self._named(root, c, ways, avoided) for c in named)

    def _ways(self, root: int, sounds: Mapping[str, Rhyming]) -> dict[str, Rhyming]:
        """Return how the groups of a cell sound, by their names."""
        return {r: sounds[r] for i in self.copies[root] if (r := self.cells[i].rhyme) in sounds}

    def _named(
        self, root: int, character: str, ways: Mapping[str, Rhyming], avoided: frozenset[str]
    ) -> bool:
        """Tell whether a named character meets all that is asked of a cell and its copies."""
        unrhymed = [i for i in self.copies[root] if self.cells[i].rhyme == UNRHYMED]
        heard = [classes for i in unrhymed if (classes := self.labels(i, character))]
        return (
            self.may_be(root, character)
            and all(self.rhymes_as(root, character, way, name) for name, way in ways.items())
            and not any(classes <= avoided for classes in heard)
        )
