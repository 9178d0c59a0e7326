"""How recordings are listened to; light to import."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from aigc.config import Settings


class Options(Settings):
    """Options of the engine ``whisper``."""

    dtype: Literal["auto", "float32", "bfloat16", "float16"] = Field(
        "auto", description="Of the weights."
    )
    device: str = Field("auto", description="Where it runs: auto, cpu, cuda, cuda:1, mps.")
    batch: int = Field(8, ge=1, le=128, description="How many windows are heard at a time.")
    beams: int = Field(1, ge=1, le=16, description="How many texts are followed side by side.")
    retries: int = Field(
        5, ge=0, le=5, description="How often a window in doubt is heard again, each time freer."
    )
    prompt: str = Field(
        "", max_length=600, description="Names and words that are said, to have them spelt right."
    )
