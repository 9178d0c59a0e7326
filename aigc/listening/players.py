"""Recordings side by side, each with a player."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from aigc.errors import InputError
from aigc.listening.pitch import pitch_track
from aigc.types.audio import Audio
from aigc.types.markup import faint, strong, table


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Recording:
    """A recording with its name.

    ``pitch_hz`` and ``range_semitones`` are the middle of its pitch and what 90 % of it spans;
    both are 0 where they were not measured or no pitch is heard.
    """

    name: str
    audio: Audio
    pitch_hz: float = 0.0
    range_semitones: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Recordings:
    """Recordings in the order they are shown."""

    recordings: tuple[Recording, ...]

    def _repr_html_(self) -> str:
        return table(map(_row, self.recordings))


def side_by_side(recordings: Mapping[str, Audio], *, pitch: bool = False) -> Recordings:
    """Return recordings with a player for each, by name.

    With ``pitch``, the middle and the range of each voice's pitch are measured and told.

    Raises
    ------
    InputError
        When there is none.
    """
    if not recordings:
        raise InputError("There is no recording to show. Give at least one.")
    return Recordings(recordings=tuple(_measured(recordings, pitch)))


def _measured(recordings: Mapping[str, Audio], pitch: bool) -> Iterator[Recording]:
    for name, audio in recordings.items():
        heard = pitch_track(audio) if pitch else np.zeros(0, np.float32)
        voiced = heard[heard > 0]
        if not len(voiced):
            yield Recording(name=name, audio=audio)
            continue
        low, middle, high = np.percentile(voiced, (5, 50, 95))
        span = 12 * float(np.log2(high / low))
        yield Recording(name=name, audio=audio, pitch_hz=float(middle), range_semitones=span)


def _row(recording: Recording) -> Sequence[str]:
    told = f"{recording.pitch_hz:.0f} Hz · {recording.range_semitones:.1f} semitones"
    return (
        strong(recording.name),
        recording.audio._repr_html_(),
        f"{float(recording.audio.duration):.1f} s",
        faint(told) if recording.pitch_hz else "",
    )
