"""What a moderator says of a text, a picture or a video, and what it found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final, Literal

from aigc.types.article import Span

Decision = Literal["pass", "review", "block", "not_checked"]
ORDER: Final[tuple[Decision, ...]] = ("pass", "not_checked", "review", "block")
"""The decisions, the one that lets most through first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that was found, and where.

    Attributes
    ----------
    category : str
        The wrong, in the detector's word; one part of it may follow a dot (``personal.card``).
    score : float
        How sure the detector is, 0 to 1.
    decision : str
        What this finding alone asks for.
    detector : str
        Who found it, with its version.
    entry : str
        The entry of a list, or the rule, that it answers to.
    way : str
        How it was written: ``as written``, ``pinyin``, ``look-alikes`` and the like.
    words : str
        The characters of the original text, as they stand there.
    span : Span or None
        Where they stand in the original text.
    box : tuple of float or None
        Left, top, right and bottom in a picture, as shares of its width and height.
    at_s : float or None
        Second of a video or a recording.
    place : str
        Name of the text or file, where several were judged together.
    """

    category: str
    score: float = 1.0
    decision: Decision = "block"
    detector: str = ""
    entry: str = ""
    way: str = ""
    words: str = ""
    span: Span | None = None
    box: tuple[float, float, float, float] | None = None
    at_s: float | None = None
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One judgement; a finding whose decision is ``pass`` is told and holds nothing up."""

    decision: Decision
    findings: tuple[Finding, ...] = ()
    detector: str = ""

    @property
    def flagged(self) -> bool:
        """Whether it may not leave, whoever approves."""
        return self.decision == "block"

    @property
    def checked(self) -> bool:
        """Whether all of it was judged."""
        return self.decision != "not_checked"

    @property
    def worst(self) -> Finding | None:
        """The finding that weighs most, or none."""
        return max(self.findings, key=_weight, default=None)

    @classmethod
    def of(cls, findings: Iterable[Finding], detector: str = "") -> Verdict:
        """Return the verdict that findings make together.

        >>> Verdict.of([]).decision, Verdict.of([Finding(category="hate")]).decision
        ('pass', 'block')
        """
        found = tuple(findings)
        return cls(
            decision=gravest(one.decision for one in found), findings=found, detector=detector
        )

    def at(self, place: str) -> Verdict:
        """Return it with the name of what was judged in every finding."""
        found = tuple(replace(one, place=one.place or place) for one in self.findings)
        return replace(self, findings=found)


def gravest(decisions: Iterable[Decision]) -> Decision:
    """Return the decision that lets least through; ``pass`` of none.

    >>> gravest(["pass", "not_checked"]), gravest(["review", "not_checked"])
    ('not_checked', 'review')
    """
    return max(decisions, key=ORDER.index, default="pass")


def joined(verdicts: Iterable[Verdict]) -> Verdict:
    """Return one verdict of several, with all that they found."""
    every = tuple(verdicts)
    return Verdict(
        decision=gravest(one.decision for one in every),
        findings=tuple(found for one in every for found in one.findings),
        detector=", ".join(dict.fromkeys(one.detector for one in every if one.detector)),
    )


def _weight(finding: Finding) -> tuple[int, float]:
    return ORDER.index(finding.decision), finding.score
