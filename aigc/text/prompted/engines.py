"""Writers that ask a language model: one of a server, or one of your own."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from aigc.language.identity import identity
from aigc.language.opened import open_chat, options_of
from aigc.progress import Progress, silent
from aigc.text.engine import Pace
from aigc.types.article import Article, Language
from aigc.types.script import Script

if TYPE_CHECKING:
    from aigc.language.chat import ChatModel

_VERSION: Final = 2


class _ChatWriter:
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

    @property
    def fingerprint(self) -> str:
        """Text that changes with the model and its options."""
        model = identity(self._model)
        return f"{self.name}-{_VERSION} {model} {self._options.model_dump_json()}"

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

        if self._chat is None:
            self._chat = open_chat(self.name, self._model, self._options)
        script = write(
            self._chat,
            article,
            target=target,
            language=language,
            seed=seed,
            pace=pace,
            temperature=self._options.temperature,
            progress=progress,
        )
        return replace(script, author=f"{self.name}:{self._model}")


class OpenAIWriter(_ChatWriter):
    """Asks a model of a server that speaks OpenAI's protocol: ``openai:MODEL``."""

    name = "openai"


class TransformersWriter(_ChatWriter):
    """Asks a causal language model of your own, held to the form: ``transformers:FOLDER``."""

    name = "transformers"
