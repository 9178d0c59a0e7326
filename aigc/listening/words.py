"""The words of a recording as a table: when each is heard, how long, and with which sounds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aigc.listening.pitch import STEP_S
from aigc.types.markup import clock, faint, strong, table, titled
from aigc.types.timing import SILENCE, Timed, Timing


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardWord:
    """A word, when it is heard, its phonemes, and its pitch where one is known.

    ``pitch_hz`` is the median over the word, 0 where there is none.
    """

    word: Timed
    phonemes: tuple[Timed, ...]
    pitch_hz: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class WordTable:
    """The words of a recording in order."""

    words: tuple[HeardWord, ...]

    def _repr_html_(self) -> str:
        return titled("Words", f"{len(self.words)} in all", table(map(_row, self.words)))


def word_table(timing: Timing, *, f0_hz: NDArray[np.floating] | None = None) -> WordTable:
    """Return the words of a recording with their phonemes.

    Parameters
    ----------
    f0_hz : shape (frames,), optional
        The pitch every 5 ms, 0 for none, such as `aigc.listening.pitch.pitch_track` gives.
    """
    return WordTable(words=tuple(_words(timing, f0_hz)))


def _words(timing: Timing, f0_hz: NDArray[np.floating] | None) -> Iterator[HeardWord]:
    for word in timing.words:
        inside = [p for p in timing.phonemes if word.time.contains(p.time.start)]
        sounds = tuple(p for p in inside if p.text != SILENCE)
        yield HeardWord(word=word, phonemes=sounds, pitch_hz=_pitch(word, f0_hz))


def _pitch(word: Timed, f0_hz: NDArray[np.floating] | None) -> float:
    if f0_hz is None:
        return 0.0
    begin, end = (round(float(t) / STEP_S) for t in (word.time.start, word.time.end))
    voiced = f0_hz[begin:end][f0_hz[begin:end] > 0]
    return float(np.median(voiced)) if len(voiced) else 0.0


def _row(heard: HeardWord) -> Sequence[str]:
    time = heard.word.time
    return (
        faint(clock(time.start)),
        strong(heard.word.text),
        f"{float(time.duration) * 1000:.0f} ms",
        f"{heard.pitch_hz:.0f} Hz" if heard.pitch_hz else "",
        faint(" ".join(p.text for p in heard.phonemes)),
    )
