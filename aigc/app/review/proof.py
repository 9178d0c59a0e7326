"""What speaks for and against a work: findings, script against source, where it all came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from aigc.app.review.published import box_of
from aigc.app.review.words import category, pipeline, say
from aigc.app.words import Tongue
from aigc.types.review import Case, Exhibit, SpokenLine
from aigc.types.verdict import Finding

AROUND: Final = 14
"""So many characters of the source are shown on both sides of what a line was taken from."""
MOST_FINDINGS, MOST_LINES, MOST_SOURCE = 60, 200, 60_000
Mark = tuple[int, int, int]
"""From and up to which character, and the number of the finding there; 0 for none."""


def proof(case: Case, exhibit: Exhibit, to: Path, tongue: Tongue) -> str:
    """Return what speaks for and against a work."""
    found = [one for one in exhibit.findings if one.decision != "pass"][:MOST_FINDINGS]
    return (
        f'<section class="proof">{_findings(case, found, exhibit, tongue)}'
        f"{_script(exhibit, found, tongue)}{_origin(exhibit.provenance, to, tongue)}</section>"
    )


def _findings(
    case: Case, found: Sequence[Finding], exhibit: Exhibit, tongue: Tongue
) -> str:  # fmt: skip
    title = f"<h4>{say('found', tongue)}</h4>"
    if not found:
        key = "unchecked" if case.decision == "not_checked" else "found.none"
        key = "found.drawn" if case.audited and key == "found.none" else key
        return f'{title}<p class="mute">{say(key, tongue)}</p>'
    rows = "".join(_finding(n, one, exhibit, tongue) for n, one in enumerate(found, 1))
    return f'{title}<ol class="found">{rows}</ol>'


def _finding(number: int, one: Finding, exhibit: Exhibit, tongue: Tongue) -> str:
    at = one.at_s if one.at_s is not None else _heard(one.place, exhibit.lines)
    time = "" if at is None else f' data-time="{at:.2f}"'
    score = "" if one.score >= 1 else f" · {100 * one.score:.0f} %"
    how = f" · {escape(one.way)}" if one.way not in ("", "as written") else ""
    return (
        f'<li><button type="button" data-number="{number}"{time}><kbd>{number}</kbd>'
        f"<b>{escape(category(one.category, tongue))}</b> <q>{escape(one.words[:120])}</q>"
        f"<small>{escape(_place(one.place, tongue))}{how}{score} · {escape(one.detector)}</small>"
        "</button></li>"
    )


def _place(name: str, tongue: Tongue) -> str:
    if number := _line_of(name):
        return say("line", tongue, n=number)
    return say("source", tongue) if name == "source" else name


def _line_of(name: str) -> int:
    """Return the number of the line that a place names; 0 for another place.

    >>> _line_of("line 3"), _line_of("source")
    (3, 0)
    """
    word, _, number = name.partition(" ")
    return int(number) if word == "line" and number.isdecimal() and number.isascii() else 0


def _heard(name: str, lines: Sequence[SpokenLine]) -> float | None:
    number = _line_of(name)
    return lines[number - 1].start_s if 0 < number <= len(lines) else None


def _script(exhibit: Exhibit, found: Sequence[Finding], tongue: Tongue) -> str:
    if not exhibit.lines:
        return ""
    rows = "".join(
        _line(n, line, exhibit, found, tongue)
        for n, line in enumerate(exhibit.lines[:MOST_LINES], 1)
    )
    whole = ""
    if exhibit.source:
        spans = [(*span, 0) for line in exhibit.lines for span in line.sources]
        text = marked(exhibit.source[:MOST_SOURCE], [*_marks("source", found), *spans])
        name = say("source", tongue)
        whole = f'<details class="whole"><summary>{name}</summary><p>{text}</p></details>'
    return f'<h4>{say("script", tongue)}</h4><ol class="against">{rows}</ol>{whole}'


def _line(
    number: int, line: SpokenLine, exhibit: Exhibit, found: Sequence[Finding], tongue: Tongue
) -> str:
    text = marked(line.text, _marks(f"line {number}", found))
    quotes = "".join(_quote(span, exhibit.source, found) for span in line.sources)
    none = f"<small>{say('source.none', tongue)}</small>" if exhibit.source else ""
    return f"<li><p>{text}</p>{quotes or none}</li>"


def _quote(span: tuple[int, int], source: str, found: Sequence[Finding]) -> str:
    start, end = max(0, span[0]), min(len(source), span[1])
    if start >= end:
        return ""
    first, last = max(0, start - AROUND), min(len(source), end + AROUND)
    inside = [
        (max(a, first) - first, min(b, last) - first, n)
        for a, b, n in _marks("source", found)
        if a < last and b > first
    ]
    text = marked(source[first:last], [*inside, (start - first, end - first, 0)])
    before, after = "…" * (first > 0), "…" * (last < len(source))
    return f"<blockquote>{before}{text}{after}</blockquote>"


def _marks(place: str, found: Sequence[Finding]) -> list[Mark]:
    return [
        (one.span.start, one.span.end, number)
        for number, one in enumerate(found, 1)
        if one.place == place and one.span is not None
    ]


def marked(text: str, marks: Sequence[Mark]) -> str:
    """Return a text as HTML in which spans are marked; a finding goes before a source.

    >>> marked("a<b", [(1, 2, 3), (0, 2, 0)])
    '<mark>a</mark><mark data-finding="3">&lt;</mark>b'
    """
    cuts = sorted({0, len(text), *(min(max(0, e), len(text)) for m in marks for e in m[:2])})
    out = ""
    for start, end in pairwise(cuts):
        here = [number for a, b, number in marks if a <= start and end <= b]
        piece = escape(text[start:end])
        number = next((one for one in here if one), 0)
        finding = f' data-finding="{number}"' if number else ""
        out += f"<mark{finding}>{piece}</mark>" if here else piece
    return out


def _origin(told: Mapping[str, Any], to: Path, tongue: Tongue) -> str:
    uses = _items(told.get("uses"))
    voices = [one for one in uses if one.get("role") == "voice"]
    rest = [one for one in uses if one.get("role") != "voice"]
    rows = (
        ("origin.made", [pipeline(str(told.get("pipeline", "")), tongue)]),
        ("origin.voice", [_credit(one, tongue) for one in voices]),
        ("origin.model", [_credit(one, tongue) for one in rest]),
        ("origin.source", [_credit(one, tongue) for one in _items(told.get("sources"))]),
        ("origin.consent", [str(one) for one in told.get("consents", ())]),
        ("origin.to", [say("origin.studio", tongue) if box_of(to) else to.name]),
    )
    each = "".join(
        f"<div><dt>{say(key, tongue)}</dt><dd>{'<br>'.join(escape(v) for v in values)}</dd></div>"
        for key, values in rows
        if any(values)
    )
    return f'<h4>{say("origin", tongue)}</h4><dl class="origin">{each}</dl>'


def _credit(one: Mapping[str, Any], tongue: Tongue) -> str:
    licence = str(one.get("licence") or say("origin.licence", tongue))
    name = str(one.get("name") or one.get("role", ""))
    credit = f" · {one['credit']}" if one.get("credit") else ""
    return f"{name} · {licence}{credit}"


def _items(value: object) -> list[Mapping[str, Any]]:
    found = value if isinstance(value, list | tuple) else ()
    return [one for one in found if isinstance(one, Mapping)]
