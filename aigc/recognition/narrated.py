"""A recording of one's own as a narration: by the words heard in it, or by the text it reads."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import Final

from aigc.errors import InputError
from aigc.g2p.mandarin.dictionary import readings_of
from aigc.notices import notice
from aigc.recognition.joins import Said, forward
from aigc.recognition.wording import between, word_spans
from aigc.timings.tiers import laid
from aigc.types.article import Span
from aigc.types.audio import Audio
from aigc.types.narration import NarratedLine, Narration, Word
from aigc.types.time import TimeRange
from aigc.types.timing import Timed
from aigc.types.transcript import Segment, Transcript

WordsIn = Callable[[str], Sequence[tuple[Span, str]]]
"""Where the words of a text stand, and how each is said in letters and characters."""
VOICE: Final = "recording"
LEAST_MATCH: Final = 0.3
"""Share of a text that must be heard in a recording of it."""
_UNIT: Final = re.compile(r"[㐀-䶿一-鿿𠀀-𪛟]|\d|[^\W\d_㐀-䶿一-鿿𠀀-𪛟]+")
_EACH_S: Final = 0.3
"""How long a syllable takes at most that was not heard."""
_FEW: Final = 3
"""A line of so few syllables may go unheard and nobody is told."""


def plain_words(text: str) -> list[tuple[Span, str]]:
    """Return the words of a text, each said as it is written."""
    return [(span, span.of(text)) for span in word_spans(text)]


def narrated(
    transcript: Transcript,
    audio: Audio,
    lines: Sequence[str] = (),
    *,
    words_in: WordsIn = plain_words,
) -> Narration:
    """Return a recording as a narration.

    Parameters
    ----------
    transcript : Transcript
        What was heard in ``audio``.
    lines : sequence of str
        What is read out in it; without, each segment of the transcript is a line. Words may be
        misheard, left out and added: those around them tell the times.
    words_in : callable
        Tells the words of a line, and of what was heard.

    Raises
    ------
    InputError
        The recording says something else than ``lines``, or they say nothing.
    """
    if lines:
        placed = _aligned(transcript, lines, words_in, audio)
    else:
        placed = [
            (one.text, [Word(text=w.text, span=w.span, time=w.time) for w in one.words])
            for one in transcript.segments
        ]
    return Narration(language=transcript.language, voice=VOICE, audio=audio, lines=lines_of(placed))


def lines_of(placed: Iterable[tuple[str, Sequence[Word]]]) -> tuple[NarratedLine, ...]:
    """Return texts with their words as the lines of a narration.

    A line goes from its first word to its last; one without words has no length.
    """
    out: list[NarratedLine] = []
    now = Fraction(0)
    for number, (text, words) in enumerate(placed):
        start = words[0].time.start if words else now
        now = words[-1].time.end if words else now
        time = TimeRange(start=start, duration=now - start)
        out.append(NarratedLine(line=number, text=text, time=time, words=tuple(words)))
    return tuple(out)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Unit:
    """A syllable of Chinese, a digit or a word of letters.

    ``key`` is the same for those that sound alike; ``word`` is the number of its word in all lines.
    """

    key: str
    line: int = 0
    word: int = 0
    begin_s: float = 0.0
    end_s: float = 0.0


def _aligned(
    transcript: Transcript, lines: Sequence[str], words_in: WordsIn, audio: Audio
) -> list[tuple[str, list[Word]]]:
    words = [list(words_in(line)) for line in lines]
    told = list(_told(words))
    if not told:
        raise InputError("There is nothing to say in the text: write the words that are read out.")
    heard = [unit for one in transcript.segments for unit in _heard(one, words_in)]
    timed = _timed(told, heard, float(audio.duration))
    whole = list(_whole(timed))
    texts = [spoken for line in words for _, spoken in line]
    said = [
        Said(text=text, begin_s=begin, end_s=end, confidence=1.0)
        for text, (begin, end) in zip(texts, whole, strict=True)
    ]
    items = [Timed(text=w.text, time=between(w.begin_s, w.end_s)) for w in forward(said)]
    times = iter(laid(items, audio.duration, audio.sample_rate))
    return [
        (text, [Word(text=s.of(text), span=s, time=next(times).time) for s, _ in line])
        for text, line in zip(lines, words, strict=True)
    ]


def _told(words: Sequence[Sequence[tuple[Span, str]]]) -> Iterator[_Unit]:
    """Yield the units of what is read out; each word has one at least."""
    number = 0
    for line, some in enumerate(words):
        for _, spoken in some:
            for key in _keys(spoken) or [spoken]:
                yield _Unit(key=key, line=line, word=number)
            number += 1


def _heard(segment: Segment, words_in: WordsIn) -> Iterator[_Unit]:
    """Yield the units of what was heard, with their times."""
    clocks: dict[int, tuple[float, float]] = {}
    for word in segment.words:
        begin, size = float(word.time.start), max(1, word.span.end - word.span.start)
        each = float(word.time.duration) / size
        for n in range(size):
            clocks[word.span.start + n] = (begin + n * each, begin + (n + 1) * each)
    try:
        said = words_in(segment.text)
    except InputError:  # a model may hear what nobody can read, such as another language in noise
        said = plain_words(segment.text)
    for span, spoken in said:
        own = [clocks[n] for n in range(span.start, span.end) if n in clocks]
        keys = _keys(spoken)
        if not own or not keys:
            continue
        begin, each = own[0][0], (own[-1][1] - own[0][0]) / len(keys)
        for n, key in enumerate(keys):
            yield _Unit(key=key, begin_s=begin + n * each, end_s=begin + (n + 1) * each)


def _keys(spoken: str) -> list[str]:
    return [_key(found[0]) for found in _UNIT.finditer(spoken)]


@lru_cache(maxsize=8192)
def _key(unit: str) -> str:
    """Return what is the same for syllables that differ in tone, and for words in capitals."""
    readings = readings_of(unit) if len(unit) == 1 and ord(unit) > 0x3000 else ()
    return readings[0].rstrip("012345") if readings else unit.lower()


def _timed(told: Sequence[_Unit], heard: Sequence[_Unit], duration_s: float) -> list[_Unit]:
    """Return what is read out with times: of what is heard alike, and between these."""
    match = SequenceMatcher(a=[u.key for u in told], b=[u.key for u in heard], autojunk=False)
    blocks = match.get_matching_blocks()
    _check_match(told, [n for block in blocks for n in range(block.a, block.a + block.size)])
    out: list[_Unit] = []
    at = 0
    for block in blocks:
        missing = told[len(out) : block.a]
        if missing and block.b > at:
            out += _spread(missing, heard[at : block.b])
        elif missing:
            begin = out[-1].end_s if out else 0.0
            end = heard[block.b].begin_s if block.size else duration_s
            out += _squeezed(missing, begin, end, out[-1].line if out else -1)
        for one, other in zip(told[block.a :], heard[block.b : block.b + block.size], strict=False):
            out.append(replace(one, begin_s=other.begin_s, end_s=other.end_s))
        at = block.b + block.size
    return out


def _check_match(told: Sequence[_Unit], matched: Sequence[int]) -> None:
    if len(matched) < LEAST_MATCH * len(told):
        raise InputError(
            f"The recording says something else than the text: {len(matched)} of its {len(told)} "
            "syllables and words are heard. Give the text that is read out in it."
        )
    there = {told[n].line for n in matched}
    for line in sorted({unit.line for unit in told} - there):
        if sum(unit.line == line for unit in told) > _FEW:
            notice(f"Line {line + 1} of the text is not heard in the recording.")


def _spread(missing: Sequence[_Unit], heard: Sequence[_Unit]) -> Iterator[_Unit]:
    """Yield units with times that others were heard at in their place."""
    share = len(heard) / len(missing)
    for n, unit in enumerate(missing):
        yield replace(
            unit, begin_s=_moment(heard, n * share, last=False),
            end_s=_moment(heard, (n + 1) * share, last=True),
        )  # fmt: skip


def _moment(heard: Sequence[_Unit], place: float, *, last: bool) -> float:
    """Return the time at a place such as 2.5, in the middle of the third unit."""
    number = min(int(place), len(heard) - 1)
    if last and place == number and number:
        number -= 1
    unit = heard[number]
    return unit.begin_s + (place - number) * (unit.end_s - unit.begin_s)


def _squeezed(missing: Sequence[_Unit], begin_s: float, end_s: float, line: int) -> Iterator[_Unit]:
    """Yield units that nothing was heard for, close to what was heard of their own line."""
    each = min(_EACH_S, max(0.0, end_s - begin_s) / len(missing))
    before = sum(unit.line == line for unit in missing)
    for n, unit in enumerate(missing):
        start = begin_s + n * each if n < before else end_s - (len(missing) - n) * each
        yield replace(unit, begin_s=start, end_s=start + each)


def _whole(units: Sequence[_Unit]) -> Iterator[tuple[float, float]]:
    """Yield begin and end of each word."""
    firsts = [0, *(n + 1 for n, (a, b) in enumerate(pairwise(units)) if a.word != b.word)]
    for first, after in zip(firsts, [*firsts[1:], len(units)], strict=True):
        yield units[first].begin_s, units[after - 1].end_s
