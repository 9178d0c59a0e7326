"""Markdown to blocks: front matter, then CommonMark with tables."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from aigc.text.article import embedded
from aigc.text.article.dates import parse_date
from aigc.text.article.draft import Draft, DraftBlock
from aigc.text.article.html import parse_tree
from aigc.text.article.html_walk import Walker

_MARKS: Final = re.compile(
    r"^#{1,6} \S|^ {0,3}(?:```|~~~)|!\[[^\]\n]{0,200}\]\([^)\n]+\)|\[[^\]\n]{1,200}\]\([^)\n]+\)"
    r"|\*\*[^*\s][^*\n]{0,200}\*\*|^> ?\S|^\|[ \t]*:?-+:?[ \t]*\||^:?-{3,}:?[ \t]*\|",
    re.MULTILINE,
)
_FENCE: Final = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_NOTE: Final = re.compile(r"^ {0,3}\[\^[^\]\n]{1,60}\]:")
_NOTE_MARK: Final = re.compile(r"\[\^[^\]\n]{1,60}\]")
_TASK: Final = re.compile(r"^(\s*(?:[-*+]|\d{1,2}\.) )\[[ xX]\] ", re.MULTILINE)
_FIELD: Final = re.compile(r"^([A-Za-z_]{1,40})\s*[:=]\s*(.*)$")
_MOST_FRONT_LINES: Final = 200


def looks_like_markdown(text: str) -> bool:
    """Tell whether ``text`` uses Markdown's marks, rather than being plain text."""
    sample = text[:100_000]
    if sample.startswith(("---\n", "---\r\n")) and split_front_matter(sample)[0]:
        return True
    return bool(_MARKS.search(sample))


def parse_markdown(text: str) -> Draft:
    """Return the blocks of a Markdown document; footnotes are left out."""
    from markdown_it import MarkdownIt

    fields, body = split_front_matter(text.lstrip("\ufeff"))
    lifted, uris = embedded.lift(body)
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": 20}).enable(
        ["table", "strikethrough"]
    )
    html = parser.render(_TASK.sub(r"\1", without_footnotes(lifted)))
    blocks: tuple[DraftBlock, ...] = ()
    if html.strip():
        blocks = Walker(uris=uris, page=False).blocks_of(parse_tree(f"<body>{html}</body>"))
    return Draft(
        blocks=blocks,
        title=fields.get("title", ""),
        author=fields.get("author", "") or fields.get("authors", "") or fields.get("byline", ""),
        published=_published(fields),
    )


def split_front_matter(text: str) -> tuple[dict[str, str], str]:
    r"""Return the scalar fields of a YAML or TOML front matter, and the text after it.

    Lists are joined with commas; anything deeper is left out.

    >>> split_front_matter("---\ntitle: A\n---\nB")
    ({'title': 'A'}, 'B')
    """
    lines = text.splitlines(keepends=True)
    mark = lines[0].strip() if lines else ""
    if mark not in ("---", "+++"):
        return {}, text
    for n, line in enumerate(lines[1:_MOST_FRONT_LINES], 1):
        if line.strip() == mark or (mark == "---" and line.strip() == "..."):
            fields = _fields([part.rstrip("\r\n") for part in lines[1:n]])
            return (fields, "".join(lines[n + 1 :])) if fields else ({}, text)
    return {}, text


def without_footnotes(text: str) -> str:
    """Return ``text`` without footnote marks and definitions, code fences untouched."""
    kept: list[str] = []
    fence, in_note = "", False
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if fence:
            fence = "" if mark and mark[1].startswith(fence) else fence
        elif mark:
            fence, in_note = mark[1], False
        elif _NOTE.match(line) or (in_note and (line.startswith(("    ", "\t")))):
            in_note = True
            continue
        elif line.strip():
            in_note = False
            line = _NOTE_MARK.sub("", line)
        kept.append(line)
    return "\n".join(kept)


def _fields(lines: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    key = ""
    for line in lines:
        if match := _FIELD.match(line):
            key = match[1].lower()
            found.setdefault(key, _scalar(match[2]))
        elif key and re.match(r"^\s*- ", line):
            item = _scalar(line.strip()[2:])
            found[key] = f"{found[key]}, {item}" if found[key] else item
    return found


def _scalar(value: str) -> str:
    value = value.strip()
    if value.startswith("[") and value.endswith("]"):
        return ", ".join(
            part.strip().strip("\"'") for part in value[1:-1].split(",") if part.strip()
        )
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return "" if value in ("|", ">", "null", "~") else value.split(" #")[0].strip()


def _published(fields: dict[str, str]) -> date | None:
    for name in ("date", "published", "pubdate", "created"):
        if found := parse_date(fields.get(name, "")):
            return found
    return None
