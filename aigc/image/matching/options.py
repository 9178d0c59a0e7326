"""How pictures and lines are compared; light to import."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from aigc.config import Settings


class Options(Settings):
    """Options of the engine ``clip``."""

    dtype: Literal["auto", "float32", "bfloat16", "float16"] = Field(
        "auto", description="Of the weights."
    )
    device: str = Field("auto", description="Where it runs: auto, cpu, cuda, cuda:1, mps.")
    batch: int = Field(16, ge=1, le=512, description="How many pictures or lines at a time.")
