"""Prompts that a language model writes: one of a server, or one of your own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aigc.config import build
from aigc.language.engine import ChatEngine
from aigc.progress import Progress, silent
from aigc.text.picturing.engine import Manner
from aigc.types.article import Article
from aigc.types.prompt import PicturePrompt
from aigc.types.script import Script


class _ChatPrompts(ChatEngine):
    """Asks a language model what is seen in each scene.

    Parameters
    ----------
    model : str
        The model's name at the server, or its folder.
    **options
        Those of the kind in `aigc.language.options`, and those of `Manner`.
    """

    job = "prompts-1"

    def __init__(self, model: str = "", **options: Any) -> None:
        own = {key: options.pop(key) for key in Manner.model_fields if key in options}
        self.manner = build(Manner, own)
        super().__init__(model, **options)

    @property
    def fingerprint(self) -> str:
        """Text that changes with the model and its options."""
        return f"{super().fingerprint} {self.manner.model_dump_json()}"

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

        made, self.usage = asked(
            self.chat,
            article,
            script,
            lines,
            style=style,
            language=self.manner.language,
            seed=seed,
            temperature=self.options.temperature,
            progress=progress,
        )
        return made


class OpenAIPrompts(_ChatPrompts):
    """Asks a model of a server that speaks OpenAI's protocol: ``openai:MODEL``."""

    name = "openai"


class TransformersPrompts(_ChatPrompts):
    """Asks a causal language model of your own, held to the form: ``transformers:FOLDER``."""

    name = "transformers"
