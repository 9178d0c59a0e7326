"""Timings made of phonemes and milliseconds, and what a motion does on the base mesh."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from aigc.timings.articulation import POSTURES
from aigc.timings.tiers import between
from aigc.types.timing import Timed, Timing

RATE = 48_000


def spoken(*words: str, ms: int = 90, text: str = "", notes: bool = False) -> Timing:
    """Return a timing of ``phoneme`` or ``phoneme:milliseconds``; what is not silent is a line."""
    items, now = [], 0
    for word in " ".join(words).split():
        name, _, length = word.partition(":")
        size = int(length or ms) * RATE // 1000
        items.append(Timed(text=name, time=between(now, now + size, RATE)))
        now += size
    said = [p.time for p in items if p.text != "sil"]
    lines = (Timed(text=text, time=_whole(said)),) if text and said else ()
    return Timing(
        duration=Fraction(now, RATE), sample_rate=RATE, phonemes=tuple(items), lines=lines,
        notes=(Timed(text="C4", time=between(0, now, RATE)),) if notes else (),
    )  # fmt: skip


def _whole(times):
    return type(times[0])(start=times[0].start, duration=times[-1].end - times[0].start)


def long_talk(seconds: int) -> Timing:
    """Return phrases of syllables with pauses for so many seconds."""
    phrase = "t a m a l i n u s o b e f a w ɛ l k i sil:400"
    size = 17 * 90 + 400
    return spoken(*[phrase] * (seconds * 1000 // size + 1))


SPOKEN = st.lists(
    st.tuples(st.sampled_from(sorted(POSTURES)), st.integers(15, 400)), min_size=1, max_size=40
).map(lambda pairs: spoken(*(f"{phone}:{ms}" for phone, ms in pairs)))
"""Any phones of the house voices, 15 to 400 ms each."""
