"""A writer for tests: instant, deterministic, and different for every argument."""

from __future__ import annotations

from fractions import Fraction

from aigc.errors import InputError
from aigc.progress import Progress, silent
from aigc.text.engine import Pace
from aigc.types.article import Article, Language, Span
from aigc.types.script import Script, ScriptLine


class FakeWriter:
    """Reads whole blocks aloud, starting at one that the seed picks, until the time is full."""

    name = "fake"
    fingerprint = "fake-1"

    def write(
        self,
        article: Article,
        *,
        target: Fraction,
        language: Language,
        seed: int,
        pace: Pace,
        progress: Progress = silent,
    ) -> Script:
        """Return a script of whole blocks; see `aigc.text.engine.Writer`."""
        said = [
            (i, b.span)
            for i, b in enumerate(article.blocks)
            if b.kind in ("paragraph", "heading", "quote") and b.span.end > b.span.start
        ]
        if not said or target <= 0:
            raise InputError(
                f"The fake writer needs an article with text and a positive target, but “"
                f"{article.title}” has {len(said)} text blocks and the target is {float(target):g}."
            )
        lines: list[ScriptLine] = []
        for n in range(len(said)):
            progress("script", n, len(said))
            block, span = said[(n + seed) % len(said)]
            lines.append(_line(article, block, span, "hook" if n == 0 else "point"))
            script = Script(
                title=article.title, lines=tuple(lines), language=language, target=target
            )
            if pace.total(script) >= target:
                break
        return script


def _line(article: Article, block: int, span: Span, role: str) -> ScriptLine:
    text = " ".join(span.of(article.text).split())
    return ScriptLine(
        text=text, sources=(span,), block=block, role="hook" if role == "hook" else "point"
    )
