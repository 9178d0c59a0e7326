"""What the page of copy does: plain functions from values to values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from aigc.app import actions as video
from aigc.app.copy.words import say
from aigc.config import build
from aigc.errors import InputError
from aigc.progress import Progress
from aigc.store import Store
from aigc.text.copy.editing import edited
from aigc.types.article import Article
from aigc.types.copy import Copy, CopySheet
from aigc.types.review import Exhibit
from pipelines import article_to_video, copywriting
from pipelines.copywriting import Config
from pipelines.sounding import judge

Texts = Mapping[str, str]
"""Variants as they stand in the page, by `key_of`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What one visitor has had written: a sheet for each platform."""

    article: Article
    sheets: tuple[CopySheet, ...]
    config: Config = field(default_factory=Config)


def write(
    store: Store,
    uploads: Sequence[str],
    pasted: str | None,
    platforms: Sequence[str],
    values: Mapping[str, Any],
    progress: Progress,
) -> Session:
    """Write the copies of an article for each of the platforms.

    Raises
    ------
    InputError
        There is no article, no platform or nothing to write.
    EngineError
        The engine could not write them.
    TrustError
        What the article says may not leave; told before anything is written.
    """
    if not platforms:
        raise InputError(say("no_platform", "en"))
    config = build(Config, values)
    progress("read", 0, 1)
    article = read(store, uploads, pasted, config)
    judge(Exhibit(title=article.title, source=article.text), store.root)
    sheets = []
    for n, name in enumerate(platforms):

        def told(step: str, done: float, total: float, n: int = n) -> None:
            share = done / total if total else 0.0
            progress(step, *((n + share, len(platforms)) if step == "copy" else (done, total)))

        for_it = config.model_copy(update={"platform": name})
        sheets.append(copywriting.write(article, for_it, store=store, progress=told))
    return Session(article=article, sheets=tuple(sheets), config=config)


def read(store: Store, uploads: Sequence[str], pasted: str | None, config: Config) -> Article:
    """Read what was uploaded or pasted; a ``script.json`` is an article too."""
    if len(uploads) == 1 and Path(uploads[0]).suffix.lower() == ".json":
        return copywriting.article_of(Path(uploads[0]), config)
    language = copywriting.declared(config)
    return video.read(store, uploads, pasted, article_to_video.Config(lang=language))


def key_of(sheet: CopySheet, copy: Copy) -> str:
    """Return what a variant is called in the page."""
    return f"{sheet.platform}/{copy.kind}/{copy.variant}"


def now(session: Session, texts: Texts) -> tuple[CopySheet, ...]:
    """Return the sheets as they stand in the page; an emptied variant is left out."""
    return tuple(_now(sheet, texts, session.article) for sheet in session.sheets)


def _now(sheet: CopySheet, texts: Texts, article: Article) -> CopySheet:
    pairs = ((one, texts.get(key_of(sheet, one), one.text)) for one in sheet.copies)
    kept = (edited(one, text, sheet, article) for one, text in pairs if text.strip())
    return replace(sheet, copies=tuple(kept))


def found(session: Session, key: str) -> tuple[CopySheet, Copy] | None:
    """Return the variant of a name with its sheet."""
    every = ((sheet, one) for sheet in session.sheets for one in sheet.copies)
    return next((pair for pair in every if key_of(*pair) == key), None)
