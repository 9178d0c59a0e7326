"""LRC files: lines of a song with the times at which they, and their words, are sung."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import Final

from aigc.errors import InputError
from aigc.timings.decoding import text_of
from aigc.types.time import TimeRange
from aigc.types.timing import Timed

STAMP: Final = re.compile(
    r"\[\s*(?:(?:(?P<h>\d{1,2}):)?(?P<m>\d{1,4}):(?P<s>\d{1,2})[.,](?P<f>\d{1,3})"
    r"|(?P<mm>\d{1,4}):(?P<ss>\d{1,2})(?::(?P<ff>\d{1,3}))?)\s*\]"
)
"""[minutes:seconds.hundredths]; hours before them need the dot, without it the last are parts."""
_WORD_STAMP: Final = re.compile(r"<\s*\d{1,4}:\d{1,2}(?:[.:,]\d{1,3})?\s*>")
_INSIDE: Final = re.compile(f"{_WORD_STAMP.pattern}|{STAMP.pattern}")
_BETWEEN: Final = re.compile(rf"(?<=[A-Za-z'’,.!?])(?:{STAMP.pattern})(?=[A-Za-z])")
"""A stamp that stands for the space between two English words."""
_FIELD: Final = re.compile(r"\[\s*([A-Za-z#]{1,12})\s*:\s*(.*?)\s*\]")
_NAME: Final = re.compile(r"[a-z#]{1,12}")
_OFFSET: Final = re.compile(r"[+-]?\d{1,9}")
_OPENING: Final = {"[": "［", "<": "＜"}


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedLine:
    """Words and when they are sung, in seconds; without words, when the line before ends.

    ``number`` is the line of the file, counted from 1. ``words`` are empty where the file does not
    tell their times; the last may be without length.
    """

    start: Fraction
    text: str
    number: int
    words: tuple[Timed, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lrc:
    """What an LRC file holds: lines in the order in which they are sung, and its fields."""

    lines: tuple[TimedLine, ...]
    fields: Mapping[str, str]

    @property
    def title(self) -> str:
        """The name of the song; empty when the file does not tell."""
        return self.fields.get("ti", "")


def write_lrc(
    lines: Iterable[Timed],
    *,
    words: Iterable[Timed] = (),
    fields: Mapping[str, str] | None = None,
    places: int = 2,
    ends: bool = True,
) -> str:
    """Return an LRC file, its times rounded to hundredths of a second.

    Parameters
    ----------
    lines : iterable of Timed
        In the order of time. Of two at one rounded time the second is moved behind the first.
    words : iterable of Timed
        Words or syllables, which get stamps of their own (``<00:12.30>``) inside the lines: the
        enhanced form. Each stands in its line's text.
    fields : mapping, optional
        Such as ``ti`` (title), ``ar`` (artist) and ``length``.
    places : int
        Digits behind the point, 2 or 3; some players know 2 alone.
    ends : bool
        Whether a stamp without words tells where a line ends before the next begins.

    Raises
    ------
    InputError
        A word is not found in the line that is sung when it is, or a field has another name.
    """
    sung = [line for line in lines if line.text.strip()]
    starts: list[int] = []
    for line in sung:
        starts.append(max(_units(line.time.start, places), starts[-1] + 1 if starts else 0))
    waiting = tuple(words)
    out = [_field(key, value) for key, value in (fields or {}).items()]
    for n, line in enumerate(sung):
        own = tuple(w for w in waiting if line.time.contains(w.time.start))
        body = _enhanced(line.text, own, places) if own else _safe(line.text.strip())
        out.append(f"[{_stamp(starts[n], places)}]{body}")
        end = _units(line.time.end, places)
        if ends and starts[n] < end < (starts[n + 1] if n + 1 < len(sung) else end + 1):
            out.append(f"[{_stamp(end, places)}]")
    return "\n".join(out) + "\n"


def read_lrc(data: bytes | str) -> Lrc:
    """Return the lines of an LRC file in the order of their times.

    A line with several stamps before it is sung at each, its words too. A positive offset, in
    milliseconds, moves everything to earlier times, none before 0. Of lines that share a time, such
    as a translation below its line, the first counts. Stamps inside a line, in angle or in square
    brackets, tell when its words are sung; where they do not rise, the line has no word times.

    Raises
    ------
    InputError
        No line has a time, or a stamp says 60 seconds or more.
    """
    fields: dict[str, str] = {}
    stamped: list[TimedLine] = []
    for number, row in enumerate(text_of(data, "LRC text").splitlines(), 1):
        row = row.strip().lstrip("\ufeff")
        starts, rest = _heads(row, number)
        if not starts and (found := _FIELD.fullmatch(row)):
            fields[found[1].lower()] = found[2]
        stamped += _sung(starts, rest, number)
    if not stamped:
        raise InputError(
            "The LRC text has no line with a time, such as [00:12.30]. Give a lyric without times "
            "as plain text."
        )
    early = _offset(fields.get("offset", ""))
    first: dict[Fraction, TimedLine] = {}
    for line in stamped:
        if not (kept := first.get(line.start)) or not kept.text:
            first[line.start] = line
    return Lrc(lines=tuple(_moved(first[start], -early) for start in sorted(first)), fields=fields)


def lines_of(lrc: Lrc, duration: Fraction) -> tuple[Timed, ...]:
    """Return the lines that have words, each until the next, its last word or ``duration`` ends."""
    ends = [*(line.start for line in lrc.lines[1:]), max(duration, lrc.lines[-1].start)]
    return tuple(
        Timed(text=line.text, time=TimeRange(start=line.start, duration=_end(line, end)-line.start))
        for line, end in zip(lrc.lines, ends, strict=True)
        if line.text
    )  # fmt: skip


def _end(line: TimedLine, latest: Fraction) -> Fraction:
    last = line.words[-1].time if line.words else None
    return min(last.end, latest) if last and last.duration else latest


def _enhanced(text: str, words: Sequence[Timed], places: int) -> str:
    """Return the text with a stamp before each word, and one where a pause follows it."""
    spans = list(_spans(text, words))
    begins = [*(begin for begin, _ in spans[1:]), len(text)]
    starts = [_units(word.time.start, places) for word in words]
    out = [_safe(text[: spans[0][0]])]
    for n, word in enumerate(words):
        end = _units(word.time.end, places)
        said = _safe(text[spans[n][0] : begins[n]])
        pause = n + 1 == len(words) or end < starts[n + 1]
        out.append(f"<{_stamp(starts[n], places)}>{said}")
        out.append(f"<{_stamp(end, places)}>" if pause else "")
    return "".join(out)


def _spans(text: str, words: Sequence[Timed]) -> Iterator[tuple[int, int]]:
    """Yield where each word stands in the text."""
    done = 0
    for word in words:
        at = text.find(word.text, done)
        if at < 0:
            raise InputError(
                f"{word.text!r} is sung at {float(word.time.start):.2f} s, but is not found in the "
                f"line {text[:60]!r}. Give the lines as they are sung."
            )
        done = at + len(word.text)
        yield at, done


def _safe(text: str) -> str:
    """Return text in one row in which nothing looks like a stamp."""
    row = re.sub(r"\s+", " ", text)
    return _INSIDE.sub(lambda m: _OPENING[m[0][0]] + m[0][1:], row)


def _field(key: str, value: str) -> str:
    row = f"[{key}:{' '.join(value.split()).replace(']', '］')}]"
    if not _NAME.fullmatch(key):
        raise InputError(
            f"{key!r} is no name of a field: use ti, ar, al, by, au, re, ve or length."
        )
    return row


def _heads(row: str, number: int) -> tuple[list[Fraction], str]:
    """Return the times at the head of a row, in seconds, and what stands behind them."""
    starts: list[Fraction] = []
    at = 0
    while found := STAMP.match(row, at):
        starts.append(_seconds(found, number))
        at = found.end()
        at += len(row[at:]) - len(row[at:].lstrip())
    return starts, row[at:]


def _sung(starts: Sequence[Fraction], rest: str, number: int) -> list[TimedLine]:
    """Return the line at each of its times; its words are told for one, and moved for others."""
    if not starts:
        return []
    text = " ".join(_INSIDE.sub("", _BETWEEN.sub(" ", rest)).split())
    pieces = _pieces(rest, starts[0], number)
    told = pieces[0][0] if pieces else starts[0]
    base = max((s for s in starts if s <= told), default=starts[0])
    words = _timed(pieces)
    line = TimedLine(start=base, text=text, number=number, words=words)
    return [replace(_moved(line, start - base), start=start) for start in starts]


def _pieces(rest: str, start: Fraction, number: int) -> list[tuple[Fraction, str]]:
    """Return the times inside a line, each with the text behind it."""
    found = list(_INSIDE.finditer(rest))
    if not found:
        return []
    ends = [*(one.start() for one in found[1:]), len(rest)]
    stamps = [STAMP.fullmatch(f"[{one[0][1:-1]}]") for one in found]
    pieces = [
        (_seconds(stamp, number), rest[one.end() : end])
        for stamp, one, end in zip(stamps, found, ends, strict=True)
        if stamp
    ]
    ahead = rest[: found[0].start()]
    return [(start, ahead), *pieces] if ahead.strip() else pieces


def _timed(pieces: Sequence[tuple[Fraction, str]]) -> tuple[Timed, ...]:
    """Return the pieces that have words; the last without an end has no length."""
    if any(a > b for (a, _), (b, _) in pairwise(pieces)):
        return ()
    ends = [*(time for time, _ in pieces[1:]), *(time for time, _ in pieces[-1:])]
    return tuple(
        Timed(text=text.strip(), time=TimeRange(start=start, duration=end - start))
        for (start, text), end in zip(pieces, ends, strict=True)
        if text.strip()
    )


def _moved(line: TimedLine, by: Fraction) -> TimedLine:
    """Return the line at another time, nothing of it before 0."""
    words = tuple(replace(w, time=_late(w.time.shifted(by))) for w in line.words)
    return replace(line, start=max(Fraction(0), line.start + by), words=words)


def _late(time: TimeRange) -> TimeRange:
    start = max(Fraction(0), time.start)
    return TimeRange(start=start, duration=max(Fraction(0), time.end) - start)


def _seconds(stamp: re.Match[str], number: int) -> Fraction:
    hours, minutes = stamp["h"] or "0", stamp["m"] or stamp["mm"]
    seconds, parts = stamp["s"] or stamp["ss"], stamp["f"] or stamp["ff"] or ""
    if int(seconds) >= 60:
        raise InputError(
            f"Line {number} of the LRC text says {stamp[0]}, but a minute has 60 seconds. "
            "Correct the time."
        )
    whole = Fraction(int(hours) * 3600 + int(minutes) * 60 + int(seconds))
    return whole + Fraction(int(parts or 0), 10 ** len(parts))


def _offset(text: str) -> Fraction:
    """Return by how many seconds the lines are sung earlier than stamped."""
    found = _OFFSET.fullmatch(text)
    return Fraction(int(found[0]), 1000) if found else Fraction(0)


def _units(time: Fraction, places: int) -> int:
    return max(0, round(time * Fraction(10) ** places))


def _stamp(units: int, places: int) -> str:
    whole, part = divmod(units, 10**places)
    return f"{whole // 60:02}:{whole % 60:02}.{part:0{places}}"
