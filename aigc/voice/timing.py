"""Phones in time, as the acoustic network reads them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from aigc.voice.frames import Floats

Ids = npt.NDArray[np.int64]

STRIDE = 2
"""The acoustic network makes this many frames at a time."""
POSITIONS = 8
UNMARKED, TONES, STRESSES = 0, 1, 6
"""Accents: none, from here the five tones, from here the three stresses."""
ACCENTS = 9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Phones:
    """Phones end to end; frames are 5 ms.

    Attributes
    ----------
    phone : int64, shape (phones,)
        Index in `aigc.voice.phones.SYMBOLS`.
    accent : int64, shape (phones,)
        0 to 8: `UNMARKED`, a tone from `TONES` on, a stress from `STRESSES` on.
    ends : int64, shape (phones,)
        The frame after the last of each; the first phone begins at 0.
    """

    phone: Ids
    accent: Ids
    ends: Ids

    @property
    def begins(self) -> Ids:
        """The first frame of each phone."""
        return np.concatenate(([0], self.ends[:-1]))


def laid_out(phones: Phones, begin: int = 0, end: int | None = None) -> tuple[Ids, Floats]:
    """Return which phone sounds at every second frame, and where in it that is.

    ``begin`` and ``end`` name some of the pairs of frames. The second array, shape
    ``(pairs, 8)``, has the length of the phone, the share that is over, and how much is over and
    is left, at scales from 40 to 300 ms; all stay as they are inside a long phone.
    """
    last = int(phones.ends[-1]) // STRIDE if end is None else end
    centre = STRIDE * np.arange(begin, last) + (STRIDE - 1) / 2
    which = np.minimum(np.searchsorted(phones.ends, centre, side="right"), len(phones.ends) - 1)
    first, size = phones.begins[which], np.maximum(phones.ends - phones.begins, 1)[which]
    over, left = centre - first, first + size - centre
    columns = (
        np.minimum(np.log(size / 20), 1.6), over / size,
        *(over / scale for scale in (8, 30, 60)), *(left / scale for scale in (8, 30, 60)),
    )  # fmt: skip
    place = np.stack([columns[0], *(np.clip(c, 0, 1) for c in columns[1:])], 1)
    return which, place.astype(np.float32)
