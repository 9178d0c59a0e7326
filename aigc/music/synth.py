"""The embedded composer: beds of any length, made of sines and noise."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from aigc.audio import SAMPLE_RATE_HZ, normalise, resample
from aigc.music import instruments
from aigc.music.arrange import SIXTEENTHS, Note, compose_notes
from aigc.music.engine import check
from aigc.music.instruments import RATE_HZ, Signal
from aigc.music.style import STYLES, Style
from aigc.types.audio import Audio
from aigc.types.time import to_sample

_VERSION = 1
_ENDING_BARS = 1.3
_HALL_S = 1.9
_WET = {"pad": 0.35, "key": 0.45, "pluck": 0.35, "bass": 0.0, "kick": 0.04, "snap": 0.3,
        "shaker": 0.12}  # fmt: skip
_LUFS = -20.0
_SHORTEST_S = 3


class SynthBed:
    """Composes by rule: chords with voice leading, broken chords, bass, soft drums, a hall."""

    name = "synth"

    @property
    def fingerprint(self) -> str:
        """Text that changes whenever the same arguments may give other sound."""
        return f"synth/{_VERSION} numpy={np.__version__}"

    def compose(
        self, *, duration: Fraction, mood: str, tempo_bpm: float | None = None, seed: int = 0
    ) -> Audio:
        """Return a piece of exactly ``duration`` seconds; see `BedEngine.compose`."""
        check(duration, mood, tempo_bpm)
        style = STYLES[mood]
        style = replace(style, tempo_bpm=tempo_bpm or style.tempo_bpm)
        bars, bar_s = fit(float(duration), style.tempo_bpm)
        notes = compose_notes(style, bars, seed)
        length = to_sample(duration, SAMPLE_RATE_HZ)
        inner = -(-length * RATE_HZ // SAMPLE_RATE_HZ) + 8
        dry, wet = _render(notes, bar_s / SIXTEENTHS, inner, seed)
        raw = _finish(dry, wet, style)
        whole = resample(Audio(samples=raw, sample_rate=RATE_HZ), SAMPLE_RATE_HZ).samples
        shaped = whole[:, :length] * _edges(length, bars * bar_s)
        audio = Audio(samples=shaped.astype(np.float32), sample_rate=SAMPLE_RATE_HZ)
        return normalise(audio, lufs=_LUFS, peak_dbtp=-2.0)


def fit(duration_s: float, tempo_bpm: float) -> tuple[int, float]:
    """Return a number of bars and the length of one, so that an ending fits behind them.

    The ending rings for 1.3 bars, or longer in pieces of few seconds.
    """
    nominal_s = 240 / tempo_bpm
    bars = max(0, round(duration_s / nominal_s - _ENDING_BARS))
    if bars < 1 or duration_s < _SHORTEST_S:
        return 0, nominal_s
    return bars, duration_s / (bars + _ENDING_BARS)


def _sound(note: Note, sixteenth_s: float, seed: int) -> Signal:
    """Return a note's samples, mono or stereo."""
    tempo = max(20, round(15 / sixteenth_s))
    match note.instrument:
        case "pad":
            return instruments.pad(note.pitch, note.length * sixteenth_s, seed)
        case "key":
            return instruments.key(note.pitch)
        case "pluck":
            return instruments.pluck(note.pitch)
        case "bass":
            return instruments.bass(note.pitch, int(note.length), tempo)
        case "kick":
            return instruments.kick()
        case "snap":
            return instruments.snap(note.pitch)
        case "shaker":
            return instruments.shaker(note.pitch)


def _render(notes: list[Note], sixteenth_s: float, length: int, seed: int) -> tuple[Signal, Signal]:
    """Return the dry mix and what goes to the hall, each of shape ``(2, length)``."""
    dry = np.zeros((2, length), np.float32)
    wet = np.zeros((2, length), np.float32)
    for note in notes:
        start = max(0, round(note.start * sixteenth_s * RATE_HZ))
        sound = _sound(note, sixteenth_s, seed)[..., : max(0, length - start)]
        angle = (np.clip(note.place, -1, 1) + 1) * np.pi / 4
        gains = np.array([[np.cos(angle)], [np.sin(angle)]], np.float32) * note.level * 1.414
        end = start + sound.shape[-1]
        placed = sound * gains
        dry[:, start:end] += placed
        wet[:, start:end] += placed * _WET[note.instrument]
    return dry, wet


def _finish(dry: Signal, wet: Signal, style: Style) -> Signal:
    """Return the mix with its hall, dark enough and with room for a voice around 2 kHz."""
    from scipy.signal import butter, iirpeak, oaconvolve, sosfilt, tf2sos

    hall = instruments.hall(_HALL_S)
    mixed = dry + oaconvolve(wet, hall, axes=1)[:, : dry.shape[1]] * 0.9
    low = butter(2, 38, "high", fs=RATE_HZ, output="sos")
    dark = butter(2, style.cutoff_hz, fs=RATE_HZ, output="sos")
    voice_band = tf2sos(*iirpeak(2_000, 0.8, fs=RATE_HZ))
    warm = sosfilt(np.concatenate([low, dark]), mixed, axis=1)
    room: NDArray[np.float64] = warm - 0.35 * sosfilt(voice_band, warm, axis=1)
    return room.astype(np.float32)


def _edges(length: int, ending_s: float) -> Signal:
    """Return a gain that begins and ends at nought, falling over the last chord."""
    shape = np.ones(length, np.float32)
    up = min(length // 4, round(0.02 * SAMPLE_RATE_HZ))
    shape[:up] = np.linspace(0, 1, up, dtype=np.float32) ** 2
    start = min(round(ending_s * SAMPLE_RATE_HZ), max(0, length - 2))
    start += (length - start) // 4
    down = length - start
    shape[start:] *= (0.5 + 0.5 * np.cos(np.linspace(0, np.pi, down))).astype(np.float32)
    return shape
