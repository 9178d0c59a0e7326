"""How often tokens come together: probabilities of a token beside one and two others.

A network knows the form and the whole; counts know the idiom that a small network forgets.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from aigc.lyrics.model.runtime import Floats
from aigc.lyrics.model.symbols import Kind

Array = npt.NDArray[Any]

STEP = 0.06
"""Logarithms are kept as bytes of this step, below 0."""
PREFIX = "phrases."
"""What the names of the arrays begin with in a file of weights."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """Probabilities of a token by itself, beside one other and beside two.

    ``alone`` are those of tokens by themselves. Context ``c`` of a table has the tokens ``ids``
    from ``starts[c]`` to ``starts[c + 1]``, their probabilities, and the weight with which the
    shorter context speaks for all others. Contexts of ``pairs`` are tokens; those of ``triples``
    are looked up in ``contexts``: the nearer token times the number of tokens, plus the farther.
    """

    alone: Floats
    pairs: Table
    triples: Table
    contexts: npt.NDArray[np.int64]

    @classmethod
    def of(cls, arrays: Mapping[str, Array]) -> Phrases:
        """Return what `aigc.lyrics.model.training.counts.counted` made."""
        tokens = len(arrays["alone"])
        low = arrays["contexts_after"].astype(np.int64)
        high = np.repeat(np.arange(tokens), arrays["contexts_each"].astype(np.int64))
        return cls(
            alone=unpacked(arrays["alone"]),
            pairs=Table.of(arrays, "pairs"),
            triples=Table.of(arrays, "triples"),
            contexts=high * tokens + low,
        )

    def foresee(self, near: int, far: int) -> Floats:
        """Return the probability of each token beside ``near`` and, beyond it, ``far``."""
        row = self.pairs.over(self.alone, near)
        key = near * len(self.alone) + far
        at = int(np.searchsorted(self.contexts, key))
        if at < len(self.contexts) and self.contexts[at] == key:
            row = self.triples.over(row, at)
        return row

    def before(self, wanted: npt.NDArray[np.bool_]) -> Floats:
        """Return how likely one of the ``wanted`` tokens comes right after each token."""
        heard = np.flatnonzero(wanted.take(self.pairs.ids))
        near = np.searchsorted(self.pairs.starts, heard, side="right") - 1
        more = (
            self.pairs.chance[heard] - self.pairs.weight[near] * self.alone[self.pairs.ids[heard]]
        )
        likely = np.bincount(near, more, minlength=len(self.alone)).astype(np.float32)
        likely += self.pairs.weight * self.alone[wanted].sum()
        return likely


@dataclass(frozen=True, slots=True)
class Table:
    """For each context the tokens seen in it, how likely they are, and what is left for others."""

    starts: npt.NDArray[np.int64]
    ids: npt.NDArray[np.uint16]
    chance: Floats
    weight: Floats

    @classmethod
    def of(cls, arrays: Mapping[str, Array], name: str) -> Table:
        """Return the table that is kept under a name."""
        each = arrays[f"{name}_each"].astype(np.int64)
        return cls(
            starts=np.concatenate(([0], np.cumsum(each))),
            ids=arrays[f"{name}_ids"].astype(np.uint16),
            chance=unpacked(arrays[f"{name}_chance"]),
            weight=unpacked(arrays[f"{name}_weight"]),
        )

    def over(self, shorter: Floats, context: int) -> Floats:
        """Return the probabilities in a context, given those of the shorter one."""
        row: Floats = shorter * self.weight[context]
        begin, end = self.starts[context], self.starts[context + 1]
        row[self.ids[begin:end]] = self.chance[begin:end]
        return row


def pauses(kind: Array) -> npt.NDArray[np.bool_]:
    """Return where a segment begins without a mark before it, from the kinds of slots in order."""
    gap: npt.NDArray[np.bool_] = np.zeros(len(kind), dtype=bool)
    gap[1:] = (kind[:-1] == Kind.LAST) & (kind[1:] != Kind.MARK)
    return gap


def packed(chance: Floats) -> npt.NDArray[np.uint8]:
    """Return probabilities as bytes."""
    steps = np.rint(-np.log(np.maximum(chance, 1e-9)) / STEP)
    kept: npt.NDArray[np.uint8] = np.clip(steps, 0, 255).astype(np.uint8)
    return kept


def unpacked(kept: Array) -> Floats:
    """Return what `packed` was given, to half a step."""
    chance: Floats = np.exp(-STEP * kept.astype(np.float32))
    return chance
