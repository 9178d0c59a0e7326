"""Charts out of the article's own tables."""

from __future__ import annotations

import re
from dataclasses import dataclass

from aigc.types.article import Block
from aigc.types.scene import Chart, SceneKind
from aigc.video.storyboard.phrases import clean, content_words, trimmed
from aigc.video.storyboard.story import Story

MOST_ROWS = 6
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


def chart(
    block: Block, spoken: str, block_index: int, story: Story
) -> tuple[SceneKind, Chart] | None:
    """Return a line chart for four or more ordered periods, else bars; none without numbers.

    The numeric column that ``spoken`` mentions is taken, else the first; the row that it mentions
    is highlighted, else the greatest. More than six rows are reduced to the last six periods, or
    to those mentioned and the greatest.
    """
    if len(block.rows) < 3:
        return None
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
    shown = tuple((story.fit(label, "row"), value) for label, value in rows)
    if len({label for label, _ in shown}) < len(shown):
        return None
    heading = story.heading(block_index) or story.article.title
    made = Chart(
        title=story.fit(heading, "title"),
        rows=shown,
        highlight=_highlight(rows, spoken, story.article.title, ordered),
        decimals=column.decimals,
        unit=column.unit,
        kicker=story.fit(column.title, "kicker") or story.kicker("chart"),
        source=story.source,
    )
    return ("line" if ordered else "bars"), made


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
        if named and len(named) < len(rows):
            return max(named)[1]
    else:
        heard = [n for n, (label, v) in enumerate(rows) if label in spoken or f"{v:g}" in spoken]
        if heard:
            return heard[-1]
    return max(range(len(rows)), key=lambda n: rows[n][1])
