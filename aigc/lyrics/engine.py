"""What a lyrics engine is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field

from aigc.progress import Progress, silent
from aigc.types.article import Language
from aigc.types.lyric import Lyric
from aigc.types.template import Template

Style = Literal["modern", "ci", "qu", "classic", "sonnet"]
MOST = 256
"""The most candidates of one call."""


class Options(BaseModel):
    """What a lyric should be like, apart from its form."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    style: Style = Field("modern", description="Whose language it speaks.")
    title: str = Field("", max_length=60, description="Title or theme kept through the piece.")
    themes: tuple[str, ...] = Field((), description="Words it is about; they need not appear.")
    temperature: float = Field(0.9, gt=0, le=2, description="Higher is bolder.")
    top: int = Field(32, ge=1, le=1000, description="Choose among this many likeliest tokens.")
    model: str = Field("", description="Weights for an engine that has none of its own.")


class LyricsEngine(Protocol):
    """Writes lyrics that keep a form without exception."""

    @property
    def name(self) -> str:
        """The engine's name in the registry."""

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages it writes."""

    def fingerprint(self, options: Options) -> str:
        """Return text that changes whenever the same arguments may give other words."""

    def write(
        self,
        template: Template,
        options: Options,
        *,
        count: int = 1,
        seed: int = 0,
        progress: Progress = silent,
    ) -> tuple[Lyric, ...]:
        """Return ``count`` lyrics under ``template``; equal arguments give equal lyrics.

        The score of each holds ``fluency``: the mean natural logarithm of the probability that
        the engine's model gives the tokens it was free to choose, without any constraint; see
        `fluency`.

        Raises
        ------
        InputError
            When nothing can meet the template, or it needs words that the engine cannot spell;
            the message names the cells.
        EngineUnavailable
            When packages or weights are missing.
        Cancelled
            When the user stopped it through ``progress``.
        """

    def fluency(self, lyrics: Sequence[Lyric], template: Template, options: Options) -> list[float]:
        """Return the fluency of lyrics that are there already, by whomever they were written.

        It is the mean natural logarithm of the probability that the engine's model gives the
        tokens of a lyric, none of it given beforehand but what the template names: locks,
        keywords, and lines that repeat others; a keyword that stands in several places is named
        in the first. Of a lyric that `write` gave under the same template and options it is the
        fluency that `write` told; an engine says where its words alone do not show that.

        Raises
        ------
        InputError
            When the words do not fill the form, or the engine cannot spell them; whether they
            keep rhyme and tone is not asked.
        EngineUnavailable
            When packages or weights are missing.
        """
