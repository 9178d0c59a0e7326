"""The measurements of ``bench_render.py`` on the clip that the article pipeline makes.

Run ``python benchmarks/bench_article.py``; the environment variable ``AIGC_BENCH_ARTICLE`` names
another article than the English example. Reading, writing and speaking happen once and are kept in
a folder beside the results; they are not part of those figures. The last figure is that of a warm
worker, from the article to the finished file, with an empty store.
"""

from __future__ import annotations

import os
import re
import tempfile
from fractions import Fraction
from pathlib import Path

import bench_render
import psutil
from material import Material

from aigc.progress import silent
from aigc.store import Store
from aigc.types.script import Script
from pipelines.article_to_video import Config, Draft, direct, read, run, write
from pipelines.delivery import stage
from pipelines.editing import edit_line

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples" / "en" / "article.md"
FIXTURES = ROOT / "tests" / "fixtures" / "articles"
LONG_S = 120
"""Seconds from which one article has too little to say."""
WORKER_S = 30
WORKER_CPU_S = 24.7
"""What 7,000 clips a day leave for each on two cores."""


def clip(seconds: int, *, edited_line: int | None = None, preset: str = "standard") -> Material:
    """Return the article's clip of about ``seconds``, one word added to the line that is edited."""
    store = Store(Path(tempfile.gettempdir()) / "aigc-bench-article")
    config = Config.model_validate({"seconds": seconds, "preset": preset})
    source = Path(os.environ.get("AIGC_BENCH_ARTICLE", EXAMPLE))
    if seconds > LONG_S:
        source = long_article(store.root / "long.md")
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


def long_article(path: Path) -> Path:
    """Join the English fixtures to one article of many sections, and return where it lies."""
    sections = []
    for file in sorted(FIXTURES.glob("en_*.md")):
        text = file.read_text(encoding="utf-8")
        named = re.search(r'(?m)^(?:title:|#) *"?(.*?)"?$', text)
        body = re.sub(r"(?s)\A---.*?---\n|(?m:^# .*$)", "", text)
        sections.append(f"## {named[1] if named else file.stem}\n\n{body}")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("# A long read\n\n" + "\n\n".join(sections), encoding="utf-8")
    return path


def worker() -> None:
    """Print the CPU-seconds of a clip in a process that has already made another one."""
    first, second = FIXTURES / "zh_metro.md", ROOT / "examples" / "zh" / "article.md"
    with tempfile.TemporaryDirectory() as name:
        store, config = Store(Path(name) / "store"), Config(seconds=WORKER_S)
        warm_up = Config(seconds=WORKER_S, preset="preview")
        run(first, Path(name) / "first", warm_up, store=store)
        before = cpu_s()
        made = run(second, Path(name) / "second", config, store=store)
        used = cpu_s() - before
    bench_render.say(
        f"warm worker: length of the clip ({WORKER_S} s asked), s", float(made.duration)
    )
    bench_render.say("warm worker: CPU-s from article to clip", used, WORKER_CPU_S)


def cpu_s() -> float:
    """Return the CPU time of this process and of its children, those at work included."""
    own = psutil.Process()
    spent = [own.cpu_times(), *(child.cpu_times() for child in own.children(recursive=True))]
    ended = own.cpu_times().children_user + own.cpu_times().children_system
    return ended + sum(times.user + times.system for times in spent)


if __name__ == "__main__":
    if bench_render.main(clip):
        worker()
