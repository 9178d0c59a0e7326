"""The sizes of the network, which training and the runtime share."""

from __future__ import annotations

from dataclasses import dataclass

EPSILON = 1e-5
ROTARY_BASE = 10_000.0
EMBEDDING_SCALE = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkConfig:
    """The sizes of a network; ``rotary`` of each head's channels carry the position."""

    tokens: int
    width: int = 320
    layers: int = 6
    heads: int = 5
    hidden: int = 960
    rotary: int = 32
