"""A voice of tiny networks with drawn weights: it hums in tune, and says nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from aigc.types.voice import Voice
from aigc.voice.acoustic import ROWS, Acoustic
from aigc.voice.frames import BANDS, NOISE_BANDS
from aigc.voice.phones import SYMBOLS, features
from aigc.voice.record import VoiceRecord, house_record
from aigc.voice.timing import ACCENTS, POSITIONS, STRIDE
from aigc.voice.vocoder import Vocoder

WIDTH, SPEAKERS = 8, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class TinyVoice:
    acoustic: Acoustic
    vocoder: Vocoder
    version: str = "tiny"
    record: VoiceRecord

    @property
    def voices(self) -> tuple[Voice, ...]:
        return self.record.voices

    def speaker(self, voice: str) -> int:
        return [one.id for one in self.voices].index(voice)


def voice(seed: int = 0, record: VoiceRecord | None = None) -> TinyVoice:
    rng = np.random.default_rng(seed)
    return TinyVoice(
        acoustic=Acoustic(acoustic(rng)), vocoder=Vocoder(vocoder(rng)),
        record=record or house_record(),
    )  # fmt: skip


def drawn(rng: np.random.Generator, *shape: int) -> np.ndarray:
    return rng.normal(0, 0.3, shape).astype(np.float32)


def dense(rng, name: str, inputs: int, outputs: int) -> Iterator[tuple[str, np.ndarray]]:
    yield f"{name}.weight", drawn(rng, outputs, inputs)
    yield f"{name}.bias", drawn(rng, outputs)


def block(rng, name: str, kernel: int) -> Iterator[tuple[str, np.ndarray]]:
    yield f"{name}.around.weight", drawn(rng, WIDTH, 1, kernel)
    for part in ("around.bias", "norm.weight", "norm.bias", "gain"):
        yield f"{name}.{part}", drawn(rng, WIDTH)
    yield from dense(rng, f"{name}.wide", WIDTH, 2 * WIDTH)
    yield from dense(rng, f"{name}.back", 2 * WIDTH, WIDTH)


def acoustic(rng: np.random.Generator, layers: int = 6) -> dict[str, np.ndarray]:
    mean = np.full(ROWS, -4, np.float32)
    mean[BANDS : BANDS + NOISE_BANDS], mean[-1] = -20, 1
    return {
        "own.weight": drawn(rng, len(SYMBOLS), WIDTH),
        "accent.weight": drawn(rng, ACCENTS, WIDTH),
        "shades": drawn(rng, SPEAKERS, layers, WIDTH),
        **dict(dense(rng, "alike", features().shape[1], WIDTH)),
        **{k: v for i in range(3) for k, v in block(rng, f"near.{i}", 3)},
        **dict(dense(rng, "place", POSITIONS, WIDTH)),
        **dict(dense(rng, "noise", 12, WIDTH)),
        **{k: v for i in range(layers) for k, v in block(rng, f"blocks.{i}", 7)},
        "norm.weight": drawn(rng, WIDTH),
        "norm.bias": drawn(rng, WIDTH),
        **dict(dense(rng, "leave", WIDTH, STRIDE * ROWS)),
        "mean": mean,
        "deviation": np.full(ROWS, 0.3, np.float32),
    }


def vocoder(rng: np.random.Generator, layers: int = 6) -> dict[str, np.ndarray]:
    return {
        "enter.weight": drawn(rng, WIDTH, BANDS + NOISE_BANDS + 1, 7),
        "enter.bias": drawn(rng, WIDTH),
        **{k: v for i in range(layers) for k, v in block(rng, f"blocks.{i}", 7)},
        "norm.weight": drawn(rng, WIDTH) / 10,
        "norm.bias": drawn(rng, WIDTH) / 10,
        **dict(dense(rng, "leave", WIDTH, 2 * BANDS + 16)),
    }
