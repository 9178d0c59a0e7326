"""How often words come together in verse, read from the end of a line.

A word is foreseen from the two words after it in its line.
"""

from __future__ import annotations

import numpy as np

from aigc.lyrics.english.symbols import FIRST_WORD
from aigc.lyrics.model.phrases import Phrases
from aigc.lyrics.model.runtime import Floats
from aigc.lyrics.model.symbols import Ids
from aigc.lyrics.model.vocabulary import UNKNOWN

FLOOR = 1e-9
END = 0
"""The id that stands for the end of the line as what comes after a word, and for its beginning."""


def openings(phrases: Phrases) -> Floats:
    """Return for each word how likely a line begins with it, where it stands."""
    pairs = phrases.pairs
    share = phrases.alone[END] * pairs.weight
    at = np.flatnonzero(pairs.ids == END)
    share[np.searchsorted(pairs.starts, at, "right") - 1] = pairs.chance[at]
    likely: Floats = np.clip(share, 1e-4, 0.99)
    return likely


def contexts(tokens: Ids, line: Ids) -> Ids:
    """Return for each slot the two words that come after it in its line, shape ``(slots, 2)``.

    ``tokens`` stand in the order of writing; ``line`` changes where a line begins.
    """
    around = np.full((len(tokens), 2), END)
    after = beyond = END
    before = None
    for i, (token, number) in enumerate(zip(tokens.tolist(), line.tolist(), strict=True)):
        if number != before:
            after = beyond = END
            before = number
        around[i] = after, beyond
        if token >= FIRST_WORD or token == UNKNOWN:
            after, beyond = token, after
    return around
