"""The measurements of ``bench_render.py`` on the clip that the article pipeline makes.

Run ``python benchmarks/bench_article.py``; the environment variable ``AIGC_BENCH_ARTICLE`` names
another article than the English example. Reading, writing and speaking happen once and are kept in
a folder beside the results; they are not part of the figures.
"""

from __future__ import annotations

import os
import tempfile
from fractions import Fraction
from pathlib import Path

import bench_render
from material import Material

from aigc.progress import silent
from aigc.store import Store
from aigc.types.script import Script
from pipelines.article_to_video import Config, Draft, direct, read, write
from pipelines.delivery import stage
from pipelines.editing import edit_line

EXAMPLE = Path(__file__).parent.parent / "examples" / "en" / "article.md"


def clip(seconds: int, *, edited_line: int | None = None, preset: str = "standard") -> Material:
    """Return the article's clip of about ``seconds``, one word added to the line that is edited."""
    store = Store(Path(tempfile.gettempdir()) / "aigc-bench-article")
    config = Config.model_validate({"seconds": seconds, "preset": preset})
    source = Path(os.environ.get("AIGC_BENCH_ARTICLE", EXAMPLE))
    article = read(str(source), config, store=store)
    script = write(article, config, store=store)
    if edited_line is not None:
        script = _edited(script)
    return _material(direct(article, script, config, store=store), store)


def _edited(script: Script) -> Script:
    last = len(script.lines) - 1
    return edit_line(script, last, script.lines[last].text.rstrip(".。") + " 2026.")


def _material(draft: Draft, store: Store) -> Material:
    staged = stage(draft, store=store, progress=silent)
    return Material(
        shots=list(staged.shots),
        overlays=staged.overlays,
        audio=staged.audio,
        width_px=staged.width_px,
        height_px=staged.height_px,
        fps=Fraction(draft.timeline.fps),
        # The pipeline draws a preview at its final size.
        scale=Fraction(1),
    )


if __name__ == "__main__":
    bench_render.main(clip)
