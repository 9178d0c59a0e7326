"""What a language model is to us: messages in, text out, counted and stoppable."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from aigc.errors import InputError
from aigc.progress import Progress, silent
from aigc.types.usage import Usage

__all__ = [
    "ChatModel", "Finish", "Hear", "Message", "Reply", "Request", "RequestTooLong", "Role", "Usage",
    "unheard",
]  # fmt: skip

Role = Literal["system", "user", "assistant"]
Finish = Literal["stop", "length", "refusal"]
Hear = Callable[[str], None]
"""Receives each piece of an answer as it comes; an empty one says that it begins anew."""


class RequestTooLong(InputError):
    """The messages are longer than what the model can look at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One turn of a conversation."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked of a model.

    Attributes
    ----------
    temperature : float
        0 takes the likeliest token each time; at most 2.
    schema : mapping or None
        JSON Schema that the answer must meet; a server that can, is held to it.
    """

    messages: tuple[Message, ...]
    max_tokens: int = 1024
    temperature: float = 0.7
    seed: int = 0
    schema: Mapping[str, Any] | None = None


_ONE_CALL = Usage(calls=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer, why it ended, and what it cost."""

    text: str
    finish: Finish = "stop"
    usage: Usage = _ONE_CALL


def unheard(_piece: str) -> None:
    """Let a piece of an answer pass."""


class ChatModel(Protocol):
    """Answers messages."""

    @property
    def name(self) -> str:
        """The model's name."""

    @property
    def fingerprint(self) -> str:
        """Text that changes whenever the same request may be answered otherwise; holds no key."""

    @property
    def room_tokens(self) -> int:
        """How many tokens it looks at, those of its answer included; 0 where nobody knows."""

    def count(self, messages: tuple[Message, ...]) -> int:
        """Return how many tokens messages take, about as many where only a server knows."""

    def reply(
        self, request: Request, *, progress: Progress = silent, heard: Hear = unheard
    ) -> Reply:
        """Return the answer; ``heard`` gets its pieces, and ``progress`` may stop it at any.

        Raises
        ------
        EngineUnavailable
            The model or its server is not there.
        EngineFailed
            It is, and gave no answer.
        RequestTooLong
            The messages are longer than what the model can look at.
        """
