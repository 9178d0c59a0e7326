"""Reads words from left to right: colours and qualities to things, negations to what they deny."""

from __future__ import annotations

from dataclasses import dataclass

from aigc.avatar.sentence.binding import BODY, Binding
from aigc.avatar.sentence.claims import accepts
from aigc.avatar.sentence.tokens import Token

SEVERAL = frozenset(("without", "neither", "没有", "不戴", "不要", "无", "不"))
"""Negations that go on over ``and`` to a bare thing."""
ARTICLES = frozenset(("a", "an", "the"))
ONES = frozenset(("one", "other", "another", "只", "一只", "另一只"))
"""Words before one of two: one blue eye and one green."""
FOR_WHOM = frozenset(("给", "让", "帮"))
"""Words before a person who is not the one that is denied: 别给她戴帽子."""
MODIFIERS = ("quality", "colour", "shade", "degree", "more", "less")


@dataclass(slots=True)
class Binder(Binding):
    """Reads the tokens of a sentence; each kind of word has a method of its name."""

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
        text = token.text.lower()
        if text in ARTICLES:
            self.touching = False
        if text in ONES and self.cursor.names_an_eye():
            painted = {claim.path for claim in self.ledger.claims}
            self.side = "eyes.iris_right" if "eyes.iris" in painted else "eyes.iris"

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

    def _undo_(self, token: Token) -> None:
        """Deny what was named last: 眼镜也摘了."""
        thing = self.open_thing
        if thing is not None and not thing.denied:
            self.ledger.deny(thing, token)

    def _noun_(self, token: Token) -> None:
        if self._names_again(token):
            return
        asked = self.fresh and self.cursor.text_before() in FOR_WHOM
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
        self.fresh = asked and self.negation is not None

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
