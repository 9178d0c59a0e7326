"""What makes each mood: tempo, scale, chords, rhythm and instruments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from aigc.music.harmony import DORIAN, MAJOR, MINOR

Instrument = Literal[
    "pad", "key", "pluck", "guitar", "tine", "bell", "bass", "kick", "snap", "hat", "shaker",
    "crash", "swell",
]  # fmt: skip
Rows = tuple[str, ...]

FIGURES: dict[str, tuple[str, str]] = {
    "drops": ("....2.......4...", "......3.....5..."),
    "chimes": ("0.....2.....4...", "..3.....5.....2."),
    "waves": ("0.1.2.3.4.3.2.1.", "0.2.1.3.2.4.3.5."),
    "broken": ("0..2..3.1..2..4.", "0..2..3.1..4..3."),
    "lilt": ("0...2.3...4.3.2.", "1...3.4...2.3..."),
    "ripple": ("0.21..3.1.32..4.", "0.21..4.2.31..5."),
    "run": ("0.2.4.20.3.5.31.", "0.2.4.25.4.3.21."),
    "stabs": ("..x...x...x..x..", "..x...x.x...x..."),
    "push": ("x..x..x...x.x...", "x..x..x...x...x."),
    "ticks": ("1.1.3.1.1.3.1.2.", "1.1.3.1.2.1.3.1."),
    "pulse": ("x..2..3.x..2..4.", "x..2..3.x.3...2."),
}
"""Broken chords, two bars each: a sixteenth plays that voice of the chord, 4 and over an octave
up; ``x`` plays the upper three at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """A mood in numbers.

    ``first``, ``second`` and ``bridge`` offer rows of four chords (see `harmony.spell`) for the
    kinds of section; a seed chooses. Patterns are sixteenths of a bar with a loudness of 0 to 9;
    in the bass ``F`` is the fifth and ``O`` the octave. ``cell`` says how busy the melody is.
    """

    tempo_bpm: float
    scale: tuple[int, ...]
    first: tuple[str, ...]
    second: tuple[str, ...]
    bridge: tuple[str, ...]
    cadence: tuple[str, str]
    figures: Rows
    comp: Instrument
    lead: Instrument
    cell: Literal["slow", "even", "busy"]
    bass_lines: Rows
    pad: float
    figure: float
    melody: float
    bass: float
    drums: float = 0.0
    kick: Rows = ("",)
    snap: Rows = ("",)
    hat: Rows = ("",)
    shaker: Rows = ("",)
    swing: float = 0.0
    seventh: bool = False
    cutoff_hz: float = 10_000.0


STYLES: dict[str, Style] = {
    "calm": Style(
        tempo_bpm=72, scale=MAJOR, cadence=("4", "5s"),
        first=("1 6 4 5s", "1 3 4 1/3", "1 5/7 6 4"),
        second=("4 1/3 2 5s", "6 4 1/3 5", "4 5 3 6"), bridge=("2 3 4 4", "6 3 4 1"),
        figures=("drops", "chimes", "lilt"), comp="key", lead="bell", cell="slow",
        bass_lines=("7...............", "7.........F.....", "7.......5......."),
        pad=0.8, figure=1.0, melody=0.75, bass=0.95, drums=0.5, shaker=("3...2...3...2...",),
        cutoff_hz=10_000,
    ),
    "upbeat": Style(
        tempo_bpm=112, scale=MAJOR, cadence=("4", "5"),
        first=("1 5/7 6 4", "1 4 6 5", "1 1/3 4 5s"),
        second=("4 5 6 1/3", "6 4 1 5", "4 1/3 2 5"), bridge=("2 4 6 5s", "6 3 4 5"),
        figures=("stabs", "push", "waves", "run"), comp="guitar", lead="bell", cell="busy",
        bass_lines=("8..5..7...8.5.4.", "8...8..58...O.5.", "8..8..8.7..7.F.O"),
        pad=0.5, figure=1.0, melody=0.8, bass=0.9, drums=0.9,
        kick=("8...8...8...8...", "8.....5.8...8..."),
        snap=("....7.......7...", "....7.......7..3"),
        hat=("..5...5...5...5.", "..5...5...5.2.5."), shaker=("4.2.5.2.4.2.5.3.",), swing=0.05,
        cutoff_hz=12_000,
    ),
    "tech": Style(
        tempo_bpm=106, scale=DORIAN, cadence=("4", "7"),
        first=("1 7 4 4", "1 3 7 4", "1 5 7 4"),
        second=("3 7 4 1", "3 4 1 7", "4 1 7 3"), bridge=("1 1 7 7", "4 4 5 5"),
        figures=("run", "ripple", "ticks", "waves"), comp="pluck", lead="tine", cell="even",
        bass_lines=("8.....6...7.....", "8.8...8...8..O..", "8..8..8.8..8..F."),
        pad=0.75, figure=0.95, melody=0.7, bass=0.9, drums=0.85, seventh=True,
        kick=("8.....4.7.......", "8...7...8...7..."),
        snap=("........7.......", "....6.......6..."),
        hat=("..4...4...4...4.", "4.2.4.2.4.2.4.22"), shaker=("..3...4...3...4.",),
        cutoff_hz=12_000,
    ),
    "warm": Style(
        tempo_bpm=86, scale=MAJOR, cadence=("2", "5s"),
        first=("1 3 4 5s", "1 6 2 5", "1 5/7 6 3"),
        second=("6 4 1/3 5", "4 3 2 5s", "4 5 3 6"), bridge=("2 3 4 5", "6 2 4 4"),
        figures=("broken", "lilt", "waves"), comp="guitar", lead="tine", cell="even",
        bass_lines=("8.......5..6....", "8.....5.7.....F.", "8..5....7..5...."),
        pad=0.7, figure=1.0, melody=0.8, bass=0.8, drums=0.65, seventh=True,
        kick=("5.......4.......", "6......35......."),
        snap=("....3.......3...",),
        shaker=("3.1.4.1.3.1.4.2.",), swing=0.1, cutoff_hz=11_000,
    ),
    "news": Style(
        tempo_bpm=100, scale=MINOR, cadence=("6", "7"),
        first=("1 6 3 7", "1 7 6 7", "1 3 7 4"),
        second=("6 7 1 3", "4 6 1 7", "6 3 7 1"), bridge=("4 4 6 6", "6 6 7 7"),
        figures=("ticks", "pulse", "push"), comp="pluck", lead="key", cell="even",
        bass_lines=("8...5...7...5...", "8.8.8.8.8.8.8.8.", "8..8..8.8..8..8."),
        pad=0.8, figure=1.0, melody=0.8, bass=0.85, drums=0.9,
        kick=("7.......5.......", "8.....5.8......."),
        snap=("........5.......", "....6.......6..."),
        hat=("..3...3...3...3.", "4.2.4.2.4.2.4.2."), shaker=("..3...3...3...3.",),
        cutoff_hz=11_000,
    ),
    "serious": Style(
        tempo_bpm=66, scale=MINOR, cadence=("4", "5s"),
        first=("1 4 6 5s", "1 6 4 5", "1 5 6 3"),
        second=("6 3 4 5", "4 1 6 7", "6 7 3 4"), bridge=("6 6 4 4", "4 6 1 5"),
        figures=("chimes", "lilt", "drops"), comp="key", lead="key", cell="slow",
        bass_lines=("7.......3.......", "7...............", "7.....5.....F..."),
        pad=0.85, figure=1.0, melody=0.9, bass=1.0, drums=0.6, kick=("6...............",),
        shaker=("2...1...2...1...",), cutoff_hz=9_000,
    ),
}  # fmt: skip
