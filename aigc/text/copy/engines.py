"""Engines that ask a language model for copies: one of a server, or one of your own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from aigc.language.identity import identity
from aigc.language.opened import open_chat, options_of
from aigc.progress import Progress, silent
from aigc.text.copy.engine import check_order
from aigc.text.copy.platforms import platform_named
from aigc.types.article import Article, Language
from aigc.types.copy import Copy, CopyKind
from aigc.types.usage import Usage

if TYPE_CHECKING:
    from aigc.language.chat import ChatModel

_VERSION: Final = 1


class _ChatCopy:
    """Writes what a language model says and the guard lets through.

    Parameters
    ----------
    model : str
        The model's name at the server, or its folder.
    options
        Those of the engine in `aigc.language.options`.
    """

    name: str

    def __init__(self, model: str = "", **options: Any) -> None:
        self._model, self._options = model, options_of(self.name, options)
        self._chat: ChatModel | None = None
        self.usage: Usage | None = None

    @property
    def fingerprint(self) -> str:
        """Text that changes with the model and its options."""
        model, options = identity(self._model), self._options.model_dump_json()
        return f"{self.name}-copy-{_VERSION} {model} {options}"

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
        if self._chat is None:
            self._chat = open_chat(self.name, self._model, self._options)
        copies, spent = list[Copy](), Usage()
        for n, kind in enumerate(kinds):
            progress("copy", n, len(kinds))
            order = Order(
                kind=kind, count=count, platform=platform_named(platform), article=article,
                language=language, seed=seed, author=f"{self.name}:{self._model}",
            )  # fmt: skip
            found = written(
                self._chat, order, temperature=self._options.temperature, progress=progress
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
