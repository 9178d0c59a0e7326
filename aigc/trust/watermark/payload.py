"""A 32-bit asset ID as signs, and back from noisy measurements, with the odds of an error.

The signs are those of a random code: the ID is cut into parts of 10 and 11 bits, and each part
chooses one of 1,024 rows of random signs, or their opposite. A row is found again by its
correlation with what was measured, which is the best that can be done in white noise.

How likely a false reading is, is known without any assumption about what was measured. For
values ``x`` and a row of independent random signs ``s`` the statistic
``z = sum(s * x) / sqrt(sum(x ** 2))`` exceeds ``t`` with a probability of at most
``exp(-t * t / 2)``. The chance is that of the key, so it holds for every picture that was made
without regard to the key.

Source: Hoeffding, Probability Inequalities for Sums of Bounded Random Variables (1963), theorem 2.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from aigc.errors import InputError

ID_BITS = 32
FALSE_ALARM = 1e-6
"""Readings that are more likely than this to be chance are not to be believed."""
DOUBT = 1e-3
"""Nor those of a mark so faint that another ID is more likely than this."""

_ROW_BITS = 10
_PARTS = (10, 11, 11)
"""Bits of each part; the eleventh bit is the sign of the row."""
_SPREAD = 0x9E3779B1
"""Odd: multiplied by it, IDs that follow one another differ in all parts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An asset ID that was read.

    Attributes
    ----------
    asset_id : int
        0 to 2 ** 32 - 1.
    strength : float
        The statistic ``z``: what the mark sticks out, in standard deviations.
    false_alarm : float
        Upper bound of the probability that something without a mark reads like this.
    doubt : float
        Probability that the mark is of another ID, in white noise.
    """

    asset_id: int
    strength: float
    false_alarm: float
    doubt: float

    @property
    def sure(self) -> bool:
        """Whether it is to be believed."""
        return self.false_alarm <= FALSE_ALARM and self.doubt <= DOUBT


class Code:
    """The signs of one key for one kind of medium.

    Some places carry the same signs for every ID; a mark is found by them.

    Parameters
    ----------
    key : bytes
        Whoever has it can read, and forge, marks.
    medium : str
        Codes of two media have nothing in common.
    places : int
        Signs altogether.
    fixed : int
        Signs that do not depend on the ID.
    """

    def __init__(self, key: bytes, medium: str, places: int, fixed: int) -> None:
        self._seed = hashlib.sha256(b"aigc watermark 1\0" + medium.encode() + b"\0" + key).digest()
        draw = np.frombuffer(self._drawn("places", places * 8), "<u8")
        order = np.argsort(draw, kind="stable")
        each = (places - fixed) // len(_PARTS)
        starts = (fixed + each * part for part in range(len(_PARTS)))
        self._parts = tuple(order[start : start + each] for start in starts)
        self._rows = tuple(
            self._signs(f"rows {part}", (1 << _ROW_BITS) * each).reshape(-1, each)
            for part in range(len(_PARTS))
        )
        self.fixed: NDArray[np.int8] = np.zeros(places, np.int8)
        """The signs that never change, shape ``(places,)``; zero elsewhere."""
        self.fixed[order[:fixed]] = self._signs("fixed", fixed)
        self.fixed.setflags(write=False)

    def _drawn(self, name: str, count: int) -> bytes:
        return hashlib.shake_256(self._seed + name.encode()).digest(count)

    def _signs(self, name: str, count: int) -> NDArray[np.int8]:
        bits = np.unpackbits(np.frombuffer(self._drawn(name, -(-count // 8)), np.uint8))[:count]
        return (1 - 2 * bits.astype(np.int8)).astype(np.int8)

    def encode(self, asset_id: int) -> NDArray[np.int8]:
        """Return the signs of ``asset_id``, shape ``(places,)``; a few places may be zero.

        Raises
        ------
        InputError
            It does not fit in 32 bits.
        """
        if not 0 <= asset_id < 1 << ID_BITS:
            raise InputError(
                f"The asset ID {asset_id} does not fit in {ID_BITS} bits. "
                f"Give a number from 0 to {(1 << ID_BITS) - 1}."
            )
        signs = self.fixed.copy()
        for value, places, rows in zip(_cut(asset_id), self._parts, self._rows, strict=True):
            row = rows[value % (1 << _ROW_BITS)]
            signs[places] = -row if value >> _ROW_BITS else row
        return signs

    def read(
        self, values: NDArray[np.float32], *, tries: int, expected: int | None = None
    ) -> Reading:
        """Return the likeliest ID in ``values``, however unlikely it is.

        Parameters
        ----------
        values : NDArray
            What was measured in each place, shape ``(places,)``; positive where the sign is.
        tries : int
            In how many ways the mark is looked for: each of them may be a false alarm.
        expected : int, optional
            Tell of this ID, for which fainter traces are enough, unless another one is there.
        """
        likeliest, doubt = self._likeliest(values)
        reading = self._reading(likeliest, values, tries * 2.0**ID_BITS, doubt)
        if expected is None or (reading.sure and likeliest != expected):
            return reading
        return self._reading(expected, values, tries, 0.0)

    def _reading(
        self, asset_id: int, values: NDArray[np.float32], choices: float, doubt: float
    ) -> Reading:
        signs = self.encode(asset_id) * (self.fixed == 0)
        used = values[signs != 0].astype(np.float64)
        norm = math.sqrt(float(used @ used))
        strength = float(signs[signs != 0] @ used) / norm if norm > 0 else 0.0
        return Reading(
            asset_id=asset_id,
            strength=strength,
            false_alarm=false_alarm(strength, choices),
            doubt=doubt,
        )

    def _likeliest(self, values: NDArray[np.float32]) -> tuple[int, float]:
        """Return the ID that fits best, and how likely it is another one."""
        sure = 1.0
        scores = [self._scores(part, values) for part in range(len(_PARTS))]
        best = [int(np.argmax(fits)) for fits in scores]
        # A mark as strong as the best rows together make it out to be.
        mark = sum(float(fits.max()) for fits in scores) / len(scores)
        for fits in scores:
            sure /= float(np.exp(mark * (fits - fits.max())).sum())
        return _joined(best), 1 - sure

    def _scores(self, part: int, values: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return how each value of a part of the ID fits, in standard deviations."""
        measured = values[self._parts[part]].astype(np.float32)
        norm = max(float(np.linalg.norm(measured)), 1e-30)
        fits = (self._rows[part].astype(np.float32) @ measured).astype(np.float64) / norm
        return np.concatenate((fits, -fits)) if _PARTS[part] > _ROW_BITS else fits


def _cut(asset_id: int) -> tuple[int, ...]:
    """Return the parts of an ID, highest first."""
    asset_id, values = asset_id * _SPREAD % (1 << ID_BITS), []
    for bits in reversed(_PARTS):
        values.append(asset_id & (1 << bits) - 1)
        asset_id >>= bits
    return tuple(reversed(values))


def _joined(values: list[int]) -> int:
    """Return the ID of these parts."""
    spread = 0
    for bits, value in zip(_PARTS, values, strict=True):
        spread = spread << bits | value
    return spread * pow(_SPREAD, -1, 1 << ID_BITS) % (1 << ID_BITS)


def false_alarm(strength: float, choices: float) -> float:
    """Return the most likely that one of ``choices`` rows of random signs fits so well, by chance.

    >>> f"{false_alarm(10, 2.0**32):.1e}"
    '8.3e-13'
    """
    return min(1.0, choices * math.exp(-(max(strength, 0.0) ** 2) / 2))


@lru_cache(maxsize=8)
def code(key: bytes, medium: str, places: int, fixed: int) -> Code:
    """Return the code, which is drawn once."""
    return Code(key, medium, places, fixed)
