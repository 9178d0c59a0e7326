"""Which words may end at a cell, so that what is left of the line can always be filled."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from aigc.errors import InputError
from aigc.lyrics.english.form import Form, Line, Place
from aigc.lyrics.english.words import BOTH, Ints, Words, falls_in, shown
from aigc.types.template import place_name


def starts(line: Line, end: int, begin: int) -> Iterator[int]:
    """Yield the cells at which a word that ends at ``end`` may begin, nearest first.

    No word runs over the beginning of its stretch, over a cell where a certain word begins, or
    over a rhyme.
    """
    for start in range(end, begin - 1, -1):
        if start < end and (start in line.rhymes or start + 1 in line.only):
            return
        yield start


def asked_rows(line: Line, start: int, end: int, words: Words) -> Ints:
    """Return the rows of the words asked for at ``start`` that end at ``end``."""
    rows = words.rows(line.only[start])
    if line.spans.get(start, end - start + 1) != end - start + 1:
        return rows[:0]
    need = line.beats[start : end + 1]
    fits = [falls_in(words.patterns[p], need) for p in words.pattern[rows].tolist()]
    kept: Ints = rows[np.array(fits, dtype=bool)]
    return kept


def asked_fits(line: Line, start: int, end: int, words: Words) -> bool:
    """Tell whether a word asked for at ``start`` ends at ``end``."""
    if line.spans.get(start, end - start + 1) != end - start + 1:
        return False
    need = line.beats[start : end + 1]
    return any(falls_in(p, need) for word in line.only[start] for p in words.falls(word))


def reachable(line: Line, words: Words) -> list[bool]:
    """Return for each cell, and the end of the line, whether all before it can be filled.

    The beginning of each stretch counts as reached: a stretch that cannot be filled shows at the
    cell after it.
    """
    reached = [False] * (len(line) + 1)
    reached[0] = True
    for begin, last in line.segments():
        inside = {begin: True}
        for end in range(begin, last + 1):
            inside[end + 1] = any(
                inside[start] and _some(line, start, end, words)
                for start in starts(line, end, begin)
            )
        for cell in range(begin + 1, last + 1):
            reached[cell] = inside[cell]
        reached[last + 1] = inside[last + 1]
    return reached


def _some(line: Line, start: int, end: int, words: Words) -> bool:
    if start in line.only:
        return asked_fits(line, start, end, words)
    return len(words.fitting(line.beats[start : end + 1])) > 0


class Fitting:
    """The words that may end at each cell of a form."""

    def __init__(self, form: Form, words: Words) -> None:
        self.form, self.words = form, words
        self._reached = {i: reachable(line, words) for i, line in form.lines.items()}
        self._begin = {
            (i, cell): begin
            for i, line in form.lines.items()
            for begin, last in line.segments()
            for cell in range(begin, last + 1)
        }
        self._rows: dict[Place, Ints] = {}
        self._answers: dict[Place, Ints] = {}

    def unfilled(self) -> list[tuple[int, int, int]]:
        """Return the stretches that no words fill: line, first and last cell."""
        return [
            (i, begin, last)
            for i, line in self.form.lines.items()
            for begin, last in line.segments()
            if not self._reached[i][last + 1]
        ]

    def rows(self, place: Place) -> Ints:
        """Return the rows of the words that may end at a cell, ascending."""
        if place not in self._rows:
            self._rows[place] = self._ending(*place)
        return self._rows[place]

    def answers(self, place: Place) -> Ints:
        """Return the rows of `rows` and of the words that may end at a rhyme only, ascending."""
        if place not in self._answers:
            number, end = place
            line, words = self.form.lines[number], self.words
            free = [s for s in self._starts(number, end) if s not in line.only]
            more = [words.answering(line.beats[start : end + 1]) for start in free]
            self._answers[place] = np.unique(np.concatenate((self.rows(place), *more)))
        return self._answers[place]

    def _starts(self, number: int, end: int) -> Iterator[int]:
        """Yield the cells at which a word that ends at ``end`` may begin, all before it filled."""
        begin = self._begin[number, end]
        for start in starts(self.form.lines[number], end, begin):
            if start == begin or self._reached[number][start]:
                yield start

    def _ending(self, number: int, end: int) -> Ints:
        line, words = self.form.lines[number], self.words
        patterns = np.zeros(len(words.patterns), dtype=bool)
        asked: list[Ints] = []
        for start in self._starts(number, end):
            if start in line.only:
                asked.append(asked_rows(line, start, end, words))
            else:
                patterns[words.fitting(line.beats[start : end + 1])] = True
        fits = patterns[words.pattern] & words.open
        for rows in asked:
            fits[rows] = True
        return np.flatnonzero(fits)


def check(fitting: Fitting) -> None:
    """Raise what is wrong with the first stretch that no words fill.

    Raises
    ------
    InputError
        Naming the cells, and the word that does not fit where one alone is to blame.
    """
    for number, begin, last in fitting.unfilled():
        line = fitting.form.lines[number]
        for start in range(begin, last + 1):
            if start in line.only and not _fits_alone(line, start, last, fitting.words):
                raise InputError(_misfit(number, line, start, last))
        raise InputError(
            f"No words fill {place_name(number, begin)} to {place_name(number, last)}: the words "
            "asked for there do not leave a stretch that others can fill. Move or free one."
        )


def _fits_alone(line: Line, start: int, last: int, words: Words) -> bool:
    ends = range(start, last + 1)
    return any(
        start in starts(line, end, start) and asked_fits(line, start, end, words) for end in ends
    )


def _misfit(number: int, line: Line, start: int, last: int) -> str:
    asked = " or ".join(map(repr, sorted(line.only[start])[:3]))
    need = line.beats[start : last + 1]
    both = ", = both, so one syllable" if BOTH in need else ""
    return (
        f"{asked} does not fit at {place_name(number, start)}: its syllables would have to keep "
        f"the beats {shown(need)} (/ strong, x weak, - either{both}) up to "
        f"{place_name(number, last)}, without running over a pause, a rhyme or another word asked "
        "for. Move it or change the stress."
    )
