"""Walk an element tree in reading order and collect blocks."""

from __future__ import annotations

import re
from typing import Any, Final

from aigc.text.article import embedded
from aigc.text.article.clean import superscript, unwrapped, width, word_set
from aigc.text.article.draft import DraftBlock, PictureRef, bullets, heading, paragraph
from aigc.text.article.html_clutter import NEVER, is_clutter, is_hidden, is_link_list, is_notes
from aigc.text.article.html_table import read_table

_HEADINGS: Final = {f"h{n}": n for n in range(1, 7)}
_INLINE: Final = word_set(
    """
    a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q ruby
    s samp small span strike strong sub sup time tt u var wbr nobr rb output
    """
)
_PICTURES: Final = ("img", "video")
_BREAK: Final = "\v"
_NOTE_MARK: Final = re.compile(r"^\s*[\[(（［]?\s*(?:\d{1,3}|[a-z*†‡§¶#^])\s*[\])）］]?\s*$")
_SPEAKER: Final = re.compile(r"^(?:[—–]{1,2}|--|⸺)\s*(?=\S)")
_ENDED: Final = re.compile(r"[.。!！?？;；,，:：…][\"'”’]?$")
_LAZY: Final = ("data-src", "data-original", "data-lazy-src", "data-actualsrc", "data-url")


class Walker:
    """Collects the blocks below one element.

    Parameters
    ----------
    uris : tuple of str
        The ``data:`` URIs that `embedded.lift` took out.
    page : bool
        Leave out what a whole page has around and between an article.
    """

    def __init__(self, *, uris: tuple[str, ...], page: bool) -> None:
        self._uris = uris
        self._page = page
        self._page_size = 0
        self._blocks: list[DraftBlock] = []
        self._words: list[str] = []
        self._waiting: list[DraftBlock] = []

    def blocks_of(self, root: Any) -> tuple[DraftBlock, ...]:
        """Return the blocks below ``root`` in reading order."""
        self._page_size = len("".join(root.itertext()).strip())
        self._container(root)
        return tuple(self._blocks)

    def _container(self, element: Any) -> None:
        self._flush()
        self._inside(element)
        self._flush()

    def _inside(self, element: Any) -> None:
        self._words.append(element.text or "")
        for child in element:
            if isinstance(child.tag, str) and not self._left_out(child):
                self._element(child)
            self._words.append(child.tail or "")

    def _left_out(self, element: Any) -> bool:
        if element.tag == "video":
            return not picture_place(element)
        if element.tag in NEVER or is_hidden(element) or is_notes(element):
            return True
        return self._page and is_clutter(element, self._page_size)

    def _element(self, element: Any) -> None:
        tag = element.tag
        if tag in _PICTURES:
            self._picture(element)
        elif tag == "br":
            self._words.append(_BREAK)
        elif tag in ("sup", "sub"):
            self._words.append(raised(element))
        elif tag in ("rt", "rp", "hr"):
            self._flush() if tag == "hr" else None
        elif tag in _INLINE:
            self._inside(element)
        elif tag == "noscript":
            self._without_script(element)
        else:
            self._block(element)

    def _block(self, element: Any) -> None:
        self._flush()
        tag = element.tag
        if tag in _HEADINGS:
            self._blocks.append(heading(flat(element), _HEADINGS[tag]))
            self._pictures_in(element)
        elif tag in ("ul", "ol"):
            self._list(element)
        elif tag == "dl":
            self._definitions(element)
        elif tag == "table":
            self._table(element)
        elif tag == "blockquote":
            self._quote(element)
        elif tag == "pre":
            self._blocks.append(DraftBlock(kind="code", text="".join(element.itertext())))
        elif tag == "figure":
            self._figure(element)
        elif tag == "figcaption":
            self._blocks.append(DraftBlock(kind="paragraph", text=flat(element), caption=True))
        else:
            self._paragraphs(element)

    def _paragraphs(self, element: Any) -> None:
        first = len(self._blocks)
        self._container(element)
        new = self._blocks[first:]
        kinds = [block.kind for block in new]
        if element.tag == "p" and kinds.count("paragraph") == 1 and "picture" in kinds:
            self._emphasised_caption(element, first)
        elif element.tag == "p" and kinds == ["paragraph"] and is_bold_heading(element):
            self._blocks[first] = heading(new[0].text, 3)

    def _emphasised_caption(self, element: Any, first: int) -> None:
        """Take a paragraph's only text as a caption when all of it is emphasised."""
        emphasised = "".join("".join(e.itertext()) for e in element.iterchildren("em", "i"))
        if emphasised.strip() and emphasised.split() == "".join(element.itertext()).split():
            for n, block in enumerate(self._blocks[first:], first):
                if block.kind == "paragraph":
                    self._blocks[n] = DraftBlock(kind="paragraph", text=block.text, caption=True)

    def _flush(self) -> None:
        text = "".join(self._words)
        self._words.clear()
        for part in re.split(rf"{_BREAK}\s*{_BREAK}[\s{_BREAK}]*", text):
            lines = [unwrapped(line) for line in part.split(_BREAK)]
            if any(line.strip() for line in lines):
                self._blocks.append(paragraph("\n".join(lines)))
        self._blocks.extend(self._waiting)
        self._waiting.clear()

    def _picture(self, element: Any, caption: str = "") -> None:
        place = picture_place(element)
        if not place:
            return
        ref = PictureRef(
            place=embedded.lowered(place, self._uris),
            alt=element.get("alt") or element.get("aria-label") or "",
            caption=caption or element.get("title") or "",
        )
        block = DraftBlock(kind="picture", picture=ref)
        if "".join(self._words).strip():
            self._waiting.append(block)
        else:
            self._blocks.append(block)

    def _pictures_in(self, element: Any) -> None:
        for image in element.iter(*_PICTURES):
            self._picture(image)

    def _without_script(self, element: Any) -> None:
        before = element.getprevious()
        if before is None or before.tag != "img":
            self._pictures_in(element)

    def _figure(self, element: Any) -> None:
        captions = [flat(c) for c in element.iter("figcaption")]
        caption = " ".join(c for c in captions if c)
        images = [i for i in element.iter(*_PICTURES) if picture_place(i)]
        others = next(element.iter("table", "pre", "blockquote", "ul", "ol"), None)
        if others is not None or not images:
            self._container(element)
            return
        for n, image in enumerate(images):
            self._picture(image, caption if n == len(images) - 1 else "")

    def _list(self, element: Any) -> None:
        inner = ("table", "figure", "h1", "h2", "h3", "pre", "blockquote")
        if next(element.iter(*inner), None) is not None:
            self._container(element)
            return
        if self._page and is_link_list(element):
            return
        items = tuple(text for text in list_items(element) if text.strip())
        if items:
            self._blocks.append(bullets(items, ordered=element.tag == "ol"))
        self._pictures_in(element)

    def _definitions(self, element: Any) -> None:
        items: list[str] = []
        for child in element.iter("dt", "dd"):
            text = flat(child)
            if child.tag == "dd" and items and not items[-1].endswith("\0"):
                items[-1] += (": " if text.isascii() else "：") + text + "\0"
            else:
                items.append(text)
        self._blocks.append(bullets(tuple(item.removesuffix("\0") for item in items)))

    def _table(self, element: Any) -> None:
        rows = read_table(element, flat)
        if not rows:
            self._container(element)
            return
        caption = element.find("caption")
        if caption is not None:
            self._blocks.append(paragraph(flat(caption)))
        self._blocks.append(DraftBlock(kind="table", rows=rows))
        self._pictures_in(element)

    def _quote(self, element: Any) -> None:
        speaker = ""
        for cite in [*element.iter("footer"), *element.iter("cite")]:
            if cite.getparent() is not None and not speaker:
                speaker = flat(cite)
                cite.drop_tree()
        inner = Walker(uris=self._uris, page=False)
        blocks = inner.blocks_of(element)
        lines = [line for b in blocks for line in (b.text.split("\n") + list(b.items))]
        lines = [line.strip() for line in lines if line.strip()]
        if not speaker and len(lines) > 1 and _SPEAKER.match(lines[-1]):
            speaker = lines.pop()
        speaker = _SPEAKER.sub("", speaker)
        self._blocks.append(DraftBlock(kind="quote", text="\n".join(lines), attribution=speaker))
        self._blocks.extend(b for b in blocks if b.kind == "picture")


def flat(element: Any) -> str:
    """Return the reading text of ``element`` on one line, without note marks and scripts."""
    parts: list[str] = []
    _collect(element, parts)
    return unwrapped("".join(parts))


def _collect(element: Any, parts: list[str]) -> None:
    parts.append(element.text or "")
    for child in element:
        tag = child.tag
        if isinstance(tag, str) and tag not in NEVER and tag not in ("rt", "rp"):
            if tag in ("sup", "sub"):
                parts.append(raised(child))
            elif tag == "br" or tag not in _INLINE:
                parts.append("\n")
            if tag not in ("sup", "sub") and not is_hidden(child):
                _collect(child, parts)
            if tag not in _INLINE and tag != "br":
                parts.append("\n")
        parts.append(child.tail or "")


def raised(element: Any) -> str:
    """Return the text of a ``sup`` or ``sub``: a note mark is dropped, a power raised."""
    text = "".join(element.itertext()).strip()
    if element.tag == "sub":
        return text
    if next(element.iter("a"), None) is not None and _NOTE_MARK.match(text):
        return ""
    return superscript(text) if re.fullmatch(r"[+\-−]?\d+", text) else text


def list_items(element: Any) -> list[str]:
    """Return the items of a list, those of nested lists after the item that holds them."""
    found: list[str] = []
    for child in element:
        if child.tag in ("ul", "ol"):
            found.extend(list_items(child))
        elif child.tag == "li":
            nested = [sub for sub in child.iter("ul", "ol") if _owner(sub) is child]
            for sub in nested:
                tail = sub.tail
                sub.tail = None
                sub.getparent().remove(sub)
                child.append(child.makeelement("span")) if tail else None
                if tail:
                    child[-1].tail = tail
            found.append(flat(child))
            for sub in nested:
                found.extend(list_items(sub))
    return found


def is_bold_heading(element: Any) -> bool:
    """Tell whether a short paragraph is set wholly in bold, as hand-made headings are."""
    text = "".join(element.itertext()).strip()
    bold = "".join("".join(e.itertext()) for e in element.iterchildren("strong", "b"))
    whole = bold.split() == text.split()
    return whole and 0 < width(text) <= 60 and not _ENDED.search(text)


def _owner(element: Any) -> Any:
    return next(element.iterancestors("li"), None)


def picture_place(element: Any) -> str:
    """Return where an ``img`` says its picture lies, past the placeholders of lazy loading.

    A ``video`` may say it in the first ``source`` inside.
    """
    if element.tag == "video" and not element.get("src"):
        inner = next(element.iter("source"), None)
        return "" if inner is None else str(inner.get("src") or "").strip()
    for name in _LAZY:
        if value := (element.get(name) or "").strip():
            return str(value)
    place = (element.get("src") or "").strip()
    wide = element.get("srcset") or element.get("data-srcset") or ""
    if place and not (place.startswith("data:image/gif") and wide):
        return str(place)
    candidates = [part.split() for part in wide.split(", ") if part.split()]
    return str(candidates[-1][0]) if candidates else ""
