"""Words that go out with a clip: titles, descriptions, hashtags, selling points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

from aigc.types.article import Language, Span
from aigc.types.markup import faint, strong, table, titled
from aigc.types.usage import Usage

CopyKind = Literal["title", "description", "hashtags", "selling_point"]
KINDS: Final[tuple[CopyKind, ...]] = get_args(CopyKind)
MeasureName = Literal[
    "length", "concrete", "hook", "readable", "topic", "support", "novelty", "clean"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One thing that a score is made of.

    Attributes
    ----------
    value : float
        0 to 1.
    note : str
        Why, in a few English words.
    """

    name: MeasureName
    value: float
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One variant of one kind of words.

    Attributes
    ----------
    variant : str
        Its letter among those of its kind; A has the best score.
    score : float
        0 to 1, the weighed mean of the measures.
    sources : tuple of Span
        Ranges of `Article.text` that it was taken from, never empty.
    pattern : str
        How it was made, such as ``question`` or ``number``.
    author : str
        The engine that wrote it.
    """

    kind: CopyKind
    variant: str
    text: str
    score: float
    measures: tuple[Measure, ...]
    sources: tuple[Span, ...]
    pattern: str
    author: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CopySheet:
    """Every variant of every kind, for one platform.

    Attributes
    ----------
    usage : Usage or None
        What asking a model has cost; ``None`` where no model was asked.
    notices : tuple of str
        What was done otherwise than asked.
    """

    title: str
    language: Language
    platform: str
    copies: tuple[Copy, ...]
    usage: Usage | None = None
    notices: tuple[str, ...] = ()

    def of(self, kind: CopyKind) -> tuple[Copy, ...]:
        """Return the variants of a kind, the best first."""
        return tuple(one for one in self.copies if one.kind == kind)

    def _repr_html_(self) -> str:
        rows = [
            (faint(f"{one.kind} {one.variant}"), strong(one.text), faint(f"{one.score:.2f}"))
            for one in self.copies
        ]
        return titled(self.title, f"{self.platform} · {self.language}", table(rows))
