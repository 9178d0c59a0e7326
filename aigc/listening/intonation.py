"""How near the pitch that is heard comes to the notes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aigc.errors import InputError
from aigc.listening.pitch import STEP_S
from aigc.timings.sung import pitch_name
from aigc.types.markup import clock, faint, strong, table, titled
from aigc.types.vocal import SungNote, VocalLine

IN_TUNE_CENTS = 20.0
_EDGE_SHARE, _EDGE_S = 0.25, 0.12
_FEWEST = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardNote:
    """A note and how far its middle lies beside its pitch; None where no pitch is heard."""

    note: SungNote
    cents: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Intonation:
    """How well a line is in tune, note by note."""

    notes: tuple[HeardNote, ...]

    @property
    def cents(self) -> tuple[float, ...]:
        """How far each note that is heard lies beside its pitch, above 0 if it is sharp."""
        return tuple(n.cents for n in self.notes if n.cents is not None)

    @property
    def median_cents(self) -> float:
        """The middle of the distances, whichever side; 0 where no note is heard."""
        return float(np.median(np.abs(self.cents))) if self.cents else 0.0

    @property
    def in_tune(self) -> float:
        """The share of the notes that are within 20 cents."""
        return sum(abs(c) <= IN_TUNE_CENTS for c in self.cents) / len(self.notes)

    def _repr_html_(self) -> str:
        note = (
            f"{len(self.notes)} notes · {self.in_tune:.0%} within {IN_TUNE_CENTS:g} cents · "
            f"median {self.median_cents:.1f} cents"
        )
        far = sorted(self.notes, key=lambda n: -abs(n.cents) if n.cents is not None else -1e9)
        return titled("In tune", note, table(_row(n) for n in far[:5]))


def _row(heard: HeardNote) -> tuple[str, str, str, str]:
    note = heard.note
    told = "no pitch is heard" if heard.cents is None else f"{heard.cents:+.1f} cents"
    begin = faint(clock(note.time.start))
    return begin, strong(note.text), faint(pitch_name(note.pitch)), told


def intonation(line: VocalLine, heard_hz: NDArray[np.floating]) -> Intonation:
    """Return how far the pitch that is heard lies beside each note.

    A note counts by the median over its middle: glides at its beginning and its end, up to a
    quarter of it, are left out.

    Parameters
    ----------
    heard_hz : shape (frames,)
        The pitch every 5 ms, 0 for none, on the clock of the line; see `pitch_track`.

    Raises
    ------
    InputError
        When the line has no note.
    """
    if not line.notes:
        raise InputError("There is no note to compare with. Give a line with notes.")
    return Intonation(notes=tuple(_heard(line, heard_hz)))


def _heard(line: VocalLine, heard_hz: NDArray[np.floating]) -> Iterator[HeardNote]:
    for note in line.notes:
        length = float(note.time.duration)
        edge = min(_EDGE_SHARE * length, _EDGE_S)
        begin, end = float(note.time.start) + edge, float(note.time.end) - edge
        part = heard_hz[round(begin / STEP_S) : round(end / STEP_S)]
        voiced = part[part > 0]
        if len(voiced) < min(_FEWEST, max(len(part) // 2, 1)):
            yield HeardNote(note=note, cents=None)
            continue
        midi = 69 + 12 * float(np.log2(np.median(voiced) / 440))
        yield HeardNote(note=note, cents=100 * (midi - note.pitch))
