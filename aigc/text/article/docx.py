"""Word documents (DOCX) to blocks."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any, Final

from aigc.errors import InputError
from aigc.text.article.clean import superscript, width
from aigc.text.article.draft import Draft, DraftBlock, PictureRef, bullets, heading, paragraph
from aigc.text.article.html_table import rectangular
from aigc.text.article.zip_check import check_docx

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_HEADING: Final = re.compile(r"^(?:heading|标题)\s*([1-9])", re.IGNORECASE)
_SKIPPED: Final = frozenset(
    f"{_W}{name}"
    for name in ("del", "moveFrom", "footnoteReference", "endnoteReference", "txbxContent")
) | {"{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
_ENDED: Final = re.compile(r"[.。!！?？;；,，:：]$")
_TEMPLATE_AUTHOR: Final = "python-docx"


def parse_docx(raw: bytes, name: str) -> Draft:
    """Return the blocks of a Word document; notes, headers, footers and comments are left out.

    Raises
    ------
    InputError
        The file is damaged, locked, or too large when unpacked.
    """
    import docx

    check_docx(raw, name)
    try:
        document = docx.Document(io.BytesIO(raw))
        reader = _Reader(document)
        title, blocks = reader.read()
        properties = document.core_properties
        author = (properties.author or "").strip()
        return Draft(
            blocks=blocks,
            title=title or (properties.title or "").strip(),
            author="" if author == _TEMPLATE_AUTHOR else author,
        )
    except Exception as exc:  # the package raises almost anything on damaged parts
        raise InputError(f"{name} is a damaged DOCX file. Save it again and retry.") from exc


class _Reader:
    def __init__(self, document: Any) -> None:
        self._document = document
        self._styles = {style.style_id: style for style in document.styles}
        self._formats = _list_formats(document)
        self._title = ""

    def read(self) -> tuple[str, tuple[DraftBlock, ...]]:
        found = list(self._below(self._document.element.body))
        blocks: list[DraftBlock] = []
        for run, group in groupby(found, key=_list_key):
            part = list(group)
            if run:
                items = tuple(block.text for block in part)
                blocks.append(bullets(items, ordered=part[0].ordered))
            else:
                blocks.extend(part)
        return self._title, tuple(blocks)

    def _below(self, parent: Any) -> Iterator[DraftBlock]:
        for child in parent:
            if child.tag == f"{_W}p":
                yield from self._paragraph(child)
            elif child.tag == f"{_W}tbl":
                yield from self._table(child)
            elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"):
                yield from self._below(child)

    def _paragraph(self, element: Any) -> Iterator[DraftBlock]:
        text = text_of(element).strip()
        names = self._style_names(element)
        if any(name.lower().startswith("toc ") for name in names):
            return
        pictures = [DraftBlock(kind="picture", picture=ref) for ref in self._pictures(element)]
        leading = not text or _starts_with_picture(element)
        if leading:
            yield from pictures
        if text:
            yield from self._worded(element, text, names)
        if not leading:
            yield from pictures

    def _worded(self, element: Any, text: str, names: list[str]) -> Iterator[DraftBlock]:
        lowered = [name.lower() for name in names]
        level = self._level(element, names)
        if "title" in lowered and not self._title:
            self._title = text
            yield heading(text, 1)
        elif level:
            yield heading(text, level)
        elif "caption" in lowered or "题注" in names:
            yield DraftBlock(kind="paragraph", text=text, caption=True)
        elif any("quote" in name for name in lowered) or "引用" in names:
            yield DraftBlock(kind="quote", text=text)
        elif (ordered := self._list_order(element, lowered)) is not None:
            yield DraftBlock(kind="list", text=text, ordered=ordered)
        elif _is_bold_heading(element, text):
            yield heading(text, 2)
        else:
            yield paragraph(text)

    def _style_names(self, element: Any) -> list[str]:
        """Return the names of the paragraph's style and of those it is based on."""
        node = element.find(f"{_W}pPr/{_W}pStyle")
        style = self._styles.get(node.get(f"{_W}val")) if node is not None else None
        names: list[str] = []
        while style is not None and len(names) < 10:
            names.append(style.name or "")
            style = getattr(style, "base_style", None)
        return names

    def _level(self, element: Any, names: list[str]) -> int:
        for name in names:
            if found := _HEADING.match(name):
                return int(found[1])
        outline = element.find(f"{_W}pPr/{_W}outlineLvl")
        value = outline.get(f"{_W}val") if outline is not None else ""
        return int(value) + 1 if value and value.isdecimal() and int(value) < 6 else 0

    def _list_order(self, element: Any, names: list[str]) -> bool | None:
        number = element.find(f"{_W}pPr/{_W}numPr/{_W}numId")
        if number is not None:
            key = number.get(f"{_W}val")
            return (
                None if key == "0" else self._formats.get(key, "bullet") not in ("bullet", "none")
            )
        for name in names:
            if name.startswith("list number"):
                return True
            if name.startswith(("list bullet", "list paragraph bullet")):
                return False
        return None

    def _table(self, element: Any) -> Iterator[DraftBlock]:
        rows: list[list[str]] = []
        for row in element.iter(f"{_W}tr"):
            cells: list[str] = []
            for cell in row.iterchildren(f"{_W}tc"):
                text = " ".join(filter(None, (text_of(p).strip() for p in cell.iter(f"{_W}p"))))
                cells.append(text)
                span = cell.find(f"{_W}tcPr/{_W}gridSpan")
                value = span.get(f"{_W}val") if span is not None else "1"
                cells.extend([""] * (min(int(value), 50) - 1))
            if any(cells):
                rows.append(cells)
        nested = next(element.iterdescendants(f"{_W}tbl"), None)
        if nested is None and (table := rectangular(rows)):
            yield DraftBlock(kind="table", rows=table)
            for ref in self._pictures(element):
                yield DraftBlock(kind="picture", picture=ref)
            return
        for cell in element.iterfind(f"{_W}tr/{_W}tc"):
            yield from self._below(cell)

    def _pictures(self, element: Any) -> Iterator[PictureRef]:
        for node in _kept(element):
            local = node.tag.rsplit("}", 1)[-1] if isinstance(node.tag, str) else ""
            key = None
            if local == "blip":
                key = node.get(f"{_R}embed") or node.get(f"{_R}link")
            elif local == "imagedata":
                key = node.get(f"{_R}id")
            if key:
                yield self._picture(key, _description(node))

    def _picture(self, key: str, alt: str) -> PictureRef:
        relation = self._document.part.rels.get(key)
        if relation is None or relation.is_external:
            place = relation.target_ref if relation is not None else key
            return PictureRef(place=place, alt=alt)
        part = relation.target_part
        return PictureRef(place=str(part.partname).rsplit("/", 1)[-1], data=part.blob, alt=alt)


def text_of(element: Any) -> str:
    """Return the visible text of a Word paragraph: insertions, no deletions, no note marks."""
    parts: list[str] = []
    for node in _kept(element):
        if node.tag == f"{_W}t":
            run = node.getparent()
            raised = run.find(f"{_W}rPr/{_W}vertAlign")
            is_raised = raised is not None and raised.get(f"{_W}val") == "superscript"
            parts.append(superscript(node.text or "") if is_raised else node.text or "")
        elif node.tag == f"{_W}tab" and node.getparent().tag == f"{_W}r":
            parts.append(" ")
        elif node.tag in (f"{_W}br", f"{_W}cr"):
            parts.append("\n")
        elif node.tag == f"{_W}noBreakHyphen":
            parts.append("-")
    return "".join(parts)


def _kept(element: Any) -> Iterator[Any]:
    """Yield ``element`` and what lies below it, except deleted text, text boxes and fallbacks."""
    stack = [element]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(child for child in reversed(node) if child.tag not in _SKIPPED)


def _starts_with_picture(element: Any) -> bool:
    for node in _kept(element):
        if node.tag == f"{_W}t" and (node.text or "").strip():
            return False
        if isinstance(node.tag, str) and node.tag.endswith(("}blip", "}imagedata")):
            return True
    return False


def _is_bold_heading(element: Any, text: str) -> bool:
    """Tell whether a short paragraph is set wholly in bold, as hand-made headings are."""
    if width(text) > 60 or "\n" in text or _ENDED.search(text):
        return False
    runs = [run for run in element.iter(f"{_W}r") if run.find(f"{_W}t") is not None]
    for run in runs:
        bold = run.find(f"{_W}rPr/{_W}b")
        if bold is None or bold.get(f"{_W}val") in ("0", "false"):
            return False
    return bool(runs)


def _description(node: Any) -> str:
    for parent in node.iterancestors():
        for child in parent:
            if isinstance(child.tag, str) and child.tag.endswith("}docPr"):
                return str(child.get("descr") or "")
        if parent.tag == f"{_W}p":
            break
    return ""


def _list_key(block: DraftBlock) -> str:
    return f"list {block.ordered}" if block.kind == "list" and not block.items else ""


def _list_formats(document: Any) -> dict[str, str]:
    """Return the number format of the first level of every list definition, by its id."""
    try:
        root = document.part.numbering_part.element
    except (KeyError, NotImplementedError, AttributeError):
        return {}
    abstract: dict[str, str] = {}
    for node in root.iter(f"{_W}abstractNum"):
        form = node.find(f"{_W}lvl/{_W}numFmt")
        if form is not None:
            abstract[node.get(f"{_W}abstractNumId")] = form.get(f"{_W}val") or "bullet"
    found: dict[str, str] = {}
    for node in root.iter(f"{_W}num"):
        target = node.find(f"{_W}abstractNumId")
        if target is not None:
            found[node.get(f"{_W}numId")] = abstract.get(target.get(f"{_W}val"), "bullet")
    return found
