"""A lyric that was written by hand, judged under a form as it is typed."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from types import MappingProxyType

from aigc.app.lyrics import cards
from aigc.app.lyrics.words import say
from aigc.app.troubles import in_chinese
from aigc.app.words import Tongue
from aigc.lyrics.verify.report import Report
from aigc.lyrics.verify.verifier import verify
from aigc.types.template import Template

MOST_SHOWN = 40
NO_SCORE: Mapping[str, float] = MappingProxyType({})


def lines_of(text: str) -> list[str]:
    """Return the lines of a lyric as typed, without empty ones."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def unjudged(tongue: Tongue, *, key: str = "hand.how") -> str:
    """Return the place of the verdict before there is anything to judge."""
    return f'<section class="verdict none"><p>{say(key, tongue)}</p></section>'


def verdict(
    template: Template, text: str, tongue: Tongue, score: Mapping[str, float] = NO_SCORE
) -> str:
    """Return what the verifier says of a lyric: the score, or what is marked as wrong in it."""
    lines = lines_of(text)
    if not lines:
        return unjudged(tongue, key="hand.free")
    report = verify(template, lines)
    if report.ok:
        how = say("kept.how", tongue, lines=report.lines, cells=report.cells)
        total, figures = (
            (cards.total(score, tongue), cards.bars(score, tongue)) if score else ("", "")
        )
        kept = f"<header><strong>{say('kept', tongue)}</strong>{total}</header>"
        return f'<section class="verdict ok" role="status">{kept}<p>{how}</p>{figures}</section>'
    head = say("broken", tongue, count=len(report.faults))
    return (
        f'<section class="verdict no" role="status"><strong>{head}</strong>'
        f"{_words(template, lines, report)}<ol>{_faults(report, tongue)}</ol>"
        f"<p>{say('unscored.broken', tongue)}</p></section>"
    )


def _faults(report: Report, tongue: Tongue) -> str:
    shown = (fault.message for fault in report.faults[:MOST_SHOWN])
    rows = [f"<li>{escape(in_chinese(m) if tongue == 'zh' else m)}</li>" for m in shown]
    more = len(report.faults) - MOST_SHOWN
    return "".join(rows) + (f"<li>+ {more}</li>" if more > 0 else "")


def _words(template: Template, lines: list[str], report: Report) -> str:
    """Return the lines at fault, with the wrong characters marked, or the whole line."""
    cells = {(f.line, f.cell) for f in report.faults if f.cell is not None}
    whole = {f.line for f in report.faults if f.cell is None}
    rows = []
    for i, line in enumerate(lines):
        if i not in whole | {at for at, _ in cells}:
            continue
        kind = ' class="bad"' if i in whole else ""
        marks = template.language == "zh" and not kind
        said = _characters(i, line, cells) if marks else escape(line)
        rows.append(f"<p{kind}><small>{i + 1}</small>{said}</p>")
    return f'<div class="typed">{"".join(rows)}</div>' if rows else ""


def _characters(line: int, text: str, faults: set[tuple[int | None, int]]) -> str:
    out, cell = "", -1
    for character in text:
        if not character.isalnum():
            out += escape(character)
            continue
        cell += 1
        bad = (line, cell) in faults
        out += f"<u>{escape(character)}</u>" if bad else escape(character)
    return out
