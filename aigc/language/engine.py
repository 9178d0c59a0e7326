"""What every engine shares that asks a language model: its model, its options, its identity."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

from aigc.identity import identity
from aigc.language.opened import open_chat, options_of
from aigc.types.usage import Usage

if TYPE_CHECKING:
    from aigc.language.chat import ChatModel


class ChatEngine:
    """An engine whose ``name`` is that of a kind of language model: ``openai``, ``transformers``.

    Parameters
    ----------
    model : str
        The model's name at the server, or its folder.
    **options
        Those of the kind in `aigc.language.options`.

    Attributes
    ----------
    usage : Usage
        What asking the model has cost last time.

    Raises
    ------
    ConfigError
        An option does not exist or cannot have its value.
    """

    name: str
    job: ClassVar[str]
    """What it does and in which version, for the fingerprint."""
    usual: ClassVar[Mapping[str, Any]] = MappingProxyType({})
    """Options that this job likes other than usual."""

    def __init__(self, model: str = "", **options: Any) -> None:
        self.model = model
        self.options = options_of(self.name, {**self.usual, **options})
        self.usage = Usage()
        self._opened: tuple[str, ChatModel] | None = None

    @property
    def fingerprint(self) -> str:
        """Text that changes with the model and its options."""
        return f"{self.name}-{self.job} {identity(self.model)} {self.options.model_dump_json()}"

    @property
    def author(self) -> str:
        """Who writes: the engine with its model."""
        return f"{self.name}:{self.model}"

    @property
    def chat(self) -> ChatModel:
        """The model, opened when it is first asked.

        Raises
        ------
        EngineUnavailable
            No model is named, it is not there, or a package is missing.
        """
        if self._opened is None or self._opened[0] != self.model:
            self._opened = self.model, open_chat(self.name, self.model, self.options)
        return self._opened[1]
