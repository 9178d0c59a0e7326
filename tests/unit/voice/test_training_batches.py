"""What the networks of the voices are shown: stretches at other paces, lengths, tones."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from aigc.voice.frames import HOP_LENGTH
from aigc.voice.phones import INDEX
from aigc.voice.prosody.context import context
from aigc.voice.prosody.tones import Pull, followed
from aigc.voice.prosody.words import Broken, Word
from aigc.voice.timing import TONES, UNMARKED, Phones
from aigc.voice.training import acoustic_batches as lessons
from aigc.voice.training import prosody
from aigc.voice.training.pack import Pack
from aigc.voice.training.prosody_batches import EDGE, Example, _steady, batch
from aigc.voice.training.recordings import Recording
from aigc.voice.training.tones import learned

SIZE = 200
PHONES = Phones(
    phone=np.array([INDEX[s] for s in ("sil", "m", "a", "sil")]),
    accent=np.array([UNMARKED, TONES, TONES, UNMARKED]), ends=np.array([40, 60, 160, SIZE]),
)  # fmt: skip


def pack() -> Pack:
    """Two recordings in which every row tells its number."""
    count = np.arange(2 * SIZE, dtype=np.float32)
    arrays = {
        "envelope": np.repeat(count[:, None], 80, 1).astype(np.float16),
        "aperiodicity": np.zeros((2 * SIZE, 3), np.float16),
        "voiced": count % SIZE >= 40, "f0_hz": np.full(2 * SIZE, 200, np.float32),
        "samples": np.zeros(2 * SIZE * HOP_LENGTH, np.int16),
    }  # fmt: skip
    one = Recording(archive=Path("x"), member="x", speaker="yue", language="zh", text="妈")
    return Pack((one, one), np.array([0, SIZE, 2 * SIZE]), arrays)


def room(name: str = "yue") -> lessons.Classroom:
    scale = lessons.Scale(np.zeros(84, np.float32), np.ones(84, np.float32))
    lesson = lessons.Lesson(name, 0, PHONES)
    return lessons.Classroom({name: pack()}, {name: [lesson]}, scale, {name: 1.0})


def test_words_said_alone_are_shown_at_the_pace_of_sentences():
    rng = np.random.default_rng(0)
    every = [lessons.paced(PHONES, rng, (0.42, 1.15)) for _ in range(400)]
    whole = np.array([p.ends[-1] / SIZE for p in every])
    assert 0.2 < np.mean(whole == 1) < 0.4
    assert whole.min() < 0.5 and 1.1 < whole.max() < 1.6
    assert all((np.diff(np.append(0, p.ends)) >= 1).all() for p in every)


def test_a_speaker_without_a_pace_is_shown_as_recorded():
    assert lessons.paced(PHONES, np.random.default_rng(0), None) is PHONES


def test_a_stretch_at_another_pace_has_the_rows_of_its_phones(monkeypatch):
    monkeypatch.setattr(lessons, "PACED", 1.0)
    for seed in range(12):
        some = room().batch(np.random.default_rng(seed), 1)
        live = some.mask[0, :, 0] > 0
        number = some.target[0, live, 0].numpy()
        which = np.repeat(some.which[0].numpy(), 2)[: len(number)]
        assert (np.diff(number) >= 0).all() and number[-1] < SIZE
        for phone, (begin, end) in enumerate(((0, 40), (40, 60), (60, 160), (160, 200))):
            inside = number[which == phone]
            assert inside.size and begin - 2 <= inside.min() and inside.max() <= end + 2
        assert set(np.unique(some.target[0, live, -1].numpy())) == {0.0, 1.0}


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
    made = followed([Pull(**row, seconds=0.45)], float(lines.start[0]), 0.01)
    assert apart < 0.3
    assert np.abs(made - some[1].melody[:, 0]).mean() < 0.5
