"""Open a language model by the name of its engine and of the model."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any

from aigc.config import Settings, build
from aigc.errors import EngineUnavailable, UnknownEngine, did_you_mean
from aigc.language.chat import ChatModel
from aigc.language.options import Local, Sampling, Served

KINDS: Mapping[str, tuple[type[Sampling], str, str]] = MappingProxyType(
    {
        "openai": (Served, "aigc.language.served:ServedModel", "MODEL at a server"),
        "transformers": (Local, "aigc.language.local:LocalModel", "FOLDER of a model"),
    }
)
"""Options of each engine, what opens it, and what it is named by."""


def options_of(kind: str, given: Mapping[str, Any]) -> Sampling:
    """Return the options of an engine, checked.

    Raises
    ------
    UnknownEngine
        There is no such engine.
    ConfigError
        An option does not exist or cannot have its value.
    """
    return build(_known(kind)[0], given)


def open_chat(kind: str, model: str, options: Settings) -> ChatModel:
    """Return the model, ready to be asked.

    Raises
    ------
    EngineUnavailable
        No model is named, it is not there, or a package is missing.
    """
    _, target, wanted = _known(kind)
    if not model:
        raise EngineUnavailable(
            f"The engine {kind!r} has no model of its own. Name one behind a colon: {kind}:"
            f"{wanted.split()[0]}, a {wanted}."
        )
    module, _, name = target.partition(":")
    try:
        found: ChatModel = getattr(import_module(module), name)(model, options)
    except ImportError as exc:
        raise EngineUnavailable(
            f"The engine {kind!r} needs a package that is not installed ({exc.name}). Install it "
            "with: pip install 'aigc-workbench[models]'."
        ) from exc
    return found


def _known(kind: str) -> tuple[type[Sampling], str, str]:
    if kind not in KINDS:
        raise UnknownEngine(f"No language engine {kind!r}. {did_you_mean(kind, KINDS)}")
    return KINDS[kind]
