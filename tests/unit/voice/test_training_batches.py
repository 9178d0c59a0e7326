"""What the networks of prosody are shown: where pitch is trusted, lengths, tones."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from aigc.voice.prosody.context import context
from aigc.voice.prosody.tones import Pull, followed
from aigc.voice.prosody.words import Broken, Word
from aigc.voice.timing import TONES, Phones
from aigc.voice.training import prosody
from aigc.voice.training.prosody_batches import EDGE, Example, _steady, batch
from aigc.voice.training.tones import learned


def test_pitch_at_the_edges_of_a_voice_is_not_trusted():
    voiced = np.zeros(60, np.float32)
    voiced[20:50] = 1
    assert np.flatnonzero(_steady(voiced)).tolist() == list(range(20 + EDGE, 50 - EDGE))


def example(frames: int) -> Example:
    word = Word(
        phones=("m", "a"), accents=(TONES, TONES), syllables=(0, 0), language="zh", mark="."
    )
    broken = Broken(words=(word,), breaks=("end",))
    line = context(broken)
    phones = Phones(phone=line.phone, accent=line.accent, ends=np.array([10, frames]))
    pull = Pull(height=4.0, slope=0.0, strength=35.0, seconds=frames * 0.005)
    tune = followed([pull], 3.0, 0.01)[: frames // 2]
    melody = np.stack((tune, np.zeros_like(tune)), 1).astype(np.float32)
    return Example(line, broken, phones, melody, np.ones_like(melody))


def test_lengths_together_are_as_long_as_the_recordings():
    torch.manual_seed(0)
    network = prosody.DurationNetwork()
    some = batch([example(60), example(90)])
    prosody.level(network, some)
    with torch.no_grad():
        made = network(some)[..., 0].exp().sum().item()
    assert made == pytest.approx(60 + 90, rel=1e-3)


def test_learned_tones_go_the_way_of_the_recorded_ones():
    some = [example(n) for n in (60, 90)]
    network, apart = learned(some)
    lines = network.targets()
    row = dict(height=lines.height[5], slope=lines.slope[5], strength=lines.strength[5])
    made = followed([Pull(**row, seconds=0.45)], network.start[0].item(), 0.01)
    assert apart < 0.3
    assert np.abs(made - some[1].melody[:, 0]).mean() < 0.5
