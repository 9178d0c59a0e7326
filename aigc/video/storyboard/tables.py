"""Charts out of the article's own tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from aigc.types.article import Block
from aigc.types.scene import Chart, SceneKind
from aigc.video.storyboard.beats import Beat
from aigc.video.storyboard.phrases import clean, content_words, trimmed
from aigc.video.storyboard.story import Story

MOST_ROWS, NEAR = 6, 30
"""Rows of a chart, and characters between a row's label and its value that belong together."""
_CELL = re.compile(
    r"^\s*(?P<money>[$£€¥￥])?\s*(?P<value>[-−]?\d[\d,]*(?:\.\d+)?)\s*(?P<unit>\D{0,12})$"
)
_HEAD_UNIT = re.compile(
    r"[(（\[]\s*(?:单位[:：])?([^()（）\[\]]{1,12})[)）\]]|[/,，]\s*([^\s/,，]{1,8})$"
)
_PERIOD = re.compile(
    r"^(?:(?:19|20)\d{2}(?:年|[-/.]?Q[1-4])?(?:第?[一二三四1-4]季度|[-/.年]?\d{1,2}月?)?|\d{1,2}月|"
    r"Q[1-4](?: (?:19|20)\d{2})?|第?[一二三四1-4]季度|\d{1,2}:\d{2}|"
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?(?: (?:19|20)\d{2})?)$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    """A numeric column: index, title without the unit, unit, values by row (none where absent)."""

    index: int
    title: str
    unit: str
    values: tuple[float | None, ...]
    decimals: int


def table_spoken(block: int, text: str, story: Story) -> int | None:
    """Return the index of the table that ``block`` is, or of one in its section that is spoken.

    A table is spoken where two of its numbers are heard, or one with the label of its row.
    """
    blocks = story.article.blocks
    if not 0 <= block < len(blocks) or blocks[block].rows:
        return block if 0 <= block < len(blocks) else None
    for n, other in enumerate(blocks):
        if other.rows and story.sections[n] == story.sections[block]:
            body = other.rows[1:]
            cells = {c.strip() for row in body for c in row[1:] if _heard(c, text)}
            named = any(
                row[0].strip() in text and any(_heard(c, text) for c in row[1:]) for row in body
            )
            if len(cells) >= 2 or named:
                return n
    return None


def _heard(cell: str, text: str) -> bool:
    """Tell whether a number of a table is in a text as a number of its own."""
    bare = cell.strip()
    return (
        bool(_CELL.match(bare))
        and re.search(rf"(?<![\d.,]){re.escape(bare)}(?![\d])", text) is not None
    )


def chart(
    block: Block, beat: Beat, block_index: int, story: Story
) -> tuple[SceneKind, Chart] | None:
    """Return a line chart for four or more ordered periods, else bars; none without numbers.

    The numeric column that the beat mentions is taken, else the first; the row that it mentions
    is highlighted, else the greatest. More than six rows are reduced to the last six periods, or
    to those mentioned and the greatest.
    """
    if len(block.rows) < 3:
        return None
    spoken = beat.text
    header, body = block.rows[0], block.rows[1:]
    columns = _columns(header, body)
    labels_at = _label_column(header, columns)
    columns = tuple(c for c in columns if c.index != labels_at)
    if not columns:
        return None
    column = max(columns, key=lambda c: (_mentioned(c, body, spoken), -c.index))
    rows = [
        (clean(r[labels_at]), v)
        for r, v in zip(body, column.values, strict=True)
        if v is not None and labels_at < len(r) and r[labels_at].strip()
    ]
    ordered = len(rows) >= 4 and all(_PERIOD.match(label) for label, _ in rows)
    if len(rows) < 2 or (not ordered and any(v < 0 for _, v in rows)):
        return None
    rows = rows[-MOST_ROWS:] if ordered else _chosen(rows, spoken)
    shown = tuple((story.fit(label, "row") or label, value) for label, value in rows)
    if len({label for label, _ in shown}) < len(shown):
        return None
    made = Chart(
        title=story.fit(story.heading(block_index), "title") or story.title("title"),
        rows=shown,
        highlight=_highlight(rows, spoken, story.article.title, ordered),
        decimals=column.decimals,
        unit=column.unit,
        kicker=story.fit(column.title, "kicker") or story.kicker("chart"),
        source=story.source,
        at=row_times(rows, beat),
    )
    return ("line" if ordered else "bars"), made


def row_times(rows: Sequence[tuple[str, float]], beat: Beat) -> tuple[float, ...]:
    """Return when each row is spoken in seconds from the beat's start, -1 for one that is not.

    A row is spoken with its label; of several places the last one before its value counts.
    """
    places = _places(rows, beat.text)
    moments = [beat.time_of(p) if p >= 0 else None for p in places]
    if not any(moments):
        return ()
    since = [None if m is None else max(Fraction(0), m - beat.start) for m in moments]
    return tuple(-1.0 if m is None else round(float(m), 3) for m in since)


def _places(rows: Sequence[tuple[str, float]], text: str) -> tuple[int, ...]:
    """Return where each row is named in ``text``, by label or by a value of its own; -1 if not."""
    low, values = text.lower(), [value for _, value in rows]
    longest = sorted((label.lower() for label, _ in rows), key=len, reverse=True)
    labels = re.compile("|".join(rf"(?<![a-z\d]){re.escape(n)}(?![a-z\d])" for n in longest))
    named = [(m.start(), m.group()) for m in labels.finditer(low)]
    out = []
    for label, value in rows:
        at = [place for place, name in named if name == label.lower()]
        number = re.search(_numeral(value), low) if values.count(value) == 1 else None
        if number is None:
            out.append(at[0] if at else -1)
            continue
        near = [p for p in at if 0 <= number.start() - p <= NEAR]
        out.append(near[-1] if near else number.start())
    return tuple(out)


def _numeral(value: float) -> str:
    """Return a pattern of a number as a text may write it."""
    bare, grouped = f"{value:.3f}".rstrip("0").rstrip("."), f"{value:,.3f}".rstrip("0").rstrip(".")
    more = r"0*" if "." in bare else r"(?:\.0+)?"
    return rf"(?<![\d.,])(?:{re.escape(bare)}|{re.escape(grouped)}){more}(?!\.?\d)"


def _columns(header: tuple[str, ...], body: tuple[tuple[str, ...], ...]) -> tuple[_Column, ...]:
    """Return the columns in which at least two of three cells are numbers."""
    out = []
    for n, title in enumerate(header):
        cells = [_CELL.match(r[n]) if n < len(r) else None for r in body]
        read = [c for c in cells if c is not None]
        if len(read) < 2 or len(read) * 3 < len(body) * 2:
            continue
        units = {(c.group("unit") or "").strip() or (c.group("money") or "") for c in read}
        named = _HEAD_UNIT.search(title)
        unit = clean((named.group(1) or named.group(2)) if named else "")
        if len(units) == 1 and not unit:
            unit = units.pop().replace("％", "%").replace("￥", "¥")
        elif len(units) > 1:
            continue
        raw = [c.group("value").replace(",", "").replace("−", "-") if c else "" for c in cells]
        out.append(
            _Column(
                index=n,
                title=trimmed(clean(_HEAD_UNIT.sub("", title))),
                unit=unit,
                values=tuple(float(v) if v else None for v in raw),
                decimals=min(3, max(len(v.partition(".")[2]) for v in raw)),
            )
        )
    return tuple(out)


def _label_column(header: tuple[str, ...], columns: tuple[_Column, ...]) -> int:
    """Return the column of labels: the first that is not numeric, else the first."""
    numeric = {c.index for c in columns if not _years(c)}
    return next((n for n in range(len(header)) if n not in numeric), 0)


def _years(column: _Column) -> bool:
    values = [v for v in column.values if v is not None]
    return not column.unit.strip("年") and all(v.is_integer() and 1900 <= v <= 2100 for v in values)


def _mentioned(column: _Column, body: tuple[tuple[str, ...], ...], spoken: str) -> int:
    """Count the words of the title and the cells that ``spoken`` mentions."""
    words = len(content_words(column.title) & content_words(spoken))
    cells = [r[column.index].strip() for r in body if column.index < len(r)]
    return 2 * words + sum(bool(c) and c.strip("%％") in spoken for c in cells)


def _chosen(rows: list[tuple[str, float]], spoken: str) -> list[tuple[str, float]]:
    """Return at most six rows in their order: those mentioned first, then the greatest."""
    rank = sorted(rows, key=lambda r: (r[0] not in spoken, -r[1]))[:MOST_ROWS]
    return [r for r in rows if r in rank][:MOST_ROWS]


def _highlight(rows: list[tuple[str, float]], spoken: str, title: str, ordered: bool) -> int:
    """Return the row to point at.

    For periods it is the latest that is spoken, by label or value; for others the row in the
    article's title, else the one spoken last unless all are; else the greatest.
    """
    if not ordered:
        themed = [n for n, (label, _) in enumerate(rows) if label in title and label in spoken]
        named = [(spoken.find(label), n) for n, (label, _) in enumerate(rows) if label in spoken]
        if themed:
            return themed[0]
        greatest = max(range(len(rows)), key=lambda n: rows[n][1])
        if named and len(named) < len(rows):
            return greatest if greatest in [n for _, n in named] else max(named)[1]
    else:
        heard = [n for n, (label, v) in enumerate(rows) if label in spoken or f"{v:g}" in spoken]
        if heard:
            return heard[-1]
    return max(range(len(rows)), key=lambda n: rows[n][1])
