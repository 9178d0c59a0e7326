"""PDF to blocks: pypdf reads the lines, this module makes paragraphs of them."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final

from aigc.errors import InputError
from aigc.progress import Progress, silent, track
from aigc.text.article.clean import joined, visible, width
from aigc.text.article.draft import Draft, DraftBlock, bullets, heading, paragraph
from aigc.text.article.pdf_lines import Line, Page, read_page

_MOST_PAGES: Final = 300
_PAGE_NUMBER: Final = re.compile(
    r"^[\s\-–—·|]*(?:page\s*)?(?:第\s*)?\d{1,4}(?:\s*页)?"
    r"(?:\s*(?:/|of|共)\s*(?:共\s*)?\d{1,4}(?:\s*页)?)?[\s\-–—·|]*$",
    re.IGNORECASE,
)
_DIGITS: Final = re.compile(r"\d+")
_ENDED: Final = re.compile(r"[.。!！?？:：;；…][\"'”’）)】」]*$")
_BULLET: Final = re.compile(r"^(?:[•·●○▪■◆‣]\s*|[-–]\s+)(?=\S)")
_NUMBER: Final = re.compile(r"^\d{1,2}[.)、]\s*(?=\D)")


def parse_pdf(raw: bytes, name: str, progress: Progress = silent) -> Draft:
    """Return the blocks of a PDF, without running heads, feet and page numbers.

    Raises
    ------
    InputError
        The file is damaged, asks for a password, or has pictures of text only.
    """
    reader = _open(raw, name)
    notes: tuple[str, ...] = ()
    try:
        count = len(reader.pages)
        numbers = range(min(count, _MOST_PAGES))
        told = track(numbers, progress, f"read {name}", len(numbers))
        pages = [read_page(reader.pages[n], n) for n in told]
        info = reader.metadata
        title, author = (str(info.title or ""), str(info.author or "")) if info else ("", "")
    except Exception as exc:  # damaged files raise almost anything
        raise InputError(f"{name} is a damaged PDF file. Export it again and retry.") from exc
    if count > _MOST_PAGES:
        notes = (f"Only the first {_MOST_PAGES} of {count} pages were read.",)
    if not any(page.lines for page in pages):
        raise InputError(
            f"{name} has {count} pages but no text layer; it is probably a scan. "
            "Run text recognition (OCR) on it first."
        )
    blocks, headline = _blocks(_without_running_lines(pages))
    return Draft(blocks=tuple(blocks), title=headline or title, author=author, notes=notes)


def _open(raw: bytes, name: str) -> Any:
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(io.BytesIO(raw))
        locked = reader.is_encrypted and not reader.decrypt("")
    except Exception as exc:
        raise InputError(f"{name} is a damaged PDF file. Export it again and retry.") from exc
    if locked:
        raise InputError(f"{name} is protected by a password. Save a copy without one and retry.")
    return reader


def _without_running_lines(pages: list[Page]) -> list[Page]:
    """Drop the lines that repeat at the top or bottom of half the pages, and page numbers."""
    edges: Counter[str] = Counter()
    for page in pages:
        edges.update({_pattern(page.lines[n]) for n in _edge(page)})
    often = {text for text, n in edges.items() if n >= max(2, (len(pages) + 1) // 2)}
    out = []
    for page in pages:
        dropped = {
            n
            for n in _edge(page)
            if _pattern(page.lines[n]) in often or _PAGE_NUMBER.match(page.lines[n].text)
        }
        kept = [n for n in range(len(page.lines)) if n not in dropped]
        pictures = tuple((sum(k < at for k in kept), ref) for at, ref in page.pictures)
        out.append(Page(lines=tuple(page.lines[n] for n in kept), pictures=pictures))
    return out


def _edge(page: Page) -> list[int]:
    count = len(page.lines)
    order = sorted(range(count), key=lambda n: -page.lines[n].y_pt)
    return sorted({*order[:2], *order[-2:]})


def _pattern(line: Line) -> str:
    return _DIGITS.sub("#", line.text)


def _blocks(pages: list[Page]) -> tuple[list[DraftBlock], str]:
    lines = [line for page in pages for line in page.lines]
    body = _body_size(lines)
    words = Counter(word for line in lines for word in re.findall(r"[\w-]+", line.text.lower()))
    breaks = _Breaks(lines, body)
    blocks: list[DraftBlock] = []
    paragraph_lines: list[Line] = []

    def close() -> None:
        if paragraph_lines:
            blocks.append(_block(paragraph_lines, body, words))
            paragraph_lines.clear()

    for page in pages:
        at = 0
        for before, ref in (*page.pictures, (len(page.lines), None)):
            for line in page.lines[at:before]:
                if paragraph_lines and breaks.between(paragraph_lines[-1], line):
                    close()
                paragraph_lines.append(line)
            at = before
            if ref is not None:
                close()
                blocks.append(DraftBlock(kind="picture", picture=ref))
    close()
    return list(_with_lists(blocks)), _headline(blocks, lines, body)


def _body_size(lines: list[Line]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size_pt] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


class _Breaks:
    """Where one paragraph ends and the next begins, from the document's own measures."""

    def __init__(self, lines: list[Line], body_pt: float) -> None:
        self._body_pt = body_pt
        gaps = Counter(
            round(a.y_pt - b.y_pt)
            for a, b in pairwise(lines)
            if a.page == b.page and a.size_pt == b.size_pt == body_pt and a.y_pt > b.y_pt
        )
        self._leading_pt = gaps.most_common(1)[0][0] if gaps else 1.5 * body_pt
        widths = sorted(width(line.text) for line in lines if line.size_pt == body_pt)
        self._full = widths[int(0.9 * (len(widths) - 1))] if widths else 0

    def between(self, a: Line, b: Line) -> bool:
        """Tell whether a new paragraph begins with line ``b`` after line ``a``."""
        if abs(a.size_pt - b.size_pt) > 0.6 or _BULLET.match(b.text) or _NUMBER.match(b.text):
            return True
        short = width(a.text) < 0.8 * self._full
        ended = bool(_ENDED.search(a.text))
        if a.page == b.page and a.y_pt > b.y_pt:
            leading = self._leading_pt * max(a.size_pt / self._body_pt, 1) if self._body_pt else 0
            if a.y_pt - b.y_pt > 1.35 * leading + 1:
                return True
            indented = b.x_pt > a.x_pt + 0.8 * b.size_pt and b.size_pt > 0
            return (ended and short) or (indented and ended)
        return ended and (short or b.x_pt > a.x_pt + 0.8 * b.size_pt)


def _block(lines: list[Line], body_pt: float, words: Counter[str]) -> DraftBlock:
    text = _paragraph_text([visible(line.text) for line in lines], words)
    size = lines[0].size_pt
    if size > 1.12 * body_pt and width(text) <= 160 and not text.endswith(("。", ".")):
        ratio = size / body_pt if body_pt else 1
        return heading(text, 1 if ratio > 1.6 else 2 if ratio > 1.25 else 3)
    return paragraph(text)


def _paragraph_text(lines: list[str], words: Counter[str]) -> str:
    parts: list[str] = []
    for line in lines:
        line = line.strip()
        broken = parts and re.search(r"([A-Za-z]+)-$", parts[-1])
        if broken and line[:1].islower():
            tail = re.match(r"[a-z]+", line)
            compound = f"{broken[1]}-{tail[0] if tail else ''}".lower()
            keep = "-" if words[compound] and not words[compound.replace("-", "")] else ""
            parts[-1] = parts[-1][:-1] + keep + line
        else:
            parts.append(line)
    return joined(parts)


def _with_lists(blocks: list[DraftBlock]) -> Iterator[DraftBlock]:
    """Turn runs of two or more marked paragraphs into lists."""
    run: list[str] = []
    mark = _BULLET
    for block in [*blocks, DraftBlock(kind="paragraph")]:
        found = next((m for m in (_BULLET, _NUMBER) if m.match(block.text)), None)
        found = found if block.kind == "paragraph" else None
        if run and found is not mark:
            items = tuple(mark.sub("", text) for text in run)
            single = len(run) == 1
            yield paragraph(run[0]) if single else bullets(items, ordered=mark is _NUMBER)
            run = []
        if found is not None:
            mark = found
            run.append(block.text)
        elif block.text or block.picture is not None:
            yield block


def _headline(blocks: list[DraftBlock], lines: list[Line], body_pt: float) -> str:
    """Return the largest heading of the first page, when it stands out."""
    first = [line for line in lines if line.page == 0]
    largest = max((line.size_pt for line in first), default=0.0)
    if largest <= 1.25 * body_pt:
        return ""
    start = next(line.text for line in first if line.size_pt == largest)
    return next((b.text for b in blocks if b.kind == "heading" and b.text.startswith(start)), "")
