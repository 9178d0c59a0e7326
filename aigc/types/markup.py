"""The little HTML with which values show themselves in a notebook; all text is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

_CELL = "padding:4px 14px 4px 0;text-align:left;vertical-align:top;border-bottom:1px solid #8883"
_FAINT = "opacity:.65;font-size:90%"


def faint(text: object) -> str:
    """Return ``text`` as small print."""
    return f'<span style="{_FAINT}">{escape(str(text))}</span>'


def strong(text: object) -> str:
    """Return ``text`` set off from the rest."""
    return f"<b>{escape(str(text))}</b>"


def table(rows: Iterable[Sequence[str]]) -> str:
    """Return a table of cells that are HTML already."""
    lines = ("".join(f'<td style="{_CELL}">{c}</td>' for c in row) for row in rows)
    body = "".join(f'<tr style="background:none">{line}</tr>' for line in lines)
    return f'<table style="border-collapse:collapse">{body}</table>'


def titled(title: str, note: str, body: str) -> str:
    """Return ``body`` under a title with a note beside it."""
    return f'<div><p style="margin:4px 0">{strong(title)} &nbsp;{faint(note)}</p>{body}</div>'


def clock(seconds: object) -> str:
    """Return a moment as minutes and seconds.

    >>> clock(64.25)
    '1:04.2'
    """
    tenths = int(float(seconds) * 10)  # type: ignore[arg-type]
    return f"{tenths // 600}:{tenths % 600 / 10:04.1f}"
