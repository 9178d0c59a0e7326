"""The section ``watermark_sound`` of `benchmarks/trust.py`."""

from __future__ import annotations

import argparse
import itertools
import statistics
import time
from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from aigc import registry
from aigc.audio import resample, to_mono, to_stereo
from aigc.music.engine import MOODS
from aigc.store import Store
from aigc.trust.watermark.key import PUBLIC
from aigc.trust.watermark.sound import best_guess, find, marked
from aigc.types.audio import Audio
from aigc.video.mix import mix
from benchmarks.codecs import coded
from benchmarks.report import Report, say
from pipelines import song, speech

HOME = Path(__file__).parent.parent
PIECE_S = 10
FASTER = "1 % faster, AAC 48k"
SHORT_S = (2, 3, 4, 5, 6, 8)
RATES = (24_000, 44_100, 48_000)
SONGS = ("海风吹过旧码头\n月光落在你肩头\n我们慢慢向前走\n不问明天的尽头",
         "The harbour lights are burning low\nThe tide is turning soft and slow\n"
         "I hear the wind begin to blow\nAnd home is where the waters go")  # fmt: skip


def watermark_sound(box: Path, report: Report, asked: argparse.Namespace) -> None:
    right: defaultdict[str, list[bool]] = defaultdict(list)
    ratios: defaultdict[str, list[float]] = defaultdict(list)
    wrong, near = 0, []
    for number, (kind, piece) in enumerate(itertools.islice(pieces(box), asked.clips)):
        asset_id = 0xC2B2AE35 * (number + 1) & 0xFFFFFFFF
        carrier = marked(piece, asset_id, PUBLIC)
        ratios[kind].append(ratio_db(piece, carrier))
        ratios[f"{kind}, noise to mask"].append(noise_to_mask_db(piece, carrier))
        near.append(best_guess(piece, b"key %d" % number).reading)
        missed = []
        for name, spoilt in attacks(carrier, number):
            found = find(spoilt, PUBLIC)
            right[name].append(found is not None and found.asset_id == asset_id)
            wrong += found is not None and found.asset_id != asset_id
            missed += [] if right[name][-1] else [name]
        if missed:
            say(f"     {kind}, piece {number}: not read {', '.join(missed)}")
        lengths(carrier, asset_id, right)
    for name, hits in right.items():
        if name.startswith("short"):
            say(f"     {name}: {sum(hits)} of {len(hits)} read")
        else:
            least = 0.9 if name == FASTER else 0.99
            report.least(f"share read, {PIECE_S} s, {name}", statistics.fmean(hits), least)
    for kind, values in ratios.items():
        mean = statistics.fmean(values)
        say(f"     {kind}: {mean:.1f} dB, {min(values):.1f} to {max(values):.1f}")
    report.most("wrong IDs", wrong, 0)
    report.most("marks found where there are none", sum(one.sure for one in near), 0)
    say(f"     {len(near)} readings without a mark, at most {max(n.strength for n in near):.2f}")
    cost(box, report)


def pieces(box: Path) -> Iterator[tuple[str, Audio]]:
    """Yield pieces of equal length, each from another kind of sound than the one before."""
    kinds = {kind: list(cuts(sounds)) for kind, sounds in sources(box).items()}
    for turn in itertools.count():
        for kind, cut in kinds.items():
            audio = cut[turn % len(cut)]
            start = (turn // len(cut) * 70_001 + 1) % max(1, audio.samples.shape[1] // 4)
            length = PIECE_S * audio.sample_rate
            piece = np.roll(audio.samples, -start, axis=1)[:, :length]
            yield kind, Audio(samples=np.ascontiguousarray(piece), sample_rate=audio.sample_rate)


def cuts(sounds: list[Audio]) -> Iterator[Audio]:
    for audio in sounds:
        length = PIECE_S * audio.sample_rate
        for start in range(0, max(1, audio.samples.shape[1] - length + 1), length):
            yield Audio(samples=audio.samples[:, start:], sample_rate=audio.sample_rate)


def sources(box: Path) -> dict[str, list[Audio]]:
    """Return what the workbench makes: speech, songs, beds, and narration over a bed."""
    store = Store(box / "store")
    spoken = [
        speech.run(
            HOME / "examples" / name / "article.md", speech.Config(), store=store
        ).narration.audio
        for name in ("zh", "en")
    ]
    spoken = [Audio(samples=a.samples[:, : 60 * a.sample_rate], sample_rate=a.sample_rate)
              for a in spoken]  # fmt: skip
    composer = registry.get("music", "synth")
    beds = [
        composer.compose(duration=Fraction(30), mood=mood, seed=n) for n, mood in enumerate(MOODS)
    ]
    sung = []
    for words, band in zip(SONGS, ("folk", "pop"), strict=True):
        (box / "words.txt").write_text(words, encoding="utf-8")
        config = song.Config(lyrics=box / "words.txt", accompaniment=band)
        sung.append(song.run(None, config, store=store).mix.audio)
    over = []
    for number, bed in enumerate(beds):
        voice = spoken[number % 2]
        start = (number // 2 * 15 * voice.sample_rate) % max(1, voice.samples.shape[1] // 2)
        said = voice.samples[:, start : start + 29 * voice.sample_rate]
        said_audio = Audio(samples=said, sample_rate=voice.sample_rate)
        over.append(mix(said_audio, bed, duration=Fraction(30)))
    return {"narration over a bed": over, "speech": spoken, "bed": beds, "song": sung}


def attacks(carrier: Audio, number: int) -> Iterator[tuple[str, Audio]]:
    rate = RATES[number % len(RATES)]
    mono = to_mono(carrier)
    yield "AAC 48k", coded(carrier, "aac", 48_000)
    yield "AAC 48k, mono, 24, 44.1 or 48 kHz", coded(mono, "aac", 48_000, rate)
    yield "AAC 48k, stereo, 24, 44.1 or 48 kHz", coded(to_stereo(carrier), "aac", 48_000, rate)
    yield "MP3 64k", coded(carrier, "libmp3lame", 64_000)
    yield "Opus 24k", coded(mono, "libopus", 24_000)
    start = 1_000 + number * 7_919 % carrier.sample_rate
    yield "8 s of it, AAC 48k", coded(cut(carrier, start, 8), "aac", 48_000)
    yield "22.05 kHz, 6 dB down, mixed down", louder(resample(mono, 22_050), -6)
    yield "6 dB up and clipped, MP3 64k", coded(louder(carrier, 6), "libmp3lame", 64_000)
    yield FASTER, coded(faster(carrier, 1.01), "aac", 48_000)


def lengths(carrier: Audio, asset_id: int, right: dict[str, list[bool]]) -> None:
    for seconds in SHORT_S:
        spoilt = coded(cut(carrier, 4_321, seconds), "aac", 48_000)
        found = find(spoilt, PUBLIC)
        right[f"short, {seconds} s, AAC 48k"].append(
            found is not None and found.asset_id == asset_id
        )
        known = find(spoilt, PUBLIC, expected=asset_id)
        right[f"short, {seconds} s, AAC 48k, ID expected"].append(
            known is not None and known.asset_id == asset_id
        )


def cut(audio: Audio, start: int, seconds: int) -> Audio:
    samples = audio.samples[:, start : start + seconds * audio.sample_rate]
    return Audio(samples=np.ascontiguousarray(samples), sample_rate=audio.sample_rate)


def louder(audio: Audio, by_db: float) -> Audio:
    samples = np.clip(audio.samples * np.float32(10 ** (by_db / 20)), -1, 1)
    return Audio(samples=samples, sample_rate=audio.sample_rate)


def faster(audio: Audio, factor: float) -> Audio:
    slow = resample(audio, round(audio.sample_rate / factor))
    return Audio(samples=slow.samples, sample_rate=audio.sample_rate)


def ratio_db(before: Audio, after: Audio) -> float:
    """Return the signal-to-noise ratio."""
    noise = float(np.sum((before.samples - after.samples) ** 2))
    return float(10 * np.log10(np.sum(before.samples**2) / noise))


def noise_to_mask_db(before: Audio, after: Audio) -> float:
    """Return by how much the change exceeds what the sound masks, in the mean of 32 ms and a band.

    Source: Johnston, Transform Coding of Audio Signals Using Perceptual Noise Criteria (1988).
    """
    bands, edges_hz = 24, 600 * np.sinh(np.arange(2, 22) / 6)
    heard = np.abs(spectra(to_mono(before))) ** 2
    noise = np.abs(spectra(to_mono(after)) - spectra(to_mono(before))) ** 2
    at = np.digitize(np.fft.rfftfreq(1024, 1 / 32_000), edges_hz)
    fold = np.eye(bands)[at]
    flat = 10 * np.log10(np.exp((np.log(heard + 1e-12) @ fold) / fold.sum(0).clip(1)) + 1e-12)
    mean = 10 * np.log10((heard @ fold) / fold.sum(0).clip(1) + 1e-12)
    tonal = np.clip((mean - flat) / 20, 0, 1)
    number = np.arange(bands)
    offset_db = tonal * (14.5 + number) + (1 - tonal) * 5.5
    away = number[None] - number[:, None]
    reach = 10 ** (np.where(away > 0, -10 * away, 27 * away) / 10)
    mask = ((heard @ fold) @ reach) * 10 ** (-offset_db / 10) + 1e-6
    loud = heard.sum(axis=1) > 1e-4 * heard.sum(axis=1).max()
    used = slice(6, 20)
    ratio = ((noise @ fold) / mask)[loud, used]
    return float(10 * np.log10(ratio.mean()))


def spectra(audio: Audio) -> NDArray[np.complex64]:
    samples = resample(audio, 32_000).samples[0]
    frames = np.lib.stride_tricks.sliding_window_view(samples, 1024)[::512]
    return np.fft.rfft(frames * np.hanning(1024).astype(np.float32), axis=1).astype(np.complex64)


def cost(box: Path, report: Report) -> None:
    composer = registry.get("music", "synth")
    piece = composer.compose(duration=Fraction(30), mood="calm", seed=9)
    begin = time.process_time()
    carrier = marked(piece, 7, PUBLIC)
    laid = time.process_time()
    find(carrier, PUBLIC, expected=7)
    found = time.process_time()
    find(piece, PUBLIC)
    report.most("CPU-s to mark 30 s", laid - begin, 0.2)
    report.most("CPU-s to find an expected ID in 30 s", found - laid, 0.1)
    report.most("CPU-s to find nothing in 30 s", time.process_time() - found, 1)
