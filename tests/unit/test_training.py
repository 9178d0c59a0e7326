"""Training goes on where it was stopped, and a checkpoint is whole or absent."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
import torch
from torch import nn

from aigc.errors import AssetError
from aigc.training import Schedule, Training


class Line(Training):
    """One layer that learns to double a number."""

    stop_at = 0

    def __init__(self, file: Path, width: int = 1, **schedule: float) -> None:
        torch.manual_seed(1)
        network = nn.Linear(width, 1)
        plan = Schedule(**{"hours": 1.0, "rate": 0.1} | schedule)
        super().__init__(network, [torch.optim.AdamW(network.parameters())], plan, file)

    def advance(self) -> float:
        if self.step == self.stop_at - 1:
            os.kill(os.getpid(), signal.SIGINT)
        some = torch.from_numpy(self.rng.random((8, self.network.in_features))).float()
        return self.learn((self.network(some) - 2 * some[:, :1]).square().mean())

    def evaluate(self) -> str:
        return f"{self.average['weight'].item():.3f}"


def test_a_stopped_run_goes_on_as_if_never_stopped(tmp_path: Path):
    whole, halves = Line(tmp_path / "whole.pt"), Line(tmp_path / "halves.pt")
    losses = [whole.advance() for _ in range(60)]
    first = [halves.advance() for _ in range(30)]
    halves.save()
    resumed = Line(tmp_path / "halves.pt")
    resumed.load()
    assert resumed.step == 30
    assert first + [resumed.advance() for _ in range(30)] == losses
    assert losses[-1] < 0.5 * losses[0]
    assert [path.name for path in tmp_path.iterdir()] == ["halves.pt"]


def test_a_signal_ends_a_run_with_a_checkpoint(tmp_path: Path):
    line, said = Line(tmp_path / "line.pt"), list[str]()
    line.stop_at, line.show_every = 5, 2
    before = signal.getsignal(signal.SIGINT)
    assert line.run(said.append) is False
    assert signal.getsignal(signal.SIGINT) is before
    again = Line(tmp_path / "line.pt")
    again.load()
    assert again.step == 5
    assert [text.split(",")[0] for text in said[1:3]] == ["step 2", "step 4"]
    assert said[3].startswith("held out at step 5: ")


def test_a_run_ends_with_its_hours(tmp_path: Path):
    line = Line(tmp_path / "line.pt", hours=1e-9)
    assert line.run(lambda text: None) is True
    assert line.step == 1 and line.file.exists()


def test_the_rate_warms_and_falls(tmp_path: Path):
    line = Line(tmp_path / "line.pt", hours=4.0, decay_hours=1.0, rate=1.0)
    assert line.rate() == pytest.approx(1 / line.warm_steps)
    line.step = 10_000
    found = []
    for hours in (0.0, 3.0, 3.5, 9.0):
        line.seconds = hours * 3600
        found.append((line.decay(), line.rate()))
    assert found == [(0, 1), (0, 1), (0.5, pytest.approx(0.505)), (1, pytest.approx(0.01))]


@pytest.mark.parametrize("damage", ["missing", "cut", "text", "other"])
def test_a_checkpoint_that_cannot_be_used_is_named(damage: str, tmp_path: Path):
    file = tmp_path / "line.pt"
    Line(file, width=2 if damage == "other" else 1).save()
    if damage == "missing":
        file.unlink()
    elif damage == "cut":
        file.write_bytes(file.read_bytes()[:500])
    elif damage == "text":
        file.write_text("weights")
    with pytest.raises(AssetError, match=r"line\.pt.*elete it to begin anew"):
        Line(file).load()
