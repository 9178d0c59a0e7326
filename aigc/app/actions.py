"""What the studio's buttons do: plain functions from values to values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from aigc.app.words import say
from aigc.config import build
from aigc.errors import InputError
from aigc.progress import Progress, silent
from aigc.store import Store
from aigc.types.article import Article
from aigc.types.script import ScriptLine
from pipelines import article_to_video as pipeline
from pipelines.article_to_video import Config, Draft
from pipelines.bundle import PICTURES, read_bundle
from pipelines.editing import (
    Pin,
    add_picture,
    drop_picture,
    edit_lines,
    move_picture,
    pin,
    pinned,
    swap_picture,
)
from pipelines.sources import declared, read_pasted
from pipelines.stills import Still, stills


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A rendered clip: its files as the page serves them, by name, the video among them."""

    files: Mapping[str, Path]
    preset: str
    stale: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What one visitor has made so far."""

    config: Config
    draft: Draft
    stills: tuple[Still, ...] = ()
    pins: tuple[Pin, ...] = ()
    made: Made | None = None
    typed: tuple[str, ...] = field(default=())
    """Lines as they stand in the page, where they differ from the script."""


def read(
    store: Store,
    uploads: Sequence[str],
    pasted: str | None,
    config: Config,
    progress: Progress = silent,
) -> Article:
    """Read the uploaded files, or else what was pasted; pasted text never names a file."""
    paths = [Path(u) for u in uploads]
    alone = len(paths) == 1 and paths[0].suffix.lower() not in PICTURES
    if alone:
        return pipeline.read(paths[0], config, store=store, progress=progress)
    if paths:
        text = _pasted_beside(paths, pasted)
        if text is None:
            return read_bundle(paths, language=declared(config), store=store)
        article = read_pasted(text, config, store=store, progress=progress)
        for path in paths:
            article = add_picture(article, path, store=store)
        return article
    if not pasted or not pasted.strip():
        raise InputError(say("no_article", "en"))
    return read_pasted(pasted, config, store=store, progress=progress)


def _pasted_beside(paths: Sequence[Path], pasted: str | None) -> str | None:
    """Return the pasted article where only pictures were uploaded with it."""
    only_pictures = all(p.suffix.lower() in PICTURES for p in paths)
    return pasted if only_pictures and pasted and pasted.strip() else None


def plan(
    store: Store,
    uploads: Sequence[str],
    pasted: str | None,
    values: Mapping[str, Any],
    progress: Progress,
) -> Session:
    """Read, write and direct: everything up to the picture."""
    config = build(Config, values)
    progress("read", 0, 1)
    article = read(store, uploads, pasted, config, progress)
    progress("write", 0, 1)
    script = pipeline.write(article, config, store=store, progress=progress)
    draft = pipeline.direct(article, script, config, store=store, progress=progress)
    return drawn(store, Session(config=config, draft=draft), progress)


def drawn(store: Store, session: Session, progress: Progress = silent) -> Session:
    """Return the session with a frame of each scene; a clip made before is now out of date."""
    known = {s.key: s for s in session.stills}
    frames = stills(session.draft, store=store, known=known, progress=progress)
    made = replace(session.made, stale=True) if session.made else None
    return replace(session, stills=frames, made=made)


def redirect(
    store: Store, session: Session, texts: Sequence[str], progress: Progress = silent
) -> Session:
    """Take the edited lines, speak and plan again, and keep the pictures that were chosen."""
    old = session.draft.script
    script = edit_lines(old, texts)
    if script == old:
        return session
    article = session.draft.article
    draft = pipeline.direct(article, script, session.config, store=store, progress=progress)
    pins = moved_pins(session.pins, texts)
    fresh = replace(session, draft=pinned(draft, pins), pins=pins, typed=())
    return drawn(store, fresh, progress)


def moved_pins(pins: Sequence[Pin], texts: Sequence[str]) -> tuple[Pin, ...]:
    """Return the pins on the lines that stay, under their new numbers."""
    stays = [bool(text.split()) for text in texts]
    return tuple(
        replace(p, line=sum(stays[: p.line]) if p.line >= 0 else -1)
        for p in pins
        if p.line < 0 or stays[p.line]
    )


def swap(store: Store, session: Session, scene: int, figure: int) -> Session:
    """Show another of the article's pictures in a scene."""
    return _repinned(store, session, swap_picture(session.draft, scene, figure), scene)


def drop(store: Store, session: Session, scene: int) -> Session:
    """Show a design instead of a picture."""
    return _repinned(store, session, drop_picture(session.draft, scene), scene)


def move(store: Store, session: Session, scene: int, to: int) -> Session:
    """Show a scene's picture in another scene."""
    return _repinned(store, session, move_picture(session.draft, scene, to), scene, to)


def bring(store: Store, session: Session, scene: int, picture: Path, name: str) -> Session:
    """Show the visitor's own picture in a scene."""
    article = add_picture(session.draft.article, picture, store=store, name=name)
    figures, before = article.figures, session.draft.article.figures
    draft = replace(session.draft, article=article)
    if len(figures) > len(before):
        at = len(figures) - 1
    else:
        at = _same_picture(store, session.draft.article, picture)
    return _repinned(store, session, swap_picture(draft, scene, at), scene)


def _same_picture(store: Store, article: Article, picture: Path) -> int:
    from pipelines.material import taken_in

    digest = taken_in(picture, store.root / "assets").sha256
    return [f.asset.sha256 for f in article.figures].index(digest)


def _repinned(store: Store, session: Session, draft: Draft, *scenes: int) -> Session:
    fresh = [pin(draft, n) for n in scenes]
    places = {(p.line, p.nth) for p in fresh}
    kept = [p for p in session.pins if (p.line, p.nth) not in places]
    return drawn(store, replace(session, draft=draft, pins=(*kept, *fresh)))


def make(
    store: Store,
    session: Session,
    preset: str,
    out: Path,
    progress: Progress,
    *,
    keep: Callable[[Path], Path] = Path,
) -> Session:
    """Render, and return the session with the clip; ``keep`` puts each file where it is served."""
    config = session.config.model_copy(update={"preset": preset})
    clip = pipeline.render(
        replace(session.draft, config=config), out, store=store, progress=progress
    )
    others = sorted(p for p in out.iterdir() if p != clip.video)
    files = {p.name: keep(p) for p in (clip.video, *others)}
    return replace(session, made=Made(files=files, preset=preset))


def origin(line: ScriptLine, article_text: str) -> str:
    """Return what a line was taken from."""
    return " … ".join(" ".join(s.of(article_text).split()) for s in line.sources)
