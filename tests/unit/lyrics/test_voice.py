"""The model as a whole: network and counts mixed, saved and read back."""

from __future__ import annotations

import numpy as np
import pytest

from aigc.errors import AssetError, EngineUnavailable
from aigc.lyrics.chinese.voice import Idiom, Voice, load, save
from aigc.lyrics.model.config import NetworkConfig
from aigc.lyrics.model.phrases import Phrases
from aigc.lyrics.model.runtime import Runtime
from aigc.lyrics.model.symbols import layout, prompt
from aigc.lyrics.model.training.corpus import Text
from aigc.lyrics.model.training.counts import counted
from aigc.lyrics.model.training.pack import Pack, pack
from aigc.lyrics.model.training.phrases import best_share, foreseen, phrases_of, stream
from aigc.lyrics.model.training.samples import plain
from aigc.lyrics.model.vocabulary import FIRST_CHARACTER, PAUSE, START, Vocabulary
from aigc.weights import quantise, write
from tests.unit.lyrics.tiny_network import random_counts, random_weights

WORDS = Vocabulary(characters=tuple(chr(0x4E00 + i) for i in range(40)))
CONFIG = NetworkConfig(tokens=len(WORDS), width=24, layers=2, heads=3, hidden=40, rotary=4)
SLOTS = layout([[(3, "，"), (4, "。")], [(2, "")], [(3, "")]], WORDS)
TOKENS = np.random.default_rng(7).integers(FIRST_CHARACTER, len(WORDS), (2, len(SLOTS)))


def voice(share: float) -> Voice:
    idiom = Idiom(Phrases.of(random_counts(WORDS)), share)
    return Voice(Runtime(CONFIG, WORDS, quantise(random_weights(CONFIG))), {"classical": idiom})


def start(of: Voice, style: str = "ci"):
    return of.start(prompt(WORDS, "ci"), SLOTS, 2, style)


def test_chances_add_up_to_one_whatever_the_share():
    for share in (0.0, 0.3, 1.0):
        likely = start(voice(share)).step(TOKENS[:, :2])
        np.testing.assert_allclose(np.exp(likely).sum(1), 1, atol=1e-5)


def test_the_counts_have_their_share():
    network, both = (start(voice(s)).step(TOKENS[:, :4]) for s in (0.0, 0.3))
    phrases = Phrases.of(random_counts(WORDS))
    for row, tokens in enumerate(TOKENS[:, 2:4].tolist()):
        foreseen = phrases.foresee(tokens[1], tokens[0])
        expected = 0.7 * np.exp(network[row]) + 0.3 * foreseen / foreseen.sum()
        np.testing.assert_allclose(np.exp(both[row]), expected, atol=1e-6)


def test_a_style_without_counts_is_the_network_alone():
    np.testing.assert_array_equal(start(voice(0.3), "modern").step(), start(voice(0.0)).step())


def test_judging_a_text_is_stepping_through_it():
    judged = start(voice(0.4)).judge(TOKENS)
    speaking = start(voice(0.4))
    for slot in range(len(SLOTS)):
        likely = speaking.step(TOKENS[:, slot - 1] if slot else None)
        np.testing.assert_allclose(judged[:, slot], likely[[0, 1], TOKENS[:, slot]], atol=1e-3)


def test_a_pause_without_a_mark_counts_as_one():
    phrases = Phrases.of(random_counts(WORDS))
    speaking = start(voice(1.0))
    begin = 9 + 2
    likely = speaking.step(TOKENS[:, :begin])
    for row, token in enumerate(TOKENS[:, begin - 1].tolist()):
        expected = phrases.foresee(PAUSE, token)
        np.testing.assert_allclose(np.exp(likely[row]), expected / expected.sum(), atol=1e-6)


def test_a_saved_model_writes_the_same(tmp_path):
    made = voice(0.3)
    counts = {"classical": (random_counts(WORDS), 0.3)}
    save(tmp_path / "m.safetensors", CONFIG, WORDS, random_weights(CONFIG), counts)
    loaded = load(tmp_path / "m.safetensors")
    assert (loaded.network.config, loaded.vocabulary) == (CONFIG, WORDS)
    np.testing.assert_array_equal(*(start(v).step() for v in (made, loaded)))


def test_files_of_something_else_are_one_clear_error(tmp_path):
    path = tmp_path / "m.safetensors"
    with pytest.raises(EngineUnavailable, match="missing"):
        load(path)
    path.write_text("hello")
    with pytest.raises(AssetError, match="cannot be read"):
        load(path)
    write(path, {"gain": np.ones(3, np.float32)}, {})
    with pytest.raises(AssetError, match="not of a lyrics model"):
        load(path)


def test_smoothed_counts_are_chances_that_follow_what_was_seen():
    token = np.array([5, 5, 5, 6, 7, 5])
    near, far = np.array([1, 1, 1, 1, 2, 2]), np.array([3, 3, 3, 3, 3, 4])
    made = counted(token, near, far, np.full(8, 0.01), least_pair=1, least_triple=1)
    phrases = Phrases.of(made)
    for pair in ((1, 3), (2, 3), (2, 4), (1, 0), (0, 0)):
        assert phrases.foresee(*pair).sum() == pytest.approx(1, abs=0.02)
    seen = phrases.foresee(1, 3)
    assert seen[5] > 0.5 > seen[6] > seen[7] > 0
    assert phrases.foresee(2, 4)[5] > phrases.foresee(2, 3)[5]


def test_what_comes_before_a_rhyme_is_known_from_the_pairs():
    phrases = Phrases.of(random_counts(WORDS))
    wanted = np.random.default_rng(1).random(len(WORDS)) < 0.3
    likely = phrases.before(wanted)
    for token in range(len(WORDS)):
        row = phrases.pairs.over(phrases.alone, token)
        assert likely[token] == pytest.approx(row[wanted].sum(), rel=1e-4)


def packed() -> Pack:
    one = Text(group="poem", style="modern", title="", lines=((("一丁", ""),), (("七万", "。"),)))
    two = Text(group="prose", style="prose", title="", lines=((("丈三", "，"),),))
    return pack([one, two], WORDS, lambda style: {})


def test_the_stream_marks_the_begin_of_texts_and_silent_pauses():
    tokens, place = stream(packed())
    a, b, c, d, e, f = WORDS.ids("一丁七万丈三")
    full, half = WORDS.ids("。，")
    assert tokens.tolist() == [START, START, a, b, PAUSE, c, d, full, START, START, e, f, half]
    assert tokens[place].tolist() == packed().token.tolist()


def test_counts_take_the_groups_with_a_weight_and_foresee_their_texts():
    pack = packed()
    arrays = phrases_of(pack, {"poem": 4.0}, len(WORDS))
    poem, prose = (foreseen(Phrases.of(arrays), [plain(pack, i, rhyme=False)]) for i in (0, 1))
    assert len(poem) == 4 and poem.min() > 0.3 > prose.max() > 0


def test_the_best_share_follows_the_better_model():
    good, bad = np.full(50, 0.5), np.full(50, 0.01)
    assert best_share(good, bad) == 0
    assert best_share(bad, good) == pytest.approx(0.6)
    mixed = np.tile([0.9, 0.01], 25)
    assert 0.3 < best_share(mixed, mixed[::-1]) < 0.6
