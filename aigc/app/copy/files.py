"""Sheets of copy as files that other programs read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pydantic import TypeAdapter

from aigc.app.copy.words import platform
from aigc.types.copy import CopySheet
from pipelines.copywriting import markdown, table

KINDS: Final = ("json", "md", "csv")
"""Endings of the files, in the order in which they are offered."""
_SHEETS: Final = TypeAdapter(tuple[CopySheet, ...])


def written(sheets: Sequence[CopySheet], kind: str) -> bytes:
    """Return the sheets of all platforms as one file: JSON, Markdown or CSV."""
    if kind == "json":
        return _SHEETS.dump_json(tuple(sheets), indent=2)
    if kind == "csv":
        return table(*sheets).encode("utf-8-sig")
    return "\n".join(_titled(sheet) for sheet in sheets).encode()


def _titled(sheet: CopySheet) -> str:
    head, _, rest = markdown(sheet).partition("\n")
    return f"{head} · {platform(sheet.platform, sheet.language)}\n{rest}"
