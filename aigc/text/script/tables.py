"""Tables as spoken clauses: each cell with its column's name and unit."""

from __future__ import annotations

import re
from collections.abc import Sequence

from aigc.text.script.units import CURRENCY
from aigc.types.article import Language

_UNIT_IN_HEADER = re.compile(r"^(.*?)\s*[（(\[]\s*([^）)\]]+)\s*[）)\]]\s*$")
_NUMBER_CELL = re.compile(r"^[-+−]?[\d,.]+$")


def header_unit(header: str) -> tuple[str, str]:
    """Split a column's header into name and unit.

    >>> header_unit("营收（亿元）")
    ('营收', '亿元')
    """
    found = _UNIT_IN_HEADER.match(header)
    return (found.group(1), found.group(2)) if found else (header.strip(), "")


def with_unit(cell: str, unit: str) -> str:
    """Return ``cell`` with its column's unit behind it, or before it for a currency sign."""
    if not unit or not _NUMBER_CELL.match(cell.strip()):
        return cell.strip()
    sign = next((s for s in sorted(CURRENCY, key=len, reverse=True) if unit.startswith(s)), "")
    if sign:
        return f"{sign}{cell.strip()} {unit[len(sign) :].strip()}".strip()
    gap = " " if unit[0].isascii() and unit[0].isalpha() else ""
    return f"{cell.strip()}{gap}{unit}"


def spoken_cells(rows: Sequence[Sequence[str]]) -> str:
    """Return all cells of a table, each with its column's unit, and the headers."""
    if not rows:
        return ""
    units = [header_unit(h)[1] for h in rows[0]]
    padded = ([*units, *[""] * len(row)] for row in rows[1:])
    cells = [
        "\n".join(with_unit(c, u) for c, u in zip(row, unit, strict=False))
        for row, unit in zip(rows[1:], padded, strict=True)
    ]
    return "\n".join([*rows[0], *(header_unit(h)[0] for h in rows[0]), *cells])


def row_sentence(
    rows: Sequence[Sequence[str]], index: int, columns: int, language: Language
) -> str:
    """Return row ``index`` as a sentence that names at most ``columns`` columns after the first.

    >>> row_sentence((("地区", "营收（亿元）"), ("华东", "12.5")), 1, 2, "zh")
    '华东营收12.5亿元。'
    """
    label, *cells = rows[index]
    parts = []
    for header, cell in zip(rows[0][1 : columns + 1], cells, strict=False):
        name, unit = header_unit(header)
        value = with_unit(cell, unit)
        if not value or value in "-—–/":
            continue
        if name.endswith(("同比", "环比")) and re.match(r"\+?\d[\d.]*[%％]$", value):
            name, value = f"{name}增长", value.lstrip("+")
        gap = "" if language == "zh" and name[-1:] > "\u3000" else " "
        parts.append(f"{name}{gap}{value}" if language == "zh" else f"{_low(name)} {value}")
    if not parts:
        return ""
    if language == "zh":
        gap = "，" if label.strip()[-1:].isascii() else ""
        return f"{label.strip()}{gap}{'，'.join(parts)}。"
    return f"{label.strip()}: {', '.join(parts)}."


def _low(name: str) -> str:
    second = name[1:2]
    return name if second.isupper() else name[:1].lower() + name[1:]


_TOTAL = re.compile(r"合计|总计|总[数量额]?$|全部|平均|total|all\b|overall|average|sum\b", re.I)
_PERIOD = re.compile(
    r"^(?:(?:19|20)\d{2}(?:年|[-/.]?Q[1-4])?(?:第?[一二三四1-4]季度|[-/.年]?\d{1,2}月?)?|\d{1,2}月|"
    r"Q[1-4](?: (?:19|20)\d{2})?|第?[一二三四1-4]季度|"
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?(?: (?:19|20)\d{2})?)$"
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_VALUE = re.compile(r"^[$£€¥]?\s?(?P<number>[-+−]?\d[\d,]*(?:\.\d+)?)\s?(?P<unit>\D{0,12})$")


def contrast(
    rows: Sequence[Sequence[str]], column: int, language: Language
) -> tuple[str, tuple[int, int]] | None:
    """Return what a column of numbers comes to, and the two rows that the sentence names.

    Periods are told from the first to the last, other rows from the greatest to the least, and from
    the earlier to the later where both bear a year; nothing is added to the cells but words that
    join them. None for fewer than three comparable rows.

    >>> rows = (("城市", "均价（元）"), ("省城", "32"), ("市里", "20"), ("县城", "9.9"))
    >>> contrast(rows, 1, "zh")
    ('省城均价32元，县城则是9.9元。', (1, 3))
    """
    if not rows or not 0 < column < len(rows[0]):
        return None
    named = [n for n, row in enumerate(rows) if n and not _TOTAL.search(row[0])]
    cells = [(n, _VALUE.match(rows[n][column].strip())) for n in named if column < len(rows[n])]
    found = [(n, m) for n, m in cells if m is not None]
    if len(found) < 3 or len(found) < len(cells) or len({m["unit"].strip() for _, m in found}) > 1:
        return None
    values = {n: float(m["number"].replace(",", "").replace("−", "-")) for n, m in found}
    periods = all(_PERIOD.match(rows[n][0].strip()) for n in values)
    first, last = min(values), max(values)
    if not periods:
        first, last = max(values, key=lambda n: values[n]), min(values, key=lambda n: values[n])
        years = [_YEAR.search(rows[n][0]) for n in (first, last)]
        if years[0] and years[1] and years[0][0] > years[1][0]:
            first, last = last, first
    if values[first] == values[last]:
        return None
    return _told(rows, column, first, last, periods, language), (first, last)


def _told(
    rows: Sequence[Sequence[str]],
    column: int,
    first: int,
    last: int,
    periods: bool,
    language: Language,
) -> str:
    """Return the sentence that names two rows of a column."""
    name, unit = header_unit(rows[0][column])
    labels = _labels(rows)
    (a, x), (b, y) = (
        (labels[n], with_unit(_grouped(rows[n][column], language), unit)) for n in (first, last)
    )
    if language == "zh":
        if periods:
            return f"{name}从{a}的{x}到{b}的{y}。"
        gaps = ["，" if label[-1:].isascii() else "" for label in (a, b)]
        return f"{a}{gaps[0]}{name}{x}，{b}{gaps[1]}则是{y}。"
    if periods:
        return f"{name}: from {x} in {a} to {y} in {b}."
    if re.match(r"[$£€¥].* \w", y):
        y = _grouped(rows[last][column], language)
    return f"{name}: from {x} for {a} to {y} for {b}."


def _labels(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return the label of each row, without what follows a comma where all stay different."""
    whole = tuple(row[0].strip() for row in rows)
    short = tuple(re.split(r"[,，(（]", label)[0].strip() or label for label in whole)
    return short if len(set(short)) == len(short) else whole


def _grouped(cell: str, language: Language) -> str:
    """Return a large English number with its thousands set off."""
    bare = cell.strip()
    large = language == "en" and re.fullmatch(r"(?!19\d\d$|20\d\d$)\d{4,}", bare) is not None
    return f"{int(bare):,}" if large else bare
