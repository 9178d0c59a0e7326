"""The layers of the networks that `aigc.training` trains, in NumPy; rows are points in time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Arrays = Mapping[str, npt.NDArray[Any]]
Floats = npt.NDArray[np.float32]
_EPSILON = np.float32(1e-5)
_BEND, _CUBE = np.float32(0.7978845608), np.float32(0.7978845608 * 0.044715)


@dataclass(frozen=True, slots=True, eq=False)
class Dense:
    """Every row times a matrix ``(inputs, outputs)``, plus a row."""

    weight: Floats
    bias: Floats

    @classmethod
    def of(cls, arrays: Arrays, name: str) -> Dense:
        """Return the layer that torch keeps under a name."""
        weight = np.ascontiguousarray(arrays[f"{name}.weight"].T, np.float32)
        return cls(weight, np.asarray(arrays[f"{name}.bias"], np.float32))

    def __call__(self, x: Floats) -> Floats:
        """Return the rows after the layer."""
        made: Floats = x @ self.weight
        made += self.bias
        return made


@dataclass(frozen=True, slots=True, eq=False)
class Norm:
    """Rows at mean 0 and deviation 1, stretched and moved."""

    gain: Floats
    bias: Floats

    @classmethod
    def of(cls, arrays: Arrays, name: str) -> Norm:
        """Return the layer that torch keeps under a name."""
        gain, bias = arrays[f"{name}.weight"], arrays[f"{name}.bias"]
        return cls(np.asarray(gain, np.float32), np.asarray(bias, np.float32))

    def __call__(self, x: Floats) -> Floats:
        """Return the rows after the layer."""
        even: Floats = x - x.mean(1, keepdims=True)
        spread = np.einsum("ij,ij->i", even, even)[:, None] / np.float32(x.shape[1])
        even *= self.gain / np.sqrt(spread + _EPSILON)
        even += self.bias
        return even


@dataclass(frozen=True, slots=True, eq=False)
class Wide:
    """A convolution over time from all channels to all, as one matrix product."""

    dense: Dense
    kernel: int

    @classmethod
    def of(cls, arrays: Arrays, name: str) -> Wide:
        """Return the layer that torch keeps under a name."""
        weight = np.asarray(arrays[f"{name}.weight"], np.float32)
        outputs, _, kernel = weight.shape
        matrix = np.ascontiguousarray(weight.transpose(2, 1, 0).reshape(-1, outputs))
        return cls(Dense(matrix, np.asarray(arrays[f"{name}.bias"], np.float32)), kernel)

    def __call__(self, x: Floats) -> Floats:
        """Return the rows after the layer; beyond the ends there is nothing."""
        around = _around(x, self.kernel)
        joined = np.concatenate([around[i : i + len(x)] for i in range(self.kernel)], 1)
        return self.dense(joined)


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """A ConvNeXt block; see `aigc.training.Block`."""

    around: Floats
    bias: Floats
    norm: Norm
    wide: Dense
    back: Dense

    @classmethod
    def of(cls, arrays: Arrays, name: str) -> Block:
        """Return the block that torch keeps under a name."""
        gain = np.asarray(arrays[f"{name}.gain"], np.float32)
        back = Dense.of(arrays, f"{name}.back")
        return cls(
            around=np.ascontiguousarray(arrays[f"{name}.around.weight"][:, 0].T, np.float32),
            bias=np.asarray(arrays[f"{name}.around.bias"], np.float32),
            norm=Norm.of(arrays, f"{name}.norm"),
            wide=Dense.of(arrays, f"{name}.wide"),
            back=Dense(back.weight * gain, back.bias * gain),
        )

    def __call__(self, x: Floats) -> Floats:
        """Return the rows after the block."""
        padded = _around(x, len(self.around))
        mixed = np.repeat(self.bias[None], len(x), 0)
        for i, weight in enumerate(self.around):
            mixed += padded[i : i + len(x)] * weight
        made = self.back(bent(self.wide(self.norm(mixed))))
        made += x
        return made


def blocks(arrays: Arrays, name: str) -> tuple[Block, ...]:
    """Return the blocks that torch keeps in a list under a name."""
    start = f"{name}."
    count = len({key[len(start) :].split(".")[0] for key in arrays if key.startswith(start)})
    return tuple(Block.of(arrays, f"{name}.{i}") for i in range(count))


def bent(x: Floats) -> Floats:
    """Return GELU by its tanh form, written over ``x``.

    Source: D. Hendrycks and K. Gimpel, Gaussian error linear units, 2016.
    """
    inner = x * x
    inner *= _CUBE
    inner += _BEND
    inner *= x
    np.tanh(inner, out=inner)
    inner += 1
    inner *= np.float32(0.5)
    inner *= x
    return inner


def _around(x: Floats, kernel: int) -> Floats:
    padded: Floats = np.pad(x, ((kernel // 2, kernel // 2), (0, 0)))
    return padded
