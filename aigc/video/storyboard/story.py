"""What every designer of scenes looks up: language, budgets, sections, word weights, the source."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from aigc.types.article import Article, Language, Span
from aigc.types.script import Script, ScriptLine
from aigc.video.storyboard.phrases import (
    budget_length,
    clauses,
    clean,
    pieces,
    rarity,
    same_words,
    shorten,
    trimmed,
)
from aigc.video.storyboard.statements import adds, conditional, denies, statement

BUDGETS: dict[Language, dict[str, int]] = {
    "zh": {
        "headline": 23,
        "again": 30,
        "gist": 20,
        "statement": 42,
        "quote": 42,
        "head": 8,
        "detail": 18,
        "title": 14,
        "label": 20,
        "caption": 26,
        "row": 10,
        "event": 16,
        "kicker": 10,
        "takeaway": 38,
        "credit": 20,
    },
    "en": {
        "headline": 60,
        "again": 84,
        "gist": 56,
        "statement": 112,
        "quote": 110,
        "head": 20,
        "detail": 44,
        "title": 34,
        "label": 64,
        "caption": 64,
        "row": 24,
        "event": 40,
        "kicker": 22,
        "takeaway": 96,
        "credit": 44,
    },
}
"""Characters that fit, by language and text field; half a character for Latin in Chinese."""

_KICKERS = {
    "zh": {
        "number": "数字",
        "list": "要点",
        "chart": "数据",
        "timeline": "时间线",
        "chapter": "第{}部分",
        "text": "看点",
    },
    "en": {
        "number": "By the numbers",
        "list": "Key points",
        "chart": "The data",
        "timeline": "Timeline",
        "chapter": "Part {}",
        "text": "In focus",
    },
}
_CHINESE_DIGITS = "零一二三四五六七八九十"


@dataclass(frozen=True, kw_only=True)
class Story:
    """An article and its script with what is derived from them once.

    ``name`` is the programme's name, which stands on every scene and is not said again.
    """

    article: Article
    script: Script
    name: str = ""

    @property
    def language(self) -> Language:
        """Language of the script, in which scenes are lettered."""
        return self.script.language

    @cached_property
    def weights(self) -> dict[str, float]:
        """Rarity of each word over the article's blocks."""
        return rarity(b.span.of(self.article.text) for b in self.article.blocks)

    @cached_property
    def sections(self) -> tuple[int, ...]:
        """For each block the index of the heading above it, -1 for none or the title itself."""
        out, now = [], -1
        for n, block in enumerate(self.article.blocks):
            if block.kind == "heading":
                text = trimmed(block.span.of(self.article.text))
                now = n if text and text != trimmed(self.article.title) else now
            out.append(now)
        return tuple(out)

    @cached_property
    def source(self) -> str:
        """Author or publication (unless it is the programme) and day, as far as they are known."""
        return " · ".join(p for p in (self.shown_publisher, self.day) if p)

    @property
    def publisher(self) -> str:
        """The author, else the host of the article's address, else its name as given."""
        given = clean(self.article.source)
        host = (urlsplit(given).hostname or "").removeprefix("www.") if "://" in given else ""
        author = clean(self.article.author)
        file = "/" in given or "\\" in given or re.search(r"\.\w{1,5}$", given) is not None
        named = author or host or ("" if file else given)
        return self.fit(named, "credit")

    @property
    def day(self) -> str:
        """The day of publication as the language writes it."""
        when = self.article.published
        if when is None:
            return ""
        if self.language == "zh":
            return f"{when.year}年{when.month}月{when.day}日"
        return f"{when:%B} {when.day}, {when.year}"

    def fit(self, text: str, field: str) -> str:
        """Return ``text`` within the budget of ``field``, cut at phrase borders, or nothing."""
        return shorten(text, BUDGETS[self.language][field], self.language)

    def say(self, text: str, field: str) -> str:
        """Return ``text`` within the budget of ``field`` by whole clauses, or nothing."""
        return statement(text, BUDGETS[self.language][field], self.language)

    def title(self, field: str) -> str:
        """Return the article's title within the budget of ``field``."""
        names = (self.article.title, self.script.title, self.script.lines[0].text)
        made = (
            self._first_clause(n, field) or self.say(n, field) or self.fit(n, field)
            for n in names
            if n
        )
        return next((m for m in made if m), "") or self._first_words(field)

    def _first_clause(self, name: str, field: str) -> str:
        """Return a title, or the clause it opens with where the others only add to it."""
        limit = BUDGETS[self.language][field]
        whole = trimmed(clean(name))
        first = trimmed(next(iter(clauses(whole, self.language)), ""))
        if budget_length(whole, self.language) <= limit:
            return whole
        rest = whole[len(first) :].lstrip("，,：:;； ")
        bound = denies(whole, self.language) or conditional(whole, self.language)
        short = budget_length(first, self.language) < 0.35 * limit
        if bound or short or not adds(rest, self.language):
            return ""
        return first if budget_length(first, self.language) <= limit else ""

    def _first_words(self, field: str) -> str:
        """Return the words of an unbroken title that fit."""
        limit, out = BUDGETS[self.language][field], ""
        for piece in pieces(trimmed(clean(self.article.title or self.script.lines[0].text))):
            if budget_length(out + piece, self.language) > limit:
                break
            out += piece
        return trimmed(out)

    @property
    def shown_publisher(self) -> str:
        """The publisher, empty where the programme has the same name."""
        own = bool(self.name) and same_words(self.publisher, self.name)
        return "" if own else self.publisher

    def kicker(self, name: str, number: int = 0) -> str:
        """Return the word above a title."""
        word = _KICKERS[self.language][name]
        zh = self.language == "zh" and 0 <= number <= 10
        return word.format(_CHINESE_DIGITS[number] if zh else number)

    def heading(self, block: int) -> str:
        """Return the heading above ``block``, empty when there is none."""
        if not 0 <= block < len(self.sections) or self.sections[block] < 0:
            return ""
        return clean(self.article.blocks[self.sections[block]].span.of(self.article.text))

    def section_number(self, block: int) -> int:
        """Return which section of the article ``block`` lies in, from 1."""
        known = sorted({n for n in self.sections if n >= 0})
        here = self.sections[block] if 0 <= block < len(self.sections) else -1
        return known.index(here) + 1 if here in known else 1

    def said(self, line: ScriptLine) -> str:
        """Return the article's own words behind a line."""
        return clean(" ".join(s.of(self.article.text) for s in line.sources))

    def items(self, line: ScriptLine) -> tuple[Span, ...]:
        """Return the list items of the article that ``line`` speaks."""
        if line.items:
            return line.items
        if not 0 <= line.block < len(self.article.blocks):
            return ()
        own = self.article.blocks[line.block].items
        return tuple(
            i for i in own if any(s.start < i.end and i.start < s.end for s in line.sources)
        )
