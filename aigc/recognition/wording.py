"""Pieces of text with times to words and sentences, in Chinese and English."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Final

from aigc.g2p.mandarin.segment import segment
from aigc.recognition.joins import Said
from aigc.timings.tiers import laid
from aigc.types.article import Span
from aigc.types.time import TimeRange, seconds
from aigc.types.timing import Timed
from aigc.types.transcript import HeardWord, Segment

_HAN: Final = "㐀-䶿一-鿿𠀀-𪛟"
_WORD: Final = re.compile(rf"[{_HAN}]+|\d+(?:[.,:/]\d+)*%?|[^\W_{_HAN}]+(?:['’.-][^\W_{_HAN}]+)*")
_END: Final = re.compile(r"[。！？!?…]+[”’\"'）)」』]*$|(?<!\d)(?<![.][A-Za-z])[.][”’\"')]*$")
_CLAUSE: Final = re.compile(r"[，、；：,;:]$")
_OPENS: Final = "“‘《（([「『<"
_TITLES: Final = frozenset(("mr", "mrs", "ms", "dr", "prof", "st", "vs", "jr", "no"))
_PAUSE_S: Final = 0.9
"""A pause that ends a sentence without a sign."""
_LONGEST_S: Final = 15.0
"""A sentence that lasts longer is parted at a clause."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Some characters as a model writes them, and when they are heard."""

    text: str
    begin_s: float
    end_s: float
    confidence: float


def word_spans(text: str) -> tuple[Span, ...]:
    """Return where the words of a text stand: of Chinese those of a segmenter.

    >>> [span.of("我们用GPT-5写诗。") for span in word_spans("我们用GPT-5写诗。")]
    ['我们', '用', 'GPT-5', '写诗']
    """
    out: list[Span] = []
    for found in _WORD.finditer(text):
        parts = segment(found[0]) if re.match(f"[{_HAN}]", found[0]) else (found[0],)
        at = found.start()
        for part in parts:
            out.append(Span(start=at, end=at + len(part)))
            at += len(part)
    return tuple(out)


def worded(pieces: Sequence[Piece]) -> list[Said]:
    """Return the words that pieces make up, each with the signs around it."""
    text = "".join(piece.text for piece in pieces)
    clocks = [clock for piece in pieces for clock in _clocks(piece)]
    spans = word_spans(text)
    edges = _edges(text, spans)
    out = []
    for span, (start, end) in zip(spans, pairwise(edges), strict=True):
        own = clocks[span.start : span.end]
        out.append(
            Said(
                text=text[start:end],
                begin_s=own[0][0],
                end_s=max(own[-1][1], own[0][0]),
                confidence=sum(clock[2] for clock in own) / len(own),
            )
        )
    return out


def _clocks(piece: Piece) -> Iterator[tuple[float, float, float]]:
    """Yield begin, end and confidence of each character; only letters and digits take time."""
    spoken = max(1, sum(map(str.isalnum, piece.text)))
    each, now = (piece.end_s - piece.begin_s) / spoken, piece.begin_s
    for character in piece.text:
        begin = now
        now += each if character.isalnum() else 0.0
        yield begin, now, piece.confidence


def _edges(text: str, spans: Sequence[Span]) -> list[int]:
    """Return where each word begins with the signs that belong to it, and the end of the text."""
    edges = [0]
    for one, other in pairwise(spans):
        gap = text[one.end : other.start]
        behind = gap.rstrip(_OPENS + " ")
        edges.append(one.end + len(behind))
    return [*edges, len(text)] if spans else [0]


def segments_of(words: Sequence[Said], duration: Fraction, sample_rate: int) -> tuple[Segment, ...]:
    """Return the sentences that words make up, by their signs, by pauses and by their length.

    Times are put on the samples of the recording.
    """
    timed = [Timed(text=word.text, time=between(word.begin_s, word.end_s)) for word in words]
    times = [item.time for item in laid(timed, duration, sample_rate)]
    parts = [part for sentence in _sentences(words) for part in _parted(sentence)]
    out: list[Segment] = []
    at = 0
    for part in parts:
        out.append(_segment(part, times[at : at + len(part)]))
        at += len(part)
    return tuple(out)


def between(begin_s: float, end_s: float) -> TimeRange:
    """Return the time between two moments."""
    start = seconds(begin_s)
    return TimeRange(start=start, duration=seconds(end_s) - start)


def _sentences(words: Sequence[Said]) -> Iterator[list[Said]]:
    sentence: list[Said] = []
    for n, word in enumerate(words):
        sentence.append(word)
        rest = words[n + 1].begin_s - word.end_s if n + 1 < len(words) else 0.0
        if rest >= _PAUSE_S or (_END.search(word.text.rstrip()) and word.bare not in _TITLES):
            yield sentence
            sentence = []
    if sentence:
        yield sentence


def _parted(sentence: list[Said]) -> Iterator[list[Said]]:
    """Yield a sentence in parts that are not too long, cut at the clause nearest to the middle."""
    long = sentence[-1].end_s - sentence[0].begin_s > _LONGEST_S
    if not long or len(sentence) < 2:
        yield sentence
        return
    middle = (sentence[0].begin_s + sentence[-1].end_s) / 2

    def badness(n: int) -> tuple[bool, float]:
        before, after = sentence[n - 1], sentence[n]
        rest = after.begin_s - before.end_s
        clause = bool(_CLAUSE.search(before.text.rstrip()))
        return not clause, abs(after.begin_s - middle) - 10 * rest

    cut = min(range(1, len(sentence)), key=badness)
    yield from _parted(sentence[:cut])
    yield from _parted(sentence[cut:])


def _segment(words: Sequence[Said], times: Sequence[TimeRange]) -> Segment:
    text = "".join(word.text for word in words)
    lead = len(text) - len(text.lstrip())
    text = text.strip()
    spans = _own_spans(words, lead)
    return Segment(
        text=text,
        words=tuple(
            HeardWord(
                text=span.of(text), span=span, time=time,
                confidence=round(min(1.0, max(0.0, word.confidence)), 4),
            )
            for word, span, time in zip(words, spans, times, strict=True)
        ),
    )  # fmt: skip


def _own_spans(words: Sequence[Said], lead: int) -> Iterator[Span]:
    """Yield where the letters of each word stand in the text of its segment."""
    at = -lead
    for word in words:
        found = list(_WORD.finditer(word.text))
        yield Span(start=at + found[0].start(), end=at + found[-1].end())
        at += len(word.text)
