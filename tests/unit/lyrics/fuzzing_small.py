"""Small templates over a tiny alphabet, their truth found by trying every text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, product
from random import Random

from aigc.types.template import UNRHYMED, Cell, Keyword, Template, TemplateLine
from tests.unit.lyrics.fuzzing import Case, printed, segments

SOUNDS: Mapping[str, tuple[str, str]] = {
    "天": ("平", "an"), "山": ("平", "an"), "面": ("仄", "an"), "晚": ("仄", "an"),
    "花": ("平", "a"), "马": ("仄", "a"), "风": ("平", "eng"), "梦": ("仄", "eng"),
    "秋": ("平", "ou"), "酒": ("仄", "ou"), "高": ("平", "ao"), "草": ("仄", "ao"),
}  # fmt: skip
"""Characters with one reading each, and their tone and rhyme after the thirteen classes."""

FAR = 5
"""Lines this far apart need not sound different."""


def small(rng: Random) -> Case:
    """Return a template of at most seven cells, each with few characters to choose from."""
    lengths = rng.choice(
        [[1], [2], [4], [1, 1], [2, 2], [3, 3], [2, 1, 2], [1, 1, 1, 1], [2, 2, 3]]
    )
    gap = rng.random() < 0.2
    if gap:
        lengths = [lengths[0], *[1] * (FAR - 1), lengths[-1]]
    template = Template(lines=tuple(_line(rng, n, gap) for n in lengths))
    for i, line in enumerate(template.lines):
        sources = [j for j in range(i) if len(template.lines[j]) == len(line)]
        if sources and rng.random() < 0.2:
            repeating = replace(line, repeats=rng.choice(sources))
            lines = (*template.lines[:i], repeating, *template.lines[i + 1 :])
            template = replace(template, lines=lines)
    template = replace(template, keywords=_keywords(rng, template))
    hidden = next(solutions(template), None)
    if hidden is None:
        return Case(template=template, feasible=False, kind="small")
    shown = printed(template, hidden)
    return Case(template=template, feasible=True, kind="small", hidden=shown)


def solutions(template: Template) -> Iterator[tuple[str, ...]]:
    """Yield every text that meets a template whose cells all say what is allowed."""
    cells = [cell for _, _, cell in template.places()]
    choices = [
        [
            c
            for c in sorted(cell.allowed)
            if cell.lock in ("", c) and cell.tone in ("", SOUNDS[c][0])
        ]
        for cell in cells
    ]
    for picked in product(*choices):
        letters = iter(picked)
        words = tuple("".join(next(letters) for _ in line.cells) for line in template.lines)
        if meets(template, words):
            yield words


def meets(template: Template, words: Sequence[str]) -> bool:
    """Tell whether words whose cells are right one by one are right together."""
    for i, line in enumerate(template.lines):
        if line.repeats is not None and words[i] != words[line.repeats]:
            return False
    phrases = [
        (i, words[i][begin:end])
        for i, line in enumerate(template.lines)
        for begin, end in segments(line)
    ]
    for keyword in template.keywords:
        if not any(keyword.text in p for i, p in phrases if keyword.line in (None, i)):
            return False
    return _rhymes(template, words)


def _rhymes(template: Template, words: Sequence[str]) -> bool:
    groups: dict[str, list[tuple[int, str]]] = {}
    for i, k, cell in template.places():
        if cell.rhyme:
            groups.setdefault(cell.rhyme, []).append((i, SOUNDS[words[i][k]][1]))
    odd = groups.pop(UNRHYMED, [])
    if any(len({rhyme for _, rhyme in ends}) > 1 for ends in groups.values()):
        return False
    for one, other in combinations(groups.values(), 2):
        if one[0][1] == other[0][1] and _close(one, other):
            return False
    return not any(
        end[1] == ends[0][1] and _close([end], ends) for end in odd for ends in groups.values()
    )


def _close(one: Sequence[tuple[int, str]], other: Sequence[tuple[int, str]]) -> bool:
    """Tell whether two spans of lines overlap or lie less than `FAR` lines apart."""
    gap = max(one[0][0], other[0][0]) - min(one[-1][0], other[-1][0])
    return gap < FAR


def _line(rng: Random, length: int, plain: bool) -> TemplateLine:
    cells = []
    for k in range(length):
        last = k == length - 1
        size = 1 if plain and not last else rng.choice([1, 2, 3])
        allowed = frozenset(rng.sample(sorted(SOUNDS), size))
        cells.append(
            Cell(
                allowed=allowed,
                lock=rng.choice(sorted(SOUNDS)) if rng.random() < 0.05 else "",
                rhyme=rng.choice(["a", "a", "b", "c", UNRHYMED, ""]) if last else "",
                tone=rng.choice(["", "", "", "平", "仄"]),
                mark="，" if last or rng.random() < 0.2 else "",
            )
        )
    return TemplateLine(cells=tuple(cells))


def _keywords(rng: Random, template: Template) -> tuple[Keyword, ...]:
    if rng.random() < 0.5:
        return ()
    i = rng.randrange(len(template.lines))
    begin, end = rng.choice(list(segments(template.lines[i])))
    cells = template.lines[i].cells[begin : begin + rng.randint(1, end - begin)]
    text = "".join(rng.choice(sorted(cell.allowed)) for cell in cells)
    return (Keyword(text=text, line=rng.choice([None, i])),)
