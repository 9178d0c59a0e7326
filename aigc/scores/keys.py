"""Key signatures by name, and how pitches are spelled in them."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from aigc.types.score import Key

MAJORS: Final = (
    "Cb", "Gb", "Db", "Ab", "Eb", "Bb", "F", "C", "G", "D", "A", "E", "B", "F#", "C#",
)  # fmt: skip
"""The major keys from seven flats to seven sharps."""
SHARPS: Final = "FCGDAEB"
STEPS: Final = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
MODES: Final = {
    "major": 0,
    "ionian": 0,
    "lydian": 1,
    "mixolydian": -1,
    "dorian": -2,
    "minor": -3,
    "aeolian": -3,
    "phrygian": -4,
    "locrian": -5,
}
"""How many fifths the signature of a mode lies beside that of the major key of the same tonic."""


def fifths_of(tonic: str, mode: str) -> int:
    """Return the sharps, below 0 the flats, of a key such as ``F#`` ``minor``.

    Raises
    ------
    ValueError
        The tonic is none, or the key has more than seven accidentals.
    """
    fifths = MAJORS.index(tonic) - 7 + MODES[mode] if tonic in MAJORS else _far(tonic, mode)
    if abs(fifths) > 7:
        raise ValueError(f"a key of {tonic} {mode}")
    return fifths


def _far(tonic: str, mode: str) -> int:
    """Return the fifths of a tonic beyond the major keys, such as ``G#`` of G sharp minor."""
    step, sharps = tonic[:1], tonic.count("#") - tonic.count("b")
    if step not in STEPS or tonic != step + ("#" * sharps if sharps > 0 else "b" * -sharps):
        raise ValueError(f"a key of {tonic} {mode}")
    return MAJORS.index(step) - 7 + 7 * sharps + MODES[mode]


def tonic_of(key: Key) -> str:
    """Return the tonic of a key, such as ``F#`` for three sharps in minor."""
    place = key.fifths - MODES.get(key.mode, 0)
    sharps, step = divmod(place + 1, 7)
    return SHARPS[step] + ("#" * sharps if sharps > 0 else "b" * -sharps)


def key_named(start: Fraction, name: str) -> Key:
    """Return the key of a MIDI name such as ``F#m``."""
    mode = "minor" if name.endswith("m") else "major"
    return Key(start=start, fifths=fifths_of(name.removesuffix("m"), mode), mode=mode)


def spelled(pitch: int, fifths: int) -> tuple[str, int, int]:
    """Return step, alteration and octave (MIDI 60 is C 4) of a pitch as a key would write it."""
    written = (
        (abs(_line(step, alter) - fifths - 2), step, alter)
        for step in STEPS
        for alter in (-1, 0, 1)
        if (STEPS[step] + alter - pitch) % 12 == 0
    )
    _, step, alter = min(written)
    return step, alter, (pitch - alter - STEPS[step]) // 12 - 1


def _line(step: str, alter: int) -> int:
    """Return how many fifths a note lies from C."""
    return SHARPS.index(step) - 1 + 7 * alter


def signature(fifths: int) -> dict[str, int]:
    """Return the alteration of each step under a key signature."""
    sharp = SHARPS[: max(fifths, 0)]
    flat = SHARPS[7 - max(-fifths, 0) :]
    return {step: (step in sharp) - (step in flat) for step in STEPS}
