"""What the studio's buttons do: plain functions from values to values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import gradio as gr

from aigc.config import build
from aigc.errors import AigcError, InputError
from aigc.progress import Progress
from aigc.store import Store
from aigc.types.article import Article
from aigc.types.script import Script
from pipelines import article_to_video as pipeline
from pipelines.article_to_video import Config, Draft
from pipelines.editing import edit_lines, swap_picture

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What one visitor has made so far."""

    config: Config
    draft: Draft


def friendly(step: Callable[P, R]) -> Callable[P, R]:
    """Show an expected error as one sentence in the page."""

    @wraps(step)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return step(*args, **kwargs)
        except AigcError as exc:
            raise gr.Error(str(exc), duration=12, print_exception=False) from exc

    return guarded


def reporter(view: gr.Progress) -> Progress:
    """Return a `Progress` that moves Gradio's bar."""

    def report(step: str, done: float, total: float) -> None:
        view((done / total) if total else 0, desc=step.capitalize())

    return report


def read(store: Store, upload: str | None, pasted: str, config: Config) -> Article:
    """Read the uploaded file, or else what was pasted; pasted text never names a file."""
    if upload:
        return pipeline.read(Path(upload), config, store=store)
    if not pasted.strip():
        raise InputError("There is no article yet: upload a file, or paste text or an https link.")
    return pipeline.read_pasted(pasted, config, store=store)


def plan(
    store: Store, upload: str | None, pasted: str, values: dict[str, Any], progress: Progress
) -> Session:
    """Read, write and direct: everything up to the picture."""
    config = build(Config, values)
    progress("read", 0, 3)
    article = read(store, upload, pasted, config)
    progress("write", 1, 3)
    script = pipeline.write(article, config, store=store)
    progress("direct", 2, 3)
    return Session(config=config, draft=pipeline.direct(article, script, config, store=store))


def redirect(store: Store, session: Session, texts: list[str]) -> Session:
    """Take the edited lines, and speak and plan again."""
    script = edit_lines(session.draft.script, texts)
    draft = pipeline.direct(session.draft.article, script, session.config, store=store)
    return Session(config=session.config, draft=draft)


def swap(session: Session, scene: int, figure: int) -> Session:
    """Show another of the article's pictures in a scene (both counted from one)."""
    draft = swap_picture(session.draft, scene - 1, figure - 1)
    return Session(config=session.config, draft=draft)


def make(
    store: Store, session: Session, preset: str, out: Path, progress: Progress
) -> tuple[str, list[str]]:
    """Render; return the video's path and all files."""
    from dataclasses import replace

    config = session.config.model_copy(update={"preset": preset})
    clip = pipeline.render(
        replace(session.draft, config=config), out, store=store, progress=progress
    )
    return str(clip.video), [str(p) for p in sorted(out.iterdir())]


def script_rows(script: Script, article_text: str) -> list[list[str]]:
    """Return a table row per line: its number, its words, and where they come from."""
    return [
        [str(n), line.text, " … ".join(s.of(article_text).strip() for s in line.sources)]
        for n, line in enumerate(script.lines, 1)
    ]
