"""A voice of random weights: it proves that the parts fit, and no quality."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from aigc.voice import package
from aigc.voice.phones import SYMBOLS
from aigc.voice.prosody.tones import END, TARGETS
from aigc.voice.record import house_record
from aigc.voice.training.acoustic import AcousticNetwork, shaded
from aigc.voice.training.prosody import DurationNetwork, MelodyNetwork
from aigc.voice.training.vocoder import VocoderNetwork

PITCH_HZ = (225.0, 243.0, 157.0)


def state(network: torch.nn.Module) -> dict[str, np.ndarray]:
    known = {key: value.numpy() for key, value in network.state_dict().items()}
    return shaded(known, {}) if isinstance(network, AcousticNetwork) else known


def networks() -> dict[str, torch.nn.Module]:
    torch.manual_seed(2)
    return {
        "vocoder": VocoderNetwork(), "acoustic": AcousticNetwork(len(PITCH_HZ)),
        "durations": DurationNetwork(), "melody": MelodyNetwork(),
    }  # fmt: skip


def arrays() -> dict[str, np.ndarray]:
    made: dict[str, np.ndarray] = {}
    for name, network in networks().items():
        made |= {f"{name}.{key}": value for key, value in state(network).items()}
    made["durations.leave.bias"] = np.array([2.7, -1.0])
    made["acoustic.mean"] = np.concatenate((np.full(80, -4.0), np.full(3, -20.0), [0.7]))
    made["acoustic.deviation"] = np.concatenate((np.full(83, 1.0), [0.1]))
    made["usual.mean"] = np.full(len(SYMBOLS), np.log(24.0))
    made["usual.deviation"] = np.full(len(SYMBOLS), 0.3)
    heights = np.repeat([3.0, -1.0, -4.0, 2.0], END)
    made["tones.height"] = np.concatenate((heights, np.full(TARGETS - 4 * END, -2.0)))
    slopes = np.repeat([0.0, 25.0, 0.0, -28.0], END)
    made["tones.slope"] = np.concatenate((slopes, np.zeros(TARGETS - 4 * END)))
    made["tones.strength"] = np.full(TARGETS, 28.0)
    return made


def saved(folder: Path) -> Path:
    file = folder / "tiny.safetensors"
    package.save(file, arrays(), house_record(), PITCH_HZ)
    return file
