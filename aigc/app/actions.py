"""What the studio's buttons do: plain functions from values to values."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec

import gradio as gr

from aigc.config import build
from aigc.errors import AigcError, Cancelled, InputError
from aigc.progress import Progress, cancellable, silent
from aigc.store import Store
from aigc.types.article import Article
from aigc.types.script import Script, ScriptLine
from pipelines import article_to_video as pipeline
from pipelines.article_to_video import Config, Draft
from pipelines.editing import edit_lines, swap_picture

P = ParamSpec("P")
SOURCE_CHARS = 72
"""How much of a line's source the table shows."""

NOT_DONE = "Not done · 未完成"
UNFORESEEN = "Something unforeseen went wrong; the studio's log says what. Try again."

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What one visitor has made so far."""

    config: Config
    draft: Draft


class Stops:
    """When each visitor last pressed stop; what was started before that ends at its next report."""

    def __init__(self) -> None:
        self._pressed: dict[str, float] = {}

    def press(self, visitor: str) -> None:
        """Stop everything that ``visitor`` has started until now."""
        self._pressed[visitor] = time.monotonic()

    def forget(self, visitor: str) -> None:
        """Drop what is known of a visitor who has left."""
        self._pressed.pop(visitor, None)

    def heed(self, visitor: str, progress: Progress) -> Progress:
        """Return ``progress`` that raises `Cancelled` once ``visitor`` presses stop."""
        began = time.monotonic()
        return cancellable(progress, lambda: self._pressed.get(visitor, 0.0) > began)


def friendly(step: Callable[P, Any]) -> Callable[P, Any]:
    """Show whatever goes wrong as one sentence, and leave the page as it was.

    What was not foreseen goes to the log in full.
    """

    @wraps(step)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> Any:
        try:
            return step(*args, **kwargs)
        except Cancelled as exc:
            gr.Info(str(exc), title="Stopped · 已停止", duration=8)
        except AigcError as exc:
            gr.Warning(str(exc), title=NOT_DONE, duration=12)
        except Exception:
            log.exception("%s failed", step.__name__)
            gr.Warning(UNFORESEEN, title=NOT_DONE, duration=12)
        return gr.skip()

    return guarded


def reporter(view: gr.Progress) -> Progress:
    """Return a `Progress` that moves Gradio's bar."""

    def report(step: str, done: float, total: float) -> None:
        view((done / total) if total else 0, desc=step.capitalize())

    return report


def read(store: Store, upload: str | None, pasted: str | None, config: Config) -> Article:
    """Read the uploaded file, or else what was pasted; pasted text never names a file."""
    if upload:
        return pipeline.read(Path(upload), config, store=store)
    if not pasted or not pasted.strip():
        raise InputError("There is no article yet: upload a file, or paste text or an https link.")
    return pipeline.read_pasted(pasted, config, store=store)


def plan(
    store: Store,
    upload: str | None,
    pasted: str | None,
    values: dict[str, Any],
    progress: Progress,
) -> Session:
    """Read, write and direct: everything up to the picture."""
    config = build(Config, values)
    progress("read", 0, 3)
    article = read(store, upload, pasted, config)
    progress("write", 1, 3)
    script = pipeline.write(article, config, store=store)
    draft = pipeline.direct(article, script, config, store=store, progress=progress)
    return Session(config=config, draft=draft)


def redirect(
    store: Store, session: Session, texts: list[str], progress: Progress = silent
) -> Session:
    """Take the edited lines, and speak and plan again."""
    script = edit_lines(session.draft.script, texts)
    draft = pipeline.direct(
        session.draft.article, script, session.config, store=store, progress=progress
    )
    return Session(config=session.config, draft=draft)


def swap(session: Session, scene: int, figure: int) -> Session:
    """Show another of the article's pictures in a scene (both counted from one)."""
    draft = swap_picture(session.draft, scene - 1, figure - 1)
    return Session(config=session.config, draft=draft)


def make(
    store: Store, session: Session, preset: str, out: Path, progress: Progress
) -> tuple[str, list[str]]:
    """Render; return the video's path and all files, the video first."""
    config = session.config.model_copy(update={"preset": preset})
    clip = pipeline.render(
        replace(session.draft, config=config), out, store=store, progress=progress
    )
    others = sorted(p for p in out.iterdir() if p != clip.video)
    return str(clip.video), [str(p) for p in (clip.video, *others)]


def script_rows(script: Script, article_text: str) -> list[list[str]]:
    """Return a table row per line: its number, its words, and where they come from."""
    return [
        [str(n), line.text, origin(line, article_text)] for n, line in enumerate(script.lines, 1)
    ]


def origin(line: ScriptLine, article_text: str) -> str:
    """Return the start of what a line was taken from."""
    said = " … ".join(" ".join(s.of(article_text).split()) for s in line.sources)
    return said if len(said) <= SOURCE_CHARS else said[: SOURCE_CHARS - 1] + "…"
