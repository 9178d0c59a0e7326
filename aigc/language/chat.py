"""What a language model is to us: messages in, text out, counted and stoppable."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from aigc.progress import Progress, silent

Role = Literal["system", "user", "assistant"]
Finish = Literal["stop", "length", "refusal"]
Hear = Callable[[str], None]
"""Receives each piece of an answer as it comes; an empty one says that it begins anew."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What answers have cost.

    Attributes
    ----------
    cost : float
        In the currency of the prices that were given; 0 without them.
    retries : int
        How often a request was sent again.
    """

    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    seconds: float = 0.0
    cost: float = 0.0
    retries: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            calls=self.calls + other.calls,
            prompt_tokens=self.prompt_tokens + other.prompt_tokens,
            completion_tokens=self.completion_tokens + other.completion_tokens,
            seconds=self.seconds + other.seconds,
            cost=self.cost + other.cost,
            retries=self.retries + other.retries,
        )

    def __str__(self) -> str:
        tokens = f"{self.prompt_tokens:,} + {self.completion_tokens:,} tokens"
        cost = f", {self.cost:.4f}" if self.cost else ""
        return f"{self.calls} calls, {tokens}, {self.seconds:.1f} s{cost}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer, why it ended, and what it cost."""

    text: str
    finish: Finish = "stop"
    usage: Usage = Usage(calls=1)


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
        """
