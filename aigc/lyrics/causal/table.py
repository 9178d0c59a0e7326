"""Which characters each token writes: the tokens of a model laid out over an alphabet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from aigc.lyrics.causal.sheet import Indices, Mask

_LONGEST = 4
"""Bytes of a character in UTF-8, at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The tokens that can go on after some bytes of an unfinished character, or after none.

    Attributes
    ----------
    tokens : ndarray of int, shape (tokens,)
        Those that fill the most slots first.
    slots : tuple of ndarray of int
        Item ``i`` has the symbol that each token writes into slot ``i``, for the tokens that have
        more than ``i`` slots: a prefix of ``tokens``. The unfinished character is in slot 0.
    """

    tokens: Indices
    slots: tuple[Indices, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """The first bytes of characters: ``alphabet[low:high]`` begin with them."""

    text: bytes
    low: int
    high: int


class Spelling:
    """What tokens write, and which characters they can spell without reaching beyond them.

    Parameters
    ----------
    pieces : sequence of bytes
        What each token writes; empty for tokens that must not be used.
    """

    def __init__(self, pieces: Sequence[bytes]) -> None:
        self.pieces = tuple(pieces)
        self._inner = frozenset(piece for piece in self.pieces if 0 < len(piece) <= _LONGEST)

    def __len__(self) -> int:
        return len(self.pieces)

    def finish(self, character: bytes) -> tuple[bool, ...]:
        """Return, by the bytes that stand already, whether tokens can write just the rest."""
        ends = {len(character)}
        for j in range(len(character) - 1, -1, -1):
            if any(character[j:k] in self._inner for k in ends):
                ends.add(j)
        return tuple(j in ends for j in range(len(character)))

    def spells(self, character: str) -> bool:
        """Tell whether a character can be written; half of a surrogate pair cannot."""
        return not is_surrogate(character) and self.finish(character.encode())[0]

    @cached_property
    def _first(self) -> dict[bytes, int]:
        return {piece: i for i, piece in reversed(list(enumerate(self.pieces))) if piece}

    def fewest(self, text: bytes) -> list[int]:
        """Return the fewest tokens that write a text, of equals those that begin with the longest.

        Raises
        ------
        ValueError
            When the tokens cannot write it.
        """
        longest = max(map(len, self._first), default=0)
        ways: list[list[int] | None] = [None] * len(text) + [[]]
        for at in range(len(text) - 1, -1, -1):
            for end in range(min(len(text), at + longest), at, -1):
                token, rest, best = self._first.get(text[at:end]), ways[end], ways[at]
                if token is None or rest is None:
                    continue
                if best is None or len(rest) + 1 < len(best):
                    ways[at] = [token, *rest]
        if ways[0] is None:
            raise ValueError(f"No tokens write {text!r}.")
        return ways[0]


class TokenTable:
    """The tokens of a model over an alphabet.

    A *symbol* is a character of the alphabet, by its index, or a `Start`, counted on from there:
    a token may end within a character. A character is *spelled* when tokens that do not reach
    beyond it can write it whole; ``finish[j]`` tells of which characters the tokens can write
    the rest, once ``j`` bytes stand.

    Parameters
    ----------
    spelling : Spelling
    alphabet : iterable of str
        Single characters; they are sorted, and doubles dropped.
    """

    def __init__(self, spelling: Spelling, alphabet: Iterable[str]) -> None:
        self.pieces = spelling.pieces
        self.alphabet = tuple(sorted(set(alphabet)))
        self.index = {c: i for i, c in enumerate(self.alphabet)}
        self._encoded = [c.encode() for c in self.alphabet]
        self.starts = tuple(self._starts())
        self._spans = np.array([(len(s.text), s.low, s.high) for s in self.starts]).T
        self._symbols = {s.text: len(self.alphabet) + k for k, s in enumerate(self.starts)}
        self.finish = self._finish(spelling)
        first = {text[0] for text in self._encoded}
        self._heads = [t for t, piece in enumerate(self.pieces) if piece and piece[0] in first]
        self._inner = [
            t for t, piece in enumerate(self.pieces) if piece and piece[0] & 0xC0 == 0x80
        ]
        self._views: dict[bytes, View] = {}

    def __len__(self) -> int:
        return len(self.pieces)

    @property
    def spelled(self) -> Mask:
        """The characters that the tokens can write."""
        spelled: Mask = self.finish[0]
        return spelled

    def spells(self, character: str) -> bool:
        """Tell whether a character is of the alphabet and can be written."""
        return character in self.index and bool(self.spelled[self.index[character]])

    def _starts(self) -> Iterator[Start]:
        for length in range(1, _LONGEST):
            low = 0
            heads = [text[:length] if len(text) > length else b"" for text in self._encoded]
            for high in range(1, len(heads) + 1):
                if high == len(heads) or heads[high] != heads[low]:
                    if heads[low]:
                        yield Start(text=heads[low], low=low, high=high)
                    low = high

    def _finish(self, spelling: Spelling) -> Mask:
        """Return shape ``(4, alphabet)``: by bytes already written, whether the rest can be."""
        done = np.zeros((_LONGEST, len(self.alphabet)), dtype=bool)
        for c, text in enumerate(self._encoded):
            can = spelling.finish(text)
            done[: len(can), c] = can
        return done

    def view(self, pending: bytes = b"") -> View:
        """Return the tokens that can follow ``pending``, the first bytes of a character."""
        if pending not in self._views:
            self._views[pending] = self._viewed(pending)
        return self._views[pending]

    def _viewed(self, pending: bytes) -> View:
        written = [
            (symbols, token)
            for token in (self._inner if pending else self._heads)
            if (symbols := self._written(pending + self.pieces[token]))
        ]
        written.sort(key=lambda item: -len(item[0]))
        most = len(written[0][0]) if written else 0
        return View(
            tokens=np.array([token for _, token in written], np.intp),
            slots=tuple(
                np.array([s[i] for s, _ in written if len(s) > i], np.intp) for i in range(most)
            ),
        )

    def _written(self, text: bytes) -> tuple[int, ...]:
        """Return the symbols of bytes, none when they hold anything outside the alphabet."""
        parts = split(text)
        if parts is None:
            return ()
        whole, tail = parts
        symbols = [self.index.get(c, -1) for c in whole]
        if tail:
            symbols.append(self._symbols.get(tail, -1))
        return () if -1 in symbols else tuple(symbols)

    def extended(self, allowed: Mask) -> Mask:
        """Return which symbols a set of characters allows, shape ``(alphabet + starts,)``.

        A start is allowed when it can be finished to a spelled character of the set.
        """
        spelled = allowed & self.spelled
        out = np.zeros(len(self.alphabet) + len(self.starts), dtype=bool)
        out[: len(spelled)] = spelled
        if not self.starts:
            return out
        ends = np.cumsum(self.finish & spelled, axis=1, dtype=np.int32)
        sums = np.pad(ends, ((0, 0), (1, 0)))
        rows, low, high = self._spans
        out[len(spelled) :] = sums[rows, high] > sums[rows, low]
        return out


def is_surrogate(character: str) -> bool:
    """Tell whether a character is half of a pair and so no text of its own."""
    return "\ud800" <= character <= "\udfff"


def split(text: bytes) -> tuple[str, bytes] | None:
    r"""Return the whole characters of bytes and an unfinished one, nothing for what is no UTF-8.

    >>> split("春".encode() + b"\xe9")
    ('春', b'\xe9')
    """
    try:
        return text.decode(), b""
    except UnicodeDecodeError as exc:
        if exc.reason != "unexpected end of data":
            return None
        return text[: exc.start].decode(), text[exc.start :]
