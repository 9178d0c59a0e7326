"""What every format needs done to its blocks: clean text, captions, bylines, references."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Final

from aigc.text.article.clean import one_line, prose, visible, width
from aigc.text.article.dates import parse_date
from aigc.text.article.draft import Draft, DraftBlock
from aigc.types.label import BEARS_LABEL, is_label

_REFERENCES: Final = re.compile(
    r"^(?:\d+[.、\s]+)?(?:references?|bibliography|works cited|citations|footnotes|endnotes|"
    r"external links|see also|further reading|参考文献|参考资料|参考来源|引用来源|"
    r"注释|脚注|尾注|外部链接|延伸阅读|相关链接)\s*[:：]?$",
    re.IGNORECASE,
)
_CAPTION: Final = re.compile(
    r"^(?:[▲△▼↑]|(?:图片?|上图|下图|题图|配图)\s*\d{0,2}\s*[:：|/丨]|图\s*\d{1,2}(?:[\s.、—-]|(?=\D))"
    r"|(?:figure|fig\.|photo|image|picture)\s*\d{0,3}\s*[:.|])",
    re.IGNORECASE,
)
_SAYING: Final = re.compile(r"^[“\"「『].+[”\"」』]$", re.DOTALL)
_SPEAKER_LINE: Final = re.compile(r"^(?:[—–]{1,2}|--)\s*(\S.{0,58})$")
_SAID_BY: Final = re.compile(
    r"(?<=[”\"」』.!?。！？])\s*(?:[—–]{1,2}|--)\s*([^—–!?。！？\n][^!?。！？\n]{0,60}[^.!?。！？])$"
)
_BYLINE: Final = re.compile(
    r"^(?:[Bb][Yy]\s+(?P<en>[A-Z][\w.'’-]+(?:\s+(?:and\s+)?[A-Z][\w.'’-]+){1,4})"
    r"|(?:作者|撰文|文|记者)\s*[:：/|丨]\s*(?P<zh>[\w·]{2,20}))"
    r"(?P<rest>[\s,，|·•/丨—–-].*)?$"
)
_DATELINE: Final = re.compile(
    r"^(?:(?:published|updated|posted|date|发布(?:于|时间)?|日期|时间)\s*(?:on)?\s*[:：]?\s*)?"
    r"(?:\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?"
    r"|\d{1,2}\s+[A-Z][a-z]+\s+\d{4}|[A-Z][a-z]+\.?\s+\d{1,2},?\s+\d{4})"
    r"(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?$",
    re.IGNORECASE,
)


def shaped(draft: Draft) -> Draft:
    """Return ``draft`` with clean text, without reference lists, captions joined to pictures."""
    draft = _without_label(draft)
    blocks = [clean for block in draft.blocks if (clean := _cleaned(block)) is not None]
    blocks, left_out = _without_references(blocks)
    blocks = _with_captions(blocks)
    blocks = _with_speakers(blocks)
    return _with_byline(
        replace(
            draft,
            blocks=tuple(blocks),
            title=one_line(draft.title),
            author=one_line(draft.author),
            notes=(*draft.notes, *left_out),
        )
    )


def _without_label(draft: Draft) -> Draft:
    """Return a draft without the label of AI, and with a note of it where there was one."""
    blocks = tuple(block for block in draft.blocks if not is_label(block.text))
    if len(blocks) == len(draft.blocks):
        return draft
    return replace(draft, blocks=blocks, notes=(*draft.notes, f"The article {BEARS_LABEL}"))


def _cleaned(block: DraftBlock) -> DraftBlock | None:
    if block.kind == "picture":
        return block
    if block.kind == "code":
        text = visible(block.text).strip("\n")
        text = re.sub(r"\n\s*\n+", "\n", text)
        return replace(block, text=text) if text.strip() else None
    if block.kind == "list":
        items = tuple(item for raw in block.items if (item := one_line(raw)))
        return replace(block, items=items) if items else None
    if block.kind == "table":
        rows = tuple(tuple(one_line(cell) for cell in row) for row in block.rows)
        rows = tuple(row for row in rows if any(row))
        return replace(block, rows=rows) if rows else None
    text = one_line(block.text) if block.kind == "heading" else prose(block.text)
    if not any(char.isalnum() for char in text) and len(text) < 4:
        return None
    return replace(block, text=text, attribution=one_line(block.attribution)) if text else None


def _without_references(blocks: list[DraftBlock]) -> tuple[list[DraftBlock], tuple[str, ...]]:
    kept: list[DraftBlock] = []
    notes: list[str] = []
    level = 0
    for n, block in enumerate(blocks):
        if block.kind == "heading":
            late = 3 * n >= len(blocks)
            if level and block.level <= level:
                level = 0
            if not level and late and n and _REFERENCES.match(block.text):
                level = block.level
                notes.append(f"Left out the section “{block.text}”.")
        if not level:
            kept.append(block)
    return kept, tuple(notes)


def _with_captions(blocks: list[DraftBlock]) -> list[DraftBlock]:
    """Join a paragraph that is a caption to the picture before it, else to the one after it."""
    out: list[DraftBlock] = []
    for n, block in enumerate(blocks):
        is_caption = block.kind == "paragraph" and width(block.text) <= 200
        is_caption = is_caption and (block.caption or bool(_CAPTION.match(block.text)))
        if is_caption and out and _wants_caption(out[-1]):
            out[-1] = _captioned(out[-1], block.text)
        elif is_caption and n + 1 < len(blocks) and _wants_caption(blocks[n + 1]):
            blocks[n + 1] = _captioned(blocks[n + 1], block.text)
        else:
            out.append(block)
    return out


def _wants_caption(block: DraftBlock) -> bool:
    return block.picture is not None and not block.picture.caption.strip()


def _captioned(block: DraftBlock, text: str) -> DraftBlock:
    assert block.picture is not None
    return replace(block, picture=replace(block.picture, caption=text.lstrip("▲△▼↑ ")))


def _with_speakers(blocks: list[DraftBlock]) -> list[DraftBlock]:
    """Give a quotation the speaker named on the line after it."""
    out: list[DraftBlock] = []
    for block in blocks:
        if block.kind == "quote" and not block.attribution:
            block = _split_speaker(block)
        speaker = _SPEAKER_LINE.match(block.text) if block.kind in ("paragraph", "quote") else None
        before = out[-1] if out else None
        if speaker and before is not None and not before.attribution and _is_saying(before):
            out[-1] = replace(before, kind="quote", attribution=speaker[1].strip())
            continue
        out.append(block)
    return out


def _split_speaker(block: DraftBlock) -> DraftBlock:
    found = _SAID_BY.search(block.text[-80:])
    if found is None or len(found[0]) == len(block.text):
        return block
    return replace(block, text=block.text[: -len(found[0])], attribution=found[1].strip())


def _is_saying(block: DraftBlock) -> bool:
    return block.kind == "quote" or (
        block.kind == "paragraph" and _SAYING.match(block.text) is not None
    )


def _with_byline(draft: Draft) -> Draft:
    """Take author and date from short lines of their own among the first blocks."""
    author, published = draft.author, draft.published
    kept: list[DraftBlock] = []
    for n, block in enumerate(draft.blocks):
        if n < 5 and block.kind in ("paragraph", "heading") and width(block.text) <= 80:
            found = _byline(block.text)
            if found is not None and len(draft.blocks) > 2:
                author, published = author or found[0], published or found[1]
                continue
        kept.append(block)
    return replace(draft, blocks=tuple(kept), author=author, published=published)


def _byline(text: str) -> tuple[str, date | None] | None:
    if match := _BYLINE.match(text):
        rest = (match["rest"] or "").strip(" \t,，|·•/丨—–-")
        day = parse_date(rest)
        if not rest or day is not None or width(rest) <= 24:
            return match["en"] or match["zh"], day
    if _DATELINE.match(text) and (day := parse_date(text)):
        return "", day
    return None
