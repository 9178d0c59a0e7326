"""The network that hears, in NumPy: log-mel rows to how likely each class is."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from aigc.errors import AssetError
from aigc.hearing.classes import CLASSES
from aigc.hearing.features import BANDS, Floats
from aigc.layers import Arrays, Block, Dense, Norm, Wide, blocks
from aigc.weights import read

PAIR: Final = 2
"""Rows that the network takes together."""
STEM_KERNEL: Final = 3
CLASSES_KEY: Final = "aigc.hearing.classes"
_AT_ONCE, _MARGIN = 6000, 100
"""Rows that pass the network at once, and those on either side that they are heard with."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Network:
    """What `aigc.hearing.training.HearingNetwork` has learned.

    Attributes
    ----------
    stem, first, blocks, last, out
        The layers, as torch names them.
    follows : float32, shape (classes, classes)
        Logs of how often a class comes after another.
    usual : float32, shape (classes,)
        Logs of how often each class is heard.
    version : str
        Changes whenever the file does.
    """

    stem: Wide
    first: Norm
    blocks: tuple[Block, ...]
    last: Norm
    out: Dense
    follows: Floats
    usual: Floats
    version: str

    def __call__(self, rows: Floats) -> Floats:
        """Return the log-likelihood of each class, shape ``(frames, classes)``."""
        out = np.empty((len(rows), len(CLASSES)), np.float32)
        for first in range(0, len(rows), _AT_ONCE):
            begin, end = max(0, first - _MARGIN), min(len(rows), first + _AT_ONCE + _MARGIN)
            last = min(first + _AT_ONCE, len(rows))
            out[first:last] = self._passed(rows[begin:end])[first - begin : last - begin]
        return out

    def _passed(self, rows: Floats) -> Floats:
        count = len(rows)
        even = np.pad(rows, ((0, -count % PAIR), (0, 0)), mode="edge")
        x = self.first(self.stem(even.reshape(-1, PAIR * BANDS)))
        for block in self.blocks:
            x = block(x)
        scores = self.out(self.last(x)).reshape(-1, len(CLASSES))[:count]
        scores -= scores.max(1, keepdims=True)
        logs: Floats = scores - np.log(np.exp(scores).sum(1, keepdims=True))
        return logs


def load(path: Path) -> Network:
    """Return the network in a file.

    Raises
    ------
    AssetError
        When the file is missing or damaged, or was trained for other classes.
    """
    arrays, record = read(path)
    if record.get(CLASSES_KEY) != classes_mark():
        raise AssetError(
            f"The weights {str(path)!r} were trained for other sounds than this version tells "
            "apart. Install the package anew, or train them with scripts/train_hearing.py."
        )
    try:
        return _network(arrays, hashlib.sha256(path.read_bytes()).hexdigest()[:12])
    except (KeyError, IndexError, ValueError) as exc:
        raise AssetError(
            f"The weights {str(path)!r} are not whole. Install the package anew, or train them "
            "with scripts/train_hearing.py."
        ) from exc


def _network(arrays: Arrays, version: str) -> Network:
    return Network(
        stem=Wide.of(arrays, "stem"),
        first=Norm.of(arrays, "first"),
        blocks=blocks(arrays, "blocks"),
        last=Norm.of(arrays, "last"),
        out=Dense.of(arrays, "out"),
        follows=arrays["follows"].astype(np.float32),
        usual=arrays["usual"].astype(np.float32),
        version=version,
    )


def classes_mark() -> str:
    """Return the classes as a file of weights names them."""
    return "|".join(" ".join(phones) for phones in CLASSES)
