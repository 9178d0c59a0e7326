"""The shape of a piece: sections, how full each is, and the chord of every bar."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from aigc.music.harmony import Chord, Harmony, lead, spell
from aigc.music.style import Style

Part = Literal["intro", "first", "second", "bridge", "outro", "end"]

_OPENING: Chord = (57, 62, 65, 69)
_PHRASE = 4
_LOWEST_BASS = 33
_ARCS = {
    1: "A3",
    2: "A3 B4",
    3: "A2 A3 B4",
    4: "A2 A3 B4 B5",
    5: "A2 A3 B4 C1 B5",
    6: "A2 A3 B4 C1 A3 B5",
    7: "A2 A3 B4 B4 C1 A3 B5",
    8: "A2 A3 B4 B4 C1 A3 B5 A4",
}
"""For each number of phrases the kind and energy of each."""
_KINDS: dict[str, Part] = {"A": "first", "B": "second", "C": "bridge"}
_SHIFTS = (0, 2, 5, -3, -2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Some bars of one kind; ``energy`` runs from 0 (chords alone) to 5 (everything plays)."""

    part: Part
    bars: int
    energy: int
    cycle: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar: where it stands in its section, its chord and its bass note.

    ``last`` is true in the last bar of a section, ``rises`` when the next section is fuller.
    """

    part: Part
    number: int
    energy: int
    cycle: int
    tonic: int
    harmony: Harmony
    chord: Chord
    root: int
    last: bool = False
    rises: bool = False


def sections(bars: int) -> list[Section]:
    """Return the sections of a piece of ``bars`` bars; the ending is not counted.

    A short piece is one arch. A long one goes through cycles of 32 bars that never sound alike.
    """
    if bars < 4:
        return [Section(part="first", bars=bars, energy=2)] if bars else []
    intro = 1 if bars < 9 else 2 if bars < 24 else 4
    outro = 0 if bars < 6 else 1 if bars < 16 else 2
    phrases, rest = divmod(bars - intro - outro, _PHRASE)
    cycles, left = divmod(max(phrases, 1), len(_ARCS))
    arcs = [*[_ARCS[len(_ARCS)]] * cycles, _ARCS.get(left, "")]
    out = [Section(part="intro", bars=intro, energy=1)]
    for cycle, arc in enumerate(arcs):
        for sign in arc.split():
            part, energy = _KINDS[sign[0]], int(sign[1])
            length = _PHRASE if phrases else rest
            out.append(Section(part=part, bars=length, energy=energy, cycle=cycle))
    if phrases:
        out[-1] = replace(out[-1], bars=_PHRASE + rest)
    if outro:
        out.append(Section(part="outro", bars=outro, energy=1, cycle=out[-1].cycle))
    return out


def chords(style: Style, bars: int, seed: int) -> list[Bar]:
    """Return every bar with a chord that moves little from the one before, the tonic last."""
    rng = np.random.default_rng((seed, 1, round(style.tempo_bpm)))
    home = int(rng.integers(0, 12))
    plan = sections(bars)
    rows = _rows(style, plan, rng)
    shifts = [0, *(int(rng.choice(_SHIFTS)) for _ in plan)]
    out: list[Bar] = []
    voices = _OPENING
    ending = Section(part="end", bars=1, energy=0, cycle=plan[-1].cycle if plan else 0)
    for index, section in enumerate([*plan, ending]):
        tonic = (home + shifts[section.cycle]) % 12
        following = plan[index + 1].energy if index + 1 < len(plan) else 0
        for number in range(section.bars):
            symbol = _symbol(style, section, number, rows, bars - len(out))
            seventh = style.seventh and section.part != "end"
            harmony = spell(symbol, style.scale, tonic, seventh=seventh)
            voices = lead(voices, harmony.classes)
            out.append(
                Bar(
                    part=section.part, number=number, energy=section.energy,
                    cycle=section.cycle,
                    tonic=tonic, harmony=harmony, chord=voices,
                    root=_LOWEST_BASS + (harmony.bass - _LOWEST_BASS) % 12,
                    last=number == section.bars - 1, rises=following > section.energy,
                )
            )  # fmt: skip
    return out


def _rows(style: Style, plan: list[Section], rng: np.random.Generator) -> dict[str, list[str]]:
    """Return for each cycle and kind of section the row of chords that a seed has chosen."""
    kinds = {"first": style.first, "second": style.second, "bridge": style.bridge}
    rows: dict[str, list[str]] = {}
    for cycle in range(1 + max((s.cycle for s in plan), default=0)):
        for kind, offered in kinds.items():
            rows[f"{kind}{cycle}"] = str(rng.choice(offered)).split()
    return rows


def _symbol(
    style: Style, section: Section, number: int, rows: dict[str, list[str]], left: int
) -> str:
    """Return the chord symbol of a bar; ``left`` counts the bars before the last chord."""
    if section.part == "end":
        return "1"
    if left <= 2 and section.part == "outro":
        return style.cadence[2 - left]
    if left == 1:
        return style.cadence[1]
    kind = section.part if section.part in ("first", "second", "bridge") else "first"
    if section.part == "intro" and section.bars < _PHRASE:
        number *= _PHRASE - 1
    row = rows[f"{kind}{section.cycle}"]
    if section.part == "first" and section.energy > 2 and number % _PHRASE == 3:
        return row[3] if row[2] == style.cadence[1] else style.cadence[1]
    return row[number % _PHRASE]
