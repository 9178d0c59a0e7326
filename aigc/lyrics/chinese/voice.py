"""What is likely to be written: the network, and the counts of phrases beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from aigc import weights as disk
from aigc.errors import AssetError, EngineUnavailable
from aigc.lyrics.model.config import NetworkConfig
from aigc.lyrics.model.phrases import Phrases, pauses
from aigc.lyrics.model.runtime import Floats, Runtime, Writing
from aigc.lyrics.model.symbols import Column, Ids
from aigc.lyrics.model.vocabulary import PAUSE, START, Vocabulary

MANNERS = {"ci": "classical", "qu": "classical", "classic": "classical", "modern": "modern"}
"""Which counts speak in a style."""


@dataclass(frozen=True, slots=True)
class Idiom:
    """Counts of phrases, and the share that they have beside the network, 0 to 1."""

    phrases: Phrases
    share: float


@dataclass(frozen=True, slots=True)
class Voice:
    """A trained model of Chinese verse; ``idioms`` go by the names in `MANNERS`."""

    network: Runtime
    idioms: Mapping[str, Idiom]

    @property
    def vocabulary(self) -> Vocabulary:
        """The tokens that it writes."""
        return self.network.vocabulary

    def usual(self, style: str) -> Floats:
        """Return the logarithm of how likely each token stands anywhere, by the counts."""
        idiom = self._idiom(style)
        return np.log(idiom.phrases.alone) if idiom else np.zeros(len(self.vocabulary), np.float32)

    def _idiom(self, style: str) -> Idiom | None:
        return self.idioms.get(MANNERS.get(style, "modern"))

    def start(self, prompt: Ids, slots: Ids, each: int, style: str) -> Speaking:
        """Begin ``each`` texts for every template; see `Runtime.start`."""
        writing = self.network.start(prompt, slots, each)
        kinds = slots.reshape(-1, *slots.shape[-2:])[..., Column.KIND]
        return Speaking(writing, self._idiom(style), pauses(kinds[0]), each * len(kinds))


class Speaking:
    """Texts on their way; ``gaps`` tells which slots follow a pause without a mark."""

    def __init__(
        self, writing: Writing, idiom: Idiom | None, gaps: npt.NDArray[np.bool_], count: int
    ) -> None:
        self._writing, self._idiom, self._gaps = writing, idiom, gaps
        self._last = np.full((count, 2), START)
        self._at = 0

    def step(self, tokens: Ids | None = None) -> Floats:
        """Return the log-probability of every token in the next slot, ``(texts, tokens)``.

        ``tokens`` are those of the slots since the last call; see `Writing.step`.
        """
        if tokens is not None:
            for column in tokens.reshape(len(self._last), -1).T:
                self._tell(column)
        return self._mixed(self._writing.step(tokens), self._before())

    def before(self, wanted: npt.NDArray[np.bool_]) -> Floats:
        """Return how likely one of the ``wanted`` tokens comes right after each, by the counts."""
        if self._idiom is None:
            return np.ones(len(wanted), np.float32)
        return self._idiom.phrases.before(wanted)

    def select(self, texts: npt.NDArray[np.int64]) -> None:
        """Go on with these texts, in this order; each is one of its own template."""
        self._last = self._last[texts]
        self._writing.select(texts)

    def _tell(self, tokens: Ids) -> None:
        self._last = np.stack((self._before()[:, 1], tokens), 1)
        self._at += 1

    def _before(self) -> Ids:
        """Return the two tokens before the next slot of each text."""
        if self._at < len(self._gaps) and self._gaps[self._at]:
            return np.stack((self._last[:, 1], np.full(len(self._last), PAUSE)), 1)
        return self._last

    def judge(self, tokens: Ids) -> Floats:
        """Return the log-probability of each of ``tokens``, ``(texts, n)``, from the start."""
        scores = self._writing.follow(tokens)
        judged = np.empty(tokens.shape, np.float32)
        for i, column in enumerate(tokens.T):
            likely = self._mixed(scores[:, i], self._before())
            judged[:, i] = likely[np.arange(len(column)), column]
            self._tell(column)
        return judged

    def _mixed(self, scores: Floats, before: Ids) -> Floats:
        likely: Floats = scores - scores.max(1, keepdims=True)
        if self._idiom is None or not self._idiom.share:
            likely -= np.log(np.exp(likely).sum(1, keepdims=True))
            return likely
        share = np.float32(self._idiom.share)
        np.exp(likely, out=likely)
        likely *= (1 - share) / likely.sum(1, keepdims=True)
        for row, (far, near) in zip(likely, before.tolist(), strict=True):
            foreseen = self._idiom.phrases.foresee(near, far)
            row += share / foreseen.sum() * foreseen
        np.log(likely, out=likely)
        return likely


def load(path: Path) -> Voice:
    """Return the model of a file that `save` wrote.

    Raises
    ------
    EngineUnavailable
        If there is no such file.
    AssetError
        If the file is damaged or holds another model.
    """
    if not path.is_file():
        raise EngineUnavailable(
            f"The weights {str(path)!r} of the model of Chinese verse are missing; install the "
            "package anew, or train them with `scripts/train_lyrics.py`."
        )
    arrays, metadata = disk.read(path)
    try:
        shares: dict[str, float] = json.loads(metadata["shares"])
        idioms = {
            name: Idiom(Phrases.of(disk.under(arrays, f"{name}.")), share)
            for name, share in shares.items()
        }
        config = NetworkConfig(**json.loads(metadata["config"]))
        vocabulary = Vocabulary(characters=tuple(metadata["characters"]))
        network = Runtime(config, vocabulary, disk.under(arrays, "network."))
        return Voice(network, idioms)
    except (KeyError, TypeError, ValueError) as exc:
        raise AssetError(
            f"The weights {str(path)!r} are not of a lyrics model; name a file that "
            "`scripts/train_lyrics.py export` wrote."
        ) from exc


def save(
    path: Path,
    config: NetworkConfig,
    vocabulary: Vocabulary,
    network: Mapping[str, Any],
    idioms: Mapping[str, tuple[Mapping[str, Any], float]],
) -> None:
    """Write a model for `load`: matrices as int8, and the arrays and share of each idiom."""
    metadata = {
        "config": json.dumps(asdict(config)),
        "characters": "".join(vocabulary.characters),
        "shares": json.dumps({name: share for name, (_, share) in idioms.items()}),
    }
    matrices = disk.quantise({name: np.asarray(a) for name, a in network.items()})
    arrays = {f"network.{name}": a for name, a in matrices.items()}
    for name, (counts, _) in idioms.items():
        arrays |= {f"{name}.{key}": np.asarray(a) for key, a in counts.items()}
    disk.write(path, arrays, metadata)
