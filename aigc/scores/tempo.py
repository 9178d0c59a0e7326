"""Tempos in files: figures read and written so that none is changed on the way."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from aigc.types.score import DEFAULT_BPM, Tempo

DEFAULT_TEMPOS: Final = (Tempo(start=Fraction(0), bpm=DEFAULT_BPM),)
SLOWEST_BPM: Final = 1
FASTEST_BPM: Final = 2000

_MINUTE_US: Final = 60_000_000
_PLACES: Final = 9
_FIGURE: Final = re.compile(r"[+-]?\d{1,12}(\.\d{0,40})?([eE][+-]?\d{1,2})?")


def figure(text: str) -> Fraction:
    """Return the number that a text writes in figures of ordinary size.

    Raises
    ------
    ValueError
        It is none, not finite, or a power of ten that would fill the memory.
    """
    if not _FIGURE.fullmatch(text.strip()):
        raise ValueError(repr(text.strip()[:40]))
    return Fraction(text.strip())


def bpm_of(text: str) -> Fraction:
    """Return quarter notes a minute; MIDI tempos, whole microseconds a quarter note, come exact.

    Raises
    ------
    ValueError
        The tempo is no number or none that can be played.
    """
    try:
        bpm = figure(text)
    except ValueError as exc:
        raise ValueError(f"a tempo of {exc}") from exc
    return sane(bpm) if "." not in text else _snapped(sane(bpm))


def sane(bpm: Fraction) -> Fraction:
    """Return a tempo that can be played.

    Raises
    ------
    ValueError
        It is below 1 or above 2000 quarter notes a minute.
    """
    if not SLOWEST_BPM <= bpm <= FASTEST_BPM:
        raise ValueError(
            f"a tempo of {float(bpm):g} (it may be {SLOWEST_BPM} to {FASTEST_BPM} beats a minute)"
        )
    return bpm


def _snapped(bpm: Fraction) -> Fraction:
    whole = Fraction(_MINUTE_US, max(round(_MINUTE_US / bpm), 1))
    return whole if bpm != whole and abs(bpm - whole) <= Fraction(1, 10**_PLACES) else bpm


def bpm_text(bpm: Fraction) -> str:
    """Return a tempo in decimal figures, to nine places."""
    return decimal_text(bpm, _PLACES)


def decimal_text(value: Fraction, places: int) -> str:
    """Return a number in decimal figures without needless zeros, rounded to so many places.

    >>> decimal_text(Fraction(1, 3), 4)
    '0.3333'
    """
    scaled = round(value * 10**places)
    sign, digits = "-" * (scaled < 0), f"{abs(scaled):0{places + 1}d}"
    text: str = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return f"{sign}{text.rstrip('0').rstrip('.') if places else text}"


def heard(changes: Mapping[Fraction, Fraction]) -> tuple[Tempo, ...]:
    """Return the tempos from place to bpm: one at 0 at least, none that changes nothing.

    A score whose first tempo stands later is played in that tempo from the beginning.
    """
    found: list[Tempo] = []
    for at in sorted(changes):
        if not found or found[-1].bpm != changes[at]:
            found.append(Tempo(start=at if found else Fraction(0), bpm=changes[at]))
    return tuple(found) or DEFAULT_TEMPOS
