"""Plain text to blocks: paragraphs, obvious headings, lists."""

from __future__ import annotations

import re
from itertools import groupby
from typing import Final

from aigc.text.article.clean import joined, visible, width
from aigc.text.article.draft import Draft, DraftBlock, bullets, heading, paragraph

_SPACED_BULLET: Final = re.compile(r"^\s*(?:[•·●○◦▪■◆‣]\s*|[①-⑳]\s*|[*\-–]\s+)(?=\S)")
_NUMBER: Final = re.compile(r"^\s*(?:\d{1,2}[.)、．]|[(（]\d{1,2}[)）])\s*(?=\D)")
_CHAPTER: Final = re.compile(
    r"^\s*(?:第[一二三四五六七八九十百零〇\d]{1,5}[章节部分篇回]|[一二三四五六七八九十]{1,3}、"
    r"|(?:chapter|part|section)\s+(?:\d+|[ivxlc]+)\b|\d{1,2}(?:\.\d{1,2}){1,2}\s)",
    re.IGNORECASE,
)
_ENDS: Final = re.compile(r"[.。!！?？;；,，、:：…]['\"”’）)】]*$")
_FINISHED: Final = re.compile(r"[.。!！?？]['\"”’]?$")
_RULE: Final = re.compile(r"^\s*(?:[-=*_~#—·.]\s?){3,}$")
_HEADING_COLUMNS: Final = 64


def parse_plain(text: str) -> Draft:
    """Return the blocks of plain text.

    Blank lines part paragraphs; without them every line is one, unless the lines are wrapped at
    one width. A short line without an ending mark is a heading where text follows it.
    """
    groups = _groups(visible(text))
    columns = wrap_columns(groups)
    blocks: list[DraftBlock] = []
    for n, lines in enumerate(groups):
        following = any(len(later) > 1 or not is_heading(later[0]) for later in groups[n + 1 :])
        blocks.extend(_blocks(lines, first=not blocks, following=following, columns=columns))
    return Draft(blocks=tuple(blocks))


def is_heading(line: str) -> bool:
    """Tell whether a line that stands alone reads as a heading."""
    line = line.strip()
    if not line or width(line) > _HEADING_COLUMNS or _ENDS.search(line):
        return False
    return not _SPACED_BULLET.match(line) and any(char.isalpha() for char in line)


def wrap_columns(groups: list[list[str]]) -> int:
    """Return the width at which a text is broken into lines, 0 when its lines are paragraphs."""
    inner = [line.rstrip() for lines in groups for line in lines[:-1]]
    inner = [line for line in inner if not _item_mark(line)]
    widths = [width(line) for line in inner]
    level = max(widths, default=0)
    even = sum(w >= 0.75 * level for w in widths) >= 0.8 * len(widths)
    ended = sum(_FINISHED.search(line) is not None for line in inner)
    return level if 36 <= level <= 110 and even and 2 * ended <= len(inner) else 0


def is_wrapped(lines: list[str], columns: int) -> bool:
    """Tell whether ``lines`` are one paragraph, broken near ``columns``."""
    return columns > 0 and all(width(line.rstrip()) >= 0.6 * columns for line in lines[:-1])


def list_block(lines: list[str]) -> DraftBlock | None:
    """Return a list when every line is an item of one, two at least."""
    if len(lines) < 2:
        return None
    for mark, ordered in ((_SPACED_BULLET, False), (_NUMBER, True)):
        if all(mark.match(line) for line in lines):
            return bullets(tuple(mark.sub("", line).strip() for line in lines), ordered=ordered)
    return None


def _groups(text: str) -> list[list[str]]:
    lines = [line for line in text.split("\n") if not _RULE.match(line)]
    groups = [list(g) for filled, g in groupby(lines, key=lambda x: bool(x.strip())) if filled]
    return _merged_items(groups)


def _merged_items(groups: list[list[str]]) -> list[list[str]]:
    """Join list items that blank lines keep apart."""
    merged: list[list[str]] = []
    for group in groups:
        for mark in (_SPACED_BULLET, _NUMBER):
            if merged and mark.match(merged[-1][-1]) and all(mark.match(x) for x in group):
                merged[-1].extend(group)
                break
        else:
            merged.append(list(group))
    return merged


def _blocks(lines: list[str], *, first: bool, following: bool, columns: int) -> list[DraftBlock]:
    if len(lines) == 1:
        line = lines[0].strip()
        if following and is_heading(line):
            return [heading(line, 1 if first else 2)]
        return [paragraph(line)]
    if found := list_block(lines):
        return [found]
    if is_wrapped(lines, columns):
        return [paragraph(joined(lines))]
    return _one_a_line(lines, first=first)


def _one_a_line(lines: list[str], *, first: bool) -> list[DraftBlock]:
    out: list[DraftBlock] = []
    items = [_item_mark(line) for line in lines]
    for mark, run in groupby(range(len(lines)), key=lambda n: items[n]):
        part = [lines[n] for n in run]
        if mark and len(part) > 1 and (found := list_block(part)):
            out.append(found)
            continue
        for line in part:
            last = line is lines[-1]
            title = first and not out and width(line) <= 44
            chapter = _CHAPTER.match(line) is not None
            is_head = not last and is_heading(line) and (title or chapter)
            out.append(heading(line.strip(), 1 if title else 2) if is_head else paragraph(line))
    return out


def _item_mark(line: str) -> str:
    if _SPACED_BULLET.match(line):
        return "bullet"
    return "number" if _NUMBER.match(line) else ""
