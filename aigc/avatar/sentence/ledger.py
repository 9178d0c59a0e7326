"""Things and what is said of them, written down as claims."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from aigc.avatar import catalogue
from aigc.avatar.sentence.claims import (
    IMPLIED,
    NOUN,
    NUMBER,
    QUALITY,
    Amount,
    Claim,
    Op,
    Value,
    accepts,
    coloured,
    effect,
    said,
)
from aigc.avatar.sentence.colours import Colour
from aigc.avatar.sentence.lexicon import Word
from aigc.avatar.sentence.tokens import Token

LITTLE = 0.6
"""How much of a quality is left by 一点 after it."""
LITTLE_LONGER = 0.25
RELATIVE = frozenset(("length", "size", "thick", "curly", "straight"))
"""Qualities that 一点 after them turns into comparatives: 长一点 is longer."""


@dataclass(slots=True, kw_only=True)
class Mod:
    """A colour or a quality, and where it was said.

    Attributes
    ----------
    because : tuple of str
        Words that deny or weigh it.
    after_thing : bool
        Whether it follows its thing at once: ``hair long and black``.
    worn : bool
        Whether it follows a verb of dressing, so that a colour alone is that of the clothes.
    """

    token: Token
    amount: Amount
    shade: float
    span: tuple[int, int]
    because: tuple[str, ...]
    after_thing: bool
    clause: int
    worn: bool

    @property
    def word(self) -> Word:
        """The word itself."""
        return self.token.word

    def little(self, token: Token) -> None:
        """Lessen it by a word that follows it."""
        factor = self.amount.factor * (LITTLE if self.amount.factor == 1.0 else 1.0)
        compares = int(self.word.value in RELATIVE)
        self.amount = replace(self.amount, factor=factor, compares=compares)
        self.span = (self.span[0], token.end)
        self.because += (token.text,)


@dataclass(slots=True, kw_only=True)
class Thing:
    """A noun of the sentence.

    Attributes
    ----------
    governed : bool
        Whether a verb stands before it: 戴眼镜.
    colours, mods : int
        How many were said of it.
    closed : bool
        Whether it belongs to a noun that follows (短发的): nothing more is said of it.
    """

    token: Token
    number: int
    clause: int
    denied: bool
    span: tuple[int, int]
    because: tuple[str, ...]
    governed: bool
    colours: int = 0
    mods: int = 0
    closed: bool = False

    @property
    def part(self) -> str:
        """The part that the noun names."""
        return self.token.word.value

    @property
    def whole(self) -> bool:
        """Whether it is the person or the picture as a whole, which is claimed before its mods."""
        return self.part in ("person", "look")


@dataclass(slots=True)
class Ledger:
    """Claims in the order in which they were made, and words that are not known."""

    claims: list[Claim] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    def noun(
        self, thing: Thing, amount: Amount, because: tuple[str, ...], taken: Collection[str]
    ) -> None:
        """Claim what a noun asks for by itself, but for the paths that are taken."""
        word = thing.token.word
        more = Word(kind="quality", value="thick", side=amount.compares)
        if amount.compares and not thing.denied and effect(thing.part, more):
            self._say(effect(thing.part, more) or (), more.side, Amount(), thing, because, taken)
            return
        denies = thing.denied and not word.absent
        sets = word.absent if thing.denied and word.absent else word.sets
        self._say(sets, 1, replace(amount, denied=denies), thing, because, taken)

    def deny(self, thing: Thing, by: Token) -> None:
        """Claim that a thing is not there after all; what it claimed is dropped."""
        self.claims = [c for c in self.claims if c.owner != thing.number]
        thing.denied, thing.span = True, (thing.span[0], by.end)
        self.noun(thing, Amount(), (by.text,), ())

    def _say(
        self, sets: tuple[tuple[str, str], ...], side: int, amount: Amount, thing: Thing,
        because: tuple[str, ...], taken: Collection[str],
    ) -> None:  # fmt: skip
        for path, text in sets:
            strength, key = _strength(path, NOUN)
            key, value, op = said(key, text, side, amount)
            if key not in taken:
                self._add(key, value, op, strength, thing.span, because, thing.number)

    def bind(self, mod: Mod, thing: Thing) -> None:
        """Claim what a modifier asks of a thing."""
        span = (min(mod.span[0], thing.span[0]), max(mod.span[1], thing.span[1]))
        thing.mods += 1
        if mod.word.kind == "colour":
            self._colour(mod, thing, span)
            return
        noun = thing.token.word
        named = dict(noun.sets) if not noun.absent else {}
        for path, text in effect(thing.part, mod.word) or ():
            strength, key = _strength(path, QUALITY)
            key, value, op = said(key, text, mod.word.side, mod.amount)
            tinted = f"sun_{value}"
            if named.get(key, "").startswith("sun_") and tinted in catalogue.GLASSES:
                self._add(key, tinted, op, strength, span, mod.because, thing.number)
            elif key not in named:
                self._add(key, value, op, strength, span, mod.because, thing.number)

    def _colour(self, mod: Mod, thing: Thing, span: tuple[int, int]) -> None:
        """Claim a colour; the second of clothes is that of stripes or of what is underneath."""
        thing.colours += 1
        for path, value, op in coloured(thing.part, _colour_of(mod), mod.amount):
            second = path == "outfit.colour" and thing.colours > 1
            key = "outfit.inner" if second else path
            self._add(key, value, op, QUALITY, span, mod.because, thing.number)

    def person(self, mod: Mod) -> bool:
        """Claim what a quality asks of the person; tell whether it can be said of one."""
        if mod.word.kind != "quality" or not accepts("person", mod.word):
            return False
        for path, text in effect("person", mod.word) or ():
            strength, key = _strength(path, QUALITY)
            key, value, op = said(key, text, mod.word.side, mod.amount)
            self._add(key, value, op, strength, mod.span, mod.because)
        return True

    def painted(self, path: str, mod: Mod) -> None:
        """Claim a colour for a setting that is known from elsewhere in the sentence."""
        self._add(path, _colour_of(mod).on(path), "set", QUALITY, mod.span, mod.because)

    def measure(self, token: Token) -> None:
        """Claim a number with its unit."""
        span = (token.start, token.end)
        self._add(token.word.value, token.word.factor, "set", NUMBER, span, ())

    def lessen(self, token: Token) -> None:
        """Lessen the claims that end where a word begins: 眼睛大一点."""
        for k, claim in enumerate(self.claims):
            if claim.span[1] == token.start:
                self.claims[k] = _lessened(claim, token)

    def _add(
        self, path: str, value: Value, op: Op, strength: int, span: tuple[int, int],
        because: tuple[str, ...], owner: int = -1,
    ) -> None:  # fmt: skip
        self.claims.append(
            Claim(path=path, value=value, op=op, strength=strength, span=span, because=because,
                  owner=owner)
        )  # fmt: skip


def _strength(path: str, usual: int) -> tuple[int, str]:
    """Return how much a setting of the tables weighs, and its path without the mark for that."""
    return (IMPLIED if path.startswith("?") else usual), path.removeprefix("?")


def _colour_of(mod: Mod) -> Colour:
    return Colour(name=mod.word.value, shade=mod.shade)


def _lessened(claim: Claim, token: Token) -> Claim:
    path, value = claim.path, claim.value
    if path == "hair.cut":
        path, value = "hair.length", LITTLE_LONGER if value == "long" else -LITTLE_LONGER
    elif path == "hair.texture":
        path, value = "hair.curl", {"straight": 0.0, "wavy": 0.35}.get(str(value), 0.6)
    elif isinstance(value, float) and claim.strength == QUALITY:
        value = round(value * LITTLE, 3)
    span = (claim.span[0], token.end)
    return replace(claim, path=path, value=value, span=span, because=(*claim.because, token.text))
