"""What was found wrong with a lyric."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from aigc.types.markup import faint, strong, table, titled
from aigc.types.template import place_name

Kind = Literal[
    "length",
    "mark",
    "lock",
    "allowed",
    "rhyme",
    "tone",
    "keyword",
    "repeat",
    "character",
    "stress",
    "syllables",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that a lyric does against its form.

    ``line`` and ``cell`` are indices into the template; None where the fault has no one place.
    """

    kind: Kind
    line: int | None = None
    cell: int | None = None
    message: str

    @property
    def place(self) -> str:
        """Where it is, counted from 1: ``2:5``, ``line 2``, or nothing."""
        if self.line is None:
            return ""
        return f"line {self.line + 1}" if self.cell is None else place_name(self.line, self.cell)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything that a lyric does against its form; ``lines`` and ``cells`` were checked."""

    faults: tuple[Fault, ...]
    lines: int
    cells: int

    @property
    def ok(self) -> bool:
        """Whether the lyric keeps its form without exception."""
        return not self.faults

    def _repr_html_(self) -> str:
        note = f"{self.lines} lines, {self.cells} cells"
        rows = [(strong(f.kind), faint(f.place), faint(f.message)) for f in self.faults]
        return titled("Fits" if self.ok else "Does not fit", note, table(rows))
