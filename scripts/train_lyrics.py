"""Train, evaluate, sample and export the bundled model of Chinese verse.

``train`` prepares the corpora once, then trains until ``--hours`` of training are done; run again
with ``--resume`` and more hours it goes on. The rate stays level until the last ``--decay-hours``.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from dataclasses import fields
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from aigc.lyrics.model.config import NetworkConfig
from aigc.lyrics.model.runtime import Runtime, save
from aigc.lyrics.model.symbols import Column
from aigc.lyrics.model.training.pack import Pack
from aigc.lyrics.model.training.perplexity import averaged, perplexities, verse
from aigc.lyrics.model.training.prepare import HELD_OUT, prepare
from aigc.lyrics.model.training.samples import Sample, plain
from aigc.lyrics.model.training.trainer import Schedule, Trainer
from aigc.lyrics.model.vocabulary import FIRST_CHARACTER, FREE, Vocabulary

SHOW_EVERY = 25
LONGEST_STEP_S = 60.0
"""A step that took longer was stopped from outside; the pause is not training."""


def train(options: Any) -> None:
    """Train until the hours are over or a signal comes; the last checkpoint is always whole."""
    os.nice(19)
    options.out.mkdir(parents=True, exist_ok=True)
    schedule = Schedule(**{f.name: getattr(options, f.name) for f in fields(Schedule)})
    prepared = prepare(options.data, options.out)
    trainer = Trainer(*prepared, schedule, options.out / "checkpoint.pt")
    if options.resume:
        trainer.load()
    count = sum(p.numel() for p in trainer.network.parameters())
    say(f"{count / 1e6:.2f} M parameters, {len(trainer.vocabulary)} tokens")
    asked: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda n, _: asked.append(n))
    shown = saved = time.monotonic()
    recent: list[float] = []
    before = trainer.tokens
    trainer.network.train()
    for batch in trainer.batches():
        began = time.monotonic()
        recent.append(trainer.update(batch))
        now = time.monotonic()
        trainer.seconds += min(now - began, LONGEST_STEP_S)
        over = bool(asked) or trainer.seconds >= options.hours * 3600
        if trainer.step % SHOW_EVERY == 0:
            speed = (trainer.tokens - before) / (now - shown)
            say(f"step {trainer.step}, {trainer.tokens / 1e6:.2f} M tokens, "
                f"{trainer.seconds / 3600:.3f} h, {speed:.0f} tokens/s, "
                f"loss {np.mean(recent):.3f}")  # fmt: skip
            shown, before, recent = now, trainer.tokens, []
        if over or now - saved >= options.save_every:
            trainer.save()
            say(f"dev at {trainer.tokens / 1e6:.2f} M tokens: {trainer.evaluate()}")
            shown = saved = time.monotonic()
            before = trainer.tokens
        if over:
            return


def kept_network(path: Path) -> tuple[NetworkConfig, Vocabulary, dict[str, Tensor]]:
    """Return the sizes, the vocabulary and the averaged weights of a checkpoint."""
    state = torch.load(path, weights_only=False)
    vocabulary = Vocabulary(characters=tuple(state["characters"]))
    return NetworkConfig(**state["config"]), vocabulary, state["average"]


def export(options: Any) -> None:
    """Write the averaged weights of a checkpoint for the runtime."""
    config, vocabulary, weights = kept_network(options.checkpoint)
    save(options.file, config, vocabulary, {k: v.numpy() for k, v in weights.items()})
    say(f"{options.file}: {options.file.stat().st_size / 1e6:.1f} MB")


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


def sample(options: Any) -> None:
    """Print texts written under the templates of held-out poems, from the likeliest tokens."""
    runtime = Runtime.load(options.file)
    rng = np.random.default_rng(options.seed)
    packed = Pack.load(options.packs / f"{options.name}.npz")
    chosen = verse(packed)
    for i in rng.choice(chosen, options.count, replace=False):
        template = plain(packed, int(i), rhyme=True)
        for number in range(options.candidates + 1):
            tokens = written(runtime, template, rng, options.top, options.heat)
            text = runtime.vocabulary.text(template.tokens if number == 0 else tokens)
            ends = np.flatnonzero(np.diff(template.slots[:, Column.SEGMENT]) > 0) + 1
            title = runtime.vocabulary.text(template.prompt[1:, 0])
            parts = [text[a:b] for a, b in pairwise([0, *ends.tolist(), len(text)])]
            say(f"{title} {number or 'reference'}: {' '.join(parts)}")


def written(
    runtime: Runtime, template: Sample, rng: np.random.Generator, top: int, heat: float
) -> list[int]:
    """Return the tokens of one text, each free one drawn from the ``top`` likeliest characters."""
    writing = runtime.start(template.prompt, template.slots, 1)
    tokens: list[int] = []
    told = 0
    for given in template.slots[:, Column.GIVEN].tolist():
        if given == FREE:
            scores = writing.step(np.array([tokens[told:]]) if told < len(tokens) else None)[0]
            told = len(tokens)
            best = FIRST_CHARACTER + np.argsort(-scores[FIRST_CHARACTER:])[:top]
            share = np.exp((scores[best] - scores[best[0]]) / heat).cumsum()
            given = int(best[np.searchsorted(share, rng.random() * share[-1])])
        tokens.append(given)
    return tokens


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
    sampling = commands.add_parser("sample")
    sampling.add_argument("file", type=Path)
    sampling.add_argument("packs", type=Path)
    sampling.add_argument("--name", choices=HELD_OUT, default="songci_dev")
    for name, value in (("count", 3), ("candidates", 2), ("top", 32), ("seed", 1)):
        sampling.add_argument(f"--{name}", type=int, default=value)
    sampling.add_argument("--heat", type=float, default=0.9)
    sampling.set_defaults(run=sample)
    options = parser.parse_args()
    torch.set_num_threads(getattr(options, "threads", 1))
    options.run(options)


if __name__ == "__main__":
    main()
