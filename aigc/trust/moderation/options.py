"""How texts and pictures are judged; light to import."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from aigc.config import Settings


class Options(Settings):
    """Options of the engine ``classifier``."""

    flag: str = Field(
        "", description="Labels that may not leave, parted by commas; empty takes the usual ones."
    )
    threshold: float = Field(0.5, gt=0, lt=1, description="So sure the model must be, from 0 to 1.")
    dtype: Literal["auto", "float32", "bfloat16", "float16"] = Field(
        "auto", description="Of the weights."
    )
    device: str = Field("auto", description="Where it runs: auto, cpu, cuda, cuda:1, mps.")
    batch: int = Field(16, ge=1, le=512, description="How many texts or pictures at a time.")
