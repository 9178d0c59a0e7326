"""The bundled model of Chinese verse in training: its batches, and how it is measured."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from aigc.lyrics.model.config import NetworkConfig
from aigc.lyrics.model.training.pack import Pack
from aigc.lyrics.model.training.perplexity import averaged, perplexities, verse
from aigc.lyrics.model.training.samples import Chances, Sample, draw, plain
from aigc.lyrics.model.training.steps import Schedule, Steps
from aigc.lyrics.model.vocabulary import Vocabulary

__all__ = ["Schedule", "Trainer"]

WEIGHTS = {
    "songci_train": 1.0, "classic_extra": 1.0, "yuanqu": 0.4, "shi": 0.05,
    "poem": 4.0, "lyric": 4.0, "good_prose": 1.4, "prose": 0.6, "sentence": 0.2,
}  # fmt: skip
LAST_WEIGHTS = {
    "songci_train": 1.0, "classic_extra": 1.0, "yuanqu": 0.2, "shi": 0.02,
    "poem": 1.5, "lyric": 1.5, "good_prose": 0.6, "prose": 0.5, "sentence": 0.1,
}  # fmt: skip
POOL = 512


class Trainer(Steps):
    """Trains on weighted groups of texts, on chosen ones more in the last phase."""

    dropout = (0.1, 0.15)

    def __init__(
        self, vocabulary: Vocabulary, packs: dict[str, Pack], options: Schedule, file: Path
    ) -> None:
        self.packs = packs
        config = NetworkConfig(tokens=len(vocabulary), layers=options.layers)
        super().__init__(vocabulary, config, packs["train"].token, options, file)

    def pool(self) -> list[Sample]:
        """Return samples drawn by the weights of the phase."""
        packed, chances = self.packs["train"], Chances()
        weights = LAST_WEIGHTS if self.decay() > 0 else WEIGHTS
        share = np.array([weights[g] for g in packed.groups])[packed.group].cumsum()
        chosen = np.searchsorted(share, self.rng.random(POOL) * share[-1])
        return [draw(packed, int(i), self.rng, chances) for i in chosen]

    def evaluate(self) -> str:
        """Return the perplexities of the averaged network on part of the development texts."""
        network = averaged(self.config, self.average)
        told = []
        for name in ("songci_dev", "modern_dev"):
            packed = self.packs[name]
            samples = [plain(packed, i, rhyme=False) for i in verse(packed, 110)]
            told.append("{} {:.1f} / {:.2f}".format(name, *perplexities(network, samples)))
        return ", ".join(told)
