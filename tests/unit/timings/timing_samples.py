"""Timings made by chance, on whole samples."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from aigc.timings.tiers import between
from aigc.types.timing import Timed, Timing
from aigc.voice.phones import SYMBOLS

RATE = 48_000

LABELS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=8).map(
    lambda text: f"字{text}末"
)
"""Labels with spaces and quotation marks in them, but not at their ends."""


@st.composite
def tier(draw: st.DrawFn, *, labels=LABELS, gaps: bool = True, rate: int = RATE, most: int = 12):
    """Return items in the order of time, on samples."""
    out, now = [], 0
    for _ in range(draw(st.integers(1, most))):
        now += draw(st.one_of(st.just(0), st.integers(0, 30_000))) if gaps else 0
        size = draw(st.integers(1, 60_000))
        out.append(Timed(text=draw(labels), time=between(now, now + size, rate)))
        now += size
    return tuple(out)


def heard(sounds: str, ms: int | list[int] = 100, *, notes: bool = False) -> Timing:
    """Return phonemes end to end, parted by spaces, each of a length in milliseconds."""
    names = sounds.split()
    lengths = [ms] * len(names) if isinstance(ms, int) else ms
    items, now = [], 0
    for name, length in zip(names, lengths, strict=True):
        items.append(Timed(text=name, time=between(now, now + length * 48, RATE)))
        now += length * 48
    whole = Timed(text="C4", time=between(0, now, RATE))
    return Timing(
        duration=Fraction(now, RATE),
        sample_rate=RATE,
        phonemes=tuple(items),
        notes=(whole,) if notes else (),
    )


SPOKEN = st.lists(
    st.tuples(st.sampled_from(SYMBOLS), st.integers(8, 400)), min_size=1, max_size=40
).map(lambda pairs: heard(" ".join(s for s, _ in pairs), [ms for _, ms in pairs]))
"""Any phones of the house voices, 8 to 400 ms each."""
