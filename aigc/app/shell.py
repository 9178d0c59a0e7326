"""What every page of the studio has: a masthead, three headings, a dock, and who visits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from aigc.app import look, views
from aigc.app.words import Tongue

Head = Callable[[int, str, Tongue], str]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shell:
    """The components that every page has; ``steps`` are the headings of its columns."""

    masthead: Any
    steps: tuple[Any, Any, Any]
    dock: Any
    session: Any
    tongue: Any

    @property
    def top(self) -> list[Any]:
        """The components of `topped`."""
        return [self.tongue, self.masthead, *self.steps]

    def topped(self, page: str, head: Head, heads: Sequence[str], tongue: Tongue) -> dict[Any, Any]:
        """Return the masthead of a page and the headings of these names in a language."""
        steps = zip(self.steps, heads, strict=True)
        return {
            self.tongue: tongue,
            self.masthead: views.masthead(tongue, page),
            **{part: head(n, name, tongue) for n, (part, name) in enumerate(steps, 1)},
        }


def drawn(html: str, name: str, *scripts: str) -> Any:
    """Place what is drawn as HTML, with the scripts that answer what is done in it."""
    return gr.HTML(html, js_on_load=look.script(*scripts), elem_id=name)


def masthead(tongue: Tongue, page: str = "video") -> Any:
    """Place the top of a page."""
    return drawn(views.masthead(tongue, page), "masthead", "masthead")


def around() -> dict[str, Any]:
    """Place the dock, and what is kept of a visitor, below everything else."""
    return {
        "dock": drawn("", "dock", "dock"),
        "session": gr.State(None),
        "tongue": gr.BrowserState("", storage_key="aigc-studio-tongue", secret="aigc-studio"),
    }
