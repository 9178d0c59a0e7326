"""The sounds of English in espeak-ng's own letters."""

from __future__ import annotations

from collections.abc import Iterable

_LETTERS = {
    "AA": "A:", "AE": "a", "AH": "V", "AO": "O:", "AW": "aU", "AY": "aI", "EH": "E", "ER": "3:",
    "EY": "eI", "IH": "I", "IY": "i:", "OW": "oU", "OY": "OI", "UH": "U", "UW": "u:",
    "B": "b", "CH": "tS", "D": "d", "DH": "D", "F": "f", "G": "g", "HH": "h", "JH": "dZ", "K": "k",
    "L": "l", "M": "m", "N": "n", "NG": "N", "P": "p", "R": "r", "S": "s", "SH": "S", "T": "t",
    "TH": "T", "V": "v", "W": "w", "Y": "j", "Z": "z", "ZH": "Z",
}  # fmt: skip
_LIGHT = {"AH0": "@", "ER0": "3", "IY0": "i"}
_STRESS = {"0": "", "1": "'", "2": ","}


def mnemonics(arpabet: Iterable[str]) -> str:
    """Return the phones of a word as espeak-ng takes them between ``[[`` and ``]]``.

    >>> mnemonics("HH AH0 L OW1".split())
    "h@l'oU"
    """
    return "".join(_letter(phone) for phone in arpabet)


def _letter(phone: str) -> str:
    if phone in _LIGHT:
        return _LIGHT[phone]
    stress = _STRESS[phone[-1]] if phone[-1].isdigit() else ""
    return stress + _LETTERS[phone.rstrip("012")]
