"""What may stand at each place of a text, ruled like a sheet of manuscript paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.intp]

FREE = -1
"""In `Sheet.copies`: the place copies no other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Places in writing order, each with the characters that may stand there.

    Attributes
    ----------
    alphabet : tuple of str
        Single characters in the order of their code points.
    sets : ndarray of bool, shape (sets, alphabet)
        The different sets of characters that places ask for.
    which : ndarray of int, shape (places,)
        The set of each place; that of a copy is ignored.
    copies : ndarray of int, shape (places,)
        The earlier place whose character is written again, never itself a copy; or `FREE`.
    """

    alphabet: tuple[str, ...]
    sets: Mask
    which: Indices
    copies: Indices

    def __len__(self) -> int:
        return len(self.which)

    @classmethod
    def of(
        cls, alphabet: tuple[str, ...], allowed: Mask, copies: Sequence[int] | None = None
    ) -> Sheet:
        """Return the sheet of one mask a place, shape ``(places, alphabet)``.

        Raises
        ------
        ValueError
            When the alphabet is not sorted, shapes disagree, or a place copies a later one.
        """
        if any(a >= b for a, b in pairwise(alphabet)):
            raise ValueError("The alphabet must be in the order of its code points, each once.")
        if allowed.ndim != 2 or allowed.shape[1] != len(alphabet):
            raise ValueError(f"Masks of shape {allowed.shape} for {len(alphabet)} characters.")
        ids: dict[bytes, int] = {}
        which = [ids.setdefault(row.tobytes(), len(ids)) for row in allowed]
        sets = np.frombuffer(b"".join(ids), dtype=bool).reshape(-1, len(alphabet))
        roots = _roots([FREE] * len(allowed) if copies is None else copies)
        return cls(
            alphabet=alphabet, sets=sets, which=np.array(which, np.intp), copies=np.array(roots)
        )


def _roots(copies: Sequence[int]) -> list[int]:
    roots: list[int] = []
    for place, source in enumerate(copies):
        if source >= place:
            raise ValueError(f"Place {place} copies {source}, which comes later.")
        roots.append(FREE if source < 0 else source if roots[source] < 0 else roots[source])
    return roots
