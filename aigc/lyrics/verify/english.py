"""An English lyric against its form: words with their pronunciations laid upon syllables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from aigc.lyrics.verify.fill import Fill, fill
from aigc.lyrics.verify.grid import roots
from aigc.lyrics.verify.phones import APOSTROPHES, plain, rhyme_of, spoken, words_that_rhyme
from aigc.lyrics.verify.report import Fault
from aigc.lyrics.verify.rhyme import Ending, rhyme_faults
from aigc.types.template import UNRHYMED, Keyword, Template, TemplateLine, place_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Verse:
    """A line as it was sung: words, the mark after each, and how they fill its syllables."""

    line: int
    form: TemplateLine
    words: tuple[str, ...]
    marks: tuple[str, ...]
    fill: Fill | None
    faults: tuple[Fault, ...]

    def phrases(self) -> Iterator[tuple[str, ...]]:
        """Yield the words between pauses."""
        begin = 0
        for k, mark in enumerate(self.marks, 1):
            if mark or k == len(self.words):
                yield self.words[begin:k]
                begin = k


def english_faults(template: Template, lines: Sequence[str]) -> Iterator[Fault]:
    """Yield what the lines do against an English form.

    A line is right when some choice of pronunciations is: it fills the cells, no word goes on
    across a mark, and a word of two or more syllables has stress on strong cells and none on
    weak ones.
    """
    verses = [_verse(i, template.lines[i], text) for i, text in enumerate(lines)]
    for verse in verses:
        yield from verse.faults
        yield from _repeats(verse, verses)
    for keyword in template.keywords:
        yield from _keyword(keyword, verses)
    endings = [ending for verse in verses for ending in _endings(verse)]
    yield from rhyme_faults(endings)
    yield from _same_words(template, endings)


def _verse(i: int, form: TemplateLine, text: str) -> Verse:
    parts = [_parted(token) for token in text.split(" ")] if text else []
    words, marks = tuple(plain(word) for word, _ in parts), tuple(mark for _, mark in parts)
    faults = list(_spelling(i, text, words))
    filled = None
    if not faults:
        filled = fill(form.cells, words, marks)
        faults = list(_misfits(i, form, words, filled))
    return Verse(line=i, form=form, words=words, marks=marks, fill=filled, faults=tuple(faults))


def _parted(token: str) -> tuple[str, str]:
    end = max((k for k, c in enumerate(token, 1) if c.isalpha() or c in APOSTROPHES), default=0)
    return token[:end], token[end:]


def _spelling(i: int, text: str, words: Sequence[str]) -> Iterator[Fault]:
    if not all(words):
        where = f"Line {i + 1} ({text!r})"
        message = f"{where} needs words, with one space between two and marks right after a word."
        yield Fault(kind="mark", line=i, message=message)
    for word in dict.fromkeys(w for w in words if w and not spoken(w)):
        message = f"The dictionary does not tell how {word!r} in line {i + 1} is pronounced."
        yield Fault(kind="character", line=i, message=message)


def _misfits(
    i: int, form: TemplateLine, words: Sequence[str], filled: Fill | None
) -> Iterator[Fault]:
    if filled is None:
        counts = sorted({0} if not words else _counts(words))
        said = " or ".join(map(str, counts))
        text = f"Line {i + 1} has {said} syllables; its form has {len(form)} cells."
        yield Fault(kind="syllables", line=i, message=text)
        return
    for misfit in filled.misfits:
        place = place_name(i, misfit.cell)
        text = f"{misfit.word!r} at {place} {misfit.what}."
        yield Fault(kind=misfit.kind, line=i, cell=misfit.cell, message=text)


def _counts(words: Sequence[str]) -> set[int]:
    totals = {0}
    for word in words:
        sizes = {sum(p[-1].isdigit() for p in phones) for phones in spoken(word)}
        totals = {total + size for total in totals for size in sizes}
    return totals


def _repeats(verse: Verse, verses: Sequence[Verse]) -> Iterator[Fault]:
    source = verse.form.repeats
    if source is None:
        return
    model = verses[source].words if 0 <= source < verse.line else ()
    if verse.words != model:
        shown = " ".join(model)
        text = f"Line {verse.line + 1} must repeat the words of line {source + 1}: {shown!r}."
        yield Fault(kind="repeat", line=verse.line, message=text)


def _keyword(keyword: Keyword, verses: Sequence[Verse]) -> Iterator[Fault]:
    sought = tuple(plain(word) for word in keyword.text.split())
    heard = (v for v in verses if keyword.line in (None, v.line))
    if not any(_within(sought, phrase) for v in heard for phrase in v.phrases()):
        where = "the lyric" if keyword.line is None else f"line {keyword.line + 1}"
        text = f"The keyword {keyword.text!r} is missing from {where}, or a pause cuts it."
        yield Fault(kind="keyword", line=keyword.line, message=text)


def _within(sought: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    size = len(sought)
    return any(phrase[k : k + size] == sought for k in range(len(phrase) - size + 1))


def _endings(verse: Verse) -> Iterator[Ending]:
    """Yield the words that end on a rhyming cell, with every rhyme they may have there."""
    at = verse.fill.endings if verse.fill else {}
    for k, cell in enumerate(verse.form.cells):
        if cell.rhyme and k in at:
            word, readings = at[k]
            yield Ending(
                line=verse.line,
                cell=k,
                group=cell.rhyme,
                text=repr(word),
                ways=frozenset(("", rhyme_of(phones)) for phones in readings),
                freely=True,
            )


def _same_words(template: Template, endings: Sequence[Ending]) -> Iterator[Fault]:
    """Yield the words that rhyme with themselves though the group had a choice."""
    groups: dict[str, list[Ending]] = {}
    for ending in endings:
        if ending.group != UNRHYMED:
            groups.setdefault(ending.group, []).append(ending)
    sources = roots(template)
    for ends in groups.values():
        for first, second in combinations(ends, 2):
            if first.text == second.text and not _excused(
                template, sources, first, second, len(ends)
            ):
                place, before = (place_name(e.line, e.cell) for e in (second, first))
                text = f"{second.text} at {place} rhymes with itself at {before}."
                yield Fault(kind="rhyme", line=second.line, cell=second.cell, message=text)


def _excused(
    template: Template, sources: Sequence[int], first: Ending, second: Ending, ends: int
) -> bool:
    """Tell whether the form itself brings the same word twice, or knows too few that rhyme."""
    if first.cell == second.cell and sources[first.line] == sources[second.line]:
        return True
    word = first.text[1:-1]
    if all(_given(template, end, word) for end in (first, second)):
        return True
    return all(words_that_rhyme(rhyme) < ends for rhyme in first.classes)


def _given(template: Template, end: Ending, word: str) -> bool:
    """Tell whether the word of an ending is locked there, or is the only one allowed."""
    before = template.lines[end.line].cells[: end.cell + 1]
    begin = next((c for c in reversed(before) if c.lock or c.allowed), None)
    if begin is None:
        return False
    return plain(begin.lock) == word or set(map(plain, begin.allowed)) == {word}
