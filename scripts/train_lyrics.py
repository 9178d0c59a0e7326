"""Train, evaluate and export the bundled model of Chinese verse.

``train`` prepares the corpora once, then trains until ``--hours`` of training are done; run again
with ``--resume`` and more hours it goes on. The rate stays level until the last ``--decay-hours``.
"""

from __future__ import annotations

import os
from argparse import Namespace
from pathlib import Path
from typing import Any

import numpy as np

from aigc.lyrics.chinese.voice import Voice, save
from aigc.lyrics.model.phrases import Phrases
from aigc.lyrics.model.runtime import Runtime
from aigc.lyrics.model.training.checkpoint import kept
from aigc.lyrics.model.training.commands import Commands, say, schedule_of
from aigc.lyrics.model.training.pack import Pack
from aigc.lyrics.model.training.perplexity import perplexities, verse
from aigc.lyrics.model.training.phrases import WEIGHTS, best_share, foreseen, phrases_of
from aigc.lyrics.model.training.prepare import HELD_OUT, prepare
from aigc.lyrics.model.training.samples import plain
from aigc.lyrics.model.training.steps import Schedule
from aigc.lyrics.model.training.trainer import Trainer
from aigc.lyrics.model.vocabulary import Vocabulary
from aigc.weights import quantise

TUNED_ON = 150
DEVELOPMENT = {"classical": "songci_dev", "modern": "modern_dev"}


def train(options: Namespace) -> None:
    """Prepare the corpora at the first call, then train or go on training."""
    os.nice(19)
    options.out.mkdir(parents=True, exist_ok=True)
    prepared = prepare(options.data, options.out)
    trainer = Trainer(*prepared, schedule_of(options), options.out / "checkpoint.pt")
    if options.resume:
        trainer.load()
    trainer.run(say)


def export(options: Namespace) -> None:
    """Write the averaged weights of a checkpoint, and counts of phrases beside them."""
    trained = kept(options.checkpoint)
    vocabulary = Vocabulary(characters=trained.characters)
    voice = Voice(Runtime(trained.config, vocabulary, quantise(trained.arrays)), {})
    train = Pack.load(options.checkpoint.parent / "train.npz")
    idioms = {}
    for manner, groups in WEIGHTS.items():
        arrays = phrases_of(train, groups, len(vocabulary))
        share = tuned(voice, arrays, options.checkpoint.parent, DEVELOPMENT[manner])
        say(f"{manner}: {sum(a.nbytes for a in arrays.values()) / 1e6:.1f} MB, share {share:.2f}")
        idioms[manner] = arrays, share
    save(options.file, trained.config, vocabulary, trained.arrays, idioms)
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


def evaluate(options: Namespace) -> None:
    """Print the perplexities of a checkpoint on every held-out poem, without and with rhyme."""
    network = kept(options.checkpoint).network()
    for name in HELD_OUT:
        packed = Pack.load(options.checkpoint.parent / f"{name}.npz")
        for rhyme in (False, True):
            samples = [plain(packed, i, rhyme=rhyme) for i in verse(packed)]
            character, paper = perplexities(network, samples)
            told = "main rhyme told" if rhyme else "rhyme unknown"
            say(f"{name}, {len(samples)} poems, {told}: {character:.1f} / {paper:.2f}")


def main() -> None:
    Commands(__doc__, Schedule(hours=0), train=train, export=export, evaluate=evaluate).run()


if __name__ == "__main__":
    main()
