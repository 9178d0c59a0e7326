"""A network of a voice is measured with its averaged weights, and trained on with its own."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import nn

from aigc.voice.training.steps import Schedule, Trainer


def test_the_averaged_network_is_measured(tmp_path: Path) -> None:
    torch.manual_seed(2)
    seen: list[torch.Tensor] = []

    def loss(network: nn.Module, rng: np.random.Generator) -> torch.Tensor:
        some = torch.from_numpy(rng.random((4, 1))).float()
        return (network(some) - 3).square().mean()

    def measure(network: nn.Module) -> str:
        seen.append(network.state_dict()["bias"].clone())
        return "near"

    trainer = Trainer(nn.Linear(1, 1), loss, measure, Schedule(hours=1e-9), tmp_path / "a.pt")
    for _ in range(20):
        trainer.advance()
    own = trainer.network.state_dict()["bias"].clone()
    said: list[str] = []
    assert trainer.run(said.append) is True
    assert said[-1] == "held out at step 21: near"
    assert torch.equal(seen[0], trainer.average["bias"])
    assert not torch.equal(seen[0], trainer.network.state_dict()["bias"])
    assert not torch.equal(own, trainer.network.state_dict()["bias"])
