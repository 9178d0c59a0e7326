"""Keeps a script to what its article says, whoever wrote the script.

A line may leave things out; it may not hold a number, date, name or quotation that the text it
names as its source does not hold.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from aigc.errors import EngineFailed
from aigc.text.script.crossed import displaced, unsaid
from aigc.text.script.dates import Day, dates, day_words
from aigc.text.script.names import names, unsupported
from aigc.text.script.numerals import Quantity, quantities
from aigc.text.script.spoken import say
from aigc.text.script.tables import spoken_cells
from aigc.text.script.words import has_han
from aigc.types.article import Article
from aigc.types.script import Script, ScriptLine

Kind = Literal["source", "markup", "number", "date", "name", "quote", "sense"]

_MARKUP = re.compile(
    r"\*\*|__|`|\]\(|https?://|www\.|</?[a-z][^>]*>|^\s*#{1,6}\s|\||\[\^?\d+\]|&[a-z]+;|^\s*[-*+>]\s"
    r"|[{}\\]",
    re.M,
)
_QUOTED = re.compile(r"“([^”]+)”|「([^」]+)」|『([^』]+)』|\"([^\"]+)\"")
_ORDINAL_LEAD = re.compile(
    r"^(?:第([一二三四五六七八九十]+|\d+)[，、,步是]|(First|Second|Third|Fourth|Fifth|Sixth|Seventh"
    r"|Eighth|Ninth|Tenth|Finally),)\s*"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """One thing in a line that its source does not support."""

    kind: Kind
    text: str
    message: str


@dataclass(frozen=True, slots=True)
class _Facts:
    quantities: tuple[Quantity, ...]
    days: tuple[Day, ...]
    day_words: tuple[str, ...]


def check(line: ScriptLine, article: Article, *, translated: bool = False) -> tuple[Violation, ...]:
    """Return everything in ``line`` that the text of its sources does not support.

    Nothing is returned for a line whose numbers (with units), dates, names and quotations all
    occur in its sources, whichever way they are written, and that holds no markup. Where a line is
    ``translated``, names and quotations cannot be compared; numbers, dates, weekdays, times of day
    and denials still are.
    """
    if not line.text.strip() or not line.sources:
        return (_violation("source", line.text, "the line has no words or no source"),)
    if any(not 0 <= s.start < s.end <= len(article.text) for s in line.sources):
        return (_violation("source", line.text, "a source lies outside the article's text"),)
    source = _source(line, article)
    text = _without_ordinal(line, article)
    if translated:
        return (*_markup(line.text), *_crossed(text, source))
    facts = (*_numbers_and_dates(text, source), *_day_words(text, source))
    return (*_markup(line.text), *facts, *_names(text, source), *_quotes(text, source))


def guarded(script: Script, article: Article) -> Script:
    """Return ``script`` without the lines that `check` refuses.

    Raises
    ------
    EngineFailed
        No line is left.
    """
    translated = script.language != article.language
    found = [(line, check(line, article, translated=translated)) for line in script.lines]
    kept = tuple(line for line, faults in found if not faults)
    if not kept:
        first = next((v.message for _, faults in found for v in faults), "it is empty")
        raise EngineFailed(
            f"No line of the script for “{article.title}” is supported by the article ({first}). "
            "Try another writer or seed."
        )
    return replace(script, lines=kept)


def _violation(kind: Kind, text: str, message: str) -> Violation:
    return Violation(kind=kind, text=text, message=message)


def _source(line: ScriptLine, article: Article) -> str:
    parts = [s.of(article.text) for s in line.sources]
    for block in article.blocks:
        touched = any(s.start < block.span.end and block.span.start < s.end for s in line.sources)
        if touched and block.kind == "table":
            parts.append(spoken_cells(block.rows))
        if touched and block.attribution:
            parts.append(block.attribution)
    return "\n".join(parts)


def _without_ordinal(line: ScriptLine, article: Article) -> str:
    """Drop a leading 第二， or Second, that counts the announced list items correctly."""
    lead = _ORDINAL_LEAD.match(line.text)
    if lead is None or not line.items or line.block >= len(article.blocks):
        return line.text
    items = article.blocks[line.block].items
    place = items.index(line.items[0]) + 1 if line.items[0] in items else 0
    if lead.group().startswith("Finally"):
        right = place == len(items)
    else:
        right = any(q.value == place for q in quantities(lead.group())) or (
            place == 1 and lead.group(1) == "一"
        )
    return line.text[lead.end() :] if right else line.text


def _markup(text: str) -> tuple[Violation, ...]:
    found = _MARKUP.search(text)
    if found is None:
        return ()
    return (_violation("markup", found.group(), f"markup is left in the line: {found.group()}"),)


@lru_cache(maxsize=2048)
def _facts(text: str) -> _Facts:
    days, rest = dates(text)
    return _Facts(quantities(rest), days, day_words(text))


def _numbers_and_dates(text: str, source: str) -> tuple[Violation, ...]:
    mine, theirs = _facts(text), _facts(source)
    out = []
    for day in mine.days:
        if not any(day.within(d) for d in theirs.days) and not _bare_year(day, theirs):
            out.append(_violation("date", day.text, f"the source has no date {day.text}"))
    for quantity in mine.quantities:
        if not _supported(quantity, theirs, source):
            shown = quantity.text
            out.append(
                _violation("number", shown, f"the source has no number {shown} of that unit")
            )
    return tuple(out)


def _day_words(text: str, source: str) -> tuple[Violation, ...]:
    return tuple(
        _violation("date", word, f"the source does not say {word}")
        for word in _facts(text).day_words
        if word.casefold() not in source.casefold()
    )


def _crossed(text: str, source: str) -> tuple[Violation, ...]:
    return tuple(
        _violation(kind, word, f"the source does not say {word}")
        for kind, word in (*unsaid(text, source), *displaced(text, source))
    )


def _bare_year(day: Day, facts: _Facts) -> bool:
    return not day.month and any(q.value == day.year for q in facts.quantities)


def _supported(quantity: Quantity, facts: _Facts, source: str) -> bool:
    same = [q for q in facts.quantities if q.value == quantity.value]
    if any(not quantity.unit or q.unit in (quantity.unit, "") for q in same):
        return True
    if not quantity.unit and any(d.year == quantity.value for d in facts.days):
        return True
    days = {"month": [d.month for d in facts.days], "date": [d.day for d in facts.days]}
    return any(quantity.value == n for n in days.get(quantity.unit, ()))


def _names(text: str, source: str) -> tuple[Violation, ...]:
    missing = {unsupported(name, source) for name in names(text)} - {""}
    return tuple(
        _violation("name", name, f"the source does not mention {name}") for name in sorted(missing)
    )


def _quotes(text: str, source: str) -> tuple[Violation, ...]:
    said = _letters(source) + "\n" + _letters(say(source, "zh" if has_han(source) else "en"))
    out = []
    for m in _QUOTED.finditer(text):
        words = next(g for g in m.groups() if g)
        if _letters(words) not in said:
            out.append(_violation("quote", words, f"nobody says “{words}” in the source"))
    return tuple(out)


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum() or c in "%℃$")
