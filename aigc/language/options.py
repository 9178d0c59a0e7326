"""How language models are reached and run; light to import."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from pydantic import Field, field_validator

from aigc.config import Settings
from aigc.networks import Placed

URL: Final = "OPENAI_BASE_URL"
KEY: Final = "OPENAI_API_KEY"


class Sampling(Settings):
    """How words are drawn."""

    temperature: float = Field(0.7, ge=0, le=2, description="0 takes the likeliest word each time.")


class Served(Sampling):
    """How a server is asked."""

    url: str = Field("", description=f"Address of the server up to /v1; else {URL}.")
    timeout_s: float = Field(120.0, gt=0, description="Longest silence of the server.")
    retries: int = Field(4, ge=0, le=20, description="How often a request is sent again.")
    context: int = Field(0, ge=0, description="Tokens the model looks at; 0 where unknown.")
    price_in: float = Field(0.0, ge=0, description="Price of a million tokens that are read.")
    price_out: float = Field(0.0, ge=0, description="Price of a million tokens that are written.")

    @field_validator("url")
    @classmethod
    def _without_secrets(cls, url: str) -> str:
        if "@" in urlsplit(url).netloc:
            raise ValueError(f"it holds a password; give that as {KEY}, which is written nowhere")
        return url


class Local(Placed, Sampling):
    """How a model of one's own is run."""

    top_p: float = Field(0.95, gt=0, le=1, description="Share of the likeliest words to draw from.")
