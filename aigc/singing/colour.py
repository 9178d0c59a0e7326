"""What force, tension, breath and height do to the sound of a voice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np

from aigc.singing.curves import Curved, Curves
from aigc.singing.heights import even, tuned
from aigc.singing.onsets import on_time, onsets
from aigc.voice.colour import CLEAR, DB, coloured
from aigc.voice.frames import BANDS, Floats, Frames, band_centres_hz
from aigc.voice.phones import BREATH, SILENCE, SONORANT, SYMBOLS, VOICED
from aigc.voice.timing import Ids, Phones

LOW_NOISE_DB, LOW_NOISE_HZ = 10.0, (250.0, 800.0)
"""Voiceless sounds have little below."""
EDGE_HZ = 900.0, 1600.0
BEFORE_VOICE, AFTER_VOICE, INTO_VOICE = 5, 6, 3
"""Frames before and after a voice sets in or stops, and first frames of it, made clear-cut."""
RELEASE = 7
"""Frames of silence in which a voice dies away."""
WANDER_DB = 0.9
KNOT = 24
"""Frames from one knot of a stray to the next."""
_WANDERS = 5
"""Shapes over the bands that a held sound wanders along."""
NOISIEST_DB = -9.0, -6.0, -4.0
"""Aperiodicity of the sung part of vowels stays below this in its three bands."""


@dataclass(frozen=True, slots=True, eq=False)
class Colour:
    """Changes frames by the curves of a line; `aigc.voice.render.Shape`.

    Attributes
    ----------
    voice : float32, shape (frames,)
        Whether there is a pitch: 1 in vowels and their like, 0 in voiceless sounds, NaN where the
        network decides.
    still : float32, shape (frames,)
        1 in silence and breath.
    onsets : tuple of (begin, onset, end)
        From `aigc.singing.onsets.onsets`.
    quieter, louder : int64, shape (frames,)
        A frame whose low bands this one does not go above, or below; mostly itself.
    knots : float32, shape (knots, 5)
        How the envelope of a held sound strays.
    """

    curves: Curves
    voice: Floats
    still: Floats
    onsets: tuple[tuple[int, int, int], ...]
    quieter: Ids
    louder: Ids
    knots: Floats

    @classmethod
    def of(cls, curves: Curves, phones: Phones, seed: int) -> Colour:
        """Return the colour of a line; ``phones`` may go on beyond the curves."""
        total = int(phones.ends[-1])
        rng = np.random.default_rng((seed, 12))
        sizes = phones.ends - phones.begins
        names = [SYMBOLS[i] for i in phones.phone]
        free = VOICED | {SILENCE}
        voice = [1.0 if n in SONORANT else np.nan if n in free else 0.0 for n in names]
        still = np.repeat([name in (SILENCE, BREATH) for name in names], sizes)
        quieter, louder = _edges(voice, phones)
        heard = np.repeat(voice, sizes).astype(np.float32)
        for i, (one, name) in enumerate(zip(voice, names[1:], strict=False)):
            if one == 1 and name == SILENCE:
                heard[phones.ends[i] : min(phones.ends[i] + RELEASE, phones.ends[i + 1])] = 1
        return cls(
            curves=curves,
            voice=heard,
            still=still.astype(np.float32),
            onsets=onsets(voice, phones.ends),
            quieter=quieter,
            louder=louder,
            knots=rng.standard_normal((total // KNOT + 5, _WANDERS), np.float32),
        )

    def __call__(self, frames: Frames, first: int) -> Frames:
        """Return frames as they are sung; the first is number ``first``."""
        frames = on_time(frames, self.onsets, first)
        some = slice(first, first + len(frames))
        known = self.voice[some]
        sung = known > 0
        voiced = np.where(np.isnan(known), frames.voiced, known).astype(np.float32)
        aperiodicity = frames.aperiodicity.copy()
        aperiodicity[sung] = np.minimum(CLEAR * aperiodicity[sung], NOISIEST_DB)
        envelope = self._clear_cut(frames.envelope, first)
        envelope = even(tuned(envelope, frames.f0_hz, voiced), frames.f0_hz, voiced)
        heard = 1 - self.still[some]
        gain, tense, airy, held = (
            heard * _piece(row, some)
            for row in (
                self.curves.gain_db, self.curves.tension, self.curves.breathiness,
                self.curves.held,
            )
        )  # fmt: skip
        stray = held[:, None] * _wander(self.knots, some)
        stray -= LOW_NOISE_DB * (1 - voiced)[:, None] * _below(LOW_NOISE_HZ)
        made = Frames(
            envelope=envelope + DB * stray,
            aperiodicity=aperiodicity,
            voiced=voiced,
            f0_hz=frames.f0_hz,
        )
        return coloured(made, gain, tense, airy)

    def _clear_cut(self, envelope: Floats, first: int) -> Floats:
        """Return envelopes in which the voice sets in where its phone begins, not around it."""
        some = slice(first, first + len(envelope))
        quieter, louder = (
            np.clip(rows[some] - first, 0, len(envelope) - 1)
            for rows in (self.quieter, self.louder)
        )
        cut = np.minimum(envelope, envelope[quieter])
        cut = np.maximum(cut, cut[louder])
        made: Floats = envelope + (cut - envelope) * _below(EDGE_HZ)
        return made


def _edges(voice: Sequence[float], phones: Phones) -> tuple[Ids, Ids]:
    """Return `Colour.quieter` and `Colour.louder`."""
    quieter = np.arange(int(phones.ends[-1]))
    louder = quieter.copy()
    spans = list(zip(voice, phones.begins.tolist(), phones.ends.tolist(), strict=True))
    for (one, begin, end), (following, _, last) in pairwise(spans):
        if one == 0 and following == 1:
            calm = max(end - BEFORE_VOICE, (begin + end) // 2)
            quieter[calm:end] = calm
            loud = min(end + INTO_VOICE, last - 1)
            louder[end:loud] = loud
        elif one == 1 and following == 0:
            calm = min(end + AFTER_VOICE, (end + last) // 2)
            quieter[end:calm] = calm
    return quieter, louder


def _piece(row: Curved, some: slice) -> Floats:
    """Return part of a curve, which stays as it is after its end."""
    at = np.minimum(np.arange(some.start, some.stop), len(row) - 1)
    piece: Floats = row[at].astype(np.float32)
    return piece


@lru_cache(maxsize=2)
def _below(edge_hz: tuple[float, float]) -> Floats:
    """Return 1 in the bands below an edge, falling to 0 where it ends."""
    low, high = edge_hz
    share: Floats = np.clip((high - band_centres_hz()) / (high - low), 0, 1).astype(np.float32)
    return share


def _wander(knots: Floats, some: slice) -> Floats:
    """Return slow changes of the envelope in dB in some frames, shape ``(frames, 80)``.

    They run along a cubic B-spline through no point twice: smooth, and any stretch of it depends
    on four knots alone.
    """
    at = np.arange(some.start, some.stop, dtype=np.float32)[:, None] / KNOT
    low = at[:, 0].astype(np.int64)
    x = at - low[:, None]
    weights = ((1 - x) ** 3, 3 * x**3 - 6 * x**2 + 4, -3 * x**3 + 3 * x**2 + 3 * x + 1, x**3)
    paths = np.zeros((len(x), _WANDERS), np.float32)
    for i, weight in enumerate(weights):
        paths += weight * knots[low + i] / 6
    order = np.arange(_WANDERS)[:, None]
    shapes = np.cos(np.pi * order * (np.arange(BANDS) + 0.5) / BANDS)
    wander: Floats = (WANDER_DB * paths @ shapes).astype(np.float32)
    return wander
