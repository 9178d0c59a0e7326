"""The fields of ABC notation: metre, unit, tempo and key as values."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from aigc.scores.bars import Metre, metre
from aigc.scores.keys import MODES, fifths_of
from aigc.scores.tempo import bpm_of, figure, sane

_KEY: Final = re.compile(r"^([A-G])([#b♯♭]?)\s*([A-Za-z]*)")
_BEATS: Final = re.compile(r"(\d{1,3})/(\d{1,3})")
_TEMPO: Final = re.compile(r"((?:\d{1,3}/\d{1,3}\s*)+)=\s*([\d.]+(?:/\d+)?)")
_BARE_TEMPO: Final = re.compile(r"^([\d.]+|nan|inf|-[\d.]+)$", re.I)
_MODE_NAMES: Final = {name[:3]: name for name in MODES} | {"m": "minor", "": "major"}
_OPTION: Final = re.compile(r'([a-z]+)\s*=\s*("[^"]*"|\S+)')


def metre_of(text: str, start: Fraction = Fraction(0)) -> Metre | None:
    """Return the time signature of an ``M:`` field; nothing for free metre.

    Raises
    ------
    ValueError
        It is none.
    """
    text = text.strip().lower()
    if text in ("none", ""):
        return None
    if text in ("c", "c|"):
        return metre(start, 4, 4) if text == "c" else metre(start, 2, 2)
    above, _, below = text.replace("(", "").replace(")", "").partition("/")
    return metre(start, int(sum(map(figure, above.split("+")))), int(figure(below)))


def unit_of(text: str) -> Fraction:
    """Return the unit of an ``L:`` field in quarter notes."""
    above, _, below = text.strip().partition("/")
    unit = 4 * figure(above) / figure(below or "1")
    if not Fraction(1, 128) <= unit <= 16:
        raise ValueError(f"a unit of {text.strip()[:20]}")
    return unit


def default_unit(found: Metre | None) -> Fraction:
    """Return the unit of a tune without ``L:``: a sixteenth in metres below 3/4, else an eighth."""
    return Fraction(1, 4) if found and found.length < 3 else Fraction(1, 2)


def tempo_of(text: str) -> Fraction | None:
    """Return quarter notes a minute of a ``Q:`` field; nothing where it has only words."""
    bare = re.sub(r'"[^"]*"', "", text).strip()
    told = _TEMPO.search(bare)
    if told:
        beat = sum((Fraction(int(a), int(b)) for a, b in _BEATS.findall(told[1])), Fraction(0))
        above, _, below = told[2].partition("/")
        bpm = sane(figure(above) / figure(below)) if below else bpm_of(above)
        return bpm if beat == Fraction(1, 4) else sane(bpm * beat * 4)
    if not bare:
        return None
    if _BARE_TEMPO.match(bare):
        return bpm_of(bare)
    raise ValueError(f"a tempo of {bare[:40]!r}")


def tempo_text(bpm: Fraction, figures: str) -> str:
    """Return a tempo as a ``Q:`` field writes it; ``figures`` is it in decimals."""
    exact = bpm_of(figures) == bpm
    return f"1/4={figures if exact else f'{bpm.numerator}/{bpm.denominator}'}"


def key_of(text: str) -> tuple[int, str]:
    """Return the fifths and the mode of a ``K:`` field.

    Raises
    ------
    ValueError
        It is no key.
    """
    text = _OPTION.sub("", text).strip()
    if text.lower() in ("", "none", "hp", "treble", "bass"):
        return 0, "major"
    found = _KEY.match(text)
    mode = found and _MODE_NAMES.get(found[3] if found[3] == "m" else found[3].lower()[:3])
    if not found or not mode:
        raise ValueError(f"a key of {text[:40]!r}")
    tonic = found[1] + found[2].replace("♯", "#").replace("♭", "b")
    return fifths_of(tonic, mode), mode


def options_of(text: str) -> dict[str, str]:
    """Return the ``name=value`` options of a field."""
    return {name: value.strip('"') for name, value in _OPTION.findall(text)}


def semitones_of(text: str) -> int:
    """Return how far the options of a field move the notes that are written."""
    options = options_of(text)
    shift = 12 * int(options.get("octave", 0)) + int(options.get("transpose", 0))
    if abs(shift) > 60:
        raise ValueError(f"a shift of {shift} semitones")
    return shift
