"""Phones to sound in pieces is what it would be in one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from aigc.voice import render as rendering
from aigc.voice.frames import HOP_LENGTH, Frames
from aigc.voice.phones import INDEX
from aigc.voice.render import gated, render, stream, to_48k
from aigc.voice.timing import Phones
from aigc.voice.vocoder import pulses
from tests.unit.singing import tiny_house

VOICE = tiny_house.voice()


def phones(*said: tuple[str, int]) -> Phones:
    return Phones(
        phone=np.array([INDEX[symbol] for symbol, _ in said]),
        accent=np.array([0 if symbol in ("sil", "br") else 1 for symbol, _ in said]),
        ends=np.cumsum([size for _, size in said]),
    )


SONG = phones(("sil", 40), *[("m", 16), ("a", 60), ("n", 20)] * 8, ("sil", 30))
F0 = (220 + 30 * np.sin(np.arange(838) / 40)).astype(np.float32)


def in_one(monkeypatch: pytest.MonkeyPatch, shape=None) -> np.ndarray:
    monkeypatch.setattr(rendering, "FIRST", 10_000)
    pieces = list(stream(VOICE, SONG, F0, 1, seed=3, shape=shape))
    assert len(pieces) == 2
    return np.concatenate(pieces)


def test_pieces_join_without_a_trace(monkeypatch):
    monkeypatch.setattr(rendering, "FIRST", 120)
    many = list(stream(VOICE, SONG, F0, 1, seed=3))
    assert len(many) > 3
    whole = in_one(monkeypatch)
    assert whole.shape == (838 * HOP_LENGTH,)
    np.testing.assert_allclose(np.concatenate(many), whole, atol=2e-4 * np.abs(whole).max())


def test_a_shape_knows_where_it_is_and_is_seamless(monkeypatch):
    def louder(frames: Frames, first: int) -> Frames:
        slow = np.sin((first + np.arange(len(frames))) / 50).astype(np.float32)
        return replace(frames, envelope=frames.envelope + slow[:, None])

    many = render(VOICE, SONG, F0, 1, seed=3, shape=louder)
    whole = in_one(monkeypatch, louder)
    np.testing.assert_allclose(many, whole, atol=2e-4 * np.abs(whole).max())
    assert np.abs(many - render(VOICE, SONG, F0, 1, seed=3)).max() > 0.01


def test_the_seed_and_the_speaker_are_heard():
    one = render(VOICE, SONG, F0, 0, seed=1)
    assert (one == render(VOICE, SONG, F0, 0, seed=1)).all()
    assert (one != render(VOICE, SONG, F0, 0, seed=2)).any()
    assert (one != render(VOICE, SONG, F0, 2, seed=1)).any()


def test_silence_is_silent_but_for_how_sounds_begin_and_end():
    song = phones(("sil", 100), ("a", 60), ("sil", 200), ("s", 30), ("a", 31), ("sil", 80))
    made = render(VOICE, song, np.full(501, 200, np.float32), 0)
    assert made.shape == (501 * HOP_LENGTH,)
    gate = gated(song)
    assert set(gate[100:160]) == {1.0} and not gate[:90].any() and not gate[190:350].any()
    hop = np.abs(made).reshape(-1, HOP_LENGTH).max(1)
    assert not hop[:90].any() and not hop[190:350].any() and not hop[-50:].any()
    assert hop[102:158].min() > 1e-3


def test_a_breath_is_air_without_pitch():
    song = phones(("sil", 20), ("br", 80), ("sil", 6), ("a", 60), ("sil", 40))
    taken: list[Frames] = []

    def shape(frames: Frames, first: int) -> Frames:
        taken.append(frames)
        return frames

    made = render(VOICE, song, np.full(206, 200, np.float32), 0, shape=shape)
    assert len(made) == 206 * HOP_LENGTH
    breath = made[25 * HOP_LENGTH : 95 * HOP_LENGTH]
    assert 1e-4 < breath.std() < 0.1 * made[110 * HOP_LENGTH : 160 * HOP_LENGTH].std()
    assert not taken[0].voiced[20:100].any()


def test_a_hold_of_a_minute_costs_no_more_of_the_network_than_a_second(monkeypatch):
    seen: list[int] = []
    call = VOICE.acoustic.__call__

    class Counting:
        def __call__(self, some: Phones, *rest):
            seen.append(int(some.ends[-1]))
            return call(some, *rest)

    voice = replace(VOICE, acoustic=Counting())
    song = phones(("sil", 20), ("a", 12_000), ("sil", 20))
    count = sum(len(p) for p in stream(voice, song, np.full(12_040, 300, np.float32), 0))
    assert count == 12_040 * HOP_LENGTH and sum(seen) < 2000


def test_the_turns_of_the_pulses_are_counted_as_they_are_made():
    f0 = np.linspace(150, 600, 101).astype(np.float32)
    whole = pulses(f0, 0.3)
    phase = (0.3 + rendering.turns(f0[:51])) % 1
    np.testing.assert_allclose(pulses(f0[50:], phase), whole[50 * HOP_LENGTH :], atol=2e-2)


@pytest.mark.parametrize("sizes", [(1,), (7, 5000, 0, 3), (24_000, 24_000)])
def test_doubling_the_rate_doubles_the_samples(sizes):
    rng = np.random.default_rng(0)
    pieces = [rng.normal(0, 0.1, size).astype(np.float32) for size in sizes]
    assert sum(len(p) for p in to_48k(pieces)) == 2 * sum(sizes)


def test_a_tone_keeps_its_place_at_48_khz():
    at = np.arange(24_000) / 24_000
    tone = np.sin(2 * np.pi * 440 * at).astype(np.float32)
    made = np.concatenate(list(to_48k(np.split(tone, 10))))
    wanted = np.sin(2 * np.pi * 440 * np.arange(48_000) / 48_000)
    np.testing.assert_allclose(made[2000:-2000], wanted[2000:-2000], atol=1e-3)
