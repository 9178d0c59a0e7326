"""The embedded writer: picks, shortens and orders the article's own sentences."""

from __future__ import annotations

from fractions import Fraction

from aigc.errors import InputError
from aigc.progress import Progress, silent
from aigc.text.engine import Options, Pace
from aigc.text.script.guard import guarded
from aigc.text.script.passages import passages
from aigc.text.script.plan import plan
from aigc.types.article import Article, Language
from aigc.types.script import Script


class ExtractiveWriter:
    """Writes from the article's own sentences; needs no model, no network and no key."""

    name = "extractive"

    def __init__(self, options: Options | None = None) -> None:
        self.options = options or Options()

    @property
    def fingerprint(self) -> str:
        """Version of the method and its options."""
        return f"extractive-3:{self.options.model_dump_json()}"

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
        """Return a script of about ``target`` seconds; see `aigc.text.engine.Writer`."""
        if target <= 0:
            raise InputError(f"The target length is {float(target):g} s. Ask for more than 0 s.")
        if language != article.language:
            raise InputError(
                f"The article is in “{article.language}” and the extractive writer cannot "
                f"translate it to “{language}”. Ask for “{article.language}”, or use a writer "
                "with a language model."
            )
        progress("script", 0, 2)
        offered = passages(article, self.options)
        if not offered:
            raise InputError(
                f"The article “{article.title}” holds no sentence that can be spoken. "
                "Give a document with at least one sentence of text."
            )
        progress("script", 1, 2)
        lines = plan(article, offered, target, pace, self.options, seed)
        script = Script(title=article.title, lines=lines, language=language, target=target)
        return guarded(script, article)
