"""Writers that ask a language model: one of a server, or one of your own."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from aigc.language.engine import ChatEngine
from aigc.progress import Progress, silent
from aigc.text.engine import Pace
from aigc.types.article import Article, Language
from aigc.types.script import Script


class _ChatWriter(ChatEngine):
    """Writes what a language model says and the guard lets through."""

    job = "script-4"

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
        """Return a script of the model's words; see `aigc.text.prompted.writer.write`."""
        from aigc.text.prompted.writer import write

        script = write(
            self.chat,
            article,
            target=target,
            language=language,
            seed=seed,
            pace=pace,
            temperature=self.options.temperature,
            progress=progress,
        )
        return replace(script, author=self.author)


class OpenAIWriter(_ChatWriter):
    """Asks a model of a server that speaks OpenAI's protocol: ``openai:MODEL``."""

    name = "openai"


class TransformersWriter(_ChatWriter):
    """Asks a causal language model of your own, held to the form: ``transformers:FOLDER``."""

    name = "transformers"
