"""How likely lyrics are that are there already, all of one template side by side."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from aigc.lyrics.english.decode import Draft, one_row_a_word
from aigc.lyrics.english.form import Place
from aigc.lyrics.english.retrace import Retraced
from aigc.lyrics.english.symbols import JOINED, Slots
from aigc.lyrics.english.voice import Voice
from aigc.lyrics.english.words import Flags, Ints
from aigc.lyrics.model.symbols import Ids

AT_ONCE = 2_048
"""Slots judged side by side."""


def fluencies(
    voice: Voice, some: Sequence[Retraced], slots: Sequence[Slots], prompt: Ids
) -> list[float]:
    """Return the mean log-probability of the words of each text that were free to be chosen.

    ``slots`` are those of each text, all of one form.
    """
    followed = [_followed(voice, one, own) for one, own in zip(some, slots, strict=True)]
    many = max(1, AT_ONCE // max((len(own.line) for own in slots), default=1))
    found: list[float] = []
    for begin in range(0, len(followed), many):
        part = slice(begin, begin + many)
        tokens, asked = (np.stack(each) for each in zip(*followed[part], strict=True))
        judged = voice.judge(prompt, slots[part], tokens, asked)
        found += [float(nats.sum()) / max(1, len(nats)) for nats in judged]
    return found


def _followed(voice: Voice, one: Retraced, slots: Slots) -> tuple[Ints, Flags]:
    """Return the token of each slot, and whether it is of a word that was free to be chosen."""
    draft = Draft(one.plan, voice, slots, 1, np.random.default_rng(0))
    form, words = one.plan.form, one.plan.words
    tokens, free = np.array(slots.rows[:, 1]), np.zeros(len(slots.line), dtype=bool)
    for at, (line, cell) in enumerate(zip(slots.line.tolist(), slots.cell.tolist(), strict=True)):
        if cell < 0:
            continue
        source, place = form.source[line], int(draft.offset[line]) + cell
        if source != line:
            draft.written[:, place] = draft.written[:, draft.offset[source] + cell]
        elif (line, cell) in one.ends:
            row, free[at] = _chosen(draft, (line, cell), one.ends[line, cell])
            draft.take(0, (line, cell), row)
        now = draft.written[0, place]
        tokens[at] = JOINED if now < 0 else words.tokens[now]
    return tokens, free


def _chosen(draft: Draft, place: Place, row: int) -> tuple[int, bool]:
    """Return the reading that would have been chosen for a word, and whether others could be."""
    words, rows = draft.plan.words, draft.choices(0, place)
    if not len(rows):
        return row, True
    choices = one_row_a_word(words, rows)
    word, length = words.word[row], words.length[row]
    same = choices[(words.word[choices] == word) & (words.length[choices] == length)]
    return (int(same[0]) if len(same) else row), len(choices) > 1 or not len(same)
