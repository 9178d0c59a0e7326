"""Chords as a song sheet names them."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from types import MappingProxyType
from typing import Final, Literal

from aigc.errors import InputError, did_you_mean

QUALITIES: Final = MappingProxyType(
    {
        "major": ((0, 4, 7), ("", "M", "maj", "Maj", "ma", "Δ")),
        "minor": ((0, 3, 7), ("m", "min", "mi", "-")),
        "diminished": ((0, 3, 6), ("dim", "°", "o")),
        "augmented": ((0, 4, 8), ("aug", "+", "#5")),
        "power": ((0, 7), ("5",)),
        "suspended-second": ((0, 2, 7), ("sus2",)),
        "suspended-fourth": ((0, 5, 7), ("sus4", "sus")),
        "dominant": ((0, 4, 7, 10), ("7", "dom7")),
        "major-seventh": ((0, 4, 7, 11), ("maj7", "M7", "Maj7", "ma7", "Δ7", "j7")),
        "minor-seventh": ((0, 3, 7, 10), ("m7", "min7", "mi7", "-7")),
        "major-minor": ((0, 3, 7, 11), ("mMaj7", "mM7", "m(maj7)", "mmaj7", "minmaj7")),
        "half-diminished": ((0, 3, 6, 10), ("m7b5", "ø", "ø7", "m7(b5)", "min7b5", "-7b5")),
        "diminished-seventh": ((0, 3, 6, 9), ("dim7", "°7", "o7")),
        "augmented-seventh": ((0, 4, 8, 10), ("7#5", "aug7", "+7")),
        "suspended-seventh": ((0, 5, 7, 10), ("7sus4", "7sus")),
        "major-sixth": ((0, 4, 7, 9), ("6", "maj6", "M6")),
        "minor-sixth": ((0, 3, 7, 9), ("m6", "min6", "-6")),
        "added-ninth": ((0, 4, 7, 2), ("add9", "add2", "2")),
        "minor-added-ninth": ((0, 3, 7, 2), ("madd9", "m(add9)")),
        "sixth-ninth": ((0, 4, 7, 9, 2), ("6/9", "69")),
        "dominant-ninth": ((0, 4, 7, 10, 2), ("9",)),
        "major-ninth": ((0, 4, 7, 11, 2), ("maj9", "M9", "Maj9")),
        "minor-ninth": ((0, 3, 7, 10, 2), ("m9", "min9", "-9")),
        "flat-ninth": ((0, 4, 7, 10, 1), ("7b9", "7(b9)")),
        "dominant-11th": ((0, 4, 7, 10, 5), ("11",)),
        "minor-11th": ((0, 3, 7, 10, 5), ("m11", "min11")),
        "dominant-13th": ((0, 4, 7, 10, 9), ("13",)),
    }
)
"""Name of a quality, as in MusicXML where it has one, to its intervals in semitones over the root
and its suffixes, the usual one first."""

SILENT: Final = ("N.C.", "NC", "N.C", "n.c.", "none")
"""How a sheet says that no chord sounds."""

_SUFFIXES: Final = {suffix: name for name, (_, all_) in QUALITIES.items() for suffix in all_}
_LETTERS: Final = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_SHARPS: Final = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
_FLATS: Final = ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B")
_USUAL: Final = ("C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
_USUAL_MINOR: Final = ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "G#", "A", "Bb", "B")
_NOTE: Final = re.compile(r"([A-G])([#♯b♭]{0,2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chord:
    """A root with a quality over a bass.

    Attributes
    ----------
    root : int
        Pitch class, 0 for C to 11 for B.
    quality : str
        A name in `QUALITIES`.
    bass : int or None
        Pitch class of the lowest voice where it is not the root.
    """

    root: int
    quality: str = "major"
    bass: int | None = None

    @property
    def classes(self) -> tuple[int, ...]:
        """The pitch classes, root first, without the bass."""
        return tuple((self.root + step) % 12 for step in QUALITIES[self.quality][0])

    @property
    def lowest(self) -> int:
        """The pitch class of the lowest voice."""
        return self.root if self.bass is None else self.bass

    @property
    def symbol(self) -> str:
        """The chord as a song sheet writes it.

        >>> Chord(root=10, bass=2).symbol
        'Bb/D'
        """
        return self.spelled()

    def spelled(self, *, flats: bool | None = None) -> str:
        """Return the symbol with flats or sharps; None takes the usual name of each root."""
        minor = QUALITIES[self.quality][0][1] == 3
        usual = _USUAL_MINOR if minor else _USUAL
        names = {None: usual, True: _FLATS, False: _SHARPS}[flats]
        below = _FLATS if "b" in names[self.root] else names
        low = "" if self.bass is None else f"/{below[self.bass]}"
        return names[self.root] + QUALITIES[self.quality][1][0] + low

    def transposed(self, semitones: int) -> Chord:
        """Return the chord moved by ``semitones``."""
        bass = None if self.bass is None else (self.bass + semitones) % 12
        return replace(self, root=(self.root + semitones) % 12, bass=bass)


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A tonic, as a pitch class, and its mode."""

    tonic: int
    mode: Literal["major", "minor"] = "major"

    @property
    def scale(self) -> tuple[int, ...]:
        """The pitch classes from the tonic upwards; minor is natural."""
        steps = (0, 2, 4, 5, 7, 9, 11) if self.mode == "major" else (0, 2, 3, 5, 7, 8, 10)
        return tuple((self.tonic + step) % 12 for step in steps)

    @property
    def fifths(self) -> int:
        """The sharps of its signature, below 0 flats; -5 to 6."""
        major = self.tonic if self.mode == "major" else self.tonic + 3
        return (major * 7 + 5) % 12 - 5

    @property
    def name(self) -> str:
        """The key in words, such as ``A minor``."""
        root = Chord(root=self.tonic, quality=self.mode).symbol
        return f"{root.removesuffix('m')} {self.mode}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedChord:
    """A chord that sounds from ``start``, in quarter notes, to the next; None is silence."""

    start: Fraction
    chord: Chord | None


Progression = tuple[PlacedChord, ...]
"""Chords in the order of time, no two at one place."""


def parse_chord(text: str) -> Chord | None:
    """Return the chord of a symbol; None for ``N.C.``.

    Raises
    ------
    InputError
        When it is no chord symbol.
    """
    symbol = text.strip()
    if symbol in SILENT:
        return None
    found = _NOTE.match(symbol)
    if found is None:
        raise InputError(
            f"{text[:40]!r} is no chord: begin with a note from A to G, such as C, Am7 or Bb/D."
        )
    suffix, slash, low = symbol[found.end() :].rpartition("/")
    if not slash or _NOTE.fullmatch(low) is None:
        suffix, low = symbol[found.end() :], ""
    suffix = suffix.replace("♯", "#").replace("♭", "b")
    if suffix not in _SUFFIXES:
        raise InputError(
            f"{text[:40]!r} is no chord that is known: after the note stands {suffix[:20]!r}. "
            f"{did_you_mean(suffix, filter(None, _SUFFIXES))}"
        )
    bass = _pitch_class(low) if low else None
    root = _pitch_class(found.group())
    return Chord(root=root, quality=_SUFFIXES[suffix], bass=None if bass == root else bass)


def _pitch_class(note: str) -> int:
    """Return the pitch class of a note name."""
    signs = note[1:].replace("♯", "#").replace("♭", "b")
    return (_LETTERS[note[0]] + signs.count("#") - signs.count("b")) % 12


def nearest_chord(text: str) -> Chord | None:
    """Return the chord of a symbol, or of as much of its suffix as is known: ``C13#11`` is C13.

    Raises
    ------
    InputError
        When it does not begin with a note.
    """
    symbol = text.strip()
    head = _NOTE.match(symbol)
    for end in range(len(symbol), head.end() if head else len(symbol) - 1, -1):
        with suppress(InputError):
            return parse_chord(symbol[:end])
    return parse_chord(head.group() if head else symbol)
