"""A script as spoken, with the times that the synthesiser reports."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from aigc.types.article import Language, Span
from aigc.types.audio import Audio
from aigc.types.markup import clock, faint, strong, table, titled
from aigc.types.time import TimeRange


@dataclass(frozen=True, slots=True, kw_only=True)
class Phoneme:
    """One phoneme (IPA, or pinyin initial/final with tone) and when it sounds."""

    symbol: str
    time: TimeRange


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One written word and when it is spoken.

    ``span`` is the character range of the word in its line's text. A Chinese word is a
    segmenter's word, of one or more characters.
    """

    text: str
    span: Span
    time: TimeRange
    phonemes: tuple[Phoneme, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """One line as spoken; all times count from the start of the utterance's own audio.

    ``spoken`` is the normalised text that the engine was given (numbers written out).
    """

    text: str
    spoken: str
    words: tuple[Word, ...]
    audio: Audio


@dataclass(frozen=True, slots=True, kw_only=True)
class NarratedLine:
    """One line placed on the narration's clock; ``words`` count from the narration's start."""

    line: int
    text: str
    time: TimeRange
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Narration:
    """A whole script as one recording."""

    language: Language
    voice: str
    audio: Audio
    lines: tuple[NarratedLine, ...]

    @property
    def duration(self) -> Fraction:
        """Length in seconds."""
        return self.audio.duration

    def _repr_html_(self) -> str:
        rows = [
            (faint(line.line), faint(clock(line.time.start)), strong(line.text))
            for line in self.lines
        ]
        note = f"{self.language} · {clock(self.duration)}"
        return titled(self.voice, note, self.audio._repr_html_() + table(rows))
