from __future__ import annotations

import numpy as np
import pytest

from aigc.errors import AssetError
from aigc.lyrics.model.config import NetworkConfig
from aigc.lyrics.model.runtime import Runtime, save
from aigc.lyrics.model.symbols import ORDERS, PARTS, SIZES, Column, Rhyme, layout, prompt
from aigc.lyrics.model.vocabulary import Vocabulary
from aigc.lyrics.model.weights import write

WORDS = Vocabulary(characters=tuple(chr(0x4E00 + i) for i in range(40)))
CONFIG = NetworkConfig(tokens=len(WORDS), width=24, layers=2, heads=3, hidden=40, rotary=4)
FORM = [[(3, "，"), (4, "。")], [(5, "")], [(2, "；"), (3, "！")]]
RNG = np.random.default_rng(7)
TOKENS = RNG.integers(16, len(WORDS), (3, 21))


def weights() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(3)
    width, hidden = CONFIG.width, CONFIG.hidden
    shapes = {"token.weight": (CONFIG.tokens, width), "given.weight": (width, width)}
    shapes |= {"part.weight": (PARTS, width), "order.weight": (ORDERS, width)}
    shapes |= {"bias": (CONFIG.tokens,), "norm_out.gain": (width,), "norm_memory.gain": (width,)}
    shapes |= {f"columns.{c.name.lower()}.weight": (n, width) for c, n in SIZES.items()}
    sizes = {"self_in": (3 * width, width), "self_out": (width, width)}
    sizes |= {"cross_query": (width, width), "cross_memory": (2 * width, width)}
    sizes |= {"cross_out": (width, width), "feed_in": (hidden, width), "feed_out": (width, hidden)}
    for layer in range(CONFIG.layers):
        shapes |= {f"layers.{layer}.{name}.weight": size for name, size in sizes.items()}
        shapes |= {f"layers.{layer}.norm_{n}.gain": (width,) for n in ("self", "cross", "feed")}
    return {name: 0.4 * rng.normal(size=s).astype(np.float32) for name, s in shapes.items()}


@pytest.fixture(scope="module")
def runtime() -> Runtime:
    return Runtime(CONFIG, WORDS, weights())


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


def test_select_goes_on_with_the_named_candidates(runtime):
    writing = runtime.start(*template(), 3)
    writing.step()
    before = writing.step(TOKENS[:, 0])
    writing.select(np.array([2, 0, 2, 1]))
    after = writing.step(TOKENS[[2, 0, 2, 1], 1])
    straight = runtime.start(*template(), 3)
    straight.step(TOKENS[:, :1])
    expected = straight.step(TOKENS[:, 1])
    np.testing.assert_allclose(after, expected[[2, 0, 2, 1]], atol=1e-5)
    assert before.shape == (3, len(WORDS))


def test_a_saved_model_writes_nearly_the_same(runtime, tmp_path):
    save(tmp_path / "m.safetensors", CONFIG, WORDS, weights())
    loaded = Runtime.load(tmp_path / "m.safetensors")
    assert (loaded.config, loaded.vocabulary) == (CONFIG, WORDS)
    a, b = (r.start(*template(), 1).step() for r in (runtime, loaded))
    assert 0 < np.abs(a - b).max() < 0.05 * a.std()


def test_a_file_of_something_else_is_one_clear_error(tmp_path):
    (tmp_path / "m.safetensors").write_text("hello")
    with pytest.raises(AssetError, match="cannot be read"):
        Runtime.load(tmp_path / "m.safetensors")


def test_weights_of_another_model_are_one_clear_error(tmp_path):
    write(tmp_path / "m.safetensors", {"gain": np.ones(3, np.float32)}, {})
    with pytest.raises(AssetError, match="not of a lyrics model"):
        Runtime.load(tmp_path / "m.safetensors")


def test_the_network_in_torch_gives_the_same_scores(runtime):
    torch = pytest.importorskip("torch")
    from aigc.lyrics.model.network import Network

    network = Network(CONFIG)
    network.load_state_dict({name: torch.from_numpy(a) for name, a in weights().items()})
    asked, slots = (torch.from_numpy(a).expand(len(TOKENS), -1, -1) for a in template())
    assert slots.shape[1] == TOKENS.shape[1]
    with torch.no_grad():
        expected = network.logits(network.eval()(asked, slots, torch.from_numpy(TOKENS)))
    for slot, found in scores(runtime, TOKENS, 1).items():
        np.testing.assert_allclose(found, expected[:, slot], atol=1e-3, rtol=1e-4)
