"""What the benchmark of the voices measures of sounds, free of any voice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from aigc.voice.frames import HOP_LENGTH, SAMPLE_RATE_HZ, band_weights

Array = npt.NDArray[np.float64]
Sound = npt.NDArray[np.float32]

CEPSTRA = 24
ACTIVE = 4.5
"""A frame speaks when its mean log-amplitude is at most so far below the loud ones."""
SCALES = 2048, 1024, 512, 256, 128
GROSS_CENTS = 50
LOW_PASS_HZ, LOW_TAPS = 1000.0, 97
_BASIS = np.cos(np.pi * np.outer(np.arange(1, CEPSTRA + 1), np.arange(80) + 0.5) / 80)
_BASIS *= np.sqrt(2 / 80)


def cepstra(envelope: npt.NDArray[np.float32]) -> Array:
    """Return mel-cepstra 1 to 24 of log-amplitudes in bands, shape ``(frames, 24)``."""
    made: Array = (2 * envelope.astype(np.float64)) @ _BASIS.T
    return made


def speaking(envelope: npt.NDArray[np.float32]) -> npt.NDArray[np.bool_]:
    """Return which frames are not silence."""
    level = envelope.mean(1)
    found: npt.NDArray[np.bool_] = level > np.percentile(level, 95) - ACTIVE
    return found


def cepstral_distortion(some: Array, others: Array) -> float:
    """Return the mel-cepstral distortion in dB, the mean over frames."""
    apart = ((some - others) ** 2).sum(1) / 80 * 2
    return float(10 / np.log(10) * np.sqrt(2 * apart).mean())


def variance_ratios(made: Array, natural: Array) -> tuple[float, float]:
    """Return how much cepstra 1-12 and 13-24 move beside those of nature, 1 for as much."""
    ratio = made.var(0) / natural.var(0)
    return float(ratio[:12].mean()), float(ratio[12:].mean())


def spectral_distance(some: Sound, others: Sound) -> float:
    """Return the mean difference of log-magnitudes at five scales, in dB."""
    parts = []
    for size in SCALES:
        a, b = (_magnitudes(x, size) for x in (some, others))
        parts.append(np.abs(20 * np.log10((a + 3e-4) / (b + 3e-4))).mean())
    return float(np.mean(parts))


def _magnitudes(sound: Sound, size: int) -> Array:
    slices = np.lib.stride_tricks.sliding_window_view(sound, size)[:: size // 4]
    power = np.abs(np.fft.rfft(slices * np.hanning(size), axis=1)) / np.sqrt(size * 0.375)
    made: Array = power
    return made


def envelope_of(sound: Sound, f0_hz: Array) -> tuple[Array, Array]:
    """Return envelope in bands and aperiodicity in dB that WORLD finds at a pitch; 0 is none."""
    import pyworld

    at = np.arange(len(f0_hz)) * HOP_LENGTH / SAMPLE_RATE_HZ
    wide = np.pad(sound.astype(np.float64), (0, HOP_LENGTH))
    power = pyworld.cheaptrick(wide, f0_hz, at, SAMPLE_RATE_HZ)
    noise = pyworld.d4c(wide, f0_hz, at, SAMPLE_RATE_HZ)
    envelope = 0.5 * np.log(power @ band_weights().T + 1e-12)
    return envelope, pyworld.code_aperiodicity(noise, SAMPLE_RATE_HZ)


def world_copy(sound: Sound, f0_hz: Array) -> Sound:
    """Return a sound through WORLD's whole analysis and synthesis."""
    import pyworld

    at = np.arange(len(f0_hz)) * HOP_LENGTH / SAMPLE_RATE_HZ
    wide = np.pad(sound.astype(np.float64), (0, HOP_LENGTH))
    power = pyworld.cheaptrick(wide, f0_hz, at, SAMPLE_RATE_HZ)
    noise = pyworld.d4c(wide, f0_hz, at, SAMPLE_RATE_HZ)
    made = pyworld.synthesize(f0_hz, power, noise, SAMPLE_RATE_HZ, 5.0)
    return np.asarray(np.pad(made, (0, len(sound)))[: len(sound)], np.float32)


def mel_jumps(sound: Sound, sample_rate: int = SAMPLE_RATE_HZ) -> Array:
    """Return how much the mel spectrum changes within 20 ms, in dB, a value every 10 ms."""
    import librosa

    mel = librosa.feature.melspectrogram(
        y=sound, sr=sample_rate, n_fft=1024 * sample_rate // SAMPLE_RATE_HZ,
        hop_length=sample_rate // 100, n_mels=64, fmax=8000,
    )  # fmt: skip
    db = 10 * np.log10(mel + 1e-7)
    jumps: Array = np.sqrt(((db[:, 2:] - db[:, :-2]) ** 2).mean(0))
    return jumps


def at_joins(jumps: Array, times_s: Iterable[float]) -> list[float]:
    """Return the greatest change near each join."""
    at = (round(100 * t) for t in times_s)
    return [float(jumps[max(0, i - 3) : i + 2].max()) for i in at if 3 <= i < len(jumps) - 3]


@dataclass(frozen=True, slots=True, eq=False)
class Pitch:
    """What pYIN hears: hertz, NaN where nothing has a pitch, ``step_s`` apart."""

    hz: Array
    step_s: float

    def within(self, begin_s: float, end_s: float) -> Array:
        """Return the pitches that were heard in a stretch."""
        some = self.hz[int(np.ceil(begin_s / self.step_s)) : int(end_s / self.step_s) + 1]
        heard: Array = some[~np.isnan(some)]
        return heard


def heard_pitch(
    sound: Sound, low_hz: float, high_hz: float, *, hop: int = HOP_LENGTH, window: int = 2048,
    resolution: float = 0.1,
) -> Pitch:  # fmt: skip
    """Return what pYIN hears in a sound at 24 kHz, each value refined within its step.

    A window of many periods blurs a pitch that moves: give a shorter one to higher voices.

    Source: M. Mauch and S. Dixon, pYIN, 2014.
    """
    import librosa

    hz, *_ = librosa.pyin(
        sound, fmin=low_hz, fmax=high_hz, sr=SAMPLE_RATE_HZ, frame_length=window, hop_length=hop,
        resolution=resolution,
    )  # fmt: skip
    return Pitch(refined(sound, hz, hop, early=window // 4), hop / SAMPLE_RATE_HZ)


def heard_voice(sound: Sound, low_hz: float, high_hz: float) -> Pitch:
    """Return where pYIN hears a voice in a sound at 24 kHz, to be asked when one sets in.

    It hears the sound below 1 kHz alone. With all of it a hiss as loud as the vowel that follows
    makes pYIN up to 70 ms late, and silence none, so that onsets after both cannot be compared.
    """
    import librosa
    from scipy.signal import fftconvolve, firwin

    low = fftconvolve(sound, firwin(LOW_TAPS, LOW_PASS_HZ, fs=SAMPLE_RATE_HZ), "same")
    hz, *_ = librosa.pyin(
        low, fmin=low_hz, fmax=high_hz, sr=SAMPLE_RATE_HZ, frame_length=2048,
        hop_length=HOP_LENGTH, resolution=0.5,
    )  # fmt: skip
    return Pitch(hz, HOP_LENGTH / SAMPLE_RATE_HZ)


def refined(sound: Sound, hz: Array, hop: int, *, early: int = 0, reach: int = 720) -> Array:
    """Return pitches moved to the best lag of several periods near those that are given.

    pYIN answers in steps of 10 cents, too coarse for a median of 3, and for a time that is
    ``early`` samples before its frame, as it looks forward from there for the next period.
    """
    padded = np.pad(sound.astype(np.float64), 2 * reach)
    made = hz.copy()
    half = np.arange(-reach, reach)
    for i in np.flatnonzero(~np.isnan(hz)):
        period = SAMPLE_RATE_HZ / hz[i]
        count = max(1, int(reach / period))
        lag, wide = round(count * period), max(2, round(count * period * 0.012))
        centre = 2 * reach + max(0, i * hop - early)
        if centre + reach > len(padded) - reach:
            continue
        lags = np.arange(lag - wide, lag + wide + 1)
        first = padded[centre - lag // 2 + half]
        others = np.stack([padded[centre - lag // 2 + k + half] for k in lags])
        fit = others @ first / np.sqrt((others**2).sum(1) * (first @ first) + 1e-9)
        best = int(fit.argmax())
        if 0 < best < len(lags) - 1:
            a, b, c = fit[best - 1 : best + 2]
            bend = a - 2 * b + c
            made[i] = SAMPLE_RATE_HZ * count / (lags[best] + (0.5 * (a - c) / bend if bend else 0))
    return made


def cents(some: Array, others: Array | float) -> Array:
    """Return how much higher some pitches are."""
    made: Array = 1200 * np.log2(np.asarray(some) / others)
    return made


def note_hz(pitch: float) -> float:
    """Return the frequency of a MIDI pitch.

    >>> note_hz(69)
    440.0
    """
    return float(440.0 * 2 ** ((pitch - 69) / 12))


def note_errors(
    pitch: Pitch, notes: Sequence[tuple[float, float, int]], *, first: float = 0.25
) -> Array:
    """Return for each note, begin, end and MIDI pitch, how far it is off in cents; NaN if unheard.

    The median over the middle of a note, so that glides and waves do not count.
    """
    found = []
    for begin, end, midi in notes:
        long = end - begin
        some = pitch.within(begin + first * long, begin + 0.8 * long)
        found.append(float(np.median(cents(some, note_hz(midi)))) if len(some) > 1 else np.nan)
    return np.array(found)


def onsets_ms(pitch: Pitch, times_s: Sequence[float], reach_s: float = 0.12) -> Array:
    """Return how late, in ms, a pitch sets in near each time; NaN where none does."""
    there = ~np.isnan(pitch.hz)
    begins = np.flatnonzero(there & ~np.concatenate(([False], there[:-1]))) * pitch.step_s
    found = []
    for t in times_s:
        near = begins[np.abs(begins - t) < reach_s] if len(begins) else begins
        found.append(1000 * (near[np.argmin(np.abs(near - t))] - t) if len(near) else np.nan)
    return np.array(found)


def known_errors(low_hz: float, high_hz: float, count: int = 24) -> Array:
    """Return how far off, in cents, pYIN hears vowels of known pitch, each two thirds of a second.

    They wave as a singer does, 5.5 times a second and 40 cents either way: what is the method's.
    """
    rng, seconds = np.random.default_rng(6), 0.66
    found = []
    for midi in np.linspace(55, 84, count):
        t = np.arange(int(seconds * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
        wave = 40 * np.sin(2 * np.pi * 5.5 * t + 6 * rng.random())
        turns = np.cumsum(note_hz(midi) * 2 ** (wave / 1200)) / SAMPLE_RATE_HZ
        sound = np.pad(_vowel(turns, note_hz(midi), rng), SAMPLE_RATE_HZ // 10)
        pitch = heard_pitch(sound, low_hz, high_hz)
        middle = pitch.within(0.1 + 0.25 * seconds, 0.1 + 0.8 * seconds)
        asked = wave[int(0.25 * len(t)) : int(0.8 * len(t))]
        off = np.median(cents(middle, note_hz(midi))) - np.median(asked)
        found.append(float(off))
    return np.array(found)


def _vowel(turns: Array, hz: float, rng: np.random.Generator) -> Sound:
    """Return a vowel of two formants, given how many periods are over at each sample."""
    vowel = np.zeros(len(turns))
    for h in range(1, int(5000 / hz)):
        loud = sum(1 / (1 + ((h * hz - f) / 120) ** 2) for f in (500, 1500)) + 0.02
        vowel += loud * np.sin(2 * np.pi * (h * turns + rng.random()))
    made: Sound = (0.2 * vowel).astype(np.float32)
    return made


def onset_bias_ms(
    hz: float, low_hz: float, high_hz: float, *, hiss: float = 0.01, count: int = 12
) -> float:
    """Return how late `heard_voice` hears vowels of known onset, the median in ms; < 0 is early.

    Each is ``hiss``, a root mean square beside which that of the vowel is 0.1, then a vowel of two
    formants on a pitch, with 10 ms of rise.
    """
    rng = np.random.default_rng(5)
    late = []
    for k in range(count):
        onset = 0.3 + 0.005 * k / count
        sound = np.zeros(int(0.7 * SAMPLE_RATE_HZ), np.float32)
        begin = int(onset * SAMPLE_RATE_HZ)
        sound[4000:begin] = hiss * rng.standard_normal(begin - 4000)
        t = np.arange(len(sound) - begin) / SAMPLE_RATE_HZ
        vowel = _vowel(hz * t, hz, rng)
        sound[begin:] += 0.1 * vowel / vowel.std() * np.minimum(1, t / 0.01).astype(np.float32)
        late.append(onsets_ms(heard_voice(sound, low_hz, high_hz), [onset])[0])
    return float(np.nanmedian(late))


def spread(values: Sequence[float]) -> tuple[float, float, float]:
    """Return the 5 %, 50 % and 95 % quantiles."""
    low, middle, high = np.nanquantile(np.array(values, float), (0.05, 0.5, 0.95))
    return float(low), float(middle), float(high)
