"""Notes to sound, block by block: instruments on buses, a hall and an equaliser."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from aigc.effects import Band, section
from aigc.music import instruments
from aigc.music.arrange import Note
from aigc.music.instruments import RATE_HZ, Signal
from aigc.music.style import Instrument

_BLOCK = 1 << 17
_HALL_S = 2.1
_HALL_LEVEL = 0.8
_SENDS: dict[Instrument, float] = {
    "pad": 0.25, "key": 0.34, "pluck": 0.28, "guitar": 0.26, "tine": 0.34, "bell": 0.42,
    "bass": 0.0, "kick": 0.0, "snap": 0.28, "hat": 0.1, "shaker": 0.1, "crash": 0.28,
    "swell": 0.28,
}  # fmt: skip
_DAMPING_S: dict[Instrument, float] = {"bass": 0.07, "guitar": 0.12}
_PLAYED: dict[Instrument, Callable[[int, int], Signal]] = {
    "key": instruments.key, "pluck": instruments.pluck, "guitar": instruments.guitar,
    "tine": instruments.tine, "bell": instruments.bell, "bass": instruments.bass,
}  # fmt: skip
_BRUSHED: dict[Instrument, Callable[[int], Signal]] = {
    "snap": instruments.snap, "hat": instruments.hat, "shaker": instruments.shaker,
}  # fmt: skip
_STRUCK: dict[Instrument, Callable[[], Signal]] = {
    "kick": instruments.kick, "crash": instruments.crash, "swell": instruments.swell,
}  # fmt: skip
KEPT = 48
"""So many sounds are kept while a piece is rendered: at most 50 MB, for two minutes of music."""

_TONE = (
    Band(kind="peak", hz=300.0, gain_db=-3.5, q=0.8),
    Band(kind="peak", hz=2_300.0, gain_db=-3.0, q=0.7),
)
"""Room for the body and for the words of a voice."""


@dataclass(slots=True)
class _Playing:
    """A note that sounds: where it began and what it is."""

    start: int
    sound: Signal
    gains: Signal
    send: float


def render(
    notes: Sequence[Note], unit_s: float, cutoff_hz: float, out: Signal, *, kept: int = KEPT
) -> None:
    """Write the sound of ``notes``, in order of time, into ``out`` of shape ``(2, samples)``.

    Their starts and lengths count units of ``unit_s`` seconds. The sounds last ``kept`` are played
    again without being made again.
    """
    hall, tone = Hall(_HALL_S, _BLOCK), Tone(cutoff_hz)
    made = lru_cache(maxsize=kept)(_tone)
    playing: list[_Playing] = []
    coming = 0
    for start in range(0, out.shape[1], _BLOCK):
        stop = start + _BLOCK
        while coming < len(notes) and notes[coming].start * unit_s * RATE_HZ < stop:
            note = notes[coming]
            sound = made(note.instrument, note.pitch, note.touch)
            playing.append(_begin(note, sound, unit_s))
            coming += 1
        dry, wet = _sum(playing, start)
        dry += _HALL_LEVEL * hall.reflect(wet)
        block = out[:, start:stop]
        block[:] = tone.shape(dry)[:, : block.shape[1]]
        playing = [p for p in playing if p.start + p.sound.shape[-1] > stop]


def _begin(note: Note, tone: Signal, unit_s: float) -> _Playing:
    """Return a note ready to sound."""
    angle = (float(np.clip(note.place, -1, 1)) + 1) * np.pi / 4
    level = note.level * np.sqrt(2)
    return _Playing(
        start=round(note.start * unit_s * RATE_HZ),
        sound=_sound(note, tone, note.length * unit_s),
        gains=np.array([[np.cos(angle)], [np.sin(angle)]], np.float32) * np.float32(level),
        send=_SENDS[note.instrument],
    )


def _tone(instrument: Instrument, pitch: int, touch: int) -> Signal:
    """Return the whole sound of an instrument, mono or stereo."""
    match instrument:
        case "pad":
            return instruments.pad(pitch)
        case "kick" | "crash" | "swell":
            return _STRUCK[instrument]()
        case "snap" | "hat" | "shaker":
            return _BRUSHED[instrument](pitch)
        case _:
            return _PLAYED[instrument](pitch, touch)


def _sound(note: Note, tone: Signal, seconds: float) -> Signal:
    """Return a note's samples: held, damped when its time is over, or as long as they ring."""
    if note.instrument == "pad":
        return _held(tone, note, seconds)
    if note.instrument == "swell":
        return tone[:, max(0, tone.shape[1] - round(seconds * RATE_HZ)) :]
    if note.instrument in _PLAYED:
        return _damped(tone, seconds, _DAMPING_S.get(note.instrument, 0.2))
    return tone


def _damped(sound: Signal, seconds: float, release_s: float) -> Signal:
    """Return the sound cut off softly after ``seconds``."""
    release = round(release_s * RATE_HZ)
    length = round(seconds * RATE_HZ) + release
    if length >= sound.shape[-1]:
        return sound
    out = sound[..., :length].copy()
    out[..., length - release :] *= np.cos(np.linspace(0, np.pi / 2, release)).astype(np.float32)
    return out


def _held(loop: Signal, note: Note, seconds: float) -> Signal:
    """Return ``seconds`` of a loop, risen and fallen as a raised cosine."""
    length = round(seconds * RATE_HZ)
    first = (round(note.start) * 7_919 + note.pitch * 104_729) % loop.shape[1]
    out = loop.take(np.arange(first, first + length), axis=1, mode="wrap")
    up, down = (round(min(s, seconds / 2.2) * RATE_HZ) for s in (0.55, 1.1))
    out[:, :up] *= np.sin(np.linspace(0, np.pi / 2, up)).astype(np.float32) ** 2
    out[:, length - down :] *= np.cos(np.linspace(0, np.pi / 2, down)).astype(np.float32) ** 2
    return out


def _sum(playing: Sequence[_Playing], start: int) -> tuple[Signal, Signal]:
    """Return a block of all notes, shape ``(2, block)``, and what goes to the hall, mono."""
    buses: dict[float, Signal] = {}
    for note in playing:
        if note.send not in buses:
            buses[note.send] = np.zeros((2, _BLOCK), np.float32)
        low, high = max(0, note.start - start), note.start - start + note.sound.shape[-1]
        part = note.sound[..., max(0, start - note.start) : start - note.start + _BLOCK]
        buses[note.send][:, low : min(high, _BLOCK)] += part * note.gains
    dry, wet = np.zeros((2, _BLOCK), np.float32), np.zeros(_BLOCK, np.float32)
    for send, bus in buses.items():
        dry += bus
        if send:
            wet += np.float32(send / 2) * (bus[0] + bus[1])
    return dry, wet


class Hall:
    """A reverberation that carries its tail from block to block (overlap-add)."""

    def __init__(self, seconds: float, block: int) -> None:
        from scipy.fft import next_fast_len, rfft

        response = instruments.hall(seconds)
        self._block = block
        self._size = next_fast_len(block + response.shape[1] - 1, real=True)
        self._spectrum = rfft(response, self._size, axis=1)
        self._tail = np.zeros((2, self._size - block), np.float32)

    def reflect(self, wet: Signal) -> Signal:
        """Return what comes back while a block of mono sound is sent, shape ``(2, block)``."""
        from scipy.fft import irfft, rfft

        whole: Signal = irfft(self._spectrum * rfft(wet, self._size), self._size, axis=1)
        tail = self._tail
        whole[:, : tail.shape[1]] += tail[:, : whole.shape[1]]
        self._tail = whole[:, self._block :].copy()
        return whole[:, : self._block]


class Tone:
    """An equaliser that carries its state from block to block."""

    def __init__(self, cutoff_hz: float) -> None:
        from scipy.signal import butter

        low = butter(2, 36, "high", fs=RATE_HZ, output="sos")
        high = butter(1, cutoff_hz, fs=RATE_HZ, output="sos")
        dips = [section(band) for band in _TONE]
        self._sos = np.concatenate([low, dips, high]).astype(np.float32)
        self._state = np.zeros((len(self._sos), 2, 2), np.float32)

    def shape(self, block: Signal) -> Signal:
        """Return the next block, filtered."""
        from scipy.signal import sosfilt

        out, self._state = sosfilt(self._sos, block, axis=1, zi=self._state)
        shaped: Signal = out
        return shaped
