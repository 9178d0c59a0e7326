"""The bundled model of English verse in training: its batches, and how it is measured."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from aigc.lyrics.english.phrases import FLOOR, contexts
from aigc.lyrics.english.training.kinship import kinship
from aigc.lyrics.english.training.pack import Pack
from aigc.lyrics.english.training.prepare import SONNET, VERSE
from aigc.lyrics.english.training.samples import PLAIN, Chances, draw
from aigc.lyrics.model.config import NetworkConfig
from aigc.lyrics.model.phrases import Phrases
from aigc.lyrics.model.symbols import Column
from aigc.lyrics.model.training.arrays import Array
from aigc.lyrics.model.training.perplexity import Foreknown, averaged, losses, perplexities
from aigc.lyrics.model.training.samples import Sample
from aigc.lyrics.model.training.steps import Schedule, Steps
from aigc.lyrics.model.vocabulary import Vocabulary

WIDTH, HEADS, HIDDEN = 256, 4, 768
SHARES = {SONNET: 0.03, VERSE: 0.97}
LAST_SHARES = {SONNET: 0.02, VERSE: 0.98}
POOL, SHOWN = 256, 120


class EnglishTrainer(Steps):
    """Trains on verse of every kind; the few sonnets would soon be known by heart."""

    dropout = (0.05, 0.1)

    def __init__(
        self,
        vocabulary: Vocabulary,
        packs: dict[str, Pack],
        phrases: Phrases,
        options: Schedule,
        file: Path,
    ) -> None:
        self.packs, self.foreknown = packs, foreknown(phrases)
        self.lines = {g: np.flatnonzero(packs["train"].group == g) for g in SHARES}
        config = NetworkConfig(
            tokens=len(vocabulary), width=WIDTH, layers=options.layers, heads=HEADS, hidden=HIDDEN
        )
        super().__init__(vocabulary, config, np.zeros(0, np.int64), options, file)

    def begin(self) -> None:
        """Give the words of a new network a first place by the company that they keep."""
        rows = kinship(self.packs["train"], len(self.vocabulary), WIDTH, self.schedule.seed)
        for table in (self.network.token.weight.data, self.average["token.weight"]):
            table.copy_(torch.from_numpy(rows))

    def nats(self, batch: Sequence[Sample]) -> Tensor:
        """Return the loss of every free slot, the counts of phrases being known."""
        return losses(self.network, batch, self.foreknown)[0]

    def pool(self) -> list[Sample]:
        """Return samples drawn by the shares of the phase."""
        packed, chances = self.packs["train"], Chances()
        shares = LAST_SHARES if self.decay() > 0 else SHARES
        drawn = self.rng.choice(list(shares), POOL, p=list(shares.values()))
        chosen = [int(self.rng.choice(self.lines[group])) for group in drawn]
        return [draw(packed, i, self.rng, chances, self.vocabulary) for i in chosen]

    def evaluate(self) -> str:
        """Return the perplexity of a word of the averaged network on the development sonnets."""
        network = averaged(self.config, self.average)
        samples = held_out(self.packs["sonnet_dev"], self.vocabulary, SHOWN)
        return f"sonnet_dev {perplexities(network, samples, self.foreknown)[0]:.1f}"


def held_out(packed: Pack, vocabulary: Vocabulary, most: int) -> list[Sample]:
    """Return evenly spread samples with rhyme and metre told; always the same."""
    rng = np.random.default_rng(0)
    lines: Array = np.linspace(0, len(packed) - 1, most).astype(int)
    return [draw(packed, int(i), rng, PLAIN, vocabulary) for i in lines]


def foreknown(phrases: Phrases) -> Foreknown:
    """Return what the counts of phrases foretell of the free slots of samples."""

    def told(samples: Sequence[Sample]) -> Tensor:
        around = [contexts(s.tokens, s.slots[:, Column.PARITY])[s.free] for s in samples]
        rows = [phrases.foresee(after, beyond) for after, beyond in np.concatenate(around).tolist()]
        return torch.from_numpy(np.log(np.stack(rows) + FLOOR))

    return told
