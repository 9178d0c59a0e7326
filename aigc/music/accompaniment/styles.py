"""What each style plays: instruments and their patterns for every metre."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from aigc.music.style import Instrument, Rows

Role = Literal["figure", "pad", "bass", "drum"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One instrument and its patterns.

    Attributes
    ----------
    role : Role
        How a pattern is read. ``figure``: a digit is that voice of the chord, 4 and over an octave
        higher, ``x`` the upper three voices, ``X`` all four. ``bass``: a digit is a loudness, ``F``
        the fifth and ``O`` the octave. ``drum``: a digit is a loudness. ``pad`` holds each chord
        and has no pattern.
    four, three, six : tuple of str
        Sixteenths of 4/4 (16), 3/4 (12) and 6/8 (12), taken in turn bar by bar. Every other metre
        is put together of them, or of their beginnings.
    quietest, loudest : int
        The energies of a section, 0 to 5, in which it plays.
    level : float
        Linear, beside the usual level of the instrument.
    gate : float
        How much of the time to its next stroke a note lasts.
    strum_s : float
        How much later each further voice of a chord begins.
    """

    instrument: Instrument
    role: Role
    four: Rows = ()
    three: Rows = ()
    six: Rows = ()
    quietest: int = 0
    loudest: int = 5
    level: float = 1.0
    gate: float = 0.96
    strum_s: float = 0.0

    def row(self, kind: str, bar: int) -> str:
        """Return the pattern of a kind of cell in a bar; empty where it rests."""
        rows = {"4": self.four, "3": self.three, "6": self.six}[kind]
        return rows[bar % len(rows)] if rows else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BandStyle:
    """The players of a style.

    Attributes
    ----------
    parts : tuple of Part
        Who plays.
    answer : Instrument
        What answers in the rests of the melody.
    swing : float
        How late the second of two eighths comes, as a share of an eighth.
    sevenths : bool
        Triads of the key get their seventh.
    cutoff_hz : float
        Where the treble begins to fall.
    least : int
        The lowest energy of a section of the song.
    """

    parts: tuple[Part, ...]
    answer: Instrument
    swing: float = 0.0
    sevenths: bool = False
    cutoff_hz: float = 11_000.0
    least: int = 2


def _bass(
    four: Rows, three: Rows, six: Rows, instrument: Instrument = "bass", **more: float
) -> Part:
    return Part(
        instrument=instrument, role="bass", four=four, three=three, six=six,
        quietest=int(more.get("quietest", 0)), loudest=int(more.get("loudest", 5)),
        level=more.get("level", 1.0), gate=more.get("gate", 0.94),
    )  # fmt: skip


def _drum(
    instrument: Instrument, four: Rows, three: Rows, six: Rows, quietest: int, level: float = 1.0
) -> Part:
    return Part(
        instrument=instrument, role="drum", four=four, three=three, six=six,
        quietest=quietest, level=level,
    )  # fmt: skip


BALLAD = BandStyle(
    parts=(
        _bass(
            ("8.......5.......",), ("8...........", "8.......4..."), ("8.....5.....",),
            "key", level=0.8, gate=1.0, loudest=3,
        ),
        _bass(
            ("8.....5.7.......", "8.....5.7.....F."), ("8.......5...",), ("8.....6...5.",),
            quietest=3
        ),
        Part(
            instrument="key", role="figure", four=("0.1.2.3.4.3.2.1.", "0.2.1.3.4.3.2.1."),
            three=("0.1.2.3.2.1.", "0.2.3.4.3.2."), six=("0.1.2.4.3.2.", "0.2.3.5.3.2."),
            loudest=3, gate=2.5,
        ),
        Part(
            instrument="key", role="figure", four=("X...2.3.x...3.2.", "X...2.3.x..3.42."),
            three=("X...2.3.x.3.", "X...3.2.x.2."), six=("X.2.3.x.3.2.",), quietest=4, gate=2.0,
            strum_s=0.008, level=1.05,
        ),
        Part(instrument="pad", role="pad", quietest=2, level=0.75),
        _drum(
            "kick", ("7.......6.......", "7.....3.6......."), ("7...........",),
            ("7.........3.",), 4, 0.7,
        ),
        _drum("snap", ("....5.......5...",), ("....4...4...",), ("......5.....",), 4, 0.6),
        _drum("shaker", ("3.2.3.2.3.2.3.2.",), ("3.2.3.2.3.2.",), ("3.2.2.3.2.2.",), 3, 0.8),
    ),
    answer="key", cutoff_hz=10_500,
)  # fmt: skip

POP = BandStyle(
    parts=(
        _bass(("8...........5...",), ("8.......5...",), ("8.....5.....",), loudest=2),
        _bass(
            ("8..5..8.8..5..F.", "8..5..8.8.F.5.O."), ("8...5.8.F.5.",), ("8...5.8...F.",),
            quietest=3
        ),
        Part(
            instrument="key", role="figure", four=("x.....x...x.....",), three=("x.....x...x.",),
            six=("x.....x...2.",), loudest=3, strum_s=0.006, gate=1.0,
        ),
        Part(
            instrument="key", role="figure", four=("x..x..x...x.x...", "x..x..x...x..x.."),
            three=("x..x..x.x...",), six=("x...x.x...x.",), quietest=4, strum_s=0.006,
        ),
        Part(
            instrument="guitar", role="figure", four=("0.2.3.1.2.3.1.2.", "0.2.3.1.4.3.2.1."),
            three=("0.2.3.1.2.3.",), six=("0.2.3.1.3.2.",), quietest=2, level=0.7, gate=1.6,
        ),
        Part(instrument="pad", role="pad", quietest=3, level=0.55),
        _drum(
            "kick", ("8.......8.5.....", "8.....5.8......."), ("8.........4.",),
            ("8.........5.",), 3,
        ),
        _drum(
            "snap", ("....7.......7...", "....7.......7..3"), ("....6...6...",),
            ("......7.....",), 3,
        ),
        _drum("hat", ("4.3.4.3.4.3.4.3.",), ("4.3.4.3.4.3.",), ("4.3.3.4.3.3.",), 3, 0.9),
        _drum("shaker", ("3.2.4.2.3.2.4.2.",), ("3.2.4.2.4.2.",), ("4.2.2.4.2.2.",), 2, 0.8),
    ),
    answer="tine", cutoff_hz=12_000,
)  # fmt: skip

FOLK = BandStyle(
    parts=(
        _bass(
            ("8.......F.......",), ("8...........", "F..........."), ("8.....F.....",), "guitar",
            level=0.9, gate=1.0,
        ),
        _bass(
            ("7.......F.......",), ("7...........", "F..........."), ("7.....F.....",),
            quietest=3, level=0.8,
        ),
        Part(
            instrument="guitar", role="figure", four=("..2.1.3...2.1.3.", "..2.3.1...3.2.1."),
            three=("..1.2.3.2.1.", "..2.3.4.3.2."), six=("..1.2...2.3.",), loudest=3, gate=1.8,
        ),
        Part(
            instrument="guitar", role="figure", four=("x...x.x...x.x.x.", "x...x.xx..x.x.x."),
            three=("x...x.x.x.x.",), six=("x...x.x...x.",), quietest=4, strum_s=0.012, gate=1.2,
        ),
        Part(instrument="pad", role="pad", quietest=4, level=0.4),
        _drum("shaker", ("4.2.3.2.4.2.3.2.",), ("4.2.3.2.3.2.",), ("4.2.2.3.2.2.",), 3, 0.9),
        _drum("kick", ("6.......5.......",), ("6...........",), ("6.....4.....",), 4, 0.7),
        _drum("snap", ("....4.......4...",), ("....3...3...",), ("....3.....3.",), 5, 0.6),
    ),
    answer="guitar", swing=0.06, cutoff_hz=11_000,
)  # fmt: skip

ELECTRONIC = BandStyle(
    parts=(
        _bass(("8...............",), ("8...........",), ("8.....7.....",), loudest=2),
        _bass(
            ("..7...7...7...7.", "..7...7...7...O."), ("..7...7...7.",), ("..7.7...7.7.",),
            quietest=3, gate=0.7
        ),
        Part(
            instrument="pluck", role="figure", four=("0.2.4.20.3.5.31.", "0.2.4.25.4.3.21."),
            three=("0.2.4.20.3.5", "0.2.4.25.3.2"), six=("0.2.4.3.5.2.",), level=0.95,
        ),
        Part(
            instrument="tine", role="figure", four=("x..x..x.........",), three=("x..x..x.....",),
            six=("x...x.......",), quietest=4, level=0.7,
        ),
        Part(instrument="pad", role="pad", level=0.85),
        _drum("kick", ("8...8...8...8...",), ("8...8...8...",), ("8.....8.....",), 3),
        _drum("snap", ("....7.......7...",), ("....6...6...",), ("......7.....",), 3, 0.9),
        _drum(
            "hat", ("..5...5...5...5.", "..5.2.5...5.2.52"), ("..5...5...5.",),
            ("..4.4...4.4.",), 2,
        ),
    ),
    answer="bell", cutoff_hz=13_000,
)  # fmt: skip

LOFI = BandStyle(
    parts=(
        _bass(("8.....5.6.......", "8.....5.7.....5."), ("8.......5...",), ("8.....6...4.",)),
        Part(
            instrument="tine", role="figure", four=("X.....x.....2.3.", "X.....x...3.2..."),
            three=("X.....x...2.",), six=("X...2.x...3.",), strum_s=0.014, gate=1.1,
        ),
        Part(
            instrument="guitar", role="figure", four=("......2.4...3...", "....3.......4.2."),
            three=("......3.2...",), six=("....3.....2.",), quietest=4, level=0.55, gate=1.5,
        ),
        Part(instrument="pad", role="pad", quietest=3, level=0.45),
        _drum(
            "kick", ("8.....4.8.......", "8.......5.8....."), ("8...........",),
            ("8.........4.",), 2, 0.9,
        ),
        _drum(
            "snap", ("....6.......6...", "....6.......6..2"), ("....5...5...",),
            ("......6.....",), 2, 0.8,
        ),
        _drum(
            "hat", ("3.2.3.2.3.2.3.2.", "3.2.3.2.3.2.3.22"), ("3.2.3.2.3.2.",),
            ("3.2.2.3.2.2.",), 3, 0.7,
        ),
    ),
    answer="tine", swing=0.22, sevenths=True, cutoff_hz=5_500,
)  # fmt: skip

WALTZ = BandStyle(
    parts=(
        _bass(("8.......F.......",), ("8...........", "F..........."), ("8.....F.....",)),
        Part(
            instrument="key", role="figure", four=("....x.......x...",), three=("....x...x...",),
            six=("..x.x...x.x.",), strum_s=0.006, gate=0.8,
        ),
        Part(
            instrument="pluck", role="figure", four=("4...5...6...5...",), three=("4.5.6.7.6.5.",),
            six=("4.5.6.7.6.5.",), quietest=4, level=0.6, gate=1.0,
        ),
        Part(instrument="pad", role="pad", quietest=3, level=0.7),
        _drum("kick", ("6.......5.......",), ("6...........",), ("6.....4.....",), 4, 0.6),
        _drum("shaker", ("..2.4.2...2.4.2.",), ("....4...4.2.",), ("..3.3...3.3.",), 3, 0.8),
        _drum("snap", ("............3...",), ("........3...",), ("....3.....3.",), 5, 0.5),
    ),
    answer="key", cutoff_hz=11_000,
)  # fmt: skip

STYLES: dict[str, BandStyle] = {
    "ballad": BALLAD,
    "pop": POP,
    "folk": FOLK,
    "electronic": ELECTRONIC,
    "lofi": LOFI,
    "waltz": WALTZ,
}
"""By the names that a user gives."""
