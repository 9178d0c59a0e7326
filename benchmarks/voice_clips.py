"""What listeners learn to name, and are tried on: units of recordings, as they are and sung.

A sung one is what a plain source would give through the envelopes of a recording at another pitch,
vowels held longer: never what the voices' own vocoder makes of them. Those that are held out are
sung by WORLD.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).parent.parent))

from aigc.voice.filters import noise_matrix, spectrum_matrix
from aigc.voice.frames import FFT, SAMPLE_RATE_HZ, Frames
from aigc.voice.phones import IS_VOWEL, SYMBOLS
from aigc.voice.training.aligned import Aligned
from benchmarks.voice_listeners import MARGIN, WINDOW, Clip, Rows, clip, mel_matrix, spectra
from benchmarks.voice_material import FRAME_HZ, Material, warped, waved, world

LEAST = 0.003
"""Of the power of a sung sound lies between its harmonics at least so much."""
LOWEST_HZ, HIGHEST_HZ = 190.0, 620.0
Unit = tuple[str, int, int, int, int]


@cache
def _comb(f0_hz: int) -> npt.NDArray[np.float32]:
    """Return the power spectrum of a windowed pulse train, 1 in the mean."""
    window = np.abs(np.fft.rfft(np.hanning(WINDOW), 8 * FFT)) ** 2
    hz = np.arange(FFT // 2 + 1) * SAMPLE_RATE_HZ / FFT
    apart = np.abs((hz + f0_hz / 2) % f0_hz - f0_hz / 2)
    apart[hz < f0_hz / 2] = f0_hz - hz[hz < f0_hz / 2]
    comb = window[np.rint(apart * 8 * FFT / SAMPLE_RATE_HZ).astype(int)]
    made: npt.NDArray[np.float32] = (comb / comb[hz > f0_hz].mean() + LEAST).astype(np.float32)
    return made


def sung_spectra(frames: Frames, f0_hz: npt.NDArray[np.float64], rng: np.random.Generator) -> Rows:
    """Return the rows of `spectra` for frames at a pitch, without making the sound."""
    envelope, rough = frames.envelope[::2], frames.aperiodicity[::2]
    ends = np.zeros((len(rough), 1))
    known = np.concatenate((ends - 60, rough, ends), 1)
    share = 10 ** (np.minimum(known @ noise_matrix().T, 0) / 10)
    share = np.where(frames.voiced[::2, None] > 0, share, 1).astype(np.float32)
    spread = spectrum_matrix().T
    hiss = rng.standard_exponential((len(envelope), FFT // 2 + 1), np.float32)
    comb = np.stack([_comb(round(hz / 2) * 2) for hz in f0_hz[::2]])
    source = comb + (hiss - comb) * (share @ spread)
    power = np.exp(2 * (envelope @ spread)) * source
    return np.log(power @ mel_matrix() + 1e-7).astype(np.float16)


def units(aligned: Aligned, pinyin: str) -> Iterator[Unit]:
    """Yield label, begin, end and the vowel's begin and end of what a listener is to name.

    Those are syllables where there is ``pinyin``, else phones, of which vowels can be held.
    """
    if not pinyin:
        for p, w, a, b in zip(aligned.phone, aligned.word, aligned.begin, aligned.end, strict=True):
            if w >= 0:
                yield SYMBOLS[p], int(a), int(b), int(a), int(b) if IS_VOWEL[p] else int(a)
        return
    for i, syllable in enumerate(pinyin.split()):
        rows = np.flatnonzero(aligned.word == i)
        if len(rows):
            vowel = rows[IS_VOWEL[aligned.phone[rows]]][:1]
            a, b = (aligned.begin[vowel[0]], aligned.end[vowel[0]]) if len(vowel) else (0, 0)
            label = syllable.rstrip("12345").replace("ü", "v")
            yield label, int(aligned.begin[rows[0]]), int(aligned.end[rows[-1]]), int(a), int(b)


def clips(
    some: Material, speaker: str, *, held_out: bool, sung: float, seed: int = 0
) -> Iterator[Clip]:
    """Yield the clips of a speaker: as recorded, and sung, each ``sung`` times in the mean."""
    rng = np.random.default_rng(seed)
    pack = some.packs[speaker]
    for i in some.some(speaker, held_out=held_out):
        recording, aligned = pack.recordings[i], some.alignments[speaker][i]
        margin = MARGIN[recording.language]
        rows = spectra(pack.samples(i))
        found = list(units(aligned, recording.pinyin))
        for label, begin, end, *_ in found:
            yield clip(rows, begin, end, margin, label, f"{speaker} natural")
        if not sung:
            continue
        frames = pack.frames(i)
        if recording.language == "zh":
            for unit in found:
                for _ in range(int(sung + rng.random())):
                    yield _sung_syllable(frames, unit, speaker, rng, real=held_out)
        else:
            for _ in range(int(sung + rng.random())):
                yield from _sung_sentence(frames, found, speaker, rng, real=held_out)


def _sung_syllable(
    frames: Frames, unit: Unit, speaker: str, rng: np.random.Generator, *, real: bool
) -> Clip:
    """Return a syllable on one note of 0.3 to 2 s from G3 to D5."""
    label, begin, end, a, b = unit
    margin = MARGIN["zh"]
    first, last = max(0, begin - margin), min(len(frames), end + margin)
    wanted = int(FRAME_HZ * 2 ** rng.uniform(np.log2(0.3), 1))
    longer = max(0, wanted - (end - a)) if b > a else 0
    inside = np.linspace(a, max(a, b - 1), b - a + longer)
    cut = warped(frames, np.concatenate((np.arange(first, a), inside, np.arange(b, last))))
    rows, hz = _sung(cut, rng, real)
    return clip(rows, begin - first, end - first + longer, margin, label, _group(speaker, hz))


def _sung_sentence(
    frames: Frames, found: Sequence[Unit], speaker: str, rng: np.random.Generator, *, real: bool
) -> Iterator[Clip]:
    """Yield the phones of a sentence on one note, some of its vowels held."""
    at, edges, before, length = [], [], 0, 0
    for _, begin, end, a, b in found:
        longer = int(rng.integers(0, 160)) if b > a + 2 and rng.random() < 0.35 else 0
        at += [np.arange(before, begin), np.linspace(begin, end - 1, end - begin + longer)]
        length += begin - before
        edges.append((length, length + end - begin + longer))
        length, before = edges[-1][1], end
    at.append(np.arange(before, len(frames)))
    rows, hz = _sung(warped(frames, np.concatenate(at)), rng, real)
    for (label, *_), (begin, end) in zip(found, edges, strict=True):
        yield clip(rows, begin, end, MARGIN["en"], label, _group(speaker, hz))


def _sung(frames: Frames, rng: np.random.Generator, real: bool) -> tuple[Rows, float]:
    """Return the rows of frames on a note and how high that is; ``real`` ones are synthesised."""
    hz = float(np.exp(rng.uniform(np.log(LOWEST_HZ), np.log(HIGHEST_HZ))))
    f0 = waved(hz, len(frames), rng)
    return spectra(world(frames, f0)) if real else sung_spectra(frames, f0, rng), hz


def _group(speaker: str, hz: float) -> str:
    name = "G3-D4" if hz < 294 else "D4-A4" if hz < 440 else "A4-D5"
    return f"{speaker} sung {name}"
