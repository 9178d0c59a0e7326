"""What is said of which thing: colours, qualities and denials find the noun they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from aigc.avatar.sentence.claims import Amount, accepts
from aigc.avatar.sentence.cursor import Cursor
from aigc.avatar.sentence.ledger import Ledger, Mod, Thing
from aigc.avatar.sentence.tokens import Token

OF_WORDS = frozenset(
    ("不", "not", "isn't", "aren't", "wasn't", "别", "不是", "并非", "不要", "并不", "并不是",
     "never", "neither", "nor", "没", "没有", "don't", "doesn't")
)  # fmt: skip
"""Negations that may deny a quality alone: not tall, 不胖."""
DRESSES = frozenset(("in", "dressed in", "wearing", "wears", "穿", "穿着", "身穿", "身着"))
"""Verbs after which a colour alone is that of the clothes."""
BODY = frozenset(
    ("fat", "tall", "strong", "young", "middle", "mood", "average", "mature", "teen", "weathered",
     "cute", "sweet", "gentle", "aloof", "handsome", "pretty", "cool")
)  # fmt: skip
"""Qualities of the whole person rather than of the thing named last."""


@dataclass(slots=True)
class Binding:
    """What was named so far, what waits for its thing, and where each belongs.

    Attributes
    ----------
    pending : list of Mod
        Colours and qualities whose thing has not come yet.
    clause : int
        How many commas and full stops were passed.
    negation, fresh : Token or None, bool
        A negation that still holds, and whether nothing has come between.
    degree, compares, shade, side
        Words that weigh what comes next.
    copula, governed, verb
        Whether ``is`` or a verb such as ``wears`` came last, and which verb it was.
    open_thing, touching : Thing or None, bool
        The thing named last, and whether what comes next stands right after it.
    lost : bool
        Whether an unknown thing came last, of which the next words are said.
    """

    cursor: Cursor
    ledger: Ledger = field(default_factory=Ledger)
    things: list[Thing] = field(default_factory=list)
    pending: list[Mod] = field(default_factory=list)
    clause: int = 0
    negation: Token | None = None
    fresh: bool = False
    degree: list[Token] = field(default_factory=list)
    compares: int = 0
    shade: Token | None = None
    side: str = ""
    copula: bool = False
    governed: bool = False
    verb: str = ""
    open_thing: Thing | None = None
    touching: bool = False
    lost: bool = False

    # a thing, and what is said of it

    def _names_again(self, token: Token) -> bool:
        """Take a bare name right after what it is the name of for one thing: blonde hair."""
        thing = self.open_thing
        if thing is None or thing.part != token.word.value or token.word.sets:
            return False
        if not (thing.denied and token.start - thing.token.end <= 1):
            return False
        thing.span = (thing.span[0], token.end)
        self._spent()
        return True

    def _thing(self, token: Token) -> Thing:
        person = token.word.value == "person"
        by = self.negation if self.negation is not None and not person else None
        first = by if by is not None and self.fresh else None
        start = min(t.start for t in (first, token, *self.degree) if t is not None)
        thing = Thing(
            token=token, number=len(self.things), clause=self.clause,
            denied=(by is not None) or token.word.denied,
            span=(start, token.end), because=(by.text,) if by is not None else (),
            governed=self.governed,
        )  # fmt: skip
        if token.word.denied and not thing.because:
            thing.because = (token.text,)
        if not person:
            self.fresh = False
        return thing

    def _amount(self, thing: Thing) -> tuple[Amount, tuple[str, ...]]:
        because = thing.because + tuple(t.text for t in self.degree)
        return Amount(factor=self._factor(), compares=self.compares), because

    def _turn_away(self, thing: Thing) -> None:
        """Report what stands before a thing of which it cannot be said: a green nose."""
        for mod in list(self.pending):
            near = mod.clause == self.clause and not mod.after_thing
            if near and mod.word.value not in BODY and not mod.worn:
                self.ledger.unknown.append(mod.token.text)
                self.pending.remove(mod)

    def _mod(self, token: Token) -> Mod:
        used = [*self.degree, *([self.shade] if self.shade else [])]
        denied = self._denies_mod()
        assert self.negation is not None or not denied
        by = [self.negation] if denied and self.negation is not None else []
        starts = [t.start for t in (*by, *used, token)]
        words = token.word
        compares = self.compares or int(words.compares)
        mod = Mod(
            token=token, shade=self.shade.word.factor if self.shade else 0.0,
            amount=Amount(factor=words.factor * self._factor(), compares=compares, denied=denied),
            span=(min(starts), token.end), because=tuple(t.text for t in (*by, *self.degree)),
            after_thing=self._after_thing(), clause=self.clause,
            worn=self._dresses(),
        )  # fmt: skip
        if denied and self.cursor.coming() not in ("or", "and", "quality"):
            self._free()
        return mod

    def _factor(self) -> float:
        factor = 1.0
        for token in self.degree:
            factor *= token.word.factor if token.word.kind == "degree" else 1.0
        return factor

    def _dresses(self) -> bool:
        led = self.cursor.before() in ("wear", "and", "shade")
        return led and self.governed and self.verb in DRESSES

    def _tints(self, mod: Mod) -> bool:
        """Tell whether the colour before this one only tints it: golden brown."""
        before = self.pending[-1] if self.pending else None
        return (
            before is not None and not mod.token.chinese
            and before.token.word.kind == mod.word.kind == "colour"
            and mod.token.start - before.token.end == 1
        )  # fmt: skip

    def _denies_mod(self) -> bool:
        if self.negation is None or self.negation.text.lower() not in OF_WORDS:
            return False
        adjacent = self.fresh and not self.governed
        return adjacent or (self.fresh and not self.things)

    def _after_thing(self) -> bool:
        thing = self.open_thing
        if thing is None or thing.clause != self.clause or thing.closed:
            return False
        return self.touching or any(m.after_thing for m in self.pending[-1:])

    def _belongs_back(self, mod: Mod) -> bool:
        """Tell whether a modifier was said of the thing before it: 眼睛大, hair is short."""
        thing = self.open_thing
        if thing is None or thing.closed or not accepts(thing.part, mod.word):
            return False
        if self.copula:
            return not (mod.token.chinese and self.cursor.noun_follows(mod.word))
        bare = not thing.governed and not thing.mods and thing.clause == self.clause
        return mod.token.chinese and self.touching and bare and thing.part != "person"

    def _free(self) -> None:
        self.negation, self.fresh = None, False

    def _spent(self) -> None:
        self.degree, self.shade, self.compares, self.side = [], None, 0, ""
        if self.negation is not None:
            self.fresh = False

    # homes of what waits

    def _leave(self, mods: Sequence[Mod]) -> None:
        """Give up modifiers of a thing of which they cannot be said."""
        for mod in mods:
            self.pending.remove(mod)
            if not (mod.word.value in BODY and self.ledger.person(mod)):
                self.ledger.unknown.append(mod.token.text)

    def _stands_alone(self, mod: Mod) -> bool:
        return not any(t.clause == mod.clause for t in self.things) or mod.after_thing

    def _settle(self, mods: Sequence[Mod]) -> None:
        """Bind modifiers to what was named before, where they can be said of it."""
        for mod in list(mods):
            thing = self._home(mod)
            if thing is not None:
                self.ledger.bind(mod, thing)
                self.pending.remove(mod)
            elif mod.worn and mod.word.kind == "colour":
                self.ledger.painted("outfit.colour", mod)
                self.pending.remove(mod)

    def _home(self, mod: Mod) -> Thing | None:
        word = mod.word
        if word.kind == "quality" and word.value in BODY and not mod.after_thing:
            return None
        for thing in reversed(self.things[-1:] if mod.token.chinese else self.things[-2:]):
            if thing.denied or not accepts(thing.part, word):
                continue
            if word.kind == "colour" and thing.part == "person":
                continue
            room = 2 if thing.part == "outfit" else 1
            if word.kind != "colour" or thing.colours < room or thing.clause < mod.clause:
                return thing
        return None

    def _flush(self, end: bool) -> None:
        self._settle(self.pending)
        self.pending = [m for m in self.pending if not self.ledger.person(m)]
        if end:
            self.ledger.unknown += [m.token.text for m in self.pending]
            self.pending = []
