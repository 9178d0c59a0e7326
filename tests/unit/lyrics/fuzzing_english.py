"""Random English templates whose truth is known, derived from hidden lines of common words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from random import Random

from aigc.lyrics.verify.phones import rhyme_of, spoken, stresses
from aigc.types.template import UNRHYMED, Cell, Keyword, Stress, Template, TemplateLine
from tests.unit.lyrics.fuzzing import NAMES, Case, Place, edited, settled, with_line

RHYMES = (
    "day away say way may play stay", "night light sight bright delight", "heart part art depart",
    "sea free me thee be", "rain pain vain", "song long strong", "rose those close",
    "eyes skies rise", "pleasure measure treasure", "soul whole", "time", "born morn",
    "land hand stand", "sleep deep weep", "face grace place", "breast rest best", "name fame flame",
    "breath death", "head dead bread", "golden olden",
)  # fmt: skip
WORDS = (
    "the and of a to in my that with love for is his her from their all on by as but thou so no "
    "not will shall when where how sweet dark old young again upon never ever beauty summer winter "
    "river silent silver morning heaven golden gentle lonely water spirit shadow father mother "
    "children garden yellow beneath before alone become forget remember together another "
    "beautiful happiness world years still wind moon star stars fire earth dream dreams life joy "
    "tears fair soft white"
)
MARKS = (",", ".", ";", ":", "!", "?")

Words = list[str]


def feasible_english(rng: Random, most_lines: int = 16) -> Case:
    """Return an English template derived from hidden lines that meet it, so many at most."""
    lines, hidden = _lines(rng, most_lines)
    template = Template(lines=tuple(lines), language="en", book="english")
    template = _rhymed(rng, template, hidden)
    template = _named(rng, template, hidden)
    template = replace(template, keywords=_keywords(rng, hidden))
    text = printed(template, hidden)
    return Case(template=settled(template, text), feasible=True, kind="hidden text", hidden=text)


def printed(template: Template, hidden: Sequence[Words]) -> tuple[str, ...]:
    """Return words with the marks of the form."""
    lines = []
    for words, line in zip(hidden, template.lines, strict=True):
        spans = list(_spans(words))
        lines.append(" ".join(w + line.cells[end - 1].mark for w, _, end in spans).capitalize())
    return tuple(lines)


def _spans(words: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """Yield each word with the cells from which and to which it goes, in its first reading."""
    begin = 0
    for word in words:
        end = begin + len(stresses(spoken(word)[0]))
        yield word, begin, end
        begin = end


def _lines(rng: Random, most_lines: int) -> tuple[list[TemplateLine], list[Words]]:
    count = rng.randint(1, min(most_lines, rng.choice([2, 6, most_lines])))
    sizes = [rng.randint(1, rng.choice([6, 10, 14])) for _ in range(rng.choice([1, 2, count]))]
    palette = rng.sample(RHYMES, rng.randint(1, 4))
    pause, share, hook = rng.choice([0, 0.15]), rng.choice([0, 0.3, 1]), rng.choice([0, 0.15])
    lines: list[TemplateLine] = []
    hidden: list[Words] = []
    for i in range(count):
        words = _words(rng, sizes[i % len(sizes)], rng.choice(palette).split())
        size = [end for _, _, end in _spans(words)][-1]
        sources = [j for j in range(i) if len(lines[j]) == size]
        repeats = rng.choice(sources) if sources and rng.random() < hook else None
        words = words if repeats is None else hidden[repeats]
        cells = tuple(_cells(rng, words, pause, share))
        lines.append(TemplateLine(cells=cells, repeats=repeats))
        hidden.append(words)
    return lines, hidden


def _words(rng: Random, size: int, ends: Sequence[str]) -> Words:
    """Return words of about so many syllables that end in one of the rhymes."""
    words = [rng.choice(ends)]
    while sum(len(stresses(spoken(w)[0])) for w in words) < size:
        words.insert(0, rng.choice(WORDS.split()))
    return words


def _cells(rng: Random, words: Words, pause: float, share: float) -> Iterator[Cell]:
    for place, word in enumerate(words, 1):
        pattern = stresses(spoken(word)[0])
        for k, digit in enumerate(pattern, 1):
            stress: Stress = ""
            if rng.random() < share:
                fits: Stress = "weak" if digit == "0" else "strong"
                stress = fits if len(pattern) > 1 else rng.choice(["strong", "weak"])
            ends = k == len(pattern) and (place == len(words) or rng.random() < pause)
            yield Cell(stress=stress, mark=rng.choice(MARKS) if ends else "")


def _rhymed(rng: Random, template: Template, hidden: Sequence[Words]) -> Template:
    if rng.random() < 0.15:
        return template
    names = iter([*NAMES, *(f"g{n}" for n in range(100))])
    recent: dict[str, tuple[str, int]] = {}
    for i, words in enumerate(hidden):
        rhyme = rhyme_of(spoken(words[-1])[0])
        name, last = recent.get(rhyme, ("", -99))
        if i - last > 8:
            name = next(names)
        recent[rhyme] = name, i
        if rng.random() < 0.1:
            name = rng.choice(["", UNRHYMED])
        template = edited(template, (i, len(template.lines[i]) - 1), rhyme=name)
    return template


def _named(rng: Random, template: Template, hidden: Sequence[Words]) -> Template:
    locks, sets = rng.choice([0, 0, 0.1, 0.5, 1]), rng.choice([0, 0, 0.1])
    for i, words in enumerate(hidden):
        for word, begin, _ in _spans(words):
            if rng.random() < locks:
                template = edited(template, (i, begin), lock=word)
            elif rng.random() < sets:
                allowed = frozenset({word, *rng.choices(WORDS.split(), k=5)})
                template = edited(template, (i, begin), allowed=allowed)
    return template


def _keywords(rng: Random, hidden: Sequence[Words]) -> tuple[Keyword, ...]:
    keywords = []
    for _ in range(rng.choice([0, 0, 1, 2])):
        i = rng.randrange(len(hidden))
        keywords.append(Keyword(text=rng.choice(hidden[i]), line=rng.choice([None, i])))
    return tuple(keywords)


Broken = tuple[Template, set[Place]] | None


def broken_english(rng: Random) -> Case:
    """Return an English template that nothing meets."""
    base = feasible_english(rng).template
    for kind in rng.sample(list(BREAKS), len(BREAKS)):
        if case := BREAKS[kind](rng, replace(base, keywords=())):
            template, clash = case
            return Case(template=template, feasible=False, kind=kind, clash=frozenset(clash))
    raise AssertionError("a lock outside its set breaks every template")


def lock_against_stress(rng: Random, template: Template) -> Broken:
    """Lock a word whose stressed syllable falls on a weak cell."""
    cell = Cell(lock="never", stress="weak")
    return _beginning_with(template, _line(rng, template, 2), cell)


def lock_outside_allowed(rng: Random, template: Template) -> Broken:
    """Lock a word that is not among those allowed."""
    cell = Cell(lock="love", allowed=frozenset({"wind", "moon"}))
    return _beginning_with(template, _line(rng, template, 1), cell)


def lock_longer_than_its_line(rng: Random, template: Template) -> Broken:
    """Lock a word on the last cells, where its syllables have no room."""
    i = rng.randrange(len(template.lines))
    place = i, len(template.lines[i]) - 1
    return edited(_bare(template, i), place, lock="beautiful"), {place}


def lock_across_a_mark(rng: Random, template: Template) -> Broken:
    """Lock a word that would go on across a pause."""
    cell = Cell(lock="winter", mark=",")
    return _beginning_with(template, _line(rng, template, 2), cell)


def locks_that_do_not_rhyme(rng: Random, template: Template) -> Broken:
    """Lock two ends of one group to words that do not rhyme."""
    if len(template.lines) < 2:
        return None
    j = rng.randrange(1, len(template.lines))
    clash = set()
    for i, word in ((j - 1, "night"), (j, "day")):
        last = len(template.lines[i]) - 1
        template = edited(_bare(template, i), (i, last), lock=word, rhyme="new")
        clash.add((i, last))
    return template, clash


def keyword_longer_than_every_line(rng: Random, template: Template) -> Broken:
    """Ask for more words together than any line has syllables."""
    longest = max(map(len, template.lines))
    text = " ".join(rng.choices(["love", "night", "moon"], k=longest + 1))
    return replace(template, keywords=(Keyword(text=text),)), set()


def more_keywords_than_room(rng: Random, template: Template) -> Broken:
    """Ask for one keyword of two syllables more than the lines have room for."""
    lines = tuple(TemplateLine(cells=(Cell(),) * rng.randint(2, 5)) for _ in range(4))
    room = sum(len(line) // 2 for line in lines)
    words = [word for word in WORDS.split() if {len(stresses(p)) for p in spoken(word)} == {2}]
    asked = tuple(Keyword(text=word) for word in rng.sample(words, room + 1))
    return replace(template, lines=lines, keywords=asked), set()


BREAKS: Mapping[str, Callable[[Random, Template], Broken]] = {
    break_.__name__: break_
    for break_ in (
        lock_against_stress,
        lock_outside_allowed,
        lock_longer_than_its_line,
        lock_across_a_mark,
        locks_that_do_not_rhyme,
        keyword_longer_than_every_line,
        more_keywords_than_room,
    )
}


def _line(rng: Random, template: Template, length: int) -> int:
    """Return the number, counted from 1, of a line of this length or more; 0 for none."""
    numbers = [i for i, line in enumerate(template.lines, 1) if len(line) >= length]
    return rng.choice(numbers) if numbers else 0


def _bare(template: Template, i: int) -> Template:
    cells = tuple(Cell() for _ in template.lines[i].cells)
    return with_line(template, i, TemplateLine(cells=cells))


def _beginning_with(template: Template, number: int, cell: Cell) -> Broken:
    """Return the template whose line of this number is bare but for its first cell."""
    if not number:
        return None
    i = number - 1
    broken = _bare(template, i)
    line = TemplateLine(cells=(cell, *broken.lines[i].cells[1:]))
    return with_line(broken, i, line), {(i, 0)}
