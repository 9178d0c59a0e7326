"""Where the article lies in a page full of other things."""

from __future__ import annotations

import re
from typing import Any, Final

from aigc.text.article.clean import one_line

_LEAVES: Final = ("p", "li", "h1", "h2", "h3", "h4", "td", "blockquote", "pre", "div", "section")
_MARKS: Final = re.compile(r"[\W_]+")
_SHARE: Final = 0.9


def main_part(tree: Any, html: str) -> Any:
    """Return the smallest element that holds nearly all the text that trafilatura keeps.

    An enclosing ``article`` or ``main`` that adds little is taken instead, since lead pictures
    often lie there. Without a result the page's own ``article``, ``main`` or ``body`` is used.
    """
    body = tree.find("body") if tree.find("body") is not None else tree
    named = _named(body)
    kept = _kept_text(html)
    found = _common(body, kept) if kept else None
    if found is None:
        return named if named is not None else body
    for element in found.iterancestors("article", "main"):
        if _size(element) <= 1.6 * _size(found) + 200:
            return element
    if named is not None and _size(found) < 0.5 * _size(named):
        return named
    return found


def _named(body: Any) -> Any | None:
    for path in (".//article", ".//*[@itemprop='articleBody']", ".//main", ".//*[@role='main']"):
        found = body.findall(path)
        if found:
            best = max(found, key=_size)
            if _size(best) >= 0.3 * _size(body) or len(found) == 1:
                return best
    return None


def _kept_text(html: str) -> str:
    import logging

    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        text = trafilatura.extract(
            html, include_comments=False, include_tables=True, include_formatting=False
        )
    except Exception:  # the detector is advice; without it the page's own structure decides
        return ""
    return _marks_off(text or "")


def _marks_off(text: str) -> str:
    return _MARKS.sub("", text)


def _size(element: Any) -> int:
    return len(_marks_off("".join(element.itertext())))


def _common(body: Any, kept: str) -> Any | None:
    """Return the deepest element that holds 90 % of the leaves whose text was kept."""
    weights: dict[Any, int] = {}
    total = 0
    for leaf in body.iter(*_LEAVES):
        if any(child.tag in _LEAVES for child in leaf.iterdescendants()):
            continue
        text = _marks_off(one_line("".join(leaf.itertext())))
        if len(text) < 8 or text not in kept:
            continue
        total += len(text)
        for element in leaf.iterancestors():
            weights[element] = weights.get(element, 0) + len(text)
    full = [element for element, weight in weights.items() if weight >= _SHARE * total]
    full = [element for element in full if element is body or body in element.iterancestors()]
    if not total or not full:
        return None
    return max(full, key=lambda element: sum(1 for _ in element.iterancestors()))
