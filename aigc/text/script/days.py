"""Says on which day, week or stop of a journey a line happens when the script jumps there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from aigc.types.article import Article
from aigc.types.script import ScriptLine

_DAY = re.compile(
    r"第[一二三四五六七八九十\d]{1,3}[天日周晚站]"
    r"|(?:Day|Week|Night|Stop) (?:one|two|three|four|five|six|seven|eight|nine|ten|\d{1,2})\b"
)


def with_days(lines: Sequence[ScriptLine], article: Article) -> tuple[ScriptLine, ...]:
    """Return ``lines`` with the day that their heading names before the first of each day.

    Only headings of an article with two such days count; the opening stays as it is, and so does
    a close outside the days or a line that names its day itself.
    """
    marks = _marks(article)
    if not days_named(article):
        return tuple(lines)
    out: list[ScriptLine] = []
    told = ""
    for line in lines:
        heading = max((n for n in marks if n <= line.block), default=-1)
        mark = marks.get(heading, "")
        plain = line.role not in ("hook", "chapter") and line.block < len(article.blocks) - 1
        if mark and mark != told and plain and mark.lower() not in line.text.lower():
            span = article.blocks[heading].span
            text = _joined(mark, line.text)
            line = replace(line, text=text, sources=(span, *line.sources))
        told = mark if plain and mark else told
        out.append(line)
    return tuple(out)


def days_named(article: Article) -> int:
    """Return how many days `with_days` may name."""
    count = len(set(_marks(article).values()) - {""})
    return count if count > 1 else 0


def without_days(lines: Sequence[ScriptLine], article: Article) -> tuple[ScriptLine, ...]:
    """Return ``lines`` as they were before `with_days`."""
    spans = {article.blocks[n].span: mark for n, mark in _marks(article).items()}
    out = []
    for line in lines:
        mark = spans.get(line.sources[0], "")
        lead = _joined(mark, "") if mark else ""
        if lead and len(line.sources) > 1 and line.text.startswith(lead):
            line = replace(line, text=line.text[len(lead) :], sources=line.sources[1:])
        out.append(line)
    return tuple(out)


def _joined(mark: str, text: str) -> str:
    return f"{mark}，{text}" if mark[0] == "第" else f"{mark}: {text}"


def _marks(article: Article) -> dict[int, str]:
    """Return the day that each heading begins with, empty for other headings after the first."""
    out: dict[int, str] = {}
    for n, block in enumerate(article.blocks):
        if block.kind == "heading":
            found = _DAY.match(block.span.of(article.text).strip())
            out[n] = found.group() if found else ""
    return out
