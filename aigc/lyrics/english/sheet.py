"""The slots of a template for the model: what each asks for, and what is given."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from aigc.g2p.english.lexicon import plain
from aigc.lyrics.english.plan import Plan
from aigc.lyrics.english.symbols import (
    COMMON_WORDS,
    FIRST_WORD,
    JOINED,
    MARKS,
    NEAR_RHYME,
    VERSE,
    Rhyme,
    Slots,
    Stress,
    Syllable,
    layout,
)
from aigc.lyrics.model.symbols import THEMES, Ids
from aigc.lyrics.model.vocabulary import FREE, UNKNOWN, Vocabulary
from aigc.types.template import UNRHYMED, Template

_STRESS = {"strong": Stress.STRONG, "weak": Stress.WEAK, "": Stress.ANY}
_LIKE = {"…": ".", "—": "-", "–": "-"}


def slots_of(template: Template, plan: Plan, vocabulary: Vocabulary) -> Slots:
    """Return the slots of a template in the order of writing."""
    told = _told_rhymes(template)
    lines = []
    for i, line in enumerate(template.lines):
        given = _given(plan, plan.form.source[i])
        lines.append([
            Syllable(
                stress=_STRESS[cell.stress],
                rhyme=told.get((i, k), Rhyme.ANY if k == len(line) - 1 else Rhyme.INNER),
                given=given.get(k, FREE),
                mark=_mark(cell.mark),
            )
            for k, cell in enumerate(line.cells)
        ])  # fmt: skip
    return layout(lines, vocabulary)


def _mark(mark: str) -> str:
    first = _LIKE.get(mark[:1], mark[:1])
    return first if first in MARKS else "," if mark else ""


def _told_rhymes(template: Template) -> dict[tuple[int, int], int]:
    """Return what the model is told of each rhyme: how many lines above its like stands."""
    above: dict[str, int] = {}
    told: dict[tuple[int, int], int] = {}
    names = [cell.rhyme for _, _, cell in template.places()]
    for i, k, cell in template.places():
        if not cell.rhyme:
            continue
        distance = i - above.get(cell.rhyme, -1)
        if cell.rhyme == UNRHYMED or names.count(cell.rhyme) == 1:
            told[i, k] = Rhyme.NONE
        elif cell.rhyme not in above:
            told[i, k] = Rhyme.OPENS
        else:
            told[i, k] = Rhyme.OPENS + distance if distance <= NEAR_RHYME else Rhyme.ANY
        above[cell.rhyme] = i
    return told


def _given(plan: Plan, line: int) -> dict[int, int]:
    """Return the tokens of the cells where the word and its syllables are settled."""
    given: dict[int, int] = {}
    form, words = plan.form.lines[line], plan.words
    for start, only in form.only.items():
        rows = words.rows(only)
        lengths = {form.spans[start]} if start in form.spans else set(words.length[rows].tolist())
        token = int(words.tokens[words.word[rows[0]]])
        if len(only) > 1 or len(lengths) > 1 or token == UNKNOWN:
            continue
        end = start + lengths.pop() - 1
        given |= dict.fromkeys(range(start, end), JOINED) | {end: token}
    return given


def prompt_of(vocabulary: Vocabulary, themes: Sequence[str]) -> Ids:
    """Return the prompt: as many words of the themes as the model takes, without common ones.

    A theme of common words alone is told by the rarest of them.
    """
    known: list[int] = []
    for theme in themes:
        words = [plain(word.strip(",.;:?!")) for word in theme.split()]
        some = [token for token in vocabulary.ids(words) if token >= FIRST_WORD]
        rare = [token for token in some if token >= FIRST_WORD + COMMON_WORDS]
        known += rare or sorted(some)[-1:]
    told = list(dict.fromkeys(known))[:THEMES]
    rows = [(vocabulary.style(VERSE), 0, 0), *((token, 2 + i, 0) for i, token in enumerate(told))]
    return np.array(rows, dtype=np.int64)
