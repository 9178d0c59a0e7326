"""A transcript put right by hand: what was typed anew gets its times from what was heard.

>>> corrected(heard, ["Rain falls on the sea.", ""]).save(Path("out"))  # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from aigc.errors import InputError
from aigc.notices import noticing
from aigc.types.audio import Audio
from aigc.types.narration import NarratedLine
from aigc.types.time import TimeRange, from_sample, to_sample
from aigc.types.transcript import HeardWord, Segment, Transcript
from pipelines.aligned import by_words
from pipelines.transcript import shifted

if TYPE_CHECKING:
    from pipelines.transcript import Transcribed


def corrected(heard: Transcribed, texts: Sequence[str]) -> Transcribed:
    """Return a transcript whose lines say ``texts``; those without words are left out.

    A word that was typed anew lies where one like it was heard in its line, else between those
    around it, and never in another line. Whoever typed it is sure of it.

    Parameters
    ----------
    texts : sequence of str
        One for each segment of the transcript.

    Raises
    ------
    InputError
        There are more or fewer texts than segments, or nothing is left.
    """
    count = len(heard.transcript.segments)
    if len(texts) != count:
        raise InputError(f"There are {len(texts)} texts for {count} lines: give one for each.")
    kept = list(_kept(heard, texts))
    if not kept:
        raise InputError("Every line is empty: leave one with words at least.")
    lines = tuple(replace(line, line=n) for n, (_, line) in enumerate(kept))
    return replace(
        heard,
        transcript=replace(heard.transcript, segments=tuple(one for one, _ in kept)),
        narration=replace(heard.narration, lines=lines),
    )


def _kept(heard: Transcribed, texts: Sequence[str]) -> Iterator[tuple[Segment, NarratedLine]]:
    segments = heard.transcript.segments
    lines = [line for line in heard.narration.lines if line.words]
    begins = [Fraction(0), *(one.time.end for one in segments[:-1])]
    ends = [*(one.time.start for one in segments[1:]), heard.transcript.duration]
    room = [TimeRange(start=a, duration=b - a) for a, b in zip(begins, ends, strict=True)]
    for segment, line, text, own in zip(segments, lines, texts, room, strict=True):
        said = " ".join(text.split())
        if said == segment.text.strip():
            yield segment, line
        elif any(map(str.isalnum, said)):
            fresh = _retimed(segment, said, heard, own)
            words = tuple(HeardWord(text=w.text, span=w.span, time=w.time) for w in fresh.words)
            if words:
                yield Segment(text=said, words=words), fresh


def _retimed(segment: Segment, text: str, heard: Transcribed, room: TimeRange) -> NarratedLine:
    """Return a text as a line; ``room`` is the time between the segments around it."""
    whole = heard.narration.audio
    first, last = (to_sample(moment, whole.sample_rate) for moment in (room.start, room.end))
    audio = Audio(samples=whole.samples[:, first:last], sample_rate=whole.sample_rate)
    offset = from_sample(first, whole.sample_rate)
    words = tuple(replace(word, time=word.time.shifted(-offset)) for word in segment.words)
    said = replace(segment, words=words)
    try:
        with noticing():
            line = _line(text, said, heard, audio)
    except InputError:
        line = _line(text, _evenly(text, said.time), heard, audio)
    return shifted(line, offset)


def _line(text: str, said: Segment, heard: Transcribed, audio: Audio) -> NarratedLine:
    spoken = Transcript(
        language=heard.transcript.language, duration=audio.duration, segments=(said,)
    )
    return by_words([text], audio, spoken).lines[0]


def _evenly(text: str, time: TimeRange) -> Segment:
    """Return a text of which nothing was heard, its words side by side."""
    from aigc.recognition.wording import word_spans

    spans = word_spans(text)
    each = time.duration / max(1, sum(len(span.of(text)) for span in spans))
    words, at = [], time.start
    for span in spans:
        own = TimeRange(start=at, duration=each * len(span.of(text)))
        words.append(HeardWord(text=span.of(text), span=span, time=own))
        at = own.end
    return Segment(text=text, words=tuple(words))
