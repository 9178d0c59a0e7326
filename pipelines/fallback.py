"""What happens where an engine with a model fails: its error, or the embedded way and a notice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal, TypeVar

from aigc import registry
from aigc.errors import EngineError
from aigc.notices import notice

Fallback = Literal["stop", "embedded"]
EMBEDDED: Final = frozenset({"extractive", "fake"})
"""Engines of words that need no model."""
_SECRET: Final = ("key", "token", "password", "secret")
T = TypeVar("T")


def attempted(
    work: Callable[[], T],
    otherwise: Callable[[], T],
    *,
    fallback: Fallback,
    what: str,
    instead: str,
) -> T:
    """Return what ``work`` gives, or where its engine fails what ``otherwise`` does.

    Parameters
    ----------
    fallback : str
        ``stop`` lets the error through; ``embedded`` tells it by a notice and goes on.
    what, instead : str
        Who failed and what is done, as the notice says them.

    Raises
    ------
    EngineError
        Under ``stop``. What is forbidden and what was given wrongly never falls back.
    """
    try:
        return work()
    except EngineError as exc:
        if fallback == "stop":
            raise
        notice(f"{what} could not be used, {instead} ({exc})")
    return otherwise()


def shown(asked: str) -> str:
    """Return how an engine was asked for, without options that would name a secret.

    >>> shown("openai:qwen3?api_key=x&temperature=0")
    'openai:qwen3?temperature=0'
    """
    head, _, options = asked.partition("?")
    kept = [
        part
        for part in options.split("&")
        if part and not any(word in part.partition("=")[0].lower() for word in _SECRET)
    ]
    return f"{head}?{'&'.join(kept)}" if kept else head


def engine_and_model(asked: str) -> str:
    """Return the name of an engine with its model, without its options.

    >>> engine_and_model("openai:qwen3?temperature=0"), engine_and_model("extractive")
    ('openai:qwen3', 'extractive')
    """
    named = registry.reference(asked)
    return f"{named.name}:{named.model}" if named.model else named.name
