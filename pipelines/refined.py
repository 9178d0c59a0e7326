"""Times of recognised words, made finer by the ear that needs the text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING, Final

from aigc.errors import EngineUnavailable, InputError
from aigc.notices import notice
from aigc.progress import Progress, silent, track
from aigc.types.article import Span
from aigc.types.audio import Audio
from aigc.types.time import TimeRange, from_sample, to_sample
from aigc.types.timing import SILENCE, Timed, Timing
from aigc.types.transcript import HeardWord, Segment, Transcript
from pipelines.hearing import spoken_words

if TYPE_CHECKING:
    from aigc.g2p.word import SpokenWord
    from aigc.hearing.engine import HearingEngine
    from aigc.speech.front import SpokenToken

FURTHEST_S: Final = Fraction(1, 2)
"""A word that would begin so far from where it was recognised keeps its time."""
ROUND_S: Final = Fraction(3, 5)
"""So much of what is said before and after is listened to with a stretch, and then left."""
LONGEST_S: Final = Fraction(20)
"""What lasts longer is listened to in stretches."""
LEAST_S: Final = Fraction(1, 50)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What is said of a segment's text, and about when."""

    segment: int
    token: SpokenToken
    time: TimeRange


@dataclass(frozen=True, slots=True)
class _Edges:
    """When characters of a text begin to be heard, and when they have been; by their places."""

    begins: dict[int, Fraction]
    ends: dict[int, Fraction]


def refined(
    transcript: Transcript, audio: Audio, ear: HearingEngine, *, progress: Progress = silent
) -> Transcript:
    """Return a transcript whose words have the times at which ``ear`` finds their sounds.

    It is listened to a segment at a time. Words that the ear cannot place, or places more than
    `FURTHEST_S` from where they were recognised, and segments whose text does not fit what it hears
    keep their times. Without its weights all do, with a notice.
    """
    told = list(_told(transcript))
    edges = [_Edges({}, {}) for _ in transcript.segments]
    stretches = _stretches(told)
    try:
        for first, last in track(stretches, progress, "refine", len(stretches)):
            _listen(told, first, last, audio, ear, edges)
    except EngineUnavailable as exc:
        notice(f"The times of words are those of {transcript.engine or 'the model'}: {exc}")
        return transcript
    pairs = zip(transcript.segments, edges, strict=True)
    words = [word for one, own in pairs for word in _placed(one, own)]
    times = iter(_apart(words, audio))
    segments = (
        replace(one, words=tuple(replace(word, time=next(times)) for word in one.words))
        for one in transcript.segments
    )
    return replace(transcript, segments=tuple(segments))


def _told(transcript: Transcript) -> Iterator[_Told]:
    """Yield what is said of each segment; nothing of one that cannot be read."""
    from aigc.speech.front import read

    for number, segment in enumerate(transcript.segments):
        try:
            tokens = read(segment.text, transcript.language).tokens
        except InputError:
            continue
        for token in tokens:
            own = [w.time for w in segment.words if _meet(w.span, token.span)]
            if own:
                time = TimeRange(start=own[0].start, duration=own[-1].end - own[0].start)
                yield _Told(segment=number, token=token, time=time)


def _meet(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _stretches(told: Sequence[_Told]) -> list[tuple[int, int]]:
    """Return the first and the last of what is listened to at a time: a segment or a part of it."""
    out = []
    for _, some in groupby(range(len(told)), key=lambda n: told[n].segment):
        own = list(some)
        while own:
            ends = told[own[0]].time.start + LONGEST_S
            size = max(1, sum(told[n].time.end <= ends for n in own))
            out.append((own[0], own[size - 1]))
            own = own[size:]
    return out


def _listen(
    told: Sequence[_Told], first: int, last: int, audio: Audio, ear: HearingEngine,
    edges: Sequence[_Edges],
) -> None:  # fmt: skip
    """Note when what is said from ``first`` to ``last`` is heard."""
    from aigc.hearing.engine import Line

    since, until = told[first].time.start - ROUND_S, told[last].time.end + ROUND_S
    some = [n for n in range(len(told)) if told[n].time.end > since and told[n].time.start < until]
    begin = to_sample(_rest_before(told, some[0]), audio.sample_rate)
    end = to_sample(_rest_after(told, some[-1], audio), audio.sample_rate)
    part = Audio(samples=audio.samples[:, begin:end], sample_rate=audio.sample_rate)
    words = tuple(word for n in some for word in spoken_words(told[n].token))
    try:
        timing = ear.hear(part, [Line(text="", words=words)])
    except InputError:
        return
    begins = from_sample(begin, audio.sample_rate)
    for n, heard in zip(some, _heard([told[n].token for n in some], timing), strict=True):
        if first <= n <= last:
            _note(told[n], heard, begins, edges[told[n].segment])


def _rest_before(told: Sequence[_Told], n: int) -> Fraction:
    """Return a moment in the rest before something that is said."""
    before = told[n - 1].time.end if n else Fraction(0)
    return max(told[n].time.start - ROUND_S / 2, (before + told[n].time.start) / 2, Fraction(0))


def _rest_after(told: Sequence[_Told], n: int, audio: Audio) -> Fraction:
    after = told[n + 1].time.start if n + 1 < len(told) else audio.duration
    return min(told[n].time.end + ROUND_S / 2, (told[n].time.end + after) / 2, audio.duration)


def _heard(tokens: Sequence[SpokenToken], timing: Timing) -> Iterator[list[list[Timed]]]:
    """Yield the sounds of each syllable of each token."""
    sounds = (one for one in timing.phonemes if one.text != SILENCE)
    for token in tokens:
        yield [[next(sounds) for _ in range(size)] for word in token.words for size in _sizes(word)]


def _sizes(word: SpokenWord) -> list[int]:
    """Return how many sounds each syllable of a word has."""
    from aigc.voice.prosody.words import word_of

    owners = word_of(word.readings).syllables
    return [owners.count(n) for n in range(owners[-1] + 1)]


def _note(told: _Told, heard: Sequence[Sequence[Timed]], begins: Fraction, edges: _Edges) -> None:
    """Note the edges of a token, and of its characters where each is a syllable."""
    span, each = told.token.span, [some for some in heard if some]
    if not each:
        return
    if len(each) == span.end - span.start == len(told.token.spoken):
        for at, some in enumerate(each, span.start):
            edges.begins[at] = begins + some[0].time.start
            edges.ends[at + 1] = begins + some[-1].time.end
        return
    edges.begins[span.start] = begins + each[0][0].time.start
    edges.ends[span.end] = begins + each[-1][-1].time.end


def _placed(segment: Segment, edges: _Edges) -> Iterator[HeardWord]:
    for word in segment.words:
        start = edges.begins.get(word.span.start, word.time.start)
        end = edges.ends.get(word.span.end, word.time.end)
        if abs(start - word.time.start) > FURTHEST_S or end <= start:
            yield word
        else:
            yield replace(word, time=TimeRange(start=start, duration=end - start))


def _apart(words: Sequence[HeardWord], audio: Audio) -> Iterator[TimeRange]:
    """Yield times in order, none over the next."""
    from aigc.timings.tiers import laid

    starts: list[Fraction] = []
    for word in words:
        starts.append(max(word.time.start, starts[-1] + LEAST_S if starts else Fraction(0)))
    until = [*starts[1:], audio.duration]
    items = [
        Timed(text=w.text, time=TimeRange(start=a, duration=max(min(w.time.end, b), a) - a))
        for w, a, b in zip(words, starts, until, strict=True)
    ]
    return (one.time for one in laid(items, audio.duration, audio.sample_rate))
