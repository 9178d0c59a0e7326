"""Writing under plans, many candidates side by side, with nothing left to chance but the words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

import numpy as np
import numpy.typing as npt

from aigc.lyrics.chinese.sheet import Sheet, sheet, windows
from aigc.lyrics.chinese.voice import Speaking, Voice
from aigc.lyrics.constraints.plan import Plan
from aigc.lyrics.model.drafting import best_drafts
from aigc.lyrics.model.symbols import Column, Ids
from aigc.lyrics.model.vocabulary import FIRST_CHARACTER

LONGEST, CONTEXT = 384, 96
"""Slots written in one piece, and slots of earlier lines that it sees."""

LEAST_SHARE = 0.03
"""A character this much less likely than the likeliest is not drawn."""

SAME_RHYME = 6.0
"""What a character loses at a rhyme that it has already made in its group."""

SAME_PAIR = 3.0
"""What a character loses after one that it has followed before."""

LOOKED_FOR = 1e-4
"""Before a rhyme, how likely a right one comes after a character counts, and this at least."""

RARITY = 0.4
"""The share of a character's own rarity that is not held against a line."""

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taste:
    """How to draw: heat, how many likeliest characters, and how many drafts of each line.

    ``repetition`` is what each character loses each time it stands in the text already, one
    figure or ``(characters,)``.
    """

    temperature: float
    top: int
    repetition: Floats | float
    drafts: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The characters of all cells, and the mean log-probability of those that were chosen."""

    characters: tuple[str, ...]
    fluency: float


class Decoder:
    """Writes ``each`` texts for every plan; all plans are of one template.

    Of every line a text has as many drafts as the taste asks for; the best of them goes on.

    A character that is right under some readings only is drawn too; the stretch is then read as
    far as it goes, and what reads wrongly is drawn again. Where nothing else is left, the draft
    is given up and written anew from what is right under every reading (``safely``), which can
    never end so.
    """

    def __init__(
        self,
        voice: Voice,
        plans: Sequence[Plan],
        each: int,
        style: str,
        taste: Taste,
        rng: np.random.Generator,
        *,
        safely: bool = False,
    ) -> None:
        self.voice, self.plans, self.style = voice, plans, style
        self.taste, self.rng, self.safely = taste, rng, safely
        self.each = each * taste.drafts
        self.of = [plan for plan in plans for _ in range(self.each)]
        count, width = len(self.of), len(voice.vocabulary) - FIRST_CHARACTER
        self.letters = plans[0].problem.alphabet.characters
        self.written = np.full((count, len(plans[0].problem.cells)), -1)
        self.seen = np.zeros((count, width), np.float32)
        self.nats, self.chosen = np.zeros(count), np.zeros(count, int)
        self.unsure, self.lost = np.full(count, -1), np.zeros(count, bool)
        self.line_merit = np.zeros(count)
        self.usual = voice.usual(style)[FIRST_CHARACTER:]
        self.ahead: dict[bytes, Floats] = {}

    def run(self, prompt: Ids) -> Iterator[int]:
        """Write all lines, yielding the number of cells done after each."""
        for before, now in windows(self.plans[0], LONGEST, CONTEXT):
            lines = range(before.start, now.stop)
            sheets = [sheet(plan, self.voice.vocabulary, lines) for plan in self.plans]
            yield from self._window(prompt, sheets)

    def drafts(self) -> list[Draft | None]:
        """Return a draft of each text; nothing for those that were given up."""
        return [
            None
            if self.lost[row]
            else Draft(
                characters=tuple(self.letters[i] for i in self.written[row]),
                fluency=float(self.nats[row] / max(1, self.chosen[row])),
            )
            for row in range(0, len(self.of), self.taste.drafts)
        ]

    def _window(self, prompt: Ids, sheets: Sequence[Sheet]) -> Iterator[int]:
        slots = np.stack([s.slots for s in sheets])
        writing: Speaking | None = None
        pending: list[Ids] = []
        marks = slots[0, :, Column.GIVEN]
        for slot, cell in enumerate(sheets[0].cells):
            if cell < 0:
                pending.append(np.full(len(self.of), marks[slot]))
                continue
            fresh = bool((self.written[:, cell] < 0).any())
            if fresh:
                decided = self._decided(cell)
                if (decided < 0).any():
                    writing = writing or self.voice.start(prompt, slots, self.each, self.style)
                    scores = writing.step(np.stack(pending, 1) if pending else None)
                    pending = []
                    decided = self._choose(writing, cell, decided, scores)
                self._write(cell, decided)
            pending.append(self.written[:, cell] + FIRST_CHARACTER)
            if writing and self.taste.drafts > 1 and cell + 1 in self.plans[0].problem.starts:
                kept = self._best()
                pending = [tokens[kept] for tokens in pending]
                writing.select(kept)
            if fresh:
                yield cell + 1

    def _best(self) -> Ids:
        """Let the best draft of the line just written go on in its whole family."""
        merit = np.where(self.lost, -np.inf, self.line_merit)
        kept = best_drafts(merit, self.taste.drafts)
        for name in ("written", "seen", "nats", "chosen", "unsure", "lost"):
            setattr(self, name, getattr(self, name)[kept])
        self.line_merit[:] = 0
        return kept

    def _decided(self, cell: int) -> Ids:
        """Return the characters that are named or repeated in a cell, -1 for those to choose."""
        return np.array([self._decided_by(plan, row, cell) for row, plan in enumerate(self.of)])

    def _decided_by(self, plan: Plan, row: int, cell: int) -> int:
        if plan.given[cell]:
            return plan.problem.alphabet.index[plan.given[cell]]
        copied = plan.copied(cell)
        return int(self.written[row, copied]) if copied >= 0 else -1

    def _write(self, cell: int, characters: Ids) -> None:
        self.written[:, cell] = characters
        if self.plans[0].copied(cell) < 0:
            self.seen[np.arange(len(characters)), characters] += 1

    def _choose(self, writing: Speaking, cell: int, decided: Ids, scores: Floats) -> Ids:
        """Return a character for every draft, the decided ones as they are."""
        rows = np.flatnonzero(decided < 0).tolist()
        logits = scores[rows, FIRST_CHARACTER:]
        liking = logits - np.float32(self.taste.repetition) * self.seen[rows]
        for i, row in enumerate(rows):
            liking[i, self._heard_after(row, cell)] -= SAME_PAIR
            if self._leads_to_rhyme(row, cell):
                liking[i] += self._rhyme_ahead(writing, row, cell)
            liking[i, self._rhymed(row, cell)] -= SAME_RHYME
            liking[i, ~self._mask(row, cell)] = -np.inf
        for row in np.flatnonzero(decided >= 0).tolist():
            self._lead(row, int(decided[row]), float(scores[row, FIRST_CHARACTER + decided[row]]))
        chosen = decided.copy()
        for i, row in enumerate(rows):
            chosen[row] = self._checked(row, cell, self._draw(liking[i]), liking[i])
            self._count(row, chosen[row], float(logits[i, chosen[row]]))
        return chosen

    def _count(self, row: int, character: int, nats: float) -> None:
        """Count a character that was free to be chosen."""
        self.nats[row] += nats
        self.chosen[row] += 1
        self._lead(row, character, nats)

    def _lead(self, row: int, character: int, nats: float) -> None:
        """Count how well a line leads to a character; to a rare one more."""
        self.line_merit[row] += nats - RARITY * float(self.usual[character])

    def _heard_after(self, row: int, cell: int) -> Ids:
        """Return the characters that have followed the one before a cell in the same stretch."""
        if not cell or self.of[row].problem.stretch_begin[cell] == cell:
            return self.written[row, :0]
        text = self.written[row, :cell]
        found: Ids = text[1:][text[:-1] == text[-1]]
        return found[found >= 0]

    def _mask(self, row: int, cell: int) -> npt.NDArray[np.bool_]:
        plan = self.of[row]
        return plan.sure(cell) if self.safely else plan.possible(cell)

    def _leads_to_rhyme(self, row: int, cell: int) -> bool:
        """Tell whether a rhyme that is still to be chosen comes right after a cell."""
        plan, after = self.of[row], cell + 1
        begins = plan.problem.stretch_begin
        if after == len(begins) or begins[after] != begins[cell]:
            return False
        return plan.sounds(after) is not None and self._decided_by(plan, row, after) < 0

    def _rhyme_ahead(self, writing: Speaking, row: int, cell: int) -> Floats:
        """Return the logarithm of how likely a right rhyme comes after each character."""
        mask = self._mask(row, cell + 1)
        key = mask.tobytes()
        if key not in self.ahead:
            wanted = np.concatenate((np.zeros(FIRST_CHARACTER, dtype=bool), mask))
            likely = writing.before(wanted)[FIRST_CHARACTER:]
            self.ahead[key] = np.log(likely + np.float32(LOOKED_FOR))
        return self.ahead[key]

    def _rhymed(self, row: int, cell: int) -> Ids:
        """Return the characters that a draft already has at the rhymes of a cell's group."""
        problem = self.of[row].problem
        before = [i for i in problem.rhymed_with(cell) if i < cell]
        written: Ids = self.written[row, before]
        return written[written >= 0]

    def _draw(self, liking: Floats) -> int:
        """Return an index at random among the ``top`` largest that are not far below the best."""
        lowest = liking.max() + self.taste.temperature * np.log(LEAST_SHARE)
        near = np.flatnonzero(liking >= lowest)
        if len(near) > self.taste.top:
            near = near[np.argpartition(liking[near], -self.taste.top)[-self.taste.top :]]
        value = liking[near] / np.float32(self.taste.temperature)
        share = np.exp(value - value.max()).cumsum()
        return int(near[np.searchsorted(share, self.rng.random() * share[-1])])

    def _checked(self, row: int, cell: int, drawn: int, liking: Floats) -> int:
        """Return ``drawn``, or another draw when it would make the stretch read wrongly."""
        plan = self.of[row]
        begin = plan.problem.stretch_begin[cell]
        doubt = not plan.settled(cell) and not plan.sure(cell)[drawn]
        if self.safely or self.lost[row] or not (doubt or self.unsure[row] == begin):
            return drawn
        text = "".join(self.letters[i] for i in self.written[row, begin:cell])
        after = _named_after(plan, cell)
        while not plan.fits(begin, text + self.letters[drawn] + after):
            liking[drawn] = -np.inf
            if not np.isfinite(liking.max()):
                self.lost[row] = True
                return drawn
            drawn = self._draw(liking)
        if not plan.settled(cell) and not plan.sure(cell)[drawn]:
            self.unsure[row] = begin
        return drawn


def _named_after(plan: Plan, cell: int) -> str:
    """Return the named characters right behind a cell in its stretch: they may join its word."""
    begins = plan.problem.stretch_begin
    rest = zip(begins[cell + 1 :], plan.given[cell + 1 :], strict=True)
    return "".join(c for _, c in takewhile(lambda it: it[0] == begins[cell] and it[1], rest))
