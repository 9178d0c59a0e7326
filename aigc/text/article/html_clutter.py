"""Which elements of a page are not part of its article."""

from __future__ import annotations

import re
from typing import Any, Final

from aigc.text.article.clean import word_set

NEVER: Final = word_set(
    """
    script style template head meta link iframe object embed svg canvas math audio video map
    select option textarea input button noframes dialog progress meter source track
    """
)
"""Elements without reading text, whatever they stand in."""

_PAGE_ONLY: Final = word_set("nav aside footer form menu search")
_TOKENS: Final = re.compile(r"[A-Za-z]+")
_CLUTTER: Final = word_set(
    """
    nav navbar navigation menu sidebar breadcrumb breadcrumbs share sharing social comment
    comments disqus related recommend recommended recommendation recommendations promo
    promotion advert advertisement ad ads sponsor sponsored banner cookie cookies consent
    subscribe subscription newsletter signup pagination pager toc footer copyright login
    popup modal toolbar tags skip readmore outbrain taboola hidden visually
    """
)
_BYLINE: Final = word_set(
    "byline dateline author authors meta timestamp pubdate postmeta source editor time date"
)
_NOTES: Final = word_set("footnotes footnote endnotes references reflist bibliography")
_NOTE_ROLES: Final = frozenset(("doc-endnotes", "doc-bibliography", "doc-footnote", "doc-endnote"))


def is_hidden(element: Any) -> bool:
    """Tell whether a browser would not show the element."""
    style = (element.get("style") or "").replace(" ", "").lower()
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or "display:none" in style
        or "visibility:hidden" in style
    )


def is_notes(element: Any) -> bool:
    """Tell whether the element is the list of footnotes or references."""
    return element.get("role") in _NOTE_ROLES or bool(_names(element) & _NOTES)


def is_clutter(element: Any, page_size: int) -> bool:
    """Tell whether the element of a whole page is navigation, advertising or a byline.

    Nothing that holds more than a third of the page's text (``page_size`` characters), or its
    headline, is clutter.
    """
    names = _names(element)
    by_tag = element.tag in _PAGE_ONLY or element.get("role") in ("navigation", "complementary")
    if not by_tag and not names & (_CLUTTER | _BYLINE):
        return False
    size = len("".join(element.itertext()).strip())
    if element.tag in ("h1", "h2", "figure", "img") or next(element.iter("h1"), None) is not None:
        return False
    if by_tag or names & _CLUTTER:
        return size * 3 < page_size or size < 200
    return size < 120 and next(element.iterdescendants("img", "p"), None) is None


def is_link_list(element: Any) -> bool:
    """Tell whether nearly all text of a list is link text: a menu, not a list of points."""
    total = len("".join(element.itertext()).strip())
    linked = sum(len("".join(a.itertext()).strip()) for a in element.iter("a"))
    return total > 0 and linked >= 0.9 * total


def _names(element: Any) -> set[str]:
    joined = f"{element.get('class') or ''} {element.get('id') or ''}"
    return {token.lower() for token in _TOKENS.findall(joined[:400])}
