"""Where keywords may stand: places drawn at random, and a programme that proves there are none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from aigc.errors import InputError
from aigc.g2p.english.lexicon import Lexicon, plain
from aigc.lyrics.english.fitting import reachable, starts
from aigc.lyrics.english.form import Form, Line, stretches
from aigc.lyrics.english.packing import pack
from aigc.lyrics.english.words import Words, falls_in, shown
from aigc.types.template import UNRHYMED, Keyword, Template, place_name

MOST_TRIES, MOST_STEPS, MOST_ROUNDS = 12, 300, 100

Spot = tuple[int, tuple[tuple[int, str, int], ...]]
"""A line, and the cells, words and syllables that a keyword takes in it."""

Covered = dict[tuple[Hashable, ...], Hashable]
"""What a place puts on cells, and what it makes rhymes sound like."""

_WORD, _SOUND = "word", "sound"

Completes = Callable[[Form], object]
"""Raises `InputError` where a form cannot be met."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A keyword with its words as the lexicon spells them."""

    words: tuple[str, ...]
    keyword: Keyword


def wanted_of(template: Template, lexicon: Lexicon) -> list[Wanted]:
    """Return the keywords of a template, less those that stand within another one.

    Raises
    ------
    InputError
        If one is empty, has no known pronunciation, or is asked for in a line that is not there.
    """
    lines = len(template.lines)
    found = dict.fromkeys(_spelled(keyword, lines, lexicon) for keyword in template.keywords)
    kept: list[Wanted] = []
    for some in sorted(found, key=lambda w: (-len(w.words), w.keyword.line is None)):
        if not any(_within(some, other) for other in kept):
            kept.append(some)
    return kept


def _within(some: Wanted, other: Wanted) -> bool:
    """Tell whether a keyword stands wherever another one does."""
    if some.keyword.line not in (None, other.keyword.line):
        return False
    size = len(some.words)
    return any(some.words == other.words[k : k + size] for k in range(len(other.words) - size + 1))


def _spelled(keyword: Keyword, lines: int, lexicon: Lexicon) -> Wanted:
    words = tuple(plain(word) for word in keyword.text.split())
    if not words:
        raise InputError("A keyword is empty; write one or more words.")
    for word in words:
        if word not in lexicon:
            raise InputError(
                f"The pronunciation of the keyword {word!r} is not known, so its syllables cannot "
                "be counted; write it with dictionary words."
            )
    if keyword.line is not None and not 0 <= keyword.line < lines:
        raise InputError(
            f"The keyword {keyword.text!r} is asked for in line {keyword.line + 1}, and the "
            f"template has {lines} lines."
        )
    return Wanted(words, keyword)


def placings(
    form: Form, wanted: Sequence[Wanted], words: Words, rng: np.random.Generator
) -> Iterator[Form]:
    """Yield some forms with all keywords in place, at random; none where there are none.

    Raises
    ------
    InputError
        If a keyword fits nowhere.
    """
    choices = sorted(_choices(form, wanted, words), key=len)
    _check_room(form, wanted, words)
    shuffled = [_shuffled(form, spots, rng) for spots in choices]
    for lines, _ in zip(
        _combined(form, shuffled, words, iter(range(MOST_STEPS))), range(MOST_TRIES), strict=False
    ):
        yield form.of(lines)


def _check_room(form: Form, wanted: Sequence[Wanted], words: Words) -> None:
    """Refuse at sight more keywords of some length than all stretches can hold."""
    spelled = Counter(word for some in wanted for word in set(some.words))
    alone = [some for some in wanted if all(spelled[word] == 1 for word in some.words)]
    sizes = [sum(min(map(len, words.falls(word))) for word in some.words) for some in alone]
    pauses: dict[int, frozenset[int]] = {}
    for source, ends in zip(form.source, form.ends, strict=True):
        pauses[source] = pauses.get(source, ends) & ends
    room = [last - begin + 1 for ends in pauses.values() for begin, last in stretches(ends)]
    for size in sorted(set(sizes)):
        if sum(n >= size for n in sizes) > sum(cells // size for cells in room):
            raise _crowded(wanted)


def _crowded(wanted: Sequence[Wanted]) -> InputError:
    said = " and ".join(repr(some.keyword.text) for some in wanted[:4])
    return InputError(f"The keywords {said} do not fit beside each other; ask for fewer of them.")


def exact_placing(form: Form, wanted: Sequence[Wanted], words: Words, completes: Completes) -> Form:
    """Return a form with all keywords in place that ``completes``.

    An integer programme gives each keyword a place and each cell one word at most; what it does
    not know (``completes``) is asked of each answer, and the fewest places that fail together are
    forbidden.

    Raises
    ------
    InputError
        If there is none.
    """
    choices = _choices(form, wanted, words)
    wrong = _crowded(wanted)
    covered = [[_covered(form, spot, words) for spot in spots] for spots in choices]
    costs = [[float(_rhymed(form, spot)) for spot in spots] for spots in choices]
    cuts: list[tuple[tuple[int, int], ...]] = []
    for _ in range(MOST_ROUNDS):
        picked = pack(covered, costs, cuts)
        if picked is None:
            raise wrong if cuts else _not_beside(form, choices, covered, words, completes) or wrong
        chosen = tuple(enumerate(picked))
        error = _wrong(form, choices, chosen, words, completes)
        if error is None:
            return _with(form, [choices[k][n] for k, n in chosen], words)
        wrong = error
        for one in chosen:
            fewer = tuple(other for other in chosen if other != one)
            if _wrong(form, choices, fewer, words, completes):
                chosen = fewer
        cuts.append(chosen)
    raise wrong


def _not_beside(
    form: Form,
    choices: Sequence[Sequence[Spot]],
    covered: Sequence[Sequence[Covered]],
    words: Words,
    completes: Completes,
) -> InputError | None:
    """Return what is wrong with the rhymes where keywords have room but for them."""
    cells = [
        [{at: what for at, what in some.items() if at[0] not in (_WORD, _SOUND)} for some in spots]
        for spots in covered
    ]
    picked = pack(cells, [[0.0] * len(spots) for spots in choices], ())
    if picked is None:
        return None
    return _wrong(form, choices, tuple(enumerate(picked)), words, completes)


def _covered(form: Form, spot: Spot, words: Words) -> Covered:
    """Return what a place puts on each cell, and what it makes each rhyme sound like."""
    number, parts = spot
    covered: Covered = {}
    for cell, word, span in parts:
        last = cell + span - 1
        covered |= {(number, at): (cell, word, span) for at in range(cell, last + 1)}
        sounds = set(words.key[words.rows([word])].tolist())
        for group in form.lines[number].rhymes.get(last, frozenset()) - {UNRHYMED}:
            covered[_WORD, group, word] = number, last
            if len(sounds) == 1:
                covered[_SOUND, group] = next(iter(sounds))
    return covered


def _wrong(
    form: Form,
    choices: Sequence[Sequence[Spot]],
    chosen: Sequence[tuple[int, int]],
    words: Words,
    completes: Completes,
) -> InputError | None:
    """Return why some places cannot be taken together, nothing where they can."""
    try:
        completes(_with(form, [choices[k][n] for k, n in chosen], words))
    except InputError as exc:
        return exc
    return None


def _with(form: Form, spots: Sequence[Spot], words: Words) -> Form:
    lines = dict(form.lines)
    for number, parts in spots:
        line = taken(lines[number], parts)
        if line is None or not _filled(line, words):
            raise InputError("The keywords do not fit beside each other; ask for fewer of them.")
        lines[number] = line
    return form.of(lines)


def _choices(form: Form, wanted: Sequence[Wanted], words: Words) -> list[list[Spot]]:
    """Return the places of each keyword, each of which can be taken by itself."""
    choices = []
    for some in wanted:
        spots = _spots(form, some, words)
        if not spots:
            raise InputError(_no_spot(form, some.keyword, words))
        choices.append(spots)
    return choices


def _filled(line: Line, words: Words) -> bool:
    reached = reachable(line, words)
    return all(reached[last + 1] for _, last in line.segments())


def _combined(
    form: Form, choices: Sequence[Sequence[Spot]], words: Words, steps: Iterator[int]
) -> Iterator[dict[int, Line]]:
    if not choices:
        yield dict(form.lines)
        return
    for spot, _ in zip(choices[0], steps, strict=False):
        line = taken(form.lines[spot[0]], spot[1])
        if line and _filled(line, words):
            later = form.of({**form.lines, spot[0]: line})
            yield from _combined(later, choices[1:], words, steps)


def taken(line: Line, parts: Sequence[tuple[int, str, int]]) -> Line | None:
    """Return a line with words in place; nothing where others are in the way."""
    made = line.copy()
    for cell, word, span in parts:
        there = made.only.get(cell, frozenset({word}))
        if word not in there or made.spans.get(cell, span) != span:
            return None
        made.only[cell] = frozenset({word})
        made.spans[cell] = span
    return made


def _shuffled(form: Form, spots: Sequence[Spot], rng: np.random.Generator) -> list[Spot]:
    """Return the places of a keyword at random, those outside the rhymes first."""
    order = [spots[i] for i in rng.permutation(len(spots)).tolist()]
    return sorted(order, key=lambda spot: _rhymed(form, spot))


def _rhymed(form: Form, spot: Spot) -> bool:
    cells = form.lines[spot[0]].rhymes
    return any(cell <= end < cell + span for cell, _, span in spot[1] for end in cells)


def _spots(form: Form, wanted: Wanted, words: Words) -> list[Spot]:
    chosen = wanted.keyword.line
    numbers = range(len(form.source)) if chosen is None else [chosen]
    found = (
        (source, parts)
        for source, ends in dict.fromkeys((form.source[i], form.ends[i]) for i in numbers)
        for begin, last in stretches(ends)
        for cell in range(begin, last + 1)
        for parts in _runs(form.lines[source], wanted.words, cell, last, words)
    )
    spots = [spot for spot in dict.fromkeys(found) if _alone(form, spot, words)]
    held = [spot for spot in spots if _locked(form, spot)]
    return held or spots


def _locked(form: Form, spot: Spot) -> bool:
    """Tell whether the template already names every word of a keyword in a place."""
    only = form.lines[spot[0]].only
    return all(only.get(cell) == frozenset({word}) for cell, word, _ in spot[1])


def _alone(form: Form, spot: Spot, words: Words) -> bool:
    line = taken(form.lines[spot[0]], spot[1])
    return line is not None and _filled(line, words)


def _runs(
    line: Line, spelled: tuple[str, ...], cell: int, last: int, words: Words
) -> Iterator[tuple[tuple[int, str, int], ...]]:
    """Yield the ways in which words fit one after the other from a cell on."""
    if not spelled:
        yield ()
        return
    for pattern in words.falls(spelled[0]):
        end = cell + len(pattern) - 1
        if end > last or not falls_in(pattern, line.beats[cell : end + 1]):
            continue
        if cell not in starts(line, end, cell) or line.ends & set(range(cell, end)):
            continue
        for rest in _runs(line, spelled[1:], end + 1, last, words):
            yield ((cell, spelled[0], len(pattern)), *rest)


def _no_spot(form: Form, keyword: Keyword, words: Words) -> str:
    spelled = [plain(word) for word in keyword.text.split()]
    fewest = sum(int(words.length[words.rows([word])].min()) for word in spelled)
    room = max(last - begin + 1 for ends in form.ends for begin, last in stretches(ends))
    if fewest > room:
        return (
            f"The keyword {keyword.text!r} has {fewest} syllables, and the longest stretch "
            f"without a pause has {room}; shorten it or lengthen a line."
        )
    falls = [beats_of(word, words) for word in spelled]
    where = "line by line" if keyword.line is None else f"line {keyword.line + 1}"
    cells = "" if keyword.line is None else (
        f" ({place_name(keyword.line, 0)} to "
        f"{place_name(keyword.line, len(form.lines[form.source[keyword.line]]) - 1)})"
    )  # fmt: skip
    return (
        f"The keyword {keyword.text!r} (stress {' '.join(falls)}) fits nowhere in {where}{cells} "
        "without breaking stress, a pause, a rhyme or another word; change it or free the cells."
    )


def beats_of(word: str, words: Words) -> str:
    """Return how the usual reading of a word falls: / strong, x weak, - either."""
    pattern = words.patterns[int(words.pattern[words.rows([word])[0]])]
    return shown(pattern)
