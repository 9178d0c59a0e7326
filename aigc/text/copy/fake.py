"""An engine for tests: instant, deterministic, and different for every argument."""

from __future__ import annotations

from aigc.progress import Progress, silent
from aigc.text.copy.engine import LETTERS, check_order
from aigc.text.copy.platforms import platform_named
from aigc.types.article import Article, Language, Span
from aigc.types.copy import Copy, CopyKind, Measure
from aigc.types.usage import Usage


class FakeCopy:
    """Reads windows of the article aloud that every argument moves."""

    name = "fake"
    fingerprint = "fake-1"
    usage: Usage | None = None

    def write(
        self,
        article: Article,
        *,
        language: Language,
        kinds: tuple[CopyKind, ...],
        count: int,
        platform: str = "generic",
        seed: int = 0,
        progress: Progress = silent,
    ) -> tuple[Copy, ...]:
        """Return windows of the text; see `aigc.text.copy.engine.CopyEngine`."""
        check_order(article, kinds, count, platform)
        made: list[Copy] = []
        for n, kind in enumerate(kinds):
            progress("copy", n, len(kinds))
            width = int(min(12 + len(kind), platform_named(platform).most(kind)))
            begin = sum((language + platform + kind).encode()) + 7 * seed
            made += [_window(article, kind, k, begin + 5 * k, width) for k in range(count)]
        progress("copy", len(kinds), len(kinds))
        return tuple(made)


def _window(article: Article, kind: CopyKind, place: int, begin: int, width: int) -> Copy:
    start = begin % max(1, len(article.text) - width)
    span = Span(start=start, end=min(start + width, len(article.text)))
    text = " ".join(span.of(article.text).split()) or article.text.strip()[:width]
    return Copy(
        kind=kind, variant=LETTERS[place], text=f"{LETTERS[place]} {text}",
        score=round(1 - place / 20, 3), sources=(span,), pattern="window", author="fake",
        measures=(Measure(name="length", value=1.0, note=f"{width} characters"),),
    )  # fmt: skip
