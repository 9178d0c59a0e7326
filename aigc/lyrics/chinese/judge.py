"""How likely lyrics are that are there already, all of one template side by side."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from aigc.lyrics.chinese.decode import CONTEXT, LONGEST
from aigc.lyrics.chinese.sheet import sheet, windows
from aigc.lyrics.chinese.voice import Voice
from aigc.lyrics.constraints.plan import Plan
from aigc.lyrics.model.symbols import Column, Ids

AT_ONCE = 2_048
"""Slots judged side by side."""


def fluencies(
    voice: Voice, plans: Sequence[Plan], texts: Sequence[Sequence[str]], prompt: Ids, style: str
) -> list[float]:
    """Return the mean log-probability of the characters of each text that its plan leaves open.

    Parameters
    ----------
    plans : sequence of Plan
        One for each text, of one template.
    texts : sequence of sequence of str
        The character in each cell.
    """
    many = max(1, AT_ONCE // max(1, min(LONGEST, len(plans[0].problem.cells)))) if plans else 1
    found: list[float] = []
    for begin in range(0, len(plans), many):
        some = slice(begin, begin + many)
        tokens = np.array([voice.vocabulary.ids(text) for text in texts[some]])
        found += _judged(voice, plans[some], tokens, prompt, style)
    return found


def _judged(
    voice: Voice, plans: Sequence[Plan], written: Ids, prompt: Ids, style: str
) -> list[float]:
    """Return the fluencies of tokens in cells, shape ``(texts, cells)``."""
    nats, chosen = np.zeros(len(plans)), np.zeros(len(plans), int)
    starts = plans[0].problem.starts
    for before, now in windows(plans[0], LONGEST, CONTEXT):
        lines = range(before.start, now.stop)
        sheets = [sheet(plan, voice.vocabulary, lines) for plan in plans]
        slots, cells = np.stack([s.slots for s in sheets]), np.array(sheets[0].cells)
        open_ = [[c >= starts[now.start] and _open(plan, c) for c in cells] for plan in plans]
        counted = np.array(open_, dtype=bool)
        if counted.any():
            tokens = np.where(cells < 0, slots[..., Column.GIVEN], written[:, cells])
            judged = voice.start(prompt, slots, 1, style).judge(tokens)
            nats += np.where(counted, judged, 0).sum(1)
            chosen += counted.sum(1)
    means: list[float] = (nats / np.maximum(chosen, 1)).tolist()
    return means


def _open(plan: Plan, cell: int) -> bool:
    """Tell whether whoever writes is free to choose in a cell."""
    return not plan.given[cell] and plan.copied(cell) < 0
