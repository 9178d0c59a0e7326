"""What a checkpoint of `Steps` holds that is of use when training is over."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from torch import Tensor

from aigc.lyrics.model.config import NetworkConfig
from aigc.lyrics.model.network import Network
from aigc.lyrics.model.training.arrays import Array
from aigc.lyrics.model.training.perplexity import averaged
from aigc.training import read


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The sizes of a network, the characters or words it knows, and its averaged weights."""

    config: NetworkConfig
    characters: tuple[str, ...]
    average: dict[str, Tensor]

    @property
    def arrays(self) -> dict[str, Array]:
        """The averaged weights by name."""
        return {name: value.numpy() for name, value in self.average.items()}

    def network(self) -> Network:
        """Return the averaged network, ready to be measured."""
        return averaged(self.config, self.average)


def kept(file: Path) -> Kept:
    """Return what a checkpoint holds.

    Raises
    ------
    AssetError
        When it is missing or damaged.
    """
    state = read(file)
    return Kept(
        config=NetworkConfig(**state["config"]),
        characters=tuple(state["characters"]),
        average=state["average"],
    )
