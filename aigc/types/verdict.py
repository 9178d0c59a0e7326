"""What a detector says of a text or a picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

NOT_CHECKED: Final = "not_checked"
"""The category of what a detector cannot judge; that is no pass."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One judgement.

    Attributes
    ----------
    flagged : bool
        Whether it is something that may not leave.
    category : str
        The wrong that weighs most, in the detector's word, flagged or not; or `NOT_CHECKED`.
    score : float
        How sure the detector is that it may not leave, 0 to 1.
    detector : str
        Who judged, with its model.
    """

    flagged: bool
    category: str
    score: float
    detector: str = ""

    @property
    def checked(self) -> bool:
        """Tell whether it was judged at all."""
        return self.category != NOT_CHECKED
