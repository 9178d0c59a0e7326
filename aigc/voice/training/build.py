"""All the steps from recordings to a voice; each is done once, and an interrupted one goes on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from aigc.errors import Cancelled
from aigc.files import replacing
from aigc.progress import Progress, silent
from aigc.voice import package
from aigc.voice.phones import SYMBOLS
from aigc.voice.record import VoiceRecord
from aigc.voice.training import acoustic, alignment, pack, prosody, tones, vocoder
from aigc.voice.training.acoustic_batches import Classroom, Scale, lessons, scale_of
from aigc.voice.training.aligned import Aligned
from aigc.voice.training.pack import Pack
from aigc.voice.training.pronounce import Pronunciations
from aigc.voice.training.prosody_batches import Example, IsWeak, batch, examples
from aigc.voice.training.sets import (
    CHINESE,
    ENGLISH,
    LENDERS,
    SPEAKERS,
    by_speaker,
    check_enough,
    check_record,
    keep_to,
)
from aigc.voice.training.steps import Say, Schedule, Trainer
from aigc.voice.training.vocoder_batches import batch as vocoder_batch
from aigc.voice.training.vocoder_batches import places

SHARES = {"chen": 0.2, "yue": 0.4, "kathleen": 0.4}
RARE = 20
LEAST_SPREAD, MOST_SPREAD = 0.15, 0.28
"""A coda is also an initial elsewhere: a wider spread would let it vanish in fast speech."""
_SCALES, _WORDS = 3, 3000
_SHOWN_VOCODER, _SHOWN_ACOUSTIC = 32, 96
"""Stretches of held-out recordings that a network is measured on."""
Arrays = dict[str, npt.NDArray[Any]]
Loss = Callable[[nn.Module, np.random.Generator], Tensor]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """Hours of training of each network on one core; the last share of each lowers the rate."""

    vocoder: float = 1.2
    acoustic: float = 2.6
    energy: float = 1.0
    durations: float = 0.4
    melody: float = 0.4
    melody_energy: float = 0.3

    def times(self, factor: float) -> Hours:
        """Return a longer or shorter plan."""
        return Hours(**{name: factor * getattr(self, name) for name in self.__slots__})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Bench:
    """What all steps share."""

    work: Path
    packs: Mapping[str, Pack]
    alignments: Mapping[str, dict[int, Aligned]]
    is_weak: IsWeak
    hours: Hours
    say: Say

    def train(
        self,
        name: str,
        network: nn.Module,
        loss: Loss,
        measure: Callable[[nn.Module], str],
        schedule: Schedule,
    ) -> dict[str, npt.NDArray[Any]]:
        """Return the averaged arrays of a trained network."""
        trainer = Trainer(network, loss, measure, schedule, self.work / f"{name}.pt")
        if trainer.file.exists():
            trainer.load()
        if trainer.seconds < schedule.hours * 3600:
            self.say(f"training {name}")
            if not trainer.run(self.say):
                raise Cancelled(f"Stopped during {name}. Run the same command to go on from there.")
        return {key: value.numpy() for key, value in trainer.average.items()}


def build(
    folder: Path,
    work: Path,
    out: Path,
    record: VoiceRecord,
    pronunciations: Pronunciations,
    is_weak: IsWeak,
    *,
    hours: Hours,
    jobs: int = 1,
    say: Say,
    progress: Progress = silent,
) -> None:
    """Write the voice that is learned from the recordings in ``folder`` to ``out``.

    Parameters
    ----------
    work : Path
        Folder of what is kept between the steps, about 3 GB; a later call goes on from there.
    pronunciations : mapping
        The ways to say each English word, in ARPAbet.
    is_weak : callable
        Whether an English word is one of grammar.

    Raises
    ------
    AssetError
        When recordings are missing, damaged or too few.
    InputError
        When ``work`` keeps the steps of other recordings.
    TrustError
        When the record does not allow a voice to be made.
    """
    check_record(record)
    sets = by_speaker(folder, pronunciations)
    keep_to(work, sets)
    packs = {
        name: pack.prepare(some, work / "packs" / name, jobs=jobs, progress=progress)
        for name, some in sets.items()
    }
    alignments = alignment.prepare(packs, pronunciations, work / "alignment", progress=progress)
    bench = _Bench(
        work=work, packs=packs, alignments=alignments, is_weak=is_weak, hours=hours, say=say
    )
    _check_aligned(bench)
    arrays: Arrays = {}
    for name, make in _STEPS.items():
        arrays |= {f"{name}.{key}": value for key, value in make(bench).items()}
    package.save(out, arrays, record, [_middle_hz(packs[s], alignments[s]) for s in SPEAKERS])


def _check_aligned(bench: _Bench) -> None:
    """Raise unless enough recordings of each set are long enough and fit what they say."""
    for usable in (
        partial(places, bench.packs),
        partial(lessons, bench.packs, bench.alignments),
    ):
        learned, held = (usable(held_out=held_out) for held_out in (False, True))
        check_enough({name: (len(learned[name]), len(held[name])) for name in SPEAKERS})


def _middle_hz(some: Pack, alignments: Mapping[int, Aligned]) -> float:
    frames = (some.frames(i) for i in list(alignments)[::7])
    return float(np.median(np.concatenate([f.f0_hz[f.voiced > 0] for f in frames])))


def _vocoder(bench: _Bench) -> Arrays:
    learned, held = (places(bench.packs, held_out=held) for held in (False, True))
    shown = vocoder_batch(bench.packs, held, np.random.default_rng(7), _SHOWN_VOCODER)

    def loss(network: nn.Module, rng: np.random.Generator) -> Tensor:
        scales = tuple(int(s) for s in rng.choice(vocoder.SCALES, _SCALES, replace=False))
        return vocoder.energy_distance(network, *vocoder_batch(bench.packs, learned, rng), scales)

    def measure(network: nn.Module) -> str:
        torch.manual_seed(0)
        return f"distance {vocoder.energy_distance(network, *shown, vocoder.SCALES).item():.4f}"

    torch.manual_seed(0)
    schedule = _schedule(bench.hours.vocoder, 0.4)
    return bench.train("vocoder", vocoder.VocoderNetwork(), loss, measure, schedule)


def _acoustic(bench: _Bench) -> Arrays:
    learned, held = (lessons(bench.packs, bench.alignments, held_out=h) for h in (False, True))
    scale = _scale(bench, learned)
    room = Classroom(bench.packs, learned, scale, SHARES)
    even = dict.fromkeys(SPEAKERS, 1.0)
    shown = Classroom(bench.packs, held, scale, even).batch(
        np.random.default_rng(7), _SHOWN_ACOUSTIC
    )

    def measure(network: nn.Module) -> str:
        network.eval()
        torch.manual_seed(0)
        plain = acoustic.plain_loss(network, shown).item()
        energy = acoustic.energy_loss(network, shown).item()
        network.train()
        return f"plain {plain:.4f} energy {energy:.4f}"

    torch.manual_seed(0)
    network = acoustic.AcousticNetwork(len(SPEAKERS))
    losses = ("plain", acoustic.plain_loss, bench.hours.acoustic, 2e-3), (
        "energy", acoustic.energy_loss, bench.hours.energy, 8e-4,
    )  # fmt: skip
    arrays: Arrays = {}
    for name, loss, hours, rate in losses:
        share = 0.4 if name == "plain" else 0.5
        drawn = _on(loss, room.batch)
        schedule = _schedule(hours, share, rate)
        arrays = bench.train(f"acoustic_{name}", network, drawn, measure, schedule)
        network.load_state_dict({key: torch.from_numpy(value) for key, value in arrays.items()})
    lenders = {SPEAKERS.index(one): SPEAKERS.index(other) for one, other in LENDERS.items()}
    shaded = acoustic.shaded(arrays, lenders)
    return shaded | {"mean": scale.mean, "deviation": scale.deviation}


def _scale(bench: _Bench, learned: Mapping[str, Sequence[Any]]) -> Scale:
    file = bench.work / "scale.npz"
    if not file.exists():
        made = scale_of(bench.packs, learned)
        with replacing(file) as part:
            np.savez(part, mean=made.mean, deviation=made.deviation)
    with np.load(file) as kept:
        return Scale(kept["mean"], kept["deviation"])


def _examples(bench: _Bench, name: str, *, held_out: bool) -> list[Example]:
    return examples(bench.packs[name], bench.alignments[name], bench.is_weak, held_out=held_out)


def _durations(bench: _Bench) -> Arrays:
    english, chinese = (_examples(bench, name, held_out=False) for name in (ENGLISH, CHINESE))
    shown = batch(_examples(bench, ENGLISH, held_out=True))

    def loss(network: nn.Module, rng: np.random.Generator) -> Tensor:
        some = [english[i] for i in rng.integers(len(english), size=12)]
        some += [chinese[i] for i in rng.integers(len(chinese), size=24)]
        return prosody.duration_loss(network, batch(some))

    def measure(network: nn.Module) -> str:
        network.eval()
        surprise = prosody.duration_loss(network, shown).item()
        network.train()
        return f"surprise {surprise:.4f}"

    torch.manual_seed(0)
    network = prosody.DurationNetwork()
    schedule = _schedule(bench.hours.durations, 0.6, 1.5e-3)
    network.load_state_dict(_tensors(bench.train("durations", network, loss, measure, schedule)))
    prosody.level(network, batch(english))
    return {name: value.numpy() for name, value in network.state_dict().items()}


def _melody(bench: _Bench) -> Arrays:
    learned = _examples(bench, ENGLISH, held_out=False)
    shown = batch(_examples(bench, ENGLISH, held_out=True))

    def measure(network: nn.Module) -> str:
        network.eval()
        torch.manual_seed(0)
        plain = prosody.melody_plain_loss(network, shown).item()
        energy = prosody.melody_energy_loss(network, shown).item()
        network.train()
        return f"plain {plain:.4f} energy {energy:.4f}"

    def some(rng: np.random.Generator) -> prosody.Sentences:
        return batch([learned[i] for i in rng.integers(len(learned), size=10)])

    torch.manual_seed(0)
    network = prosody.MelodyNetwork()
    losses = ("plain", prosody.melody_plain_loss, bench.hours.melody, 1.5e-3), (
        "energy", prosody.melody_energy_loss, bench.hours.melody_energy, 7e-4,
    )  # fmt: skip
    arrays: Arrays = {}
    for name, loss, hours, rate in losses:
        schedule = _schedule(hours, 0.6, rate)
        arrays = bench.train(f"melody_{name}", network, _on(loss, some), measure, schedule)
        network.load_state_dict(_tensors(arrays))
    return arrays


def _tensors(arrays: Arrays) -> dict[str, Tensor]:
    return {name: torch.from_numpy(value) for name, value in arrays.items()}


def _tones(bench: _Bench) -> Arrays:
    every = _examples(bench, CHINESE, held_out=False)
    order = np.random.default_rng(0).permutation(len(every))[:_WORDS]
    network, apart = tones.learned([every[i] for i in order])
    bench.say(f"tones: {apart:.2f} semitones from the recordings")
    targets = network.targets()
    return {name: getattr(targets, name) for name in ("height", "slope", "strength")}


def _usual(bench: _Bench) -> Arrays:
    """Return the middle and the spread of the log-lengths of phones within words."""
    lengths: list[list[float]] = [[] for _ in SYMBOLS]
    for aligned in bench.alignments[CHINESE].values():
        last = aligned.word.max()
        inside = (aligned.word >= 0) & ((aligned.word < last) | (last == 0))
        frames = np.maximum(aligned.end - aligned.begin, 1)[inside]
        for phone, size in zip(aligned.phone[inside], frames, strict=True):
            lengths[phone].append(float(np.log(size)))
    middle = float(np.median(np.concatenate([np.array(some) for some in lengths])))
    found = [_middle(some, middle) for some in lengths]
    mean, deviation = np.array(found).T
    return {"mean": mean, "deviation": deviation}


def _middle(some: Sequence[float], usual: float) -> tuple[float, float]:
    if len(some) < RARE:
        return usual, MOST_SPREAD
    mean = float(np.median(some))
    spread = 1.4826 * float(np.median(np.abs(np.array(some) - mean)))
    return mean, min(max(spread, LEAST_SPREAD), MOST_SPREAD)


def _on(loss: Callable[..., Tensor], draw: Callable[[np.random.Generator], Any]) -> Loss:
    """Return the loss on a batch that is drawn."""

    def drawn(network: nn.Module, rng: np.random.Generator) -> Tensor:
        return loss(network, draw(rng))

    return drawn


def _schedule(hours: float, last_share: float, rate: float = 2e-3) -> Schedule:
    return Schedule(hours=hours, decay_hours=hours * last_share, rate=rate)


_STEPS: Mapping[str, Callable[[_Bench], Arrays]] = {
    "vocoder": _vocoder, "acoustic": _acoustic, "durations": _durations, "melody": _melody,
    "tones": _tones, "usual": _usual,
}  # fmt: skip
