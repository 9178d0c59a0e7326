"""Engines that ask a language model for copies: one of a server, or one of your own."""

from __future__ import annotations

from aigc.language.engine import ChatEngine
from aigc.progress import Progress, silent
from aigc.text.copy.engine import check_order
from aigc.text.copy.platforms import platform_named
from aigc.types.article import Article, Language
from aigc.types.copy import Copy, CopyKind
from aigc.types.usage import Usage


class _ChatCopy(ChatEngine):
    """Writes what a language model says and the guard lets through."""

    job = "copy-2"

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
        """Return variants of the model's words; see `CopyEngine.write`."""
        from aigc.text.copy.asked import written
        from aigc.text.copy.choosing import Order

        check_order(article, kinds, count, platform)
        copies, spent = list[Copy](), Usage()
        for n, kind in enumerate(kinds):
            progress("copy", n, len(kinds))
            order = Order(
                kind=kind, count=count, platform=platform_named(platform), article=article,
                language=language, seed=seed, author=self.author,
            )  # fmt: skip
            found = written(
                self.chat, order, temperature=self.options.temperature, progress=progress
            )
            copies += found.copies
            spent += found.usage
            self.usage = spent
        progress("copy", len(kinds), len(kinds))
        return tuple(copies)


class OpenAICopy(_ChatCopy):
    """Asks a model of a server that speaks OpenAI's protocol: ``openai:MODEL``."""

    name = "openai"


class TransformersCopy(_ChatCopy):
    """Asks a causal language model of your own, held to the form: ``transformers:FOLDER``."""

    name = "transformers"
