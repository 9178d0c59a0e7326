"""How the mouth stands for each sound of the house voices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Posture:
    """Where the mouth goes for a sound; 0 is the face at rest and 1 as far as it goes.

    Attributes
    ----------
    viseme : str
        One of `aigc.types.viseme.VISEMES`.
    jaw, pucker, funnel, spread, teeth : float
        The jaw drops, the lips push forward to a small round, stand off as a wide round, draw back,
        and show the teeth.
    jaw_hold, lips_hold : float
        How firmly jaw and lips keep to it against their neighbours; a sound that leaves them free
        has little.
    """

    viseme: str
    jaw: float
    pucker: float
    funnel: float
    spread: float
    teeth: float
    jaw_hold: float
    lips_hold: float


@dataclass(frozen=True, slots=True)
class Gesture:
    """Something the mouth does in whole or not at all, and in which part of the sound.

    ``begin`` and ``end`` are shares of the sound's length: the lips part before the breath of an
    aspirated stop.
    """

    reach: float
    begin: float
    end: float


_ROWS: Final = {
    # viseme, jaw, pucker, funnel, spread, teeth, hold of jaw, hold of lips
    "sil": ("sil", 0, 0, 0, 0, 0, 1, 1),
    "br": ("sil", 0.14, 0, 0.06, 0, 0.04, 0.8, 0.5),
    "p pʰ b m": ("PP", 0.05, 0, 0, 0, 0, 0.9, 0.15),
    "f v": ("FF", 0.08, 0, 0, 0.05, 0.15, 1, 0.3),
    "θ ð": ("TH", 0.12, 0, 0, 0.05, 0.15, 1, 0.25),
    "t tʰ d": ("DD", 0.1, 0, 0, 0.08, 0.12, 0.9, 0.15),
    "ɾ": ("DD", 0.14, 0, 0, 0.05, 0.1, 0.5, 0.15),
    "n": ("nn", 0.12, 0, 0, 0.05, 0.1, 0.8, 0.15),
    "l": ("nn", 0.18, 0, 0, 0.05, 0.1, 0.7, 0.15),
    "k kʰ ɡ": ("kk", 0.16, 0, 0, 0.03, 0.08, 0.5, 0.15),
    "ŋ": ("kk", 0.2, 0, 0, 0.03, 0.06, 0.4, 0.15),
    "x": ("kk", 0.2, 0, 0, 0.02, 0.06, 0.4, 0.15),
    "h": ("kk", 0.2, 0, 0, 0, 0.04, 0.15, 0.15),
    "s z": ("SS", 0.04, 0, 0.03, 0.25, 0.4, 1.3, 0.5),
    "ts tsʰ": ("SS", 0.04, 0, 0, 0.25, 0.4, 1.2, 0.4),
    "tʂ tʂʰ ʂ": ("CH", 0.06, 0.1, 0.3, 0, 0.35, 1.2, 0.6),
    "tɕ tɕʰ ɕ": ("CH", 0.05, 0, 0.04, 0.35, 0.4, 1.2, 0.5),
    "tʃ dʒ ʃ ʒ": ("CH", 0.07, 0.2, 0.45, 0, 0.35, 1.2, 0.8),
    "ɹ": ("RR", 0.12, 0.3, 0.25, 0, 0.1, 0.8, 0.7),
    "ɻ": ("RR", 0.12, 0.15, 0.2, 0, 0.15, 0.8, 0.5),
    "j": ("ih", 0.1, 0, 0, 0.4, 0.12, 0.8, 0.6),
    "w": ("ou", 0.1, 0.75, 0.35, 0, 0, 0.8, 1.6),
    "ɥ": ("ou", 0.08, 0.7, 0.25, 0, 0, 0.8, 1.5),
    "i": ("ih", 0.12, 0, 0, 0.55, 0.15, 1, 1),
    "y": ("ou", 0.1, 0.75, 0.25, 0, 0, 1, 1.4),
    "ɪ": ("ih", 0.2, 0, 0, 0.3, 0.12, 1, 0.9),
    "e": ("E", 0.28, 0, 0, 0.35, 0.12, 1, 0.9),
    "ɛ": ("E", 0.4, 0, 0, 0.25, 0.12, 1, 0.9),
    "æ": ("aa", 0.54, 0, 0, 0.3, 0.15, 1, 0.9),
    "a": ("aa", 0.6, 0, 0, 0.1, 0.15, 1, 0.8),
    "ɑ": ("aa", 0.62, 0, 0.06, 0, 0.12, 1, 0.8),
    "ɔ": ("oh", 0.46, 0.2, 0.5, 0, 0.05, 1, 1.2),
    "o": ("oh", 0.34, 0.4, 0.5, 0, 0.02, 1, 1.3),
    "ʊ": ("ou", 0.2, 0.5, 0.35, 0, 0.02, 1, 1.2),
    "u": ("ou", 0.14, 0.85, 0.35, 0, 0, 1, 1.6),
    "ɤ": ("E", 0.3, 0, 0, 0.15, 0.1, 1, 0.8),
    "ʌ": ("aa", 0.42, 0, 0, 0.05, 0.1, 1, 0.7),
    "ə": ("E", 0.26, 0, 0, 0.05, 0.08, 0.7, 0.4),
    "ɝ": ("RR", 0.24, 0.25, 0.25, 0, 0.08, 1, 0.8),
    "ɚ": ("RR", 0.22, 0.15, 0.2, 0, 0.08, 0.8, 0.6),
    "ɿ": ("ih", 0.06, 0, 0, 0.35, 0.35, 1, 0.8),
    "ʅ": ("ih", 0.08, 0.05, 0.15, 0.05, 0.3, 1, 0.7),
}  # fmt: skip

POSTURES: Final = {
    symbol: Posture(str(row[0]), *(float(value) for value in row[1:]))
    for symbols, row in _ROWS.items()
    for symbol in symbols.split()
}
"""The posture of every sound; the visemes are those of Meta's lip-sync reference."""
NUCLEI: Final = frozenset("iyɪeɛæaɑɔoʊuɤʌəɝɚɿʅ")
"""The vowels, whose jaw follows how loud and how long they are."""

CLOSE: Final = {
    "p": Gesture(1, 0, 0.7),
    "pʰ": Gesture(1, 0, 0.5),
    "b": Gesture(1, 0, 0.8),
    "m": Gesture(1, 0, 1),
}
"""Lips together."""
TUCK: Final = {"f": Gesture(1, 0.1, 0.9), "v": Gesture(1, 0.1, 0.9)}
"""Lower lip to the upper teeth."""
TONGUE: Final = {"θ": Gesture(0.35, 0.2, 0.8), "ð": Gesture(0.3, 0.2, 0.8)}
"""Tip of the tongue between the teeth."""
