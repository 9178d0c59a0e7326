"""The signs of a line of music in ABC notation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Final, NamedTuple

_LENGTH: Final = r"(?:\d{1,12})?(?:/\d{1,12}|/{1,6})?"
_PITCH: Final = r"(?:\^{1,2}|_{1,2}|=)?[A-Ga-g][,']*"
_SIGNS: Final = (
    ("text", r'"[^"]*"'),
    ("decoration", r"![^!\s]*!|\+[a-zA-Z.<>()]+\+"),
    ("grace", r"\{[^}]*\}"),
    ("field", r"\[[A-Za-z]:[^\]]*\]"),
    ("tuplet", r"\(\d{1,4}(?::\d{0,4}){0,2}"),
    ("bar", r"\.?(?:\[\||:*\|[\]|]*:*|:{2,})(?:(?:\s*\[)?(?=\d)\d[\d,\-]*)?"),
    ("ending", r"\[\d[\d,\-]*"),
    ("chord", rf"\[(?:{_PITCH}{_LENGTH}-?|\s)+\]{_LENGTH}"),
    ("note", _PITCH + _LENGTH),
    ("rest", rf"[zx]{_LENGTH}"),
    ("bars_rest", r"[ZX]\d{0,4}"),
    ("space", r"y\d*/*\d*"),
    ("slur", r"\.?\("),
    ("slur_end", r"\)"),
    ("tie", r"\.?-"),
    ("broken", r">{1,3}|<{1,3}"),
    ("short", r"[HLMOPSTuv.~]"),
    ("blank", r"[\s`$*\\]+"),
)
_SIGN: Final = re.compile("|".join(f"(?P<{kind}>{sign})" for kind, sign in _SIGNS))
NOTE: Final = re.compile(rf"({_PITCH})({_LENGTH})")


class Sign(NamedTuple):
    """A sign with its kind, its text and the column at which it stands, from 1."""

    kind: str
    text: str
    column: int


def signs_in(line: str) -> Iterator[Sign]:
    """Yield the signs of a line of music, blanks left out.

    Raises
    ------
    ValueError
        Something in it is no sign.
    """
    at = 0
    while at < len(line):
        found = _SIGN.match(line, at)
        if found is None or found.end() == at:
            raise ValueError(f"column {at + 1}: {line[at : at + 12]!r} is no sign of ABC")
        if found.lastgroup not in ("blank", "space"):
            yield Sign(str(found.lastgroup), found[0], at + 1)
        at = found.end()


def length_of(text: str) -> Fraction:
    """Return the length behind a note in units: ``2``, ``3/2``, ``/``, ``//``, empty for 1.

    Raises
    ------
    ValueError
        It is 0.
    """
    above, slash, below = text.partition("/")
    if not slash:
        length = Fraction(int(above or 1))
    elif below.isdecimal():
        length = Fraction(int(above or 1), int(below) or 1) if int(below) else Fraction(0)
    else:
        length = Fraction(int(above or 1), 2 ** (1 + len(below)))
    if length <= 0:
        raise ValueError(f"a length of {text!r}")
    return length
