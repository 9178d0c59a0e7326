"""One text on its way along a sheet: which tokens may come next."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from aigc.lyrics.causal.sheet import FREE, Indices, Mask, Sheet
from aigc.lyrics.causal.table import TokenTable, View, split

_MOST_GATHERED = 512


class Gate:
    """The sets of characters that the texts of a batch meet, each worked out once.

    Every set is named by a number; `single` names the set of one character.
    """

    def __init__(self, table: TokenTable) -> None:
        self.table = table
        self._sets: list[Mask] = []
        self._names: dict[bytes, int] = {}
        self._singles: dict[int, int] = {}
        self._gathered: dict[tuple[int, int], Mask] = {}

    def name(self, allowed: Mask) -> int:
        """Return the number of a set of characters."""
        key = np.packbits(allowed).tobytes()
        if key not in self._names:
            self._names[key] = len(self._sets)
            self._sets.append(self.table.extended(allowed))
        return self._names[key]

    def single(self, character: int) -> int:
        """Return the number of the set that holds one character of the alphabet."""
        if character not in self._singles:
            allowed = np.zeros(len(self.table.alphabet), dtype=bool)
            allowed[character] = True
            self._singles[character] = self.name(allowed)
        return self._singles[character]

    def meet(self, view: View, sets: Sequence[int]) -> Mask:
        """Return which tokens of a view stay inside the sets of the next places.

        A token with more slots than there are places stays outside.
        """
        fits = np.ones(len(view.tokens), dtype=bool)
        if len(sets) < len(view.slots):
            fits[: len(view.slots[len(sets)])] = False
        for i, (slots, name) in enumerate(zip(view.slots, sets, strict=False)):
            here = fits[: len(slots)]
            if i and not here.any():
                break
            here &= self._slot(view, i, name)
        return fits

    def _slot(self, view: View, i: int, name: int) -> Mask:
        key = i, name
        kept = view is self.table.view()
        if kept and key in self._gathered:
            return self._gathered[key]
        fits: Mask = self._sets[name][view.slots[i]]
        if kept:
            if len(self._gathered) >= _MOST_GATHERED:
                self._gathered.clear()
            self._gathered[key] = fits
        return fits

    def same(self, view: View, i: int, j: int) -> Mask:
        """Return, for the tokens with more than ``i`` slots, whether slot ``i`` writes slot ``j``.

        ``j`` is before ``i``. A start writes it as far as it goes, if the rest can follow.
        """
        table = self.table
        later, earlier = view.slots[i], view.slots[j][: len(view.slots[i])]
        same: Mask = np.array(later == earlier, dtype=bool)
        for k in np.flatnonzero(later >= len(table.alphabet)):
            start = table.starts[later[k] - len(table.alphabet)]
            within = start.low <= earlier[k] < start.high
            same[k] = within and table.finish[len(start.text), earlier[k]]
        return same


class Walk:
    """A text that keeps to its sheet, token by token.

    The set of `allowed` tokens is never empty. Let a place's characters be those of its set that
    the tokens can spell; of a copy, the one character it copies. At a place where nothing of a
    character stands yet, some character is spelled (checked when the walk begins; what is copied
    was a spelled character where it first stood), and the first token of its spelling stays
    within it, so it is allowed. A token that ends within a character is allowed only if, for some
    character of that place with those first bytes, tokens within it can write the rest; the first
    of these is allowed next. Every token adds a byte or more, so the end is reached; there the
    token ``end`` alone is allowed.

    Parameters
    ----------
    gate : Gate
    sheet : Sheet
        Over the alphabet of the gate's table.
    end : int
        The token that ends a text.

    Raises
    ------
    ValueError
        When the alphabets differ, or a place has no character that the tokens can spell.
    """

    def __init__(self, gate: Gate, sheet: Sheet, end: int) -> None:
        table = gate.table
        if sheet.alphabet != table.alphabet:
            raise ValueError("The sheet and the tokens are over different alphabets.")
        names = np.array([gate.name(allowed) for allowed in sheet.sets], np.intp)
        mute: Mask = np.logical_not((sheet.sets & table.spelled).any(axis=1))
        silent = np.flatnonzero(mute[sheet.which] & (sheet.copies == FREE))
        if len(silent):
            raise ValueError(f"No token can write what place {silent[0]} allows.")
        self._gate, self._table, self.sheet, self.end = gate, table, sheet, end
        roots = np.where(sheet.copies == FREE, np.arange(len(sheet)), sheet.copies)
        self._names: list[int] = names[sheet.which[roots]].tolist()
        self._copies: list[int] = sheet.copies.tolist()
        self._written: list[int] = []
        self.pending = b""

    def fork(self) -> Walk:
        """Return a walk that goes on from here by itself."""
        other = object.__new__(Walk)
        other.__dict__.update(self.__dict__)
        other._written = list(self._written)
        return other

    @property
    def place(self) -> int:
        """The place that the next token writes into."""
        return len(self._written)

    @property
    def done(self) -> bool:
        """Whether every place is filled."""
        return self.place == len(self._names)

    @property
    def text(self) -> str:
        """The whole characters written so far."""
        return "".join(self._table.alphabet[i] for i in self._written)

    def allowed(self) -> Indices:
        """Return the tokens that may come next, in no order; there is always one."""
        if self.done:
            return np.array([self.end])
        view = self._table.view(self.pending)
        begin = self.place
        places = range(begin, min(begin + len(view.slots), len(self._names)))
        fits = self._gate.meet(view, [self._name(p) for p in places])
        for p in places:
            if self._copies[p] >= begin:
                i, j = p - begin, self._copies[p] - begin
                fits[: len(view.slots[i])] &= self._gate.same(view, i, j)
        tokens: Indices = view.tokens[fits]
        return tokens

    def choices(self, tokens: Sequence[int]) -> Mask:
        """Write tokens, and return for each whether another could have come in its place."""
        free: Mask = np.zeros(len(tokens), dtype=bool)
        for k, token in enumerate(tokens):
            free[k] = len(self.allowed()) > 1
            self.advance(token)
        return free

    def _name(self, place: int) -> int:
        source = self._copies[place]
        if source == FREE or source >= self.place:
            return self._names[place]
        return self._gate.single(self._written[source])

    def advance(self, token: int) -> None:
        """Write an allowed token.

        Raises
        ------
        ValueError
            When the token is not one that could follow.
        """
        if self.done:
            return
        parts = split(self.pending + self._table.pieces[token])
        if parts is None or not self._table.pieces[token]:
            raise ValueError(f"Token {token} cannot follow {self.pending!r}.")
        whole, self.pending = parts
        self._written += [self._table.index[c] for c in whole]
