"""How models of the translation kinds are told their languages."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from aigc.errors import EngineUnavailable
from aigc.types.article import Language

_CODES: Final[Mapping[Language, tuple[str, ...]]] = MappingProxyType(
    {
        "zh": ("zho_Hans", "__zh__", "zh_CN"),
        "en": ("eng_Latn", "__en__", "en_XX"),
    }
)
"""Of NLLB, M2M100 and mBART."""
_MARIAN: Final[Mapping[Language, tuple[str, ...]]] = MappingProxyType(
    {
        "zh": (">>cmn_Hans<<", ">>cmn<<", ">>zho_Hans<<", ">>zho<<", ">>zh<<"),
        "en": (">>eng<<", ">>en<<"),
    }
)
_NAMES: Final[Mapping[Language, str]] = MappingProxyType({"zh": "Chinese", "en": "English"})
TAUGHT: Final = frozenset({"m2m_100", "mbart", "nllb-moe", "nllb_moe", "seamless_m4t"})
"""Kinds that begin an answer with the token of its language."""
PREFIXED: Final = frozenset({"t5", "mt5", "umt5"})
"""Kinds that are told in words what to do."""


def prefix(kind: str, tokenizer: Any, source: Language, target: Language) -> str:
    """Return what stands before each text: a task in words, a mark of the language, or nothing."""
    if kind in PREFIXED:
        return f"translate {_NAMES[source]} to {_NAMES[target]}: "
    if kind == "marian":
        known = tokenizer.get_vocab()
        return next((f"{mark} " for mark in _MARIAN[target] if mark in known), "")
    return ""


def code(tokenizer: Any, language: Language, name: str) -> str:
    """Return the token of a language.

    Raises
    ------
    EngineUnavailable
        The model does not know the language.
    """
    unknown = (None, tokenizer.unk_token_id)
    found = next(
        (one for one in _CODES[language] if tokenizer.convert_tokens_to_ids(one) not in unknown),
        None,
    )
    if found is None:
        raise EngineUnavailable(
            f"The translation model {name!r} has no token for {_NAMES[language]}. Name a model "
            "that knows the language."
        )
    return found
