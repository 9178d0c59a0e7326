"""A melody: a short motif, answered, bent to the chords."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from aigc.music.form import Bar
from aigc.music.harmony import nearest_of
from aigc.music.style import Style

Event = tuple[float, float, int]
"""Start and length in sixteenths from the beginning of a bar, and a MIDI pitch."""

_CELLS: dict[str, tuple[tuple[tuple[int, int], ...], ...]] = {
    "slow": (
        ((4, 4), (8, 10), (24, 8)),
        ((0, 6), (6, 2), (8, 12), (28, 4)),
        ((8, 8), (16, 12)),
    ),
    "even": (
        ((0, 6), (6, 6), (12, 8), (24, 8)),
        ((4, 2), (6, 2), (8, 8), (20, 4), (24, 8)),
        ((0, 3), (3, 3), (6, 10), (22, 2), (24, 8)),
    ),
    "busy": (
        ((0, 2), (2, 2), (4, 4), (8, 6), (16, 3), (19, 3), (22, 8)),
        ((2, 2), (4, 2), (6, 6), (14, 2), (16, 4), (20, 10)),
        ((0, 3), (3, 3), (6, 4), (10, 6), (20, 2), (22, 2), (24, 8)),
    ),
}
_MOVES = (-2, -1, -1, 1, 1, 2)
_STEP_SEMITONES = 1.8
_CENTRE, _REACH = 76, 7


class Motif:
    """A rhythm and the steps between its notes; every cycle of a piece has its own."""

    def __init__(self, style: Style, seed: int, cycle: int = 0) -> None:
        rng = np.random.default_rng((seed, 2, cycle, round(style.tempo_bpm)))
        cells = _CELLS[style.cell]
        self.first, self.second = (cells[i] for i in rng.permutation(len(cells))[:2])
        self.moves = tuple(int(m) for m in rng.choice(_MOVES, size=8))
        self.start = _CENTRE + int(rng.integers(-4, 5))

    def over(
        self, pair: Sequence[Bar], scale: Sequence[int], after: int | None = None
    ) -> list[tuple[int, Event]]:
        """Return what is played over one or two bars: the number of the bar and the note.

        The second pair of a section answers the first: it goes on from ``after``, where that
        ended, with its steps turned round. Long and accented notes belong to the chord.
        """
        answer = pair[0].number % 4 >= 2
        cell = self.second if pair[0].part == "second" else self.first
        now = float(after if answer and after is not None else self.start)
        out: list[tuple[int, Event]] = []
        for index, (step, length) in enumerate(cell):
            number, within = divmod(step, 16)
            if number >= len(pair):
                break
            bar = pair[number]
            notes = tuple((bar.tonic + s) % 12 for s in scale)
            move = self.moves[index % len(self.moves)] * (-1 if answer else 1)
            strong = within % 8 == 0 or length >= 6 or index == len(cell) - 1
            triad = bar.harmony.classes[:3]
            pitch = nearest_of(triad if strong else notes, _moved(now, _STEP_SEMITONES * move))
            out.append((number, (float(within), float(length), pitch)))
            now = float(pitch)
        return out


def _moved(now: float, move: float) -> float:
    """Return ``now`` moved; what would leave the range is turned round."""
    far = abs(now + move - _CENTRE) > _REACH
    return now - move if far and (now - _CENTRE) * move > 0 else now + move
