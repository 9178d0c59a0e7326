"""Prompts that a language model writes: one of a server, or one of your own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from aigc.config import Settings, build, option
from aigc.language.identity import identity
from aigc.language.opened import open_chat, options_of
from aigc.progress import Progress, silent
from aigc.types.article import Article, Language
from aigc.types.prompt import PicturePrompt
from aigc.types.script import Script
from aigc.types.usage import Usage

if TYPE_CHECKING:
    from aigc.language.chat import ChatModel

_VERSION: Final = 1


class Manner(Settings):
    """How prompts are written, beside how the model is reached."""

    language: Language = option(
        "en", "Language of the prompts; picture models read English best.",
        "提示词的语言；多数绘图模型更懂英文。",
    )  # fmt: skip


class _ChatPrompts:
    """Asks a language model what is seen in each scene.

    Parameters
    ----------
    model : str
        The model's name at the server, or its folder.
    options
        Those of the engine in `aigc.language.options`, and ``language`` of the prompts.

    Attributes
    ----------
    usage : Usage
        What asking the model has cost last time.
    """

    name: str

    def __init__(self, model: str = "", **options: Any) -> None:
        own = {key: options.pop(key) for key in Manner.model_fields if key in options}
        self._model, self._manner = model, build(Manner, own)
        self._options = options_of(self.name, options)
        self._chat: ChatModel | None = None
        self.usage = Usage()

    @property
    def fingerprint(self) -> str:
        """Text that changes with the model and its options."""
        options = f"{self._options.model_dump_json()} {self._manner.model_dump_json()}"
        return f"{self.name}-prompts-{_VERSION} {identity(self._model)} {options}"

    def prompts(
        self,
        article: Article,
        script: Script,
        lines: Sequence[tuple[int, ...]],
        *,
        style: str,
        seed: int,
        progress: Progress = silent,
    ) -> tuple[PicturePrompt, ...]:
        """Return one prompt for each scene; see `aigc.text.picturing.engine.PromptEngine`."""
        from aigc.text.picturing.asked import asked

        if self._chat is None:
            self._chat = open_chat(self.name, self._model, self._options)
        made, self.usage = asked(
            self._chat,
            article,
            script,
            lines,
            style=style,
            language=self._manner.language,
            seed=seed,
            temperature=self._options.temperature,
            progress=progress,
        )
        return made


class OpenAIPrompts(_ChatPrompts):
    """Asks a model of a server that speaks OpenAI's protocol: ``openai:MODEL``."""

    name = "openai"


class TransformersPrompts(_ChatPrompts):
    """Asks a causal language model of your own, held to the form: ``transformers:FOLDER``."""

    name = "transformers"
