"""Which word belongs to which: colours and qualities to things, negations to what they deny."""

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
SEVERAL = frozenset(("without", "neither", "没有", "不戴", "不要", "无", "不"))
"""Negations that go on over ``and`` to a bare thing."""
ARTICLES = frozenset(("a", "an", "the"))
DRESSES = frozenset(("in", "dressed in", "wearing", "wears", "穿", "穿着", "身穿", "身着"))
"""Verbs after which a colour alone is that of the clothes."""
MODIFIERS = ("quality", "colour", "shade", "degree", "more", "less")
BODY = frozenset(
    ("fat", "tall", "strong", "young", "middle", "mood", "average", "mature", "teen", "weathered")
)
"""Qualities of the whole person rather than of the thing named last."""


@dataclass(slots=True)
class Binder:
    """Reads tokens from left to right and writes down what they claim.

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

    def read(self) -> None:
        """Read the whole sentence."""
        for at, token in enumerate(self.cursor.tokens):
            self.cursor.at = at
            getattr(self, f"_{token.word.kind}_")(token)
        self._flush(end=True)

    # words that weigh

    def _degree_(self, token: Token) -> None:
        self.degree.append(token)

    def _more_(self, token: Token) -> None:
        self.degree.append(token)
        self.compares = 1

    def _less_(self, token: Token) -> None:
        self.degree.append(token)
        self.compares = -1

    def _shade_(self, token: Token) -> None:
        self.shade = token

    def _left_(self, _: Token) -> None:
        self.side = "eyes.iris"

    def _right_(self, _: Token) -> None:
        self.side = "eyes.iris_right"

    def _after_(self, token: Token) -> None:
        """Weigh what was just said: 胖一点 is a little fat."""
        self.ledger.lessen(token)
        for mod in self.pending[-1:]:
            if mod.span[1] == token.start:
                mod.little(token)

    # words that turn

    def _not_(self, token: Token) -> None:
        if self.negation is not None and self.fresh:
            self.negation = None
            return
        self._settle(self.pending)
        self.negation, self.fresh = token, True

    def _but_(self, _: Token) -> None:
        self._settle(self.pending)
        self._free()

    def _or_(self, _: Token) -> None:
        pass

    def _and_(self, _: Token) -> None:
        kind = self.cursor.coming()
        bare = (
            kind == "noun" and self.negation is not None and self.negation.text.lower() in SEVERAL
        )
        if not bare and not (self.negation and self.fresh):
            self.negation = None
        if kind not in MODIFIERS:
            self._settle([m for m in self.pending if m.after_thing])

    def _is_(self, _: Token) -> None:
        self.copula = self.open_thing is not None
        self.touching = self.copula or self.touching

    def _of_(self, _: Token) -> None:
        if self.touching and self.open_thing and not self.copula:
            self.open_thing.closed = True
            self.negation = None if not self.fresh else self.negation
        if self.cursor.before() == "wear":
            self._free()
        self.touching = self.lost = False

    def _wear_(self, token: Token) -> None:
        self._settle([m for m in self.pending if m.after_thing or m.token.chinese or m.worn])
        if not self.fresh:
            self.negation = None
        self.governed, self.verb = True, token.text.lower()
        self.copula = self.lost = False
        self.touching = False

    def _skip_(self, token: Token) -> None:
        if token.text.lower() in ARTICLES:
            self.touching = False

    def _weak_(self, token: Token) -> None:
        if token.text in ":：" and self.open_thing:
            self.copula, self.touching = True, True
            return
        english = self.negation is not None and self.negation.text.isascii()
        if not (english and self.cursor.list_goes_on()):
            self._free()
        plainly = self.verb in ("in", "dressed in")
        self._settle([m for m in self.pending if m.after_thing or (m.worn and plainly)])
        alone = [m for m in self.pending if m.token.chinese and self._stands_alone(m)]
        self._settle(alone)
        self._leave([m for m in self.pending if m.token.chinese and m.after_thing])
        for mod in alone:
            if mod in self.pending and mod.word.value in BODY and self.ledger.person(mod):
                self.pending.remove(mod)
        self._new_clause()

    def _strong_(self, _: Token) -> None:
        self._flush(end=False)
        self._free()
        self._new_clause()
        self.open_thing = None

    def _new_clause(self) -> None:
        self.clause += 1
        self.copula = self.governed = self.touching = self.lost = False

    def _free(self) -> None:
        self.negation, self.fresh = None, False

    # things

    def _unknown_(self, token: Token) -> None:
        self.ledger.unknown.append(token.text)
        if self.cursor.after() not in ("noun", "quality", "colour", "unknown", "other", "shade"):
            for mod in [m for m in self.pending if m.clause == self.clause and not m.after_thing]:
                self.pending.remove(mod)
                if mod.word.value in BODY:
                    self.ledger.person(mod)
            self.open_thing = None
            self._free()
        self.lost = token.chinese
        self._spent()

    _other_ = _unknown_

    def _number_(self, token: Token) -> None:
        self.ledger.measure(token)
        self._spent()

    def _noun_(self, token: Token) -> None:
        thing = self._thing(token)
        mods = [m for m in self.pending if accepts(thing.part, m.word)]
        if thing.denied and mods:
            thing.span = (min(thing.span[0], mods[0].span[0]), thing.span[1])
        amount, because = self._amount(thing)
        if thing.whole:
            self.ledger.noun(thing, amount, because, ())
        self.pending = [m for m in self.pending if m not in mods]
        self._turn_away(thing)
        start = len(self.ledger.claims)
        if not thing.denied:
            for mod in mods:
                self.ledger.bind(mod, thing)
        if not thing.whole:
            bound = self.ledger.claims[start:]
            self.ledger.noun(thing, amount, because, {c.path for c in bound})
        self.things.append(thing)
        self.open_thing, self.touching = thing, True
        self.copula = self.governed = self.lost = False
        self._spent()

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

    # what belongs to things

    def _colour_(self, token: Token) -> None:
        self._modifier(token)

    def _quality_(self, token: Token) -> None:
        self._modifier(token)

    def _modifier(self, token: Token) -> None:
        mod = self._mod(token)
        if self.side and token.word.kind == "colour":
            self.ledger.painted(self.side, mod)
        elif self.lost and not self.cursor.noun_follows(mod.word):
            pass
        elif self._tints(mod):
            self.pending[-1] = mod
        elif self._belongs_back(mod):
            assert self.open_thing is not None
            self.ledger.bind(mod, self.open_thing)
        else:
            self.pending.append(mod)
        self._spent()

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

    # ends

    def _factor(self) -> float:
        factor = 1.0
        for token in self.degree:
            factor *= token.word.factor if token.word.kind == "degree" else 1.0
        return factor

    def _spent(self) -> None:
        self.degree, self.shade, self.compares, self.side = [], None, 0, ""
        if self.negation is not None:
            self.fresh = False

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
