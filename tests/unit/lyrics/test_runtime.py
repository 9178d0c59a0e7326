from __future__ import annotations

import numpy as np
import pytest
import torch

from aigc.lyrics.model.config import NetworkConfig
from aigc.lyrics.model.network import Network
from aigc.lyrics.model.runtime import Runtime
from aigc.lyrics.model.symbols import Column, Rhyme, layout, prompt
from aigc.lyrics.model.vocabulary import Vocabulary
from aigc.weights import quantise, restore
from tests.unit.lyrics.tiny_network import random_weights

WORDS = Vocabulary(characters=tuple(chr(0x4E00 + i) for i in range(40)))
CONFIG = NetworkConfig(tokens=len(WORDS), width=24, layers=2, heads=3, hidden=40, rotary=4)
FORM = [[(3, "，"), (4, "。")], [(5, "")], [(2, "；"), (3, "！")]]
RNG = np.random.default_rng(7)
TOKENS = RNG.integers(16, len(WORDS), (3, 21))


@pytest.fixture(scope="module")
def runtime() -> Runtime:
    return Runtime(CONFIG, WORDS, quantise(random_weights(CONFIG)))


def template() -> tuple[np.ndarray, np.ndarray]:
    slots = layout(FORM, WORDS)
    slots[7, Column.RHYME] = Rhyme.FIRST + 4
    return prompt(WORDS, "ci", WORDS.characters[3], [WORDS.characters[5]]), slots


def scores(runtime: Runtime, tokens: np.ndarray, chunk: int) -> dict[int, np.ndarray]:
    writing = runtime.start(*template(), len(tokens))
    out = {0: writing.step()}
    for begin in range(0, tokens.shape[1] - chunk, chunk):
        out[begin + chunk] = writing.step(tokens[:, begin : begin + chunk])
    return out


@pytest.mark.parametrize("chunk", [2, 3, 5])
def test_several_tokens_at_once_are_worth_as_many_steps(runtime, chunk):
    one, many = scores(runtime, TOKENS, 1), scores(runtime, TOKENS, chunk)
    for slot, found in many.items():
        np.testing.assert_allclose(found, one[slot], atol=1e-4)


def test_scores_follow_the_tokens_before_and_nothing_after(runtime):
    other = TOKENS.copy()
    other[:, 6] += 1 - 2 * (other[:, 6] == len(WORDS) - 1)
    before, after = scores(runtime, TOKENS, 1), scores(runtime, other, 1)
    assert all(np.array_equal(before[slot], after[slot]) for slot in range(7))
    assert np.abs(before[7] - after[7]).max() > 1e-3


def test_the_whole_template_is_seen_from_the_first_slot(runtime):
    asked, slots = template()
    plain = runtime.start(asked, slots, 1).step()
    for column, value in ((Column.GIVEN, 20), (Column.TONE, 1), (Column.RHYME, Rhyme.NONE)):
        told = slots.copy()
        told[-2, column] = value
        assert np.abs(runtime.start(asked, told, 1).step() - plain).max() > 1e-4
    assert np.abs(runtime.start(asked[:-1], slots, 1).step() - plain).max() > 1e-4


def test_texts_of_several_templates_are_written_as_if_alone(runtime):
    asked, slots = template()
    other = slots.copy()
    other[3, Column.RHYME], other[9, Column.GIVEN] = Rhyme.NONE, 22
    together = runtime.start(asked, np.stack((slots, other)), 3)
    told = np.concatenate((TOKENS, TOKENS[::-1]))
    alone = [runtime.start(asked, s, 3) for s in (slots, other)]
    for tokens in (None, told[:, :2], told[:, 2]):
        halves = (None, None) if tokens is None else np.split(tokens, 2)
        expected = [w.step(t) for w, t in zip(alone, halves, strict=True)]
        np.testing.assert_allclose(together.step(tokens), np.concatenate(expected), atol=1e-4)


def test_a_whole_text_is_followed_as_it_would_be_stepped_through(runtime):
    stepped = scores(runtime, TOKENS, 1)
    writing = runtime.start(*template(), len(TOKENS))
    followed = writing.follow(TOKENS[:, :15])
    for slot in range(15):
        np.testing.assert_allclose(followed[:, slot], stepped[slot], atol=1e-4)
    np.testing.assert_allclose(writing.step(), stepped[15], atol=1e-4)


def test_the_network_in_torch_gives_the_same_scores(runtime):
    network = Network(CONFIG)
    network.load_state_dict(
        {name: torch.from_numpy(a) for name, a in restore(quantise(random_weights(CONFIG))).items()}
    )
    asked, slots = (torch.from_numpy(a).expand(len(TOKENS), -1, -1) for a in template())
    assert slots.shape[1] == TOKENS.shape[1]
    with torch.no_grad():
        expected = network.logits(network.eval()(asked, slots, torch.from_numpy(TOKENS)))
    for slot, found in scores(runtime, TOKENS, 1).items():
        np.testing.assert_allclose(found, expected[:, slot], atol=1e-3, rtol=1e-4)


def test_a_row_with_zeros_is_worth_the_same_alone_and_among_others(runtime):
    many, few = runtime.start(*template(), 3), runtime.start(*template(), 1)
    for tokens in (None, TOKENS[:, 0], TOKENS[:, 1]):
        one = None if tokens is None else tokens[1:2]
        np.testing.assert_allclose(many.step(tokens)[1:2], few.step(one), atol=1e-4)
