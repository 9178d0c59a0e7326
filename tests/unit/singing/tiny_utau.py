"""A tiny UTAU bank: pulses through formants, with hissed and voiced consonants before them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from scipy.signal import lfilter

from aigc.audio import encode_wav
from aigc.types.audio import Audio

RATE = 44_100
QUIET_S, CONSONANT_S, VOWEL_S = 0.1, 0.09, 0.6
FORMANTS = {
    "a": (850, 1300, 2700), "i": (320, 2300, 3000), "u": (350, 750, 2500), "o": (500, 900, 2600),
    "e": (480, 1250, 2500), "v": (320, 1900, 2300),
}  # fmt: skip
SYLLABLES = {
    "la": ("", "a"), "ma": ("", "a"), "ni": ("", "i"), "hao": ("h", "ao"), "zhuang": ("h", "ua"),
    "lv": ("", "v"), "a": ("", "a"), "shi": ("h", "e"),
}  # fmt: skip


def voice(f0_hz: np.ndarray, path: str, rate: int = RATE) -> np.ndarray:
    """Return pulses at ``f0_hz`` (one a sample) through the formants of some vowels in turn."""
    phase = np.cumsum(f0_hz / rate)
    at = np.flatnonzero(np.diff(np.floor(phase), prepend=0.0) > 0)
    sound = np.zeros(len(f0_hz))
    late = (phase[at] % 1.0) / (f0_hz[at] / rate)
    np.add.at(sound, at, 1 - late)
    np.add.at(sound, np.maximum(at - 1, 0), late)
    sound = lfilter([1.0], [1.0, -0.95], sound)
    pieces = [formants(sound, vowel, rate) for vowel in path]
    share = np.linspace(0, len(path) - 1, len(sound))
    mixed = sum(np.maximum(0, 1 - abs(share - k)) * piece for k, piece in enumerate(pieces))
    return 0.3 * mixed / np.abs(mixed).max()


def formants(sound: np.ndarray, vowel: str, rate: int) -> np.ndarray:
    for centre in FORMANTS[vowel]:
        radius = np.exp(-np.pi * (60 + 0.03 * centre) / rate)
        turn = 2 * np.pi * centre / rate
        sound = lfilter([1 - radius], [1.0, -2 * radius * np.cos(turn), radius**2], sound)
    return sound


def syllable(initial: str, path: str, f0: float, rng: np.random.Generator) -> np.ndarray:
    quiet = 1e-4 * rng.standard_normal(round(QUIET_S * RATE))
    length = round((VOWEL_S + (0 if initial else CONSONANT_S)) * RATE)
    wander = np.cumsum(rng.standard_normal(length)) / RATE
    wave = voice(f0 * (1 + 0.01 * np.sin(2 * np.pi * 4 * np.arange(length) / RATE) + wander), path)
    hiss = 0.03 * rng.standard_normal(round(CONSONANT_S * RATE)) if initial else np.zeros(0)
    if not initial:
        wave[: round(CONSONANT_S * RATE)] *= 0.35
    return np.concatenate((quiet, hiss, wave, quiet))


def build(
    root: Path, *, f0: float = 262.0, encoding: str = "utf-8", oto: str = "", prefix: str = ""
) -> Path:
    """Write a bank into ``root`` and return it; ``oto`` adds lines."""
    rng = np.random.default_rng(5)
    root.mkdir(parents=True, exist_ok=True)
    lines = []
    before = 1000 * CONSONANT_S
    for name, (initial, path) in SYLLABLES.items():
        sound = syllable(initial, path, f0, rng).astype(np.float32)
        (root / f"{name}.wav").write_bytes(encode_wav(Audio(samples=sound[None], sample_rate=RATE)))
        times = f"{1000 * QUIET_S:g},{before + 60:g},-{1000 * VOWEL_S + before - 20:g}"
        lines.append(f"{name}.wav={prefix}{name},{times},{before:g},30")
    (root / "oto.ini").write_bytes("\r\n".join([*lines, oto]).encode(encoding))
    (root / "character.txt").write_bytes("name=小音源\r\n".encode(encoding))
    return root
