"""The network that hears, in NumPy: log-mel rows to how likely each class is."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from aigc.errors import AssetError
from aigc.hearing.classes import CLASSES
from aigc.hearing.features import BANDS, Floats
from aigc.weights import read

Arrays = Mapping[str, Floats]
PAIR: Final = 2
"""Rows that the network takes together."""
STEM_KERNEL: Final = 3
CLASSES_KEY: Final = "aigc.hearing.classes"
_BEND, _CUBE = np.float32(0.7978845608), np.float32(0.7978845608 * 0.044715)
_AT_ONCE, _MARGIN = 6000, 100
"""Rows that pass the network at once, and those on either side that they are heard with."""


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """What `aigc.hearing.training.HearingNetwork` has learned.

    Attributes
    ----------
    arrays : mapping
        Weights by torch's names, float32.
    follows : float32, shape (classes, classes)
        Logs of how often a class comes after another.
    usual : float32, shape (classes,)
        Logs of how often each class is heard.
    version : str
        Changes whenever the file does.
    """

    arrays: Arrays
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
        pairs = even.reshape(-1, PAIR * BANDS)
        x = self._norm("first", self._stem(pairs))
        blocks = {name.split(".")[1] for name in self.arrays if name.startswith("blocks.")}
        for number in range(len(blocks)):
            x = self._block(f"blocks.{number}", x)
        scores = self._dense("out", self._norm("last", x)).reshape(-1, len(CLASSES))[:count]
        scores -= scores.max(1, keepdims=True)
        logs: Floats = scores - np.log(np.exp(scores).sum(1, keepdims=True))
        return logs

    def _stem(self, x: Floats) -> Floats:
        weight = self.arrays["stem.weight"]
        around = _around(x, STEM_KERNEL)
        made = sum(around[k : k + len(x)] @ weight[:, :, k].T for k in range(STEM_KERNEL))
        stem: Floats = made + self.arrays["stem.bias"]
        return stem

    def _block(self, name: str, x: Floats) -> Floats:
        weight = self.arrays[f"{name}.around.weight"][:, 0]
        padded = _around(x, weight.shape[1])
        mixed: Floats = np.repeat(self.arrays[f"{name}.around.bias"][None], len(x), 0)
        for k in range(weight.shape[1]):
            mixed += padded[k : k + len(x)] * weight[:, k]
        wide = _bent(self._dense(f"{name}.wide", self._norm(f"{name}.norm", mixed)))
        made: Floats = x + self.arrays[f"{name}.gain"] * self._dense(f"{name}.back", wide)
        return made

    def _dense(self, name: str, x: Floats) -> Floats:
        made: Floats = x @ self.arrays[f"{name}.weight"].T + self.arrays[f"{name}.bias"]
        return made

    def _norm(self, name: str, x: Floats) -> Floats:
        even: Floats = x - x.mean(1, keepdims=True)
        spread = np.sqrt((even**2).mean(1, keepdims=True) + np.float32(1e-5))
        made: Floats = even / spread * self.arrays[f"{name}.weight"] + self.arrays[f"{name}.bias"]
        return made


def load(path: Path) -> Network:
    """Return the network in a file.

    Raises
    ------
    AssetError
        When the file is missing or damaged, or was trained for other classes.
    """
    arrays, record = read(path)
    wide = {name: array.astype(np.float32) for name, array in arrays.items()}
    lacking = {"follows", "usual", "stem.weight", "out.weight"} - set(wide)
    if lacking or record.get(CLASSES_KEY) != classes_mark():
        raise AssetError(
            f"The weights {str(path)!r} were trained for other sounds than this version tells "
            "apart. Install the package anew, or train them with scripts/train_hearing.py."
        )
    follows, usual = wide.pop("follows"), wide.pop("usual")
    version = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    return Network(arrays=wide, follows=follows, usual=usual, version=version)


def classes_mark() -> str:
    """Return the classes as a file of weights names them."""
    return "|".join(" ".join(phones) for phones in CLASSES)


def _bent(x: Floats) -> Floats:
    """Return GELU by its tanh form.

    Source: D. Hendrycks and K. Gimpel, Gaussian error linear units, 2016.
    """
    bent: Floats = np.float32(0.5) * x * (1 + np.tanh(x * (_BEND + _CUBE * x * x)))
    return bent


def _around(x: Floats, kernel: int) -> Floats:
    return np.pad(x, ((kernel // 2, kernel // 2), (0, 0)))
