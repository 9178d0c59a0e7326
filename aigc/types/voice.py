"""A named speaker or singer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from aigc.types.article import Language

Gender = Literal["female", "male", "neutral"]
Emotion = Literal["neutral", "cheerful", "serious", "sad", "excited"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A named speaker or singer that an engine accepts.

    ``languages`` are those it does well, the best first; ``emotions`` are those it can speak in.
    """

    id: str
    label: str
    languages: tuple[Language, ...]
    gender: Gender
    emotions: tuple[Emotion, ...] = ("neutral",)
