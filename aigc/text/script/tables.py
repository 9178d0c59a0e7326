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
