"""What an HTML page says about itself: title, author, date."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from aigc.text.article.clean import one_line
from aigc.text.article.dates import parse_date

_SITE: Final = re.compile(r"\s+[|\-–—·_»]\s+|\s*[|_]\s*|\s*[—–]{1,2}\s*")
_BY: Final = re.compile(r"^(?:by\s+|作者\s*[:：]?\s*|文\s*[/|:：]\s*|记者\s*)", re.IGNORECASE)


def page_title(tree: Any, main: Any) -> str:
    """Return the headline: the main part's h1, else og:title, else the page's title."""
    social = _meta(tree, "og:title") or _meta(tree, "twitter:title")
    window = one_line(tree.findtext(".//head/title") or tree.findtext(".//title") or "")
    inside = [_text(h) for h in main.iter("h1")]
    if len(inside) == 1 and inside[0]:
        return inside[0]
    for text in (*inside, *(_text(h) for h in tree.iter("h1"))):
        if text and (text in social or text in window):
            return text
    return social or _without_site(window)


def page_author(tree: Any) -> str:
    """Return the author, or an empty string."""
    for name in ("author", "article:author", "byl", "dc.creator"):
        value = _meta(tree, name)
        if value and not value.startswith("http"):
            return _BY.sub("", value)
    for entry in _linked_data(tree):
        if name := _person(entry.get("author")):
            return name
    for element in tree.xpath(
        "//*[@rel='author' or @itemprop='author' or contains(@class,'byline')]"
    ):
        value = _BY.sub("", _text(element))
        if 0 < len(value) <= 40 and parse_date(value) is None:
            return value
    return ""


def page_date(tree: Any) -> date | None:
    """Return the day of publication, or ``None``."""
    for name in ("article:published_time", "datepublished", "date", "pubdate", "dc.date"):
        if found := parse_date(_meta(tree, name)):
            return found
    for entry in _linked_data(tree):
        value = entry.get("datePublished")
        if isinstance(value, str) and (found := parse_date(value)):
            return found
    for element in tree.iter("time"):
        if found := parse_date(element.get("datetime") or "") or parse_date(_text(element)):
            return found
    return None


def _text(element: Any) -> str:
    return one_line("".join(element.itertext()))


def _meta(tree: Any, name: str) -> str:
    for element in tree.iter("meta"):
        key = element.get("property") or element.get("name") or element.get("itemprop") or ""
        if key.lower() == name and element.get("content"):
            return one_line(element.get("content"))
    return ""


def _without_site(title: str) -> str:
    parts = [part.strip() for part in _SITE.split(title) if part.strip()]
    return max(parts, key=len) if parts else ""


def _linked_data(tree: Any) -> Iterator[dict[str, Any]]:
    for script in tree.xpath("//script[@type='application/ld+json']"):
        try:
            data = json.loads((script.text or "")[:200_000])
        except (ValueError, RecursionError):
            continue
        entries = data if isinstance(data, list) else [data]
        for entry in entries:
            if isinstance(entry, dict):
                yield entry
                graph = entry.get("@graph")
                yield from (e for e in graph or () if isinstance(e, dict))


def _person(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(name for name in map(_person, value[:5]) if name)
    if isinstance(value, dict):
        value = value.get("name")
    return one_line(value) if isinstance(value, str) else ""
