"""Several drafts of each line, side by side in families, of which the best goes on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from aigc.lyrics.model.symbols import Ids


def drafts_of(table: Sequence[tuple[int, int]], count: int, cells: int, room: int) -> int:
    """Return how many drafts of each line are written for each of ``count`` texts, 1 at least.

    >>> drafts_of(((2, 6), (8, 4)), 5, 100, 4_000), drafts_of(((2, 6), (8, 4)), 5, 500, 4_000)
    (4, 1)

    Parameters
    ----------
    table : sequence of (int, int)
        Up to so many texts, so many drafts; beyond the last, one.
    cells : int
        Of a text.
    room : int
        How many cells of all drafts there may be side by side.
    """
    drafts = next((n for most, n in table if count <= most), 1)
    return max(1, min(drafts, room // (count * cells)))


def best_drafts(merit: npt.NDArray[np.float64], drafts: int) -> Ids:
    """Return, for each row, the row with the most merit of its family of ``drafts`` rows.

    >>> best_drafts(np.array([1.0, 2.0, 5.0, 3.0]), 2).tolist()
    [1, 1, 2, 2]
    """
    families = merit.reshape(-1, drafts)
    best = families.argmax(1) + np.arange(len(families)) * drafts
    kept: Ids = np.repeat(best, drafts)
    return kept
