"""What oto.ini, character.txt and prefix.map of an UTAU bank say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from math import isfinite
from pathlib import Path
from typing import Final

from aigc.banks import Kind
from aigc.encodings import decoded
from aigc.errors import InputError

UTAU: Final = Kind(
    label="UTAU",
    needs="oto.ini",
    never="dsconfig.yaml",
    roots=("character.txt", "prefix.map", "oto.ini"),
)

_MOST_BYTES: Final = 8_000_000
_MOST_MS: Final = 600_000.0
_STEPS: Final = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A piece of a recording, all times in milliseconds.

    Attributes
    ----------
    alias : str
        What it is called by.
    offset_ms : float
        Where it begins in its file; the times below count from here.
    fixed_ms : float
        How much of it keeps its length; what is behind is stretched.
    cutoff_ms : float
        Where it ends: negative from ``offset_ms`` on, else before the end of the file.
    preutterance_ms : float
        How much of it sounds before the beat.
    overlap_ms : float
        How long it is faded into from what was before.
    """

    alias: str
    file: Path
    offset_ms: float
    fixed_ms: float
    cutoff_ms: float
    preutterance_ms: float
    overlap_ms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class UtauBank:
    """The units of a bank by their aliases, and what is added to an alias at each MIDI pitch."""

    root: Path
    label: str
    units: Mapping[str, Unit]
    marks: Mapping[int, tuple[str, str]]

    def find(self, alias: str, midi: int) -> Unit | None:
        """Return the unit of an alias recorded at, or near, a pitch; nothing without one."""
        near = sorted(self.marks, key=lambda pitch: (abs(pitch - midi), pitch))
        own = [self.marks[pitch] for pitch in near[:1]]
        for before, after in chain(own, (("", ""),), (self.marks[p] for p in near[1:])):
            unit = self.units.get(f"{before}{alias}{after}")
            if unit is not None:
                return unit
        return None

    def plain_aliases(self) -> set[str]:
        """Return the aliases without what prefix.map adds to them."""
        ends = {after for _, after in self.marks.values() if after}
        return {_without(alias, ends) for alias in self.units}


def load_bank(root: Path) -> UtauBank:
    """Return what an UTAU bank says of itself; the recordings are left alone.

    Raises
    ------
    InputError
        When it is damaged or names no unit.
    """
    units: dict[str, Unit] = {}
    for path in sorted(root.rglob("*")):
        if path.name.lower() == "oto.ini" and path.is_file():
            for unit in _units(path):
                units.setdefault(unit.alias, unit)
    if not units:
        raise InputError(
            f"The oto.ini of {root.name} names no recording: it is empty or damaged. Lines are "
            "'file.wav=alias,offset,consonant,cutoff,preutterance,overlap'."
        )
    return UtauBank(root=root, label=_label(root), units=units, marks=_marks(root))


def _units(path: Path) -> list[Unit]:
    found = []
    for line in _text(path).splitlines():
        name, equals, rest = line.strip().partition("=")
        if equals and name.lower().endswith(".wav"):
            found.append(_unit(path, name, rest))
    return found


def _unit(path: Path, name: str, rest: str) -> Unit:
    alias, *figures = rest.split(",")
    try:
        values = [float(figure) if figure.strip() else 0.0 for figure in figures[:5]]
    except ValueError:
        values = []
    values += [0.0] * (5 - len(values)) if len(values) == len(figures[:5]) else []
    fine = len(values) == 5 and all(isfinite(v) and abs(v) <= _MOST_MS for v in values)
    if not fine or values[0] < 0:
        raise InputError(
            f"{path.parent.name}/{path.name} is damaged: {name}={rest[:60]!r} must give an alias "
            "and five numbers in milliseconds, the first not below 0."
        )
    file = (path.parent / name.replace("\\", "/")).resolve()
    if not file.is_relative_to(path.parent.resolve()):
        raise InputError(
            f"{path.name} of the bank {path.parent.name} names {name!r}, outside of its folder: it "
            "is refused."
        )
    offset, fixed, cutoff, before, overlap = values
    return Unit(
        alias=alias.strip() or Path(name).stem,
        file=file,
        offset_ms=offset,
        fixed_ms=max(0.0, fixed),
        cutoff_ms=cutoff,
        preutterance_ms=max(0.0, before),
        overlap_ms=overlap,
    )


def _label(root: Path) -> str:
    path = root / "character.txt"
    found = re.search(r"^name\s*[=:]\s*(.+)$", _text(path), re.M | re.I) if path.is_file() else None
    return found[1].strip()[:80] if found else root.name


def _marks(root: Path) -> dict[int, tuple[str, str]]:
    path = root / "prefix.map"
    found: dict[int, tuple[str, str]] = {}
    for line in _text(path).splitlines() if path.is_file() else ():
        note, *added = line.split("\t")
        name = re.fullmatch(r"([A-G])(#?)(-?\d)", note.strip())
        if name and len(added) >= 2:
            midi = 12 * (int(name[3]) + 1) + _STEPS[name[1]] + (name[2] == "#")
            found[midi] = (added[0].strip(), added[1].strip())
    return found


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise InputError(
                f"{path.name} of the bank {path.parent.name} is too large to be a list of "
                "recordings."
            )
        return decoded(path.read_bytes())
    except OSError as exc:
        raise InputError(f"{path} cannot be read: {exc.strerror}. Check the bank.") from exc


def _without(alias: str, ends: set[str]) -> str:
    return next((alias.removesuffix(end) for end in ends if alias.endswith(end)), alias)
