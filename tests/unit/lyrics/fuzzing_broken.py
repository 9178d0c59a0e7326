"""Templates that nothing meets: a feasible one in which one thing was broken, and where."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from random import Random

from aigc.lyrics.verify.books import every_sound
from aigc.types.template import UNRHYMED, Book, Cell, Keyword, Template, TemplateLine, Tone
from tests.unit.lyrics.fuzzing import (
    COMMON,
    Case,
    Place,
    edited,
    feasible,
    segments,
    with_line,
)

CLASSES: Mapping[Book, int] = {"thirteen": 13, "xinyun": 14, "cilin": 19, "pingshui": 106}


def broken(rng: Random) -> Case:
    """Return a template that nothing meets."""
    base = feasible(rng, most_lines=24, longest=16).template
    for kind in rng.sample(list(BREAKS), len(BREAKS)):
        if case := BREAKS[kind](rng, base):
            template, clash = case
            return Case(template=template, feasible=False, kind=kind, clash=frozenset(clash))
    raise AssertionError("a lock against a tone breaks every template")


def broken_templates(seed: int, count: int, *, begin: int = 0) -> Iterator[Case]:
    """Yield infeasible templates; the case of a number is the same for every ``begin``."""
    for number in range(begin, begin + count):
        yield broken(Random(f"broken/{seed}/{number}"))


Broken = tuple[Template, set[Place]] | None


def lock_against_tone(rng: Random, template: Template) -> Broken:
    """Lock a character of one tone where the other is asked for."""
    place, (character, tone) = _place(rng, template), _one_tone(rng, template.book)
    other: Tone = "仄" if tone == "平" else "平"
    return edited(template, place, lock=character, tone=other, allowed=frozenset()), {place}


def lock_outside_allowed(rng: Random, template: Template) -> Broken:
    """Lock a character that is not among those allowed."""
    place = _place(rng, template)
    lock, *allowed = rng.sample(COMMON, 4)
    return edited(template, place, lock=lock, allowed=frozenset(allowed)), {place}


def allowed_against_tone(rng: Random, template: Template) -> Broken:
    """Allow characters of one tone where the other is asked for."""
    place, book = _place(rng, template), template.book
    _, tone = _one_tone(rng, book)
    some = [c for c in COMMON if {t for t, _ in every_sound(book, c)} == {tone}]
    other: Tone = "仄" if tone == "平" else "平"
    allowed = frozenset(rng.sample(some, 5))
    return edited(template, place, lock="", tone=other, allowed=allowed), {place}


def locks_that_do_not_rhyme(rng: Random, template: Template) -> Broken:
    """Lock two ends of one group to characters without a common class."""
    return _two_ends(rng, template, "new", "new", alike=False, locked=True)


def choices_that_do_not_rhyme(rng: Random, template: Template) -> Broken:
    """Allow two ends of one group characters without a common class."""
    return _two_ends(rng, template, "new", "new", alike=False, locked=False)


def lock_that_rhymes_where_none_may(rng: Random, template: Template) -> Broken:
    """Lock an unrhymed end to the only class of a group beside it."""
    return _two_ends(rng, template, "new", UNRHYMED, alike=True, locked=True)


def two_groups_of_one_class(rng: Random, template: Template) -> Broken:
    """Lock neighbouring groups to the same class."""
    return _two_ends(rng, template, "new", "other", alike=True, locked=True)


def keyword_longer_than_every_segment(rng: Random, template: Template) -> Broken:
    """Ask for a keyword that no stretch between two pauses can hold."""
    longest = max(end - begin for line in template.lines for begin, end in segments(line))
    text = "".join(rng.sample(COMMON, longest + 1))
    return _with_keywords(template, Keyword(text=text)), set()


def keyword_longer_than_its_line(rng: Random, template: Template) -> Broken:
    """Ask for a keyword in a line without room for it."""
    i = rng.randrange(len(template.lines))
    longest = max(end - begin for begin, end in segments(template.lines[i]))
    text = "".join(rng.sample(COMMON, longest + 1))
    return _with_keywords(template, Keyword(text=text, line=i)), set()


def keyword_against_locks(rng: Random, template: Template) -> Broken:
    """Ask for a keyword in a line that is locked to other characters."""
    i = rng.randrange(len(template.lines))
    lock, word = rng.sample(COMMON, 2)
    template = _bare_line(template, i)
    for k in range(len(template.lines[i])):
        template = edited(template, (i, k), lock=lock)
    return _with_keywords(template, Keyword(text=word, line=i)), set()


def too_many_keywords(rng: Random, template: Template) -> Broken:
    """Ask one line for more keywords, no two alike in a character, than it has cells."""
    i = rng.randrange(len(template.lines))
    room = [end - begin for begin, end in segments(template.lines[i])]
    if max(room) > 12:
        return None
    letters = iter(rng.sample(COMMON, 60))
    sizes = [rng.randint(1, max(room))]
    while sum(sizes) <= sum(room):
        sizes.append(rng.randint(1, max(room)))
    words = ("".join(next(letters) for _ in range(size)) for size in sizes)
    template = _bare_line(template, i)
    return _with_keywords(template, *(Keyword(text=word, line=i) for word in words)), set()


def more_groups_than_classes(rng: Random, template: Template) -> Broken:
    """Interlace more groups than the book has classes."""
    count = CLASSES[template.book] + 1
    if count > 20:
        return None
    lines = [
        TemplateLine(cells=(Cell(), Cell(), Cell(rhyme=f"g{n}", mark="，")))
        for n in (*range(count), *range(count))
    ]
    clash = {(n, 2) for n in range(2 * count)}
    return replace(template, lines=tuple(lines), keywords=()), clash


def repeat_against_locks(rng: Random, template: Template) -> Broken:
    """Lock a line and the line that repeats it to different characters."""
    i, j = _repeating(rng, template) or (-1, -1)
    if i < 0:
        return None
    k = rng.randrange(len(template.lines[i]))
    one, other = rng.sample(COMMON, 2)
    template = _lines_made_equal(template, i, j)
    template = edited(edited(template, (i, k), lock=one), (j, k), lock=other)
    return template, {(i, k), (j, k)}


def repeat_against_rhyme(rng: Random, template: Template) -> Broken:
    """Let a line and its neighbour that repeats it end in different groups."""
    found = _repeating(rng, template)
    if not found or template.book not in ("thirteen", "xinyun") or found[1] - found[0] > 4:
        return None
    i, j = found
    template = _lines_made_equal(template, i, j)
    last = len(template.lines[i]) - 1
    template = edited(edited(template, (i, last), rhyme="new"), (j, last), rhyme="other")
    return template, {(i, last), (j, last)}


def repeat_against_tone(rng: Random, template: Template) -> Broken:
    """Ask for level tone in a line and for oblique in the line that repeats it."""
    found = _repeating(rng, template)
    if not found or template.book not in ("thirteen", "xinyun"):
        return None
    i, j = found
    k = rng.randrange(len(template.lines[i]))
    template = _lines_made_equal(template, i, j)
    template = edited(edited(template, (i, k), tone="平"), (j, k), tone="仄")
    return template, {(i, k), (j, k)}


BREAKS: Mapping[str, Callable[[Random, Template], Broken]] = {
    break_.__name__: break_
    for break_ in (
        lock_against_tone,
        lock_outside_allowed,
        allowed_against_tone,
        locks_that_do_not_rhyme,
        choices_that_do_not_rhyme,
        lock_that_rhymes_where_none_may,
        two_groups_of_one_class,
        keyword_longer_than_every_segment,
        keyword_longer_than_its_line,
        keyword_against_locks,
        too_many_keywords,
        more_groups_than_classes,
        repeat_against_locks,
        repeat_against_rhyme,
        repeat_against_tone,
    )
}


def _alone(template: Template) -> list[int]:
    """Return the lines that neither repeat another nor are repeated, or all when there is none."""
    hooks = {
        j
        for i, line in enumerate(template.lines)
        if line.repeats is not None
        for j in (i, line.repeats)
    }
    every = range(len(template.lines))
    return [i for i in every if i not in hooks] or list(every)


def _place(rng: Random, template: Template) -> Place:
    i = rng.choice(_alone(template))
    return i, rng.randrange(len(template.lines[i]))


def _one_tone(rng: Random, book: Book) -> tuple[str, str]:
    """Return a character that has one tone under every reading, and that tone."""
    tones = {c: {tone for tone, _ in every_sound(book, c)} for c in COMMON}
    character = rng.choice([c for c in COMMON if len(tones[c]) == 1])
    return character, tones[character].pop()


def _classes(book: Book, character: str) -> set[str]:
    return {label for _, label in every_sound(book, character) if label}


def _two_ends(
    rng: Random, template: Template, first: str, second: str, *, alike: bool, locked: bool
) -> Broken:
    """Fix two line ends at most four lines apart to sure classes, alike or not."""
    ends = [(i, len(template.lines[i]) - 1) for i in _alone(template)]
    pairs = [(p, q) for p in ends for q in ends if p[0] < q[0] <= p[0] + 4]
    if not pairs:
        return None
    one, other = rng.choice(pairs)
    sure = [c for c in COMMON if len(_classes(template.book, c)) == 1]
    model = rng.choice(sure)
    label = _classes(template.book, model)
    others = [c for c in sure if (_classes(template.book, c) == label) == alike]
    for place, group, some in ((one, first, [model]), (other, second, others)):
        picked = rng.sample(some, min(len(some), 1 if locked else 4))
        fixed = {"lock": picked[0], "allowed": frozenset()}
        choice = {"lock": "", "allowed": frozenset(picked)}
        template = edited(template, place, rhyme=group, tone="", **(fixed if locked else choice))
    return replace(template, keywords=()), {one, other}


def _with_keywords(template: Template, *keywords: Keyword) -> Template:
    return replace(template, keywords=(*template.keywords, *keywords))


def _bare_line(template: Template, i: int) -> Template:
    """Return the template with one line freed of all but its pauses, and of its repetition."""
    cells = tuple(Cell(mark=cell.mark) for cell in template.lines[i].cells)
    return with_line(template, i, TemplateLine(cells=cells))


def _repeating(rng: Random, template: Template) -> tuple[int, int] | None:
    """Return an earlier and a later line of one length."""
    sizes = [len(line) for line in template.lines]
    pairs = [(i, j) for j, n in enumerate(sizes) for i in range(j) if sizes[i] == n]
    return rng.choice(pairs) if pairs else None


def _lines_made_equal(template: Template, i: int, j: int) -> Template:
    """Return the template with two bare lines, the later of which repeats the earlier."""
    template = replace(_bare_line(_bare_line(template, i), j), keywords=())
    cells = template.lines[i].cells
    return with_line(template, j, TemplateLine(cells=cells, repeats=i))
