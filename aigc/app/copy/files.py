"""Sheets of copy as files that other programs read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter

import aigc
from aigc.app import giving
from aigc.app.copy.actions import Session, Texts, now
from aigc.app.copy.words import platform
from aigc.types.copy import CopySheet
from aigc.types.provenance import Provenance
from aigc.types.review import Exhibit
from pipelines import origin
from pipelines.copywriting import exhibit_of, markdown, table

KINDS: Final = ("json", "md", "csv")
"""Endings of the files, in the order in which they are offered."""
_SHEETS: Final = TypeAdapter(tuple[CopySheet, ...])


def given(session: Session, texts: Texts, kind: str, *, store: Path, keep: giving.Keep) -> Path:
    """Return the sheets as they stand in the page as one file, once it has passed the gate.

    Raises
    ------
    ReviewNeeded
        A person has to approve it first.
    TrustError
        A rule of the policy forbids it.
    """
    sheets = now(session, texts)
    name = giving.name_of(session.article.title, "copy")
    return giving.left(
        f"{name}.{kind}", written(sheets, kind), _origin(session, sheets),
        _exhibit(session, sheets), store=store, keep=keep,
    )  # fmt: skip


def _origin(session: Session, sheets: Sequence[CopySheet]) -> Provenance:
    notes = (told for sheet in sheets for told in sheet.notices)
    return Provenance(
        pipeline="copy", version=aigc.__version__, title=session.article.title,
        language=sheets[0].language, options=origin.chosen(session.config),
        seed=session.config.seed, sources=origin.source(session.article.text, "article"),
        uses=(origin.engine("copy", session.config.engine),),
        notes=tuple(dict.fromkeys((*session.article.notes, *notes))),
        more={"platforms": [sheet.platform for sheet in sheets]},
    )  # fmt: skip


def _exhibit(session: Session, sheets: Sequence[CopySheet]) -> Exhibit:
    lines = (line for sheet in sheets for line in exhibit_of(session.article, sheet).lines)
    article = session.article
    return Exhibit(title=article.title, lines=tuple(lines), source=article.text)


def written(sheets: Sequence[CopySheet], kind: str) -> bytes:
    """Return the sheets of all platforms as one file: JSON, Markdown or CSV."""
    if kind == "json":
        told = {"sheets": _SHEETS.dump_python(tuple(sheets), mode="json")}
        return json.dumps(told, ensure_ascii=False, indent=2).encode()
    if kind == "csv":
        return table(*sheets).encode("utf-8-sig")
    return "\n".join(_titled(sheet) for sheet in sheets).encode()


def _titled(sheet: CopySheet) -> str:
    head, _, rest = markdown(sheet).partition("\n")
    return f"{head} · {platform(sheet.platform, sheet.language)}\n{rest}"
