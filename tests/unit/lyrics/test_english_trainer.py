from __future__ import annotations

import math

import numpy as np
import pytest

from aigc.lyrics.english.model import load, save
from aigc.lyrics.english.symbols import Slots, vocabulary_of
from aigc.lyrics.english.training import trainer as module
from aigc.lyrics.english.training.corpus import verse
from aigc.lyrics.english.training.pack import Collector
from aigc.lyrics.english.training.phrases import phrases_of
from aigc.lyrics.english.training.trainer import EnglishTrainer, held_out
from aigc.lyrics.model.phrases import Phrases
from aigc.lyrics.model.symbols import Column
from aigc.lyrics.model.training.perplexity import averaged, perplexities
from aigc.lyrics.model.training.steps import Schedule

STANZA = [
    "The night is long, and I am here to see",
    "And all the river is a silver light",
    "My love is like a flower by the sea",
    "And she shall sing to me the summer night",
]


@pytest.fixture
def trained(tmp_path, monkeypatch) -> EnglishTrainer:
    monkeypatch.setattr(module, "WIDTH", 32)
    monkeypatch.setattr(module, "HEADS", 1)
    monkeypatch.setattr(module, "HIDDEN", 32)
    collector = Collector()
    for group in (0, 1):
        for _ in range(20):
            collector.add(map(verse, STANZA), group)
    words = sorted(collector.words)
    vocabulary, packed = vocabulary_of(words), collector.pack(words)
    other = Collector()
    other.add(map(verse, [line for line in STANZA[::-1] for _ in range(5)]), 0)
    phrases = Phrases.of(phrases_of(other.pack(words), len(vocabulary)))
    packs = {"train": packed, "sonnet_dev": packed}
    schedule = Schedule(hours=1, layers=1, batch=400, rate=3e-3)
    return EnglishTrainer(vocabulary, packs, phrases, schedule, tmp_path / "checkpoint.pt")


def cost(trainer: EnglishTrainer) -> float:
    samples = held_out(trainer.packs["train"], trainer.vocabulary, 8)
    network = averaged(trainer.config, trainer.average)
    return perplexities(network, samples, trainer.foreknown)[0]


def test_training_lowers_the_perplexity_and_goes_on_from_disk(trained):
    trained.begin()
    before = cost(trained)
    batches = trained.batches()
    for _ in range(25):
        trained.update(next(batches))
    trained.save()
    after = cost(trained)
    assert math.log(after) < 0.9 * math.log(before)
    trained.average = {}
    trained.load()
    assert cost(trained) == pytest.approx(after)
    assert trained.evaluate().startswith("sonnet_dev")


def test_the_runtime_foresees_what_training_does(trained, tmp_path):
    trained.begin()
    weights = {name: value.numpy() for name, value in trained.average.items()}
    packed = trained.packs["train"]
    phrases = phrases_of(packed, len(trained.vocabulary))
    words = trained.vocabulary.characters[1:]
    save(tmp_path / "some.safetensors", trained.config, words, weights, phrases)
    voice = load(tmp_path / "some.safetensors")
    sample = held_out(packed, trained.vocabulary, 1)[0]
    slots = Slots(sample.slots, sample.slots[:, Column.PARITY], np.zeros(0))
    speaking = voice.start(sample.prompt, slots, 2)
    nats = []
    for token, free in zip(sample.tokens.tolist(), sample.free.tolist(), strict=True):
        if free:
            nats.append(float(speaking.scores(np.array([0, 1]))[1, token]))
        speaking.tell(np.array([token, token]))
    told = module.foreknown(Phrases.of(phrases))
    network = averaged(trained.config, trained.average)
    assert np.exp(-np.mean(nats)) == pytest.approx(
        perplexities(network, [sample], told)[0], rel=0.03
    )
