"""Things heard, put on the samples of a recording, without overlap and in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from aigc.errors import InputError
from aigc.types.time import TimeRange, from_sample, to_sample
from aigc.types.timing import SILENCE, TIERS, Timed, Timing


def laid(items: Iterable[Timed], duration: Fraction, sample_rate: int) -> tuple[Timed, ...]:
    """Return the items with their times at the nearest samples, none lost and none without length.

    Items that are whole samples already and do not overlap stay as they are. Where two overlap the
    later begins when the first ends; one without length gets a sample.

    Raises
    ------
    InputError
        The items go backwards in time, or are more than the recording has samples.
    """
    given = tuple(items)
    last = to_sample(duration, sample_rate)
    if len(given) > last:
        raise InputError(
            f"{len(given)} sounds do not fit into {last} samples. Give the length of the recording "
            "that they were heard in."
        )
    _check_order(given)
    bounds = _forward(given, sample_rate)
    _backward(bounds, last)
    return tuple(
        Timed(text=item.text, time=between(begin, end, sample_rate))
        for item, (begin, end) in zip(given, bounds, strict=True)
    )


def timing_of(
    tiers: Mapping[str, Iterable[Timed]], duration: Fraction, sample_rate: int = 48_000
) -> Timing:
    """Return tiers, such as those of a TextGrid that a person has edited, as one timing.

    Tiers are known by the names of `TIERS`; others are left out. Gaps between phonemes are filled
    with silence.

    Raises
    ------
    InputError
        A tier goes backwards in time, or no tier has a name that is known.
    """
    found = {name: laid(tiers[name], duration, sample_rate) for name in TIERS if name in tiers}
    if not found:
        raise InputError(
            f"The tiers are called {', '.join(map(repr, tiers)) or 'nothing'}. Call them "
            f"{', '.join(TIERS)}."
        )
    if "phonemes" in found:
        found["phonemes"] = filled(found["phonemes"], duration)
    return Timing(duration=duration, sample_rate=sample_rate, **found)


def between(begin: int, end: int, sample_rate: int) -> TimeRange:
    """Return the time from one sample to another."""
    start = from_sample(begin, sample_rate)
    return TimeRange(start=start, duration=from_sample(end, sample_rate) - start)


def filled(
    items: Sequence[Timed],
    duration: Fraction,
    text: str = SILENCE,
    *,
    start: Fraction = Fraction(0),
) -> tuple[Timed, ...]:
    """Return the items with ``text`` in every gap, so that they go from ``start`` to the end."""
    out: list[Timed] = []
    now = start
    for item in items:
        if item.time.start > now:
            gap = TimeRange(start=now, duration=item.time.start - now)
            out.append(Timed(text=text, time=gap))
        out.append(item)
        now = item.time.end
    if duration > now:
        out.append(Timed(text=text, time=TimeRange(start=now, duration=duration - now)))
    return tuple(out)


def over(items: Sequence[Timed], text: str, sep: str = "") -> Timed:
    """Return one item from the beginning of the first to the end of the last.

    An empty ``text`` joins theirs.
    """
    start, end = items[0].time.start, items[-1].time.end
    said = text or sep.join(item.text for item in items)
    return Timed(text=said, time=TimeRange(start=start, duration=end - start))


def _check_order(items: Sequence[Timed]) -> None:
    now = Fraction(0)
    for item in items:
        if item.time.start < now or item.time.duration < 0:
            raise InputError(
                f"{item.text!r} begins at {float(item.time.start):.3f} s and lasts "
                f"{float(item.time.duration):.3f} s, but the sound before it begins at "
                f"{float(now):.3f} s. Put the sounds into the order of time."
            )
        now = item.time.start


def _forward(items: Sequence[Timed], sample_rate: int) -> list[tuple[int, int]]:
    """Return first samples and ends, each item behind the one before and a sample long."""
    bounds: list[tuple[int, int]] = []
    now = 0
    for item in items:
        begin = max(to_sample(item.time.start, sample_rate), now)
        now = max(to_sample(item.time.end, sample_rate), begin + 1)
        bounds.append((begin, now))
    return bounds


def _backward(bounds: list[tuple[int, int]], last: int) -> None:
    """Move what lies behind the end of the recording into it."""
    for i in reversed(range(len(bounds))):
        begin, end = bounds[i]
        if end <= last:
            return
        bounds[i] = (min(begin, last - 1), last)
        last = bounds[i][0]
