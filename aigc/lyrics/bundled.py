"""The engine that comes with the package: one model for Chinese, one for English."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from aigc.errors import EngineUnavailable, InputError
from aigc.lyrics.engine import LyricsEngine, Options, Style
from aigc.progress import Progress, silent
from aigc.types.article import Language
from aigc.types.lyric import Lyric
from aigc.types.template import Template

STYLES: dict[Language, tuple[Style, ...]] = {
    "zh": ("modern", "ci", "qu", "classic"),
    "en": ("modern", "sonnet"),
}
"""What each language may speak like."""


class BundledWriter:
    """Writes Chinese and English verse on a CPU, without torch."""

    name = "bundled"
    languages: tuple[Language, ...] = ("zh", "en")

    def fingerprint(self, options: Options) -> str:
        """Return what the writers of both languages say of themselves."""
        said = []
        for language, writer in _writers().items():
            try:
                said.append(writer.fingerprint(options))
            except EngineUnavailable:
                said.append(f"no {language}")
        return "; ".join(said)

    def write(
        self,
        template: Template,
        options: Options,
        *,
        count: int = 1,
        seed: int = 0,
        progress: Progress = silent,
    ) -> tuple[Lyric, ...]:
        """Return ``count`` lyrics; see `aigc.lyrics.engine.LyricsEngine.write`."""
        writer = _writer(template, options)
        return writer.write(template, options, count=count, seed=seed, progress=progress)

    def fluency(self, lyrics: Sequence[Lyric], template: Template, options: Options) -> list[float]:
        """Return how fluent lyrics are; see `aigc.lyrics.engine.LyricsEngine.fluency`."""
        return _writer(template, options).fluency(lyrics, template, options)


def _writer(template: Template, options: Options) -> LyricsEngine:
    if options.model:
        raise InputError(
            f"The bundled engine brings its own models and cannot use {options.model!r}. "
            "Choose the engine causal for a model of your own."
        )
    styles = STYLES[template.language]
    if options.style not in styles:
        raise InputError(
            f"The style {options.style!r} is of the other language; choose {' or '.join(styles)}."
        )
    return _writers()[template.language]


@lru_cache(maxsize=1)
def _writers() -> dict[Language, LyricsEngine]:
    from aigc.lyrics.chinese.writer import ChineseWriter
    from aigc.lyrics.english.writer import EnglishWriter

    return {"zh": ChineseWriter(), "en": EnglishWriter()}
