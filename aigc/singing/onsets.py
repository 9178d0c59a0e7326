"""Where a voice sets in after a voiceless sound: exactly where the phones say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from aigc.voice.frames import Floats, Frames, band_centres_hz
from aigc.voice.timing import Ids

EARLIEST, LATEST, LOOKED = -4, 12, 18
"""Frames around the beginning of a voiced sound in which the network lets it set in, and the end
of those in which it has become loud."""
BEFORE, AFTER = 12, 14
"""Frames of the sound before, and at least so many after, that are stretched to mend it."""
RISEN = 0.69
"""A voice has set in when it is so near its full strength, a natural logarithm."""
VOICE_HZ = 150.0, 1000.0


def onsets(voice: Sequence[float], ends: Ids) -> tuple[tuple[int, int, int], ...]:
    """Return where voices set in: the begin of the voiceless sound before, theirs, and their end.

    ``voice`` tells of each phone whether it is voiceless (0) or sonorant (1).
    """
    stops = ends.tolist()
    for i in reversed(range(len(stops) - 1)):
        if voice[i] == voice[i + 1] == 1:
            stops[i] = stops[i + 1]
    spans = list(zip(voice, [0, *ends[:-1].tolist()], stops, strict=True))
    return tuple(
        (begin, onset, last)
        for (one, begin, _), (following, onset, last) in pairwise(spans)
        if one == 0 and following == 1
    )


def on_time(frames: Frames, some: Sequence[tuple[int, int, int]], first: int) -> Frames:
    """Return frames moved a little so that voices set in on time.

    A network blurs the edge between a hiss and a vowel, and recordings were aligned by ear of a
    machine; what is heard as the onset may be 60 ms late. Frames around it are stretched and
    pressed together in time, at most `LATEST` of them.

    Parameters
    ----------
    some : sequence of (begin, onset, end)
        From `onsets`.
    first : int
        Number of the first frame.
    """
    places = np.arange(len(frames), dtype=np.float64)
    level = _level(frames.envelope)
    for begin, onset, end in _within(some, first, len(frames)):
        late = _late(level, onset, end)
        if late:
            low = max(begin, onset - BEFORE)
            high = min(end, onset + max(late, 0) + AFTER)
            known = (low, onset, high)
            places[low:high] = np.interp(np.arange(low, high), known, (low, onset + late, high))
    return _moved(frames, places)


def _within(
    some: Sequence[tuple[int, int, int]], first: int, count: int
) -> Iterator[tuple[int, int, int]]:
    """Yield the onsets whose surroundings are all there, counted from the first frame."""
    for begin, onset, end in some:
        if first - EARLIEST <= onset <= first + count - LATEST - AFTER:
            yield max(begin - first, 0), onset - first, min(end - first, count)


def _level(envelope: Floats) -> Floats:
    """Return the logarithm of the amplitude where voices are strong."""
    hz = band_centres_hz()
    low = envelope[:, (hz > VOICE_HZ[0]) & (hz < VOICE_HZ[1])]
    level: Floats = 0.5 * np.log(np.mean(np.exp(2 * low), 1))
    return level


def _late(level: Floats, onset: int, end: int) -> int:
    """Return how many frames late a voice sets in, less than 0 where it is early."""
    last = min(end, onset + LOOKED)
    if last - onset < 4:
        return 0
    full = float(level[onset:last].max())
    risen = np.flatnonzero(level[onset + EARLIEST : last] >= full - RISEN)
    return min(int(risen[0]) + EARLIEST, LATEST, (end - onset) // 3)


def _moved(frames: Frames, places: npt.NDArray[np.float64]) -> Frames:
    low = np.minimum(places.astype(np.int64), len(frames) - 1)
    high = np.minimum(low + 1, len(frames) - 1)
    share = (places - low).astype(np.float32)[:, None]

    def between(rows: Floats) -> Floats:
        made: Floats = rows[low] + share * (rows[high] - rows[low])
        return made

    return replace(
        frames, envelope=between(frames.envelope), aperiodicity=between(frames.aperiodicity)
    )
