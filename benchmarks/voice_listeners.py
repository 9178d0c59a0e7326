"""Listeners for the benchmark of the voices: they name syllables of Mandarin and phones of English.

Run ``python benchmarks/voice_listeners.py DATA --work WORK --out FOLDER`` to train both on the
recordings and freeze them. They hear log-mel spectra alone: of natural recordings, and of what a
plain source would give through the envelopes of the same ones at other pitches, vowels held longer
(never of the voices' own vocoder), so that a high or long note is judged fairly. They learn
nothing of the recordings that are held out; those are sung to them by WORLD.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).parent.parent))

from aigc.voice.filters import noise_matrix, spectrum_matrix
from aigc.voice.frames import FFT, SAMPLE_RATE_HZ, Frames
from aigc.voice.phones import SYMBOLS
from aigc.voice.training.aligned import Aligned
from aigc.weights import read, write
from benchmarks.voice_material import (
    FRAME_HZ,
    IS_VOWEL,
    Material,
    Sound,
    material,
    say,
    warped,
    waved,
    world,
)

BANDS, STEP, WINDOW = 48, 240, 600
"""Bands; samples between spectra, 10 ms, and under each."""
HIGHEST_BAND_HZ = 8000
LEAST = 0.003
"""Of the power of a sung sound lies between its harmonics at least so much."""
MARGIN = {"zh": 4, "en": 24}
"""Frames, 5 ms each, that are heard around a syllable and around a phone."""
LONGEST = 260
LOWEST_HZ, HIGHEST_HZ = 190.0, 620.0
BATCH, RATE = 48, 1.5e-3
Rows = npt.NDArray[np.float16]
Unit = tuple[str, int, int, int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """Log-mel rows, 10 ms each; ``begin`` to ``end`` is what is to be named."""

    rows: Rows
    begin: int
    end: int
    label: str
    group: str


@cache
def _mel() -> npt.NDArray[np.float32]:
    """Return triangles of area 1 that overlap by half, even on the mel scale, ``(513, 48)``."""
    top = 2595 * np.log10(1 + HIGHEST_BAND_HZ / 700)
    edges = 700 * (10 ** (np.linspace(78, top, BANDS + 2) / 2595) - 1)
    low, centre, high = edges[:-2], edges[1:-1], edges[2:]
    hz = (np.arange(FFT // 2 + 1) * SAMPLE_RATE_HZ / FFT)[:, None]
    slopes = np.maximum(0, np.minimum((hz - low) / (centre - low), (high - hz) / (high - centre)))
    made: npt.NDArray[np.float32] = (slopes / slopes.sum(0)).astype(np.float32)
    return made


def spectra(sound: Sound) -> Rows:
    """Return log-mel spectra of a sound at 24 kHz, shape ``(rows, 48)``, a row every 10 ms."""
    padded = np.pad(sound.astype(np.float32), (WINDOW // 2, WINDOW // 2 + STEP))
    slices = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::STEP]
    window = np.hanning(WINDOW).astype(np.float32)
    power = np.abs(np.fft.rfft(slices * window, FFT, axis=1)) ** 2 / (window**2).sum()
    return np.log(power.astype(np.float32) @ _mel() + 1e-7).astype(np.float16)


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
    return np.log(power @ _mel() + 1e-7).astype(np.float16)


def clip(rows: Rows, begin: int, end: int, margin: int, label: str, group: str) -> Clip:
    """Return a stretch of rows around frames of 5 ms; what is too long is cut at its end."""
    first = max(0, (begin - margin) // 2)
    a = begin // 2 - first
    b = max(a + 1, -(-end // 2) - first)
    some = rows[first : min(len(rows), (end + margin) // 2 + 1)][:LONGEST]
    return Clip(some, min(a, len(some) - 1), min(b, len(some)), label, group)


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
    """Yield the clips of a speaker: as recorded, and some of them sung by WORLD."""
    rng = np.random.default_rng(seed)
    pack = some.packs[speaker]
    for i in some.some(speaker, held_out=held_out):
        recording, aligned = pack.recordings[i], some.alignments[speaker][i]
        margin = MARGIN[recording.language]
        rows = spectra(pack.samples(i))
        found = list(units(aligned, recording.pinyin))
        for label, begin, end, *_ in found:
            yield clip(rows, begin, end, margin, label, f"{speaker} natural")
        if recording.language == "zh":
            chosen = [u for u in found if rng.random() < sung]
            frames = pack.frames(i)
            made = (_sung_syllable(frames, u, speaker, rng, real=held_out) for u in chosen)
            yield from made
        elif rng.random() < sung:
            yield from _sung_sentence(pack.frames(i), found, speaker, rng, real=held_out)


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


def network(classes: int) -> Any:
    """Return an untrained listener."""
    import torch
    from torch import nn

    class Listener(nn.Module):  # type: ignore[misc]
        """Convolutions over 70 ms, a recurrent layer both ways, then the named stretch alone."""

        def __init__(self) -> None:
            super().__init__()
            self.near = nn.Sequential(
                nn.Conv1d(BANDS + 1, 96, 3, padding=1), nn.BatchNorm1d(96), nn.GELU(),
                nn.Conv1d(96, 96, 3, padding=1), nn.BatchNorm1d(96), nn.GELU(),
                nn.Conv1d(96, 128, 5, padding=2, stride=2), nn.BatchNorm1d(128), nn.GELU(),
            )  # fmt: skip
            self.far = nn.GRU(128, 96, batch_first=True, bidirectional=True)
            self.drop = nn.Dropout(0.3)
            self.leave = nn.Linear(384, classes)

        def forward(self, rows: Any, inside: Any) -> Any:
            near = self.near(torch.cat([rows, inside[..., None]], 2).transpose(1, 2))
            far, _ = self.far(near.transpose(1, 2))
            mask = torch.maximum(inside[:, ::2], nn.functional.pad(inside, (0, 1))[:, 1::2])
            mask = mask[:, : far.shape[1], None]
            mean = (far * mask).sum(1) / mask.sum(1).clamp(min=1)
            most = far.masked_fill(mask == 0, -2).amax(1)
            return self.leave(self.drop(torch.cat([mean, most], 1)))

    return Listener()


def stacked(some: Sequence[Clip], rng: np.random.Generator | None = None) -> tuple[Any, Any]:
    """Return rows at one level each, and where to listen; ``rng`` tilts and moves them a bit."""
    import torch

    longest = max(2, max(len(c.rows) for c in some))
    rows = np.zeros((len(some), longest, BANDS), np.float32)
    inside = np.zeros((len(some), longest), np.float32)
    for n, c in enumerate(some):
        x = np.maximum(c.rows.astype(np.float32), c.rows.max() - 11)
        x = (x - x[c.begin : c.end].mean()) / 2.5
        if rng is not None:
            x = _changed(x, rng)
        rows[n, : len(x)], inside[n, c.begin : c.end] = x, 1
    return torch.from_numpy(rows), torch.from_numpy(inside)


def _changed(x: npt.NDArray[np.float32], rng: np.random.Generator) -> npt.NDArray[np.float32]:
    tilt = rng.normal(0, 0.25) * np.linspace(-1, 1, BANDS) + rng.normal(0, 0.15)
    x = x + tilt.astype(np.float32) + rng.normal(0, 0.08, x.shape).astype(np.float32)
    moved = np.arange(BANDS) * rng.uniform(0.96, 1.04) + rng.uniform(-0.6, 0.6)
    low = np.clip(moved.astype(int), 0, BANDS - 2)
    share = np.clip(moved - low, 0, 1).astype(np.float32)
    made: npt.NDArray[np.float32] = x[:, low] * (1 - share) + x[:, low + 1] * share
    return made


@dataclass(frozen=True, slots=True, eq=False)
class Trained:
    """A frozen listener with the names that it knows and what it read of natural recordings."""

    network: Any
    classes: tuple[str, ...]
    accuracy: dict[str, float]

    def named(self, some: Sequence[Clip]) -> list[str]:
        """Return what it takes each clip for."""
        import torch

        order = sorted(range(len(some)), key=lambda i: len(some[i].rows))
        names = [""] * len(some)
        with torch.no_grad():
            for begin in range(0, len(order), 64):
                part = order[begin : begin + 64]
                scores = self.network(*stacked([some[i] for i in part]))
                for i, best in zip(part, scores.argmax(1).tolist(), strict=True):
                    names[i] = self.classes[best]
        return names

    def read(self, some: Sequence[Clip]) -> dict[str, tuple[float, int]]:
        """Return the share that it reads rightly in each group, and of how many."""
        right: dict[str, list[bool]] = {}
        for c, name in zip(some, self.named(some), strict=True):
            right.setdefault(c.group, []).append(name == c.label)
        return {g: (float(np.mean(r)), len(r)) for g, r in sorted(right.items())}


def load(path: Path) -> Trained:
    """Return the listener in a file."""
    import torch

    arrays, about = read(path)
    classes = tuple(json.loads(about["classes"]))
    made = network(len(classes))
    whole = {n: torch.from_numpy(a.astype(np.float32)) for n, a in arrays.items()}
    made.load_state_dict(whole, strict=False)
    return Trained(made.eval(), classes, json.loads(about["accuracy"]))


def save(path: Path, trained: Trained) -> None:
    """Write a listener, half precision."""
    state = trained.network.state_dict()
    arrays = {n: v.numpy().astype(np.float16) for n, v in state.items() if v.dim()}
    about = {"classes": json.dumps(trained.classes, ensure_ascii=False)}
    write(path, arrays, about | {"accuracy": json.dumps(trained.accuracy)})


def train(some: Sequence[Clip], held: Sequence[Clip], minutes: float, out: Path) -> Trained:
    """Return a listener after so many minutes of one core, kept on disk every few of them."""
    import torch

    torch.manual_seed(0)
    classes = tuple(sorted({c.label for c in some}))
    index = {name: i for i, name in enumerate(classes)}
    made = network(len(classes))
    held = [c for c in held if c.label in index]
    optimiser = torch.optim.AdamW(made.parameters(), RATE, weight_decay=0.02)
    weights = [0.05 + 0.95 * (min(1.0, 60 / n)) for n in _counts(some)]
    share, rng = np.array(weights) / sum(weights), np.random.default_rng(1)
    began, shown, step, losses = time.process_time(), time.process_time(), 0, []
    while (gone := (time.process_time() - began) / 60 / minutes) < 1:
        for group in optimiser.param_groups:
            group["lr"] = RATE * min(1.0, (step + 1) / 100) * min(1.0, 2.2 * (1.01 - gone))
        pool = rng.choice(len(some), 8 * BATCH, p=share)
        pool = pool[np.argsort([len(some[i].rows) for i in pool])]
        for part in rng.permutation(pool.reshape(8, BATCH)):
            chosen = [some[i] for i in part]
            scores = made(*stacked(chosen, rng))
            wanted = torch.tensor([index[c.label] for c in chosen])
            loss = torch.nn.functional.cross_entropy(scores, wanted, label_smoothing=0.05)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(made.parameters(), 1.0)
            optimiser.step()
            losses.append(loss.item())
            step += 1
        if time.process_time() - shown > 60:
            trained = _frozen(made, classes, held, out)
            kept = {g: round(a, 3) for g, a in trained.accuracy.items()}
            say(f"step {step}, {100 * gone:.0f} %, loss {np.mean(losses):.3f}, read {kept}")
            shown, losses = time.process_time(), []
            made.train()
    return _frozen(made, classes, held, out)


def _counts(some: Sequence[Clip]) -> list[int]:
    count: dict[str, int] = {}
    for c in some:
        count[c.label] = count.get(c.label, 0) + 1
    return [count[c.label] for c in some]


def _frozen(made: Any, classes: tuple[str, ...], held: Sequence[Clip], out: Path) -> Trained:
    bare = Trained(made.eval(), classes, {})
    accuracy = {g: a for g, (a, _) in bare.read(held).items()}
    trained = Trained(made, classes, accuracy)
    save(out, trained)
    return trained


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="folder of the recordings")
    parser.add_argument("--work", type=Path, required=True, help="what `aigc voices build` keeps")
    parser.add_argument("--out", type=Path, required=True, help="folder of the listeners")
    parser.add_argument("--minutes", type=float, default=20, help="of one core, for each listener")
    parser.add_argument("--language", choices=("zh", "en"), help="one of them alone")
    asked = parser.parse_args()
    some = material(asked.data, asked.work)
    asked.out.mkdir(parents=True, exist_ok=True)
    plans = {"zh": (("chen", 1.5), ("yue", 0.35)), "en": (("kathleen", 0.6),)}
    for language, speakers in plans.items():
        if asked.language in (None, language):
            learned, held = (
                [c for s, sung in speakers for c in clips(some, s, held_out=h, sung=max(sung, h))]
                for h in (False, True)
            )
            say(f"{language}: {len(learned)} clips to learn, {len(held)} held out")
            trained = train(
                learned, held, asked.minutes, asked.out / f"listener_{language}.safetensors"
            )
            for group, (share, count) in trained.read(held).items():
                say(f"{language} {group}: {100 * share:.1f} % of {count}")


if __name__ == "__main__":
    main()
