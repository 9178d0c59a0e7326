"""How a translation model is run; light to import."""

from __future__ import annotations

from pydantic import Field

from aigc.config import Settings


class Seq2Seq(Settings):
    """How a model that reads one text and writes another is run."""

    dtype: str = Field("auto", description="Of the weights: auto, float32, bfloat16, float16.")
    device: str = Field("auto", description="Where it runs: auto, cpu, cuda, cuda:1, mps.")
    batch: int = Field(8, ge=1, le=256, description="Sentences at a time.")
    beams: int = Field(4, ge=1, le=16, description="Wordings weighed at each step.")
