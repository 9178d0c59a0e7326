"""HTML to blocks: the main part of a page, walked in order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from aigc.errors import InputError
from aigc.text.article import embedded
from aigc.text.article.draft import Draft
from aigc.text.article.html_main import main_part
from aigc.text.article.html_meta import page_author, page_date, page_title
from aigc.text.article.html_walk import Walker

_PROLOGUE: Final = re.compile(r"^\s*<\?xml[^>]{0,200}\?>", re.IGNORECASE)
_PAGE: Final = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)


def looks_like_html(text: str) -> bool:
    """Tell whether ``text`` is a whole HTML page rather than prose that mentions a tag."""
    start = text[:2000].lstrip().lower()
    return start.startswith(("<!doctype html", "<html", "<?xml")) and bool(_PAGE.search(start))


def parse_html(text: str) -> Draft:
    """Return the blocks of an HTML page or fragment.

    A whole page is reduced to its main part, without navigation, advertisements and footers; a
    fragment is read as it stands.

    Raises
    ------
    InputError
        The text holds no HTML element.
    """
    lifted, uris = embedded.lift(text)
    tree = parse_tree(lifted)
    if not _PAGE.search(lifted[:5000]):
        return Draft(blocks=walk(tree, uris))
    main = main_part(tree, lifted)
    blocks = Walker(uris=uris, page=True).blocks_of(main)
    return Draft(
        blocks=blocks or walk(tree, uris),
        title=page_title(tree, main),
        author=page_author(tree),
        published=page_date(tree),
    )


def parse_tree(text: str) -> Any:
    """Return the element tree of ``text``; scripts are never run and nothing is loaded."""
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    parser = HTMLParser(remove_comments=True, remove_pis=True, no_network=True)
    try:
        tree = document_fromstring(_PROLOGUE.sub("", text).replace("\0", ""), parser=parser)
    except (etree.LxmlError, ValueError) as exc:
        raise InputError("The HTML page is empty or too damaged to be read.") from exc
    for element in _too_deep(tree):
        element.text = "".join(element.itertext())
        del element[:]
    return tree


def walk(tree: Any, uris: tuple[str, ...] = ()) -> tuple[Any, ...]:
    """Return every block of ``tree`` without looking for clutter."""
    return Walker(uris=uris, page=False).blocks_of(tree)


def _too_deep(tree: Any, deepest: int = 100) -> list[Any]:
    """Return the elements at the depth below which nesting carries no meaning."""

    def at(level: int) -> Iterator[Any]:
        row = [tree]
        for _ in range(level):
            row = [child for element in row for child in element if isinstance(child.tag, str)]
        yield from row

    return list(at(deepest))
