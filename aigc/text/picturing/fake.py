"""Prompts for tests: instant, and different for every argument."""

from __future__ import annotations

from collections.abc import Sequence

from aigc.progress import Progress, silent
from aigc.text.picturing.scenes import told
from aigc.text.picturing.styles import style_named
from aigc.types.article import Article
from aigc.types.prompt import PicturePrompt
from aigc.types.script import Script


class FakePrompts:
    """Says the line itself, with the names of everything that was asked for."""

    name = "fake"
    fingerprint = "fake-prompts-1"

    def prompts(
        self,
        article: Article,
        script: Script,
        lines: Sequence[tuple[int, ...]],
        *,
        style: str,
        seed: int,
        progress: Progress = silent,
    ) -> tuple[PicturePrompt, ...]:
        """Return one prompt for each scene; see `aigc.text.picturing.engine.PromptEngine`."""
        style_named(style)
        out = []
        for n, (text, own) in enumerate(zip(told(script, lines), lines, strict=True)):
            progress("prompts", n, len(lines))
            said = f"{article.title} | {text} | {style} | {seed} | {lines[:n].count(own)}"
            out.append(PicturePrompt(text=said, unwanted=style, motion=f"move {seed}", lines=own))
        return tuple(out)
