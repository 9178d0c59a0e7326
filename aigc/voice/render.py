"""Phones in time to sound, piece by piece, so that an hour takes no more room than a minute."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, cast

import numpy as np
import numpy.typing as npt

from aigc.voice.acoustic import Acoustic
from aigc.voice.breath import breathed
from aigc.voice.frames import HOP_LENGTH, SAMPLE_RATE_HZ, Floats, Frames
from aigc.voice.phones import BREATH, INDEX, SILENCE
from aigc.voice.timing import STRIDE, Ids, Phones
from aigc.voice.vocoder import Vocoder

Shape = Callable[[Frames, int], Frames]
"""Changes some frames, as many as it is given; the number says which of all is the first."""

FIRST, PIECE = 360, 1440
"""Frames of the first piece and of later ones, as phones allow; each is twice the one before."""
SLOWER = 1.5
"""Phones of sentences are made so much slower than they are said, then pressed together.

The network learned from words said alone; in the pace of sentences it would blur what comes after
what.
"""
LONGEST, EDGE = 40, 16
"""At most so many frames are made of a phone; of a longer one only the middle is stretched.

Recorded phones are seldom longer, and the network lets a longer one die away.
"""
PHONES_AROUND, FRAMES_AROUND = 3, 40
"""How far the acoustic network looks to either side."""
SHAPE_AROUND = 40
"""How many frames to either side the shape of a frame may depend on."""
VOCODER_AROUND = 32
REST = 160
"""A silence of so many frames is a piece of its own."""
HELD, FALL, RISE = 8, 14, 6
"""Frames of a silence that the sound before may ring in, then fades, and the next comes in."""


class VoiceModel(Protocol):
    """The two networks of a voice."""

    @property
    def acoustic(self) -> Acoustic:
        """Phones to frames."""

    @property
    def vocoder(self) -> Vocoder:
        """Frames to sound."""


def render(
    voice: VoiceModel,
    phones: Phones,
    f0_hz: Floats,
    speaker: int,
    *,
    seed: int = 0,
    shape: Shape | None = None,
    slower: float = SLOWER,
) -> Floats:
    """Return the sound of phones at 24 kHz, `HOP_LENGTH` samples a frame; see `stream`."""
    pieces = stream(voice, phones, f0_hz, speaker, seed=seed, shape=shape, slower=slower)
    return np.concatenate(list(pieces))


def stream(
    voice: VoiceModel,
    phones: Phones,
    f0_hz: Floats,
    speaker: int,
    *,
    seed: int = 0,
    shape: Shape | None = None,
    slower: float = SLOWER,
) -> Iterator[Floats]:
    """Yield the sound of phones at 24 kHz in pieces of some seconds, the first one short.

    Parameters
    ----------
    f0_hz : float32, shape (frames,)
        The pitch without gaps, a value for each frame of ``phones``.
    speaker : int
        Row of the acoustic network's speakers.
    shape : Shape, optional
        What is done to the frames before they sound. A frame may depend on `SHAPE_AROUND` others
        to either side.
    slower : float
        How much slower than they are said phones are made.
    """
    rng = np.random.default_rng(seed)
    gate = gated(phones)
    sounding = _Sounding(voice.vocoder, rng)
    for frames in _pieces(voice.acoustic, phones, f0_hz, speaker, rng, shape, slower):
        begin = sounding.count
        yield sounding.push(frames, gate[begin : begin + len(frames)])
    yield sounding.rest()


def to_48k(pieces: Iterable[Floats]) -> Iterator[Floats]:
    """Yield sound at 24 kHz at 48 kHz; together exactly twice as many samples.

    A piece comes out a little later than its beginning comes in.
    """
    import soxr

    change = soxr.ResampleStream(SAMPLE_RATE_HZ, 2 * SAMPLE_RATE_HZ, 1, dtype="float32")
    for piece in pieces:
        yield change.resample_chunk(np.ascontiguousarray(piece, np.float32))
    yield change.resample_chunk(np.zeros(0, np.float32), last=True)


def gated(phones: Phones) -> Floats:
    """Return how much of each frame is heard, 0 to 1: in silence nothing but how sounds end."""
    sizes = phones.ends - phones.begins
    heard = np.repeat(phones.phone != INDEX[SILENCE], sizes)
    # a breath grows out of silence by itself
    said = heard & np.repeat(phones.phone != INDEX[BREATH], sizes)
    at = np.arange(len(heard))
    last = np.maximum.accumulate(np.where(said, at, -len(at)))
    following = np.minimum.accumulate(np.where(said, at, 2 * len(at))[::-1])[::-1]
    ringing = np.clip((HELD + FALL + 1 - (at - last)) / FALL, 0, 1)
    coming = np.clip((RISE - (following - at)) / RISE, 0, 1)
    gate: Floats = np.maximum(np.maximum(ringing, coming), heard).astype(np.float32)
    return gate


def _pieces(
    acoustic: Acoustic,
    phones: Phones,
    f0_hz: Floats,
    speaker: int,
    rng: np.random.Generator,
    shape: Shape | None,
    slower: float,
) -> Iterator[Frames]:
    """Yield the frames of the phones in order, some seconds at a time."""
    key = int(rng.integers(1 << 32))
    sizes = phones.ends - phones.begins
    short = np.minimum(np.rint(slower * sizes), LONGEST).astype(np.int64)
    rests = (phones.phone == INDEX[SILENCE]) & (sizes >= REST)
    for first, last in _groups(rests, short):
        low, high = _around(short, first, last, slower)
        ends = np.cumsum(short[low:high])
        ends[-1] += -ends[-1] % STRIDE
        some = Phones(phone=phones.phone[low:high], accent=phones.accent[low:high], ends=ends)
        drawn = cast(np.random.Generator, _PhoneDraws(key, low))
        made = acoustic(some, np.zeros(ends[-1], np.float32), speaker, drawn)
        begin, end = int(phones.begins[first]), int(phones.ends[last - 1])
        from_ = max(begin - SHAPE_AROUND, int(phones.begins[low]))
        to = min(end + SHAPE_AROUND, int(phones.ends[high - 1]))
        at = _places(sizes[low:high], short[low:high], slower)[from_ - phones.begins[low] :][
            : to - from_
        ]
        frames = breathed(_stretched(made, at, f0_hz[from_:to]), phones, from_)
        frames = shape(frames, from_) if shape else frames
        yield _cut(frames, begin - from_, end - from_)


def _groups(rest: npt.NDArray[np.bool_], short: Ids) -> Iterator[tuple[int, int]]:
    """Yield first and last-but-one phone of each piece; a rest is one of its own."""
    first, held, most = 0, 0, FIRST
    for i, size in enumerate(short):
        if i > first and (rest[i] or rest[i - 1] or held + size > most):
            yield first, i
            first, held, most = i, 0, min(2 * most, PIECE)
        held += int(size)
    yield first, len(short)


def _around(short: Ids, first: int, last: int, slower: float) -> tuple[int, int]:
    """Return the phones that the frames of some phones depend on."""
    far = FRAMES_AROUND + slower * SHAPE_AROUND
    low, before = first, 0
    while low > 0 and before < far:
        low -= 1
        before += int(short[low])
    high, after = last, 0
    while high < len(short) and after < far:
        after += int(short[high])
        high += 1
    return max(0, low - PHONES_AROUND), min(len(short), high + PHONES_AROUND)


def _places(sizes: Ids, short: Ids, slower: float) -> Floats:
    """Return for each frame its place among those that were made."""
    places = []
    for size, made, begin in zip(sizes, short, np.cumsum(short) - short, strict=True):
        edge, whole = EDGE / slower, made < LONGEST
        heard = (0, size) if whole else (0, edge, size - edge, size)
        known = (0, made) if whole else (0, EDGE, made - EDGE, made)
        places.append(begin + np.interp(np.arange(size) + 0.5, heard, known) - 0.5)
    at: Floats = np.maximum(np.concatenate(places), 0).astype(np.float32)
    return at


def _stretched(frames: Frames, at: Floats, f0_hz: Floats) -> Frames:
    low = np.minimum(at.astype(np.int64), len(frames) - 1)
    high = np.minimum(low + 1, len(frames) - 1)
    share = (at - low)[:, None]

    def between(rows: Floats) -> Floats:
        made: Floats = rows[low] + share * (rows[high] - rows[low])
        return made

    return Frames(
        envelope=between(frames.envelope),
        aperiodicity=between(frames.aperiodicity),
        voiced=frames.voiced[low],
        f0_hz=f0_hz.astype(np.float32),
    )


def _cut(frames: Frames, begin: int, end: int) -> Frames:
    return Frames(
        envelope=frames.envelope[begin:end],
        aperiodicity=frames.aperiodicity[begin:end],
        voiced=frames.voiced[begin:end],
        f0_hz=frames.f0_hz[begin:end],
    )


def _joined(first: Frames, second: Frames) -> Frames:
    return Frames(
        envelope=np.concatenate((first.envelope, second.envelope)),
        aperiodicity=np.concatenate((first.aperiodicity, second.aperiodicity)),
        voiced=np.concatenate((first.voiced, second.voiced)),
        f0_hz=np.concatenate((first.f0_hz, second.f0_hz)),
    )


class _PhoneDraws:
    """Draws a row for each phone by its number, so that pieces that overlap draw alike."""

    def __init__(self, key: int, first: int) -> None:
        self._key, self._first = key, first

    def standard_normal(self, size: tuple[int, int], kind: type) -> Floats:
        """Return rows of noise."""
        numbers = range(self._first, self._first + size[0])
        rows = [np.random.default_rng((self._key, n)).standard_normal(size[1]) for n in numbers]
        return np.array(rows, np.float32)


class _SourceDraws:
    """Gives the vocoder the phase and the noise that go on from the piece before."""

    def __init__(self, phase: float, hiss: Floats) -> None:
        self._phase, self._hiss = phase, hiss

    def random(self) -> float:
        """Return where in a period the pulses begin."""
        return self._phase

    def standard_normal(self, size: int, kind: type) -> Floats:
        """Return the noise."""
        return self._hiss[:size]


class _Sounding:
    """Frames to sound as they come; pulses and noise go on from piece to piece."""

    def __init__(self, vocoder: Vocoder, rng: np.random.Generator) -> None:
        self._vocoder, self._rng = vocoder, rng
        self._frames: Frames | None = None
        self._gate = np.zeros(0, np.float32)
        self._hiss = np.zeros(0, np.float32)
        self._turns, self._past = float(rng.random()), 0
        self.count = 0

    def push(self, frames: Frames, gate: Floats) -> Floats:
        """Return what sounds before the last few frames."""
        self.count += len(frames)
        fresh = self._rng.standard_normal(len(frames) * HOP_LENGTH, np.float32)
        self._hiss = np.concatenate((self._hiss, fresh))
        self._gate = np.concatenate((self._gate, gate))
        self._frames = frames if self._frames is None else _joined(self._frames, frames)
        ready = max(self._past, len(self._frames) - VOCODER_AROUND)
        sound = self._sound(ready)
        self._forget(max(0, ready - VOCODER_AROUND), ready)
        return sound

    def rest(self) -> Floats:
        """Return what sounds in the last frames."""
        return self._sound(len(self._gate))

    def _sound(self, ready: int) -> Floats:
        count = (ready - self._past) * HOP_LENGTH
        gate = self._gate[self._past : ready + 1]
        if not gate.any() or self._frames is None:
            return np.zeros(count, np.float32)
        drawn = cast(np.random.Generator, _SourceDraws(self._turns, self._hiss))
        made = self._vocoder(self._frames, drawn)[self._past * HOP_LENGTH :][:count]
        at = np.arange(count) / HOP_LENGTH
        heard: Floats = (made * np.interp(at, np.arange(len(gate)), gate)).astype(np.float32)
        return heard

    def _forget(self, upto: int, ready: int) -> None:
        """Drop frames that nothing depends on any more."""
        if self._frames is None:
            return
        self._turns = (self._turns + turns(self._frames.f0_hz[: upto + 1])) % 1
        self._frames = _cut(self._frames, upto, len(self._frames))
        self._gate, self._hiss = self._gate[upto:], self._hiss[upto * HOP_LENGTH :]
        self._past = ready - upto


def turns(f0_hz: Floats) -> float:
    """Return how many periods `aigc.voice.vocoder.pulses` goes through before the last frame."""
    logs = np.log(f0_hz)
    share = np.arange(HOP_LENGTH) / HOP_LENGTH
    f0 = np.exp(logs[:-1, None] * (1 - share) + logs[1:, None] * share)
    return float(np.sum(f0 / SAMPLE_RATE_HZ))
