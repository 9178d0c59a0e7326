"""The sounds in a phoneme as an engine spells it."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from aigc.errors import InputError, did_you_mean
from aigc.timings.articulation import NUCLEI, POSTURES

_MARKS: Final = frozenset(
    "ˈˌːˑ.ˡ‿|'0123456789˥˦˧˨˩_-\u0303\u0306\u030a\u030d\u0325\u0329\u032f\u0361"
)
"""Stress, length and tone, which do not change the shape of the mouth."""
_IPA: Final = {
    "g": "ɡ", "r": "ɹ", "ʁ": "x", "χ": "x", "ç": "ɕ", "ɐ": "ʌ", "ɜ": "ɝ", "ɒ": "ɔ",
    "ø": "y", "œ": "ɛ", "ɨ": "ɪ", "ɯ": "ɤ", "ɵ": "ə", "ᵻ": "ɪ", "ɫ": "l", "ɬ": "l", "ɲ": "n",
    "ɳ": "n", "ʔ": "h", "ɦ": "h", "ʈ": "t", "ʐ": "ɻ", "c": "tɕ", "q": "k", "ʰ": "", "ʲ": "",
    "ʷ": "w", "s.": "ʂ", "ts.": "tʂ", "ts.h": "tʂʰ", "z.": "ɻ", "i.": "ʅ", "i[": "ɿ",
    "th": "tʰ", "ph": "pʰ", "kh": "kʰ", "tsh": "tsʰ", "tɕh": "tɕʰ", "dz": "ts", "dʑ": "tɕ",
    "ʑ": "ɕ", "[": "", "]": "", " ": "",
}  # fmt: skip
"""Signs for which another stands in the table: how a voice beside the house's spells."""
_WHOLE: Final = {
    "": "sil", "pau": "sil", "SP": "sil", "sp": "sil", "spn": "sil", "cl": "sil", "_": "sil",
    "#": "sil", "AP": "br", "breath": "br", "inh": "br", "exh": "br",
}  # fmt: skip
_ARPABET: Final = {
    "AA": "ɑ", "AE": "æ", "AH": "ʌ", "AO": "ɔ", "AW": "a w", "AX": "ə", "AY": "a j", "EH": "ɛ",
    "ER": "ɝ", "EY": "e j", "IH": "ɪ", "IY": "i", "OW": "o w", "OY": "ɔ j", "UH": "ʊ", "UW": "u",
    "B": "b", "CH": "tʃ", "D": "d", "DH": "ð", "DX": "ɾ", "F": "f", "G": "ɡ", "HH": "h", "JH": "dʒ",
    "K": "kʰ", "L": "l", "M": "m", "N": "n", "NG": "ŋ", "P": "pʰ", "R": "ɹ", "S": "s", "SH": "ʃ",
    "T": "tʰ", "TH": "θ", "V": "v", "W": "w", "Y": "j", "Z": "z", "ZH": "ʒ",
}  # fmt: skip
_LONGEST: Final = 4


@lru_cache(maxsize=1024)
def phones_of(symbol: str) -> tuple[str, ...]:
    """Return the sounds of a phoneme, each a row of `aigc.timings.articulation.POSTURES`.

    Knows the phones of the house voices, IPA as espeak-ng writes it, ARPAbet in capitals, and the
    usual names of silence and breath. Marks of stress, length and tone are passed over.

    >>> phones_of("tʂʰ"), phones_of("ˈaɪ"), phones_of("AW1"), phones_of("SP")
    (('tʂʰ',), ('a', 'ɪ'), ('a', 'w'), ('sil',))

    Raises
    ------
    InputError
        A sign in it is none of these.
    """
    if symbol in POSTURES:
        return (symbol,)
    if symbol in _WHOLE:
        return (_WHOLE[symbol],)
    if (bare := symbol.rstrip("0123456789")) in _ARPABET:
        return tuple(_ARPABET[bare].split())
    return _pieces(symbol)


def phones_or_murmur(symbol: str) -> tuple[str, ...]:
    """Return the sounds of a phoneme, a murmur for one that is not known.

    For voices that tell no phonemes, or spell them in a way of their own: the mouth moves with the
    words at least.
    """
    try:
        return phones_of(symbol)
    except InputError:
        return ("ə",)


def is_nucleus(symbol: str) -> bool:
    """Tell whether a phoneme has a vowel, about which a syllable stands, or is not known."""
    return any(phone in NUCLEI for phone in phones_or_murmur(symbol))


def is_silent(symbol: str) -> bool:
    """Tell whether a phoneme is a silence or a breath."""
    return _WHOLE.get(symbol, symbol) in ("sil", "br")


def is_stressed(symbol: str) -> bool:
    """Tell whether a phoneme carries the mark of the main stress."""
    return "ˈ" in symbol or (symbol[:-1] in _ARPABET and symbol.endswith("1"))


def _pieces(symbol: str) -> tuple[str, ...]:
    """Return the longest known signs, from left to right."""
    out: list[str] = []
    at = 0
    while at < len(symbol):
        found = _sign(symbol, at)
        if found is None:
            at = _skipped(symbol, at)
            continue
        sign, size = found
        out += [sign] if sign else []
        at += size
    if not out:
        raise _unknown(symbol)
    return tuple(out)


def _sign(symbol: str, at: int) -> tuple[str, int] | None:
    for size in range(min(_LONGEST, len(symbol) - at), 0, -1):
        sign = symbol[at : at + size]
        known = sign if sign in POSTURES and sign not in ("sil", "br") else _IPA.get(sign)
        if known is not None:
            return known, size
    return None


def _skipped(symbol: str, at: int) -> int:
    if symbol[at] not in _MARKS:
        raise _unknown(symbol)
    return at + 1


def _unknown(symbol: str) -> InputError:
    return InputError(
        f"The phoneme {symbol!r} is not known, so no mouth shape can be given to it. Write it in "
        f"IPA or ARPAbet. {did_you_mean(symbol, [*POSTURES, *_ARPABET])}"
    )
