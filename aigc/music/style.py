"""What makes each mood: tempo, scale, chords, rhythm and instruments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from aigc.music.harmony import DORIAN, MAJOR, MINOR

Figure = Literal["sparse", "broken", "sixteenths", "pulse", "offbeat"]
Degrees = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """A mood in numbers.

    ``first`` and ``second`` are four-bar chord rows (scale degrees from 0) for the two parts.
    Patterns are sixteenths of a bar with a loudness of 0 to 9 each. ``colour`` is the added chord
    tone in degrees over the root: 6 a seventh, 8 a ninth, 5 a sixth.
    """

    tempo_bpm: float
    scale: tuple[int, ...]
    first: Degrees
    second: Degrees
    cadence: int
    colour: int
    figure: Figure
    pad: float
    key: float
    bass: float
    bass_pattern: str
    kick: str = ""
    snap: str = ""
    shaker: str = ""
    swing: float = 0.0
    cutoff_hz: float = 6_000.0


STYLES: dict[str, Style] = {
    "calm": Style(
        tempo_bpm=72, scale=MAJOR, first=(0, 5, 3, 4), second=(3, 0, 1, 4), cadence=3, colour=8,
        figure="sparse", pad=1.0, key=0.8, bass=0.5, bass_pattern="7...............",
        cutoff_hz=4_500,
    ),
    "upbeat": Style(
        tempo_bpm=110, scale=MAJOR, first=(0, 4, 5, 3), second=(3, 4, 0, 5), cadence=4, colour=8,
        figure="offbeat", pad=0.55, key=0.9, bass=0.9, bass_pattern="8..5..7...8.5.4.",
        kick="8.......8.......", snap="....6.......6...", shaker="4.2.5.2.4.2.5.3.", swing=0.06,
    ),
    "tech": Style(
        tempo_bpm=104, scale=DORIAN, first=(0, 5, 2, 6), second=(3, 0, 6, 4), cadence=6, colour=6,
        figure="sixteenths", pad=0.7, key=0.6, bass=0.9, bass_pattern="8.....6...7.....",
        kick="8.....4.7.......", snap="............4...", shaker="..3...4...3...4.",
    ),
    "warm": Style(
        tempo_bpm=84, scale=MAJOR, first=(0, 2, 3, 4), second=(5, 3, 0, 4), cadence=3, colour=6,
        figure="broken", pad=0.7, key=1.0, bass=0.8, bass_pattern="8.......5..6....",
        kick="5.......4.......", shaker="3...4...3...4.2.", swing=0.1, cutoff_hz=5_000,
    ),
    "news": Style(
        tempo_bpm=100, scale=MINOR, first=(0, 5, 2, 6), second=(3, 0, 5, 4), cadence=6, colour=8,
        figure="pulse", pad=0.75, key=0.75, bass=0.85, bass_pattern="8...5...7...5...",
        kick="7.......5.......", shaker="..3...3...3...3.",
    ),
    "serious": Style(
        tempo_bpm=66, scale=MINOR, first=(0, 3, 5, 4), second=(5, 2, 3, 4), cadence=3, colour=8,
        figure="sparse", pad=1.0, key=0.7, bass=0.7, bass_pattern="7.......3.......",
        cutoff_hz=3_800,
    ),
}  # fmt: skip
