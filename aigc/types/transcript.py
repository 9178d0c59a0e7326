"""What was said in a recording, as it was recognised."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from html import escape

from aigc.types.article import Language, Span
from aigc.types.markup import clock, faint, table, titled
from aigc.types.time import TimeRange


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardWord:
    """A word and when it is said.

    Attributes
    ----------
    span : Span
        Range of the word in the text of its segment.
    confidence : float
        How sure the engine is of it, 0 to 1.
    """

    text: str
    span: Span
    time: TimeRange
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A sentence, or what is said between two long pauses; it has a word at least."""

    text: str
    words: tuple[HeardWord, ...]

    @property
    def time(self) -> TimeRange:
        """From the first word to the end of the last."""
        start = self.words[0].time.start
        return TimeRange(start=start, duration=self.words[-1].time.end - start)

    @property
    def confidence(self) -> float:
        """The mean of its words."""
        return sum(word.confidence for word in self.words) / len(self.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """A recording in words; time goes forward, and no two words overlap.

    Attributes
    ----------
    duration : Fraction
        Length of the recording in seconds.
    engine : str
        Who heard it, with its model.
    """

    language: Language
    duration: Fraction
    segments: tuple[Segment, ...]
    engine: str = ""

    @property
    def words(self) -> tuple[HeardWord, ...]:
        """All words in order; their spans count in the text of their own segment."""
        return tuple(word for segment in self.segments for word in segment.words)

    @property
    def text(self) -> str:
        """All that is said, a segment a line."""
        return "\n".join(segment.text for segment in self.segments)

    def _repr_html_(self) -> str:
        rows = [
            (faint(clock(one.time.start)), _shaded(one), faint(f"{one.confidence:.0%}"))
            for one in self.segments
        ]
        note = f"{self.language} · {clock(self.duration)} · {len(self.words)} words"
        return titled(self.engine or "Transcript", note, table(rows))


def _shaded(segment: Segment) -> str:
    """Return the text with unsure words in small print."""
    out, at = [], 0
    for word in segment.words:
        out.append(escape(segment.text[at : word.span.start]))
        written = word.span.of(segment.text)
        out.append(escape(written) if word.confidence >= 0.5 else faint(written))
        at = word.span.end
    return "".join(out) + escape(segment.text[at:])
