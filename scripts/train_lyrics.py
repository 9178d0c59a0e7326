"""Train, evaluate and export the bundled model of Chinese verse.

``train`` prepares the corpora once, then trains until ``--hours`` of training are done; run again
with ``--resume`` and more hours it goes on. The rate stays level until the last ``--decay-hours``.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from aigc.lyrics.chinese.voice import Voice, save
from aigc.lyrics.model.config import NetworkConfig
from aigc.lyrics.model.phrases import Phrases
from aigc.lyrics.model.runtime import Runtime
from aigc.lyrics.model.training import steps
from aigc.lyrics.model.training.pack import Pack
from aigc.lyrics.model.training.perplexity import averaged, perplexities, verse
from aigc.lyrics.model.training.phrases import WEIGHTS, best_share, foreseen, phrases_of
from aigc.lyrics.model.training.prepare import HELD_OUT, prepare
from aigc.lyrics.model.training.samples import plain
from aigc.lyrics.model.training.trainer import Schedule, Trainer
from aigc.lyrics.model.vocabulary import Vocabulary
from aigc.lyrics.model.weights import quantise

TUNED_ON = 150
DEVELOPMENT = {"classical": "songci_dev", "modern": "modern_dev"}


def train(options: Any) -> None:
    """Prepare the corpora at the first call, then train or go on training."""
    os.nice(19)
    options.out.mkdir(parents=True, exist_ok=True)
    schedule = Schedule(**{f.name: getattr(options, f.name) for f in fields(Schedule)})
    prepared = prepare(options.data, options.out)
    trainer = Trainer(*prepared, schedule, options.out / "checkpoint.pt")
    if options.resume:
        trainer.load()
    steps.train(trainer, save_every_s=options.save_every, say=say)


def kept_network(path: Path) -> tuple[NetworkConfig, Vocabulary, dict[str, Tensor]]:
    """Return the sizes, the vocabulary and the averaged weights of a checkpoint."""
    state = torch.load(path, weights_only=False)
    vocabulary = Vocabulary(characters=tuple(state["characters"]))
    return NetworkConfig(**state["config"]), vocabulary, state["average"]


def export(options: Any) -> None:
    """Write the averaged weights of a checkpoint, and counts of phrases beside them."""
    config, vocabulary, weights = kept_network(options.checkpoint)
    network = {name: a.numpy() for name, a in weights.items()}
    voice = Voice(Runtime(config, vocabulary, quantise(network)), {})
    train = Pack.load(options.checkpoint.parent / "train.npz")
    idioms = {}
    for manner, groups in WEIGHTS.items():
        arrays = phrases_of(train, groups, len(vocabulary))
        share = tuned(voice, arrays, options.checkpoint.parent, DEVELOPMENT[manner])
        say(f"{manner}: {sum(a.nbytes for a in arrays.values()) / 1e6:.1f} MB, share {share:.2f}")
        idioms[manner] = arrays, share
    save(options.file, config, vocabulary, network, idioms)
    say(f"{options.file}: {options.file.stat().st_size / 1e6:.1f} MB")


def tuned(voice: Voice, arrays: dict[str, Any], packs: Path, name: str) -> float:
    """Return the share of the counts that suits some development poems best."""
    packed = Pack.load(packs / f"{name}.npz")
    samples = [plain(packed, i, rhyme=False) for i in verse(packed, TUNED_ON)]
    chances = [
        np.exp(voice.start(s.prompt, s.slots, 1, "").judge(s.tokens[None])[0][s.free])
        for s in samples
    ]
    return best_share(np.concatenate(chances), foreseen(Phrases.of(arrays), samples))


def evaluate(options: Any) -> None:
    """Print the perplexities of a checkpoint on every held-out poem, without and with rhyme."""
    config, _, weights = kept_network(options.checkpoint)
    network = averaged(config, weights)
    for name in HELD_OUT:
        packed = Pack.load(options.checkpoint.parent / f"{name}.npz")
        for rhyme in (False, True):
            samples = [plain(packed, i, rhyme=rhyme) for i in verse(packed)]
            character, paper = perplexities(network, samples)
            told = "main rhyme told" if rhyme else "rhyme unknown"
            say(f"{name}, {len(samples)} poems, {told}: {character:.1f} / {paper:.2f}")


def say(text: str) -> None:
    sys.stdout.write(f"{time.strftime('%H:%M:%S')} {text}\n")
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(required=True)
    training = commands.add_parser("train")
    training.add_argument("data", type=Path)
    training.add_argument("--out", type=Path, required=True)
    training.add_argument("--hours", type=float, required=True)
    training.add_argument("--decay-hours", type=float, default=0.0)
    training.add_argument("--resume", action="store_true")
    training.add_argument("--threads", type=int, default=1)
    training.add_argument("--save-every", type=float, default=600.0)
    for name in ("rate", "batch", "layers", "seed"):
        default = getattr(Schedule(hours=0), name)
        training.add_argument(f"--{name}", type=type(default), default=default)
    training.set_defaults(run=train)
    exporting = commands.add_parser("export")
    exporting.add_argument("checkpoint", type=Path)
    exporting.add_argument("file", type=Path)
    exporting.set_defaults(run=export)
    evaluating = commands.add_parser("evaluate")
    evaluating.add_argument("checkpoint", type=Path)
    evaluating.set_defaults(run=evaluate)
    options = parser.parse_args()
    torch.set_num_threads(getattr(options, "threads", 1))
    options.run(options)


if __name__ == "__main__":
    main()
