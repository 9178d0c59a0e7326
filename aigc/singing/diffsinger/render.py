"""A phrase to sound: the acoustic model, then the vocoder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import log
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from aigc.audio import SAMPLE_RATE_HZ, resample
from aigc.errors import EngineFailed
from aigc.singing.diffsinger.bank import Bank, can_breathe
from aigc.singing.diffsinger.models import Model
from aigc.singing.diffsinger.predictors import (
    Predictor,
    accelerated,
    open_predictors,
    predicted_colours,
    predicted_lengths,
    predicted_pitch,
    spread,
    tokens_of,
)
from aigc.singing.diffsinger.timing import Floats, Timeline, rule_lengths, timeline
from aigc.singing.phrases import Phrase, hertz
from aigc.types.audio import Audio
from aigc.types.vocal import Expression

_FADE_S: Final = 0.005
_STEPS_OF_DEPTH: Final = 1000
_TENSION: Final = 5.0
_BREATHINESS_DB: Final = 12.0
_LOUDER_DB: Final = (-40.0, 12.0)

PitchAt = Callable[[Floats], Floats]
"""Gives MIDI pitch at times in seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A bank with its models opened for one line."""

    bank: Bank
    speaker: NDArray[np.float32] | None
    acoustic: Model
    vocoder: Model
    predictors: Mapping[str, Predictor]
    steps: int
    depth: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SungPhrase:
    """A phrase as it sounds.

    Attributes
    ----------
    samples : float64, shape (samples,)
        At 48 kHz, from sample ``start`` of the line on.
    sung : Timeline
        With the times that really sound.
    pitch_at : PitchAt
        As it was asked for.
    """

    samples: Floats
    start: int
    sounds: tuple[tuple[str, float, float, int], ...]
    pitch_at: PitchAt


def open_bank(bank: Bank, speaker: str, *, seed: int, steps: int, depth: float) -> Opened:
    """Return a bank with its models opened; ``speaker`` empty takes the first."""
    main = bank.main
    return Opened(
        bank=bank,
        speaker=main.speaker(speaker),
        acoustic=Model(main.model(main.config.acoustic, "acoustic"), seed),
        vocoder=Model(bank.vocoder_model, seed + 1),
        predictors=open_predictors(bank, speaker, seed, steps),
        steps=steps,
        depth=depth,
    )


def render(
    opened: Opened, phrase: Phrase, house_pitch: PitchAt, expression: Expression
) -> SungPhrase:
    """Return one phrase as sung; ``house_pitch`` serves where the bank predicts none."""
    bank, config = opened.bank, opened.bank.main.config
    sung = timeline(
        phrase,
        bank.dictionary,
        _lengths(opened),
        breath=can_breathe(bank),
        frame_s=config.frame_s,
    )
    pitch_at = _pitch(opened, sung, phrase, house_pitch, expression)
    durations = sung.durations(config.frame_s)
    edges_s = sung.bounds_s[0] + np.concatenate(([0], np.cumsum(durations))) * config.frame_s
    times = edges_s[0] + np.arange(int(durations.sum())) * config.frame_s
    f0 = hertz(pitch_at(times))
    given = {
        **tokens_of(bank.main, [phone for phone, _ in sung.phones]),
        "durations": durations[None],
        "f0": f0[None],
        "gender": np.zeros((1, len(f0))),
        "velocity": np.ones((1, len(f0))),
        **spread(opened.speaker, len(f0)),
        **_depth(opened),
        **_colours(opened, sung, pitch_at, expression, times),
    }
    samples = _voiced(opened, next(iter(opened.acoustic.run(given).values())), f0)
    if "energy" not in opened.acoustic.inputs:
        samples = samples * _gain(expression, edges_s[0], len(samples), config.sample_rate)
    spans = zip(sung.phones, edges_s, edges_s[1:], strict=False)
    return SungPhrase(
        samples=_finished(samples, config.sample_rate),
        start=round(edges_s[0] * SAMPLE_RATE_HZ),
        sounds=tuple((phone.label, a, b, note) for (phone, note), a, b in spans),
        pitch_at=pitch_at,
    )


def _voiced(opened: Opened, mel: NDArray[np.float32], f0: Floats) -> Floats:
    """Return the sound of a mel spectrum, shape ``(samples,)``."""
    bank, hop = opened.bank, opened.bank.main.config.hop_size
    given = {"mel": mel * _base_change(bank), "f0": f0[None]}
    samples = np.asarray(next(iter(opened.vocoder.run(given).values())), np.float64).reshape(-1)
    if len(samples) != len(f0) * hop:
        raise EngineFailed(
            f"The vocoder of {bank.main.root.name} gave {len(samples)} samples for "
            f"{len(f0)} frames of {hop}: it does not fit the bank."
        )
    return samples


def _lengths(opened: Opened) -> Callable[[Any], Floats]:
    predictor = opened.predictors.get("dur")
    return rule_lengths if predictor is None else lambda w: predicted_lengths(predictor, w)


def _pitch(
    opened: Opened, sung: Timeline, phrase: Phrase, house_pitch: PitchAt, expression: Expression
) -> PitchAt:
    predictor = opened.predictors.get("pitch")
    if predictor is None:
        return house_pitch
    values, known = predicted_pitch(predictor, sung, phrase)

    def pitch_at(times: Floats) -> Floats:
        own: Floats = np.interp(times, known, values)
        return own + expression.pitch_cents.at(times) / 100 + _asked_vibrato(phrase, times)

    return pitch_at


def _asked_vibrato(phrase: Phrase, times: Floats) -> Floats:
    """Return the vibrato that notes ask for, in semitones; what a singer adds is left out."""
    wave = np.zeros(len(times))
    for note in (note for syllable in phrase for note in syllable.notes):
        if note.vibrato is not None:
            late = times - float(note.time.start) - note.vibrato.onset_s
            on = (late >= 0) & (times < float(note.time.end))
            turns = np.sin(2 * np.pi * note.vibrato.rate_hz * late)
            wave += on * np.minimum(late / 0.2, 1) * turns * note.vibrato.depth_cents / 100
    return wave


def _depth(opened: Opened) -> dict[str, Any]:
    """Return how deep a shallow diffusion goes: a share, or in old banks a number of steps."""
    most = opened.bank.main.config.max_depth
    asked = opened.acoustic.inputs.get("depth")
    given = accelerated(opened.steps)
    if asked is None:
        return given
    if "int" not in asked.type:
        return {**given, "depth": np.array([min(opened.depth, most if most > 0 else 1.0)])}
    deepest = int(min(opened.depth * _STEPS_OF_DEPTH, most if most > 0 else _STEPS_OF_DEPTH))
    speedup = max(1, deepest // opened.steps)
    depth = max(speedup, deepest // speedup * speedup)
    return {**given, "speedup": np.array([speedup]), "depth": np.array([depth])}


def _colours(
    opened: Opened, sung: Timeline, pitch_at: PitchAt, expression: Expression, times: Floats
) -> dict[str, Any]:
    """Return what the acoustic model asks for, predicted by the bank and changed by an editor."""
    predictor = opened.predictors.get("variance")
    if predictor is None:
        return {}
    found = predicted_colours(predictor, sung, pitch_at, len(times))
    added = {
        "energy": expression.dynamics_db.at(times),
        "breathiness": _BREATHINESS_DB * expression.breathiness.at(times),
        "tension": _TENSION * expression.tension.at(times),
    }
    changed = {name: value + added.get(name, 0.0) for name, value in found.items()}
    loudest = {name: 0.0 for name in ("energy", "breathiness", "voicing")}
    return {n: np.minimum(v, loudest.get(n, np.inf))[None] for n, v in changed.items()}


def _base_change(bank: Bank) -> float:
    """Return what turns the logarithms of the acoustic model into those of the vocoder."""
    ours, theirs = bank.main.config.mel_base, bank.vocoder.mel_base
    if ours == theirs:
        return 1.0
    return log(10) if theirs == "e" else 1 / log(10)


def _gain(expression: Expression, start_s: float, count: int, rate: int) -> Floats:
    times = start_s + np.arange(count) / rate
    gain: Floats = 10 ** (np.clip(expression.dynamics_db.at(times), *_LOUDER_DB) / 20)
    return gain


def _finished(samples: Floats, rate: int) -> Floats:
    """Return the samples at 48 kHz with both ends faded."""
    sound = Audio(samples=samples[None].astype(np.float32), sample_rate=rate)
    out: Floats = resample(sound, SAMPLE_RATE_HZ).samples[0].astype(np.float64)
    edge = min(round(_FADE_S * SAMPLE_RATE_HZ), len(out) // 2)
    ramp = np.linspace(0, 1, edge)
    out[:edge] *= ramp
    out[len(out) - edge :] *= ramp[::-1]
    return out
