"""Smooth curves over frames from sounds that follow each other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SHORTEST_FADE_S, LONGEST_FADE_S = 0.06, 0.09
"""How long one mouth shape takes to turn into the next."""
CLOSING_S, OPENING_S = 0.08, 0.066
"""How long the lips take to meet and to part."""
_QUICKEST = 0.75
"""Between two closures near each other both take this share of their time at the least."""
_TRIM, _LONGEST_TRIM_S = 0.3, 0.04


def hump(distance: Floats) -> Floats:
    """Return a raised cosine: 1 at 0 and below, 0 from 1 on, without a corner."""
    fallen: Floats = 0.5 + 0.5 * np.cos(np.pi * np.clip(distance, 0, 1))
    return fallen


def crossfaded(ends_s: Floats, kind: Ints, kinds: int, times_s: Floats) -> Floats:
    """Return how far each kind holds at each time, shape ``(times, kinds)``; rows sum to 1.

    ``ends_s`` is where each sound ends, shape ``(sounds,)``, the first begins at 0, and ``kind`` is
    the column of each. A sound of `SHORTEST_FADE_S` or more holds alone in its middle.
    """
    lengths = np.diff(ends_s, prepend=0.0)
    inner = ends_s[:-1]
    fade = np.clip(np.minimum(lengths[:-1], lengths[1:]), SHORTEST_FADE_S, LONGEST_FADE_S)
    first = np.searchsorted(times_s, inner - fade / 2)
    count = int(np.ceil(LONGEST_FADE_S * _rate(times_s))) + 1
    at = first[:, None] + np.arange(count + 1)
    time = np.where(at < len(times_s), times_s[np.minimum(at, len(times_s) - 1)], np.inf)
    risen = hump(0.5 - (time - inner[:, None]) / fade[:, None])
    steps = np.diff(risen, axis=1, prepend=0.0)
    change = np.zeros((len(times_s) + 1, kinds))
    change[0, kind[0]] = 1
    at = np.minimum(at, len(times_s))
    np.add.at(change, (at, kind[1:, None]), steps)
    np.add.at(change, (at, kind[:-1, None]), -steps)
    return np.clip(np.cumsum(change[:-1], axis=0), 0, 1)


def blended(
    ends_s: Floats,
    targets: Floats,
    hold: Floats,
    times_s: Floats,
    *,
    lead_s: float,
    carry_s: float,
) -> Floats:
    """Return what all sounds together ask for at each time, shape ``(times, columns)``.

    Parameters
    ----------
    ends_s : float64, shape (sounds,)
        Where each sound ends; the first begins at 0.
    targets : float64, shape (sounds, columns)
        What each asks for.
    hold : float64, shape (sounds,)
        How firmly.
    lead_s, carry_s : float
        How long a sound is felt before and after its core; beyond, it counts for nothing.

    Source: M. Cohen and D. Massaro, Modeling coarticulation in synthetic visual speech, 1993:
    targets averaged under dominance functions; here they have a core and an end.
    """
    begins = np.concatenate(([0.0], ends_s[:-1]))
    trim = np.minimum(_TRIM * (ends_s - begins), _LONGEST_TRIM_S)
    core = np.stack((begins + trim, ends_s - trim), axis=1)
    first = np.searchsorted(times_s, core[:, 0] - lead_s)
    last = np.searchsorted(times_s, core[:, 1] + carry_s, side="right")
    asked = np.zeros((len(times_s), targets.shape[1]))
    weight = np.zeros(len(times_s))
    for i, (begin, end) in enumerate(core):
        near = slice(first[i], last[i])
        time = times_s[near]
        felt = hold[i] * hump(np.maximum((begin - time) / lead_s, (time - end) / carry_s))
        weight[near] += felt
        asked[near] += felt[:, None] * targets[i]
    return asked / weight[:, None]


def gestured(
    spans_s: Sequence[tuple[float, float]], reach: Sequence[float], times_s: Floats
) -> Floats:
    """Return how far a gesture is made at each time, shape ``(times,)``.

    It is whole at one frame at least in each span, however short; of two, the farther counts.
    """
    out = np.zeros(len(times_s))
    step = 1 / _rate(times_s)
    ends = [-np.inf, *(end for _, end in spans_s)]
    begins = [*(begin for begin, _ in spans_s[1:]), np.inf]
    for n, ((begin, end), far) in enumerate(zip(spans_s, reach, strict=True)):
        closing = CLOSING_S * _haste(begin - ends[n])
        opening = OPENING_S * _haste(begins[n] - end)
        begin = min(begin, float(times_s[-1]))
        end = max(end, begin + step * 1.001)
        near = slice(*np.searchsorted(times_s, (begin - closing, end + opening)))
        time = times_s[near]
        made = hump(np.maximum((begin - time) / closing, (time - end) / opening))
        out[near] = np.maximum(out[near], far * made)
    return out


def met(jaw: Floats, close: Floats) -> Floats:
    """Return ARKit's ``mouthClose``, which undoes what ``jawOpen`` does to the lips.

    The lips meet where the two are equal; ``close`` is how far they are together, 0 to 1.
    """
    found: Floats = np.clip(jaw, 0, 1) * close
    return found


def _haste(room_s: float) -> float:
    """Return the share of its time that a movement takes where there is little room."""
    return min(1.0, max(_QUICKEST, room_s / (CLOSING_S + OPENING_S)))


def _rate(times_s: Floats) -> float:
    """Return frames a second; one frame alone lasts a second."""
    return 1 / float(times_s[1] - times_s[0]) if len(times_s) > 1 else 1.0
