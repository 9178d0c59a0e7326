"""A template solved: where its keywords go, and which words may stand where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from aigc.errors import InputError
from aigc.lyrics.english.fitting import Fitting, check, reachable, starts
from aigc.lyrics.english.form import Form, Line, form_of
from aigc.lyrics.english.lexicon import Lexicon, plain
from aigc.lyrics.english.rhymes import Rhyme, rhymes_of
from aigc.lyrics.english.words import Words, falls_in, words_of
from aigc.lyrics.model.vocabulary import UNKNOWN
from aigc.types.template import Keyword, Template, place_name

MOST_TRIES, MOST_STEPS = 40, 600

Spot = tuple[int, tuple[tuple[int, str, int], ...]]
"""A line, and the cells, words and syllables that a keyword takes in it."""


@dataclass(frozen=True, slots=True)
class Plan:
    """All that writing needs to know of a template."""

    form: Form
    fitting: Fitting
    rhymes: tuple[Rhyme, ...]

    @property
    def words(self) -> Words:
        """The words to choose from."""
        return self.fitting.words


def solve(template: Template, usual: Words, lexicon: Lexicon, rng: np.random.Generator) -> Plan:
    """Return a way to meet a template; where keywords may stand in many places, one at random.

    Raises
    ------
    InputError
        If nothing can meet it; the message names the cells.
    """
    form = form_of(template, lexicon)
    keywords = [_spelled(keyword, len(template.lines), lexicon) for keyword in template.keywords]
    asked = {word for line in form.lines.values() for some in line.only.values() for word in some}
    asked |= {word for words, _ in keywords for word in words}
    words = _with(usual, sorted(asked), lexicon)
    bare = Fitting(form, words)
    check(bare)
    plan = Plan(form, bare, tuple(rhymes_of(template, bare, rng)))
    if not keywords:
        return plan
    wrong = InputError("The keywords cannot all be placed; ask for fewer of them.")
    for tries, placed in enumerate(_placed(form, keywords, words, rng)):
        fitting = Fitting(placed, words)
        try:
            return Plan(placed, fitting, tuple(rhymes_of(template, fitting, rng)))
        except InputError as exc:
            wrong = exc
        if tries >= MOST_TRIES:
            break
    raise wrong


def _with(usual: Words, asked: Sequence[str], lexicon: Lexicon) -> Words:
    """Return the usual words and, after them, those that a template asks for by name."""
    more = [word for word in asked if word not in usual.index]
    if not more:
        return usual
    added = words_of(more, [UNKNOWN] * len(more), lexicon, asked=len(more))
    patterns = tuple(dict.fromkeys(usual.patterns + added.patterns))
    keys = dict(usual.keys)
    for key in added.keys:
        keys.setdefault(key, len(keys))
    as_pattern = np.array([patterns.index(p) for p in added.patterns])
    as_key = np.array([keys[key] for key in added.keys])
    return replace(
        usual,
        names=usual.names + added.names,
        tokens=np.concatenate((usual.tokens, added.tokens)),
        patterns=patterns,
        keys=keys,
        word=np.concatenate((usual.word, added.word + len(usual.names))),
        pattern=np.concatenate((usual.pattern, as_pattern[added.pattern])),
        key=np.concatenate((usual.key, as_key[added.key])),
        sound=np.concatenate((usual.sound, added.sound)),
    )


Spelled = tuple[tuple[str, ...], Keyword]


def _spelled(keyword: Keyword, lines: int, lexicon: Lexicon) -> Spelled:
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
    return words, keyword


def _placed(
    form: Form, keywords: Sequence[Spelled], words: Words, rng: np.random.Generator
) -> Iterator[Form]:
    """Yield the form with all keywords in place, in ever other places."""
    choices = [(keyword, _spots(form, spelled, keyword, words))
               for spelled, keyword in keywords]  # fmt: skip
    for keyword, spots in choices:
        if not spots:
            raise InputError(_no_spot(form, keyword, words))
    choices.sort(key=lambda choice: len(choice[1]))
    some = False
    shuffled = [_shuffled(form, spots, rng) for _, spots in choices]
    for lines in _combined(form, shuffled, words, iter(range(MOST_STEPS))):
        some = True
        yield Form(lines, form.source)
    if not some:
        shown = " and ".join(repr(keyword.text) for keyword, _ in choices[:4])
        raise InputError(f"The keywords {shown} do not fit beside each other; ask for fewer.")


def _combined(
    form: Form, choices: Sequence[Sequence[Spot]], words: Words, steps: Iterator[int]
) -> Iterator[dict[int, Line]]:
    if not choices:
        yield dict(form.lines)
        return
    for spot, _ in zip(choices[0], steps, strict=False):
        line = _taken(form.lines[spot[0]], spot[1])
        if line and all(reachable(line, words)[last + 1] for _, last in line.segments()):
            later = Form({**form.lines, spot[0]: line}, form.source)
            yield from _combined(later, choices[1:], words, steps)


def _taken(line: Line, parts: Sequence[tuple[int, str, int]]) -> Line | None:
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


def _spots(form: Form, spelled: Sequence[str], keyword: Keyword, words: Words) -> list[Spot]:
    chosen = form.lines if keyword.line is None else [form.source[keyword.line]]
    return [
        (number, parts)
        for number in chosen
        for begin, last in form.lines[number].segments()
        for cell in range(begin, last + 1)
        for parts in _runs(form.lines[number], tuple(spelled), cell, last, words)
    ]


def _runs(
    line: Line, spelled: tuple[str, ...], cell: int, last: int, words: Words
) -> Iterator[tuple[tuple[int, str, int], ...]]:
    """Yield the ways in which words fit one after the other from a cell on."""
    if not spelled:
        yield ()
        return
    rows = words.rows(spelled[:1])
    for pattern in dict.fromkeys(words.patterns[p] for p in words.pattern[rows].tolist()):
        end = cell + len(pattern) - 1
        if end > last or not falls_in(pattern, line.beats[cell : end + 1]):
            continue
        if cell not in starts(line, end, cell):
            continue
        for rest in _runs(line, spelled[1:], end + 1, last, words):
            yield ((cell, spelled[0], len(pattern)), *rest)


def _no_spot(form: Form, keyword: Keyword, words: Words) -> str:
    spelled = [plain(word) for word in keyword.text.split()]
    fewest = sum(int(words.length[words.rows([word])].min()) for word in spelled)
    room = max(last - begin + 1 for line in form.lines.values() for begin, last in line.segments())
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
    return pattern.replace("s", "/").replace("w", "x").replace(".", "-")
