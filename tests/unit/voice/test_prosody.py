from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from aigc.types.reading import Reading
from aigc.voice.phones import INDEX, SILENCE
from aigc.voice.prosody.breaks import broken
from aigc.voice.prosody.context import context
from aigc.voice.prosody.lengths import LONGEST_SCHWA
from aigc.voice.prosody.manner import EMOTIONS, Manner
from aigc.voice.prosody.network import CHANCE, Melody, chance
from aigc.voice.prosody.plan import Prosody, planned
from aigc.voice.prosody.tones import Pull, followed
from aigc.voice.prosody.words import Broken, Word, word_of
from aigc.voice.timing import Phones, laid_out
from aigc.voice.training.prosody import MelodyNetwork, Sentences

from .tiny_voice import arrays, networks, state


@pytest.fixture(scope="module")
def prosody() -> Prosody:
    return Prosody.of({name: array.astype(np.float32) for name, array in arrays().items()})


def chinese(*syllables: str, **more) -> Word:
    return word_of([Reading(language="zh", sounds=s) for s in syllables], **more)


def english(*syllables: str, **more) -> Word:
    return word_of([Reading(language="en", sounds=s) for s in syllables], **more)


def test_words_know_their_phones_accents_and_syllables():
    word = chinese("tian1", "qi4")
    assert word.phones == ("tʰ", "j", "ɛ", "n", "tɕʰ", "i")
    assert word.accents == (1, 1, 1, 1, 4, 4)
    assert word.syllables == (0, 0, 0, 0, 1, 1)
    water = english("W AO1", "T ER0")
    assert water.phones == ("w", "ɔ", "ɾ", "ɚ")
    assert water.accents == (0, 7, 0, 6) and water.syllables == (0, 0, 1, 1)


def plain(count: int, **more) -> list[Word]:
    return [chinese("ta1", "men5", **more) for _ in range(count)]


def test_a_short_sentence_has_no_rest_and_a_strong_mark_always_one():
    assert broken(plain(5)).breaks == ("none",) * 4 + ("end",)
    words = [*plain(4), chinese("hao3", mark=";"), *plain(4)]
    assert broken(words).breaks[4] == "pause"


def test_a_long_stretch_without_marks_is_broken_where_words_may_be_parted():
    words = []
    for i in range(30):
        leans = {0: "right", 3: "left"}.get(i % 5, "")
        words.append(chinese("ta1", "men5", leans=leans))
    line = broken(words)
    assert all(end - begin <= 9 for begin, end in line.phrases)
    for i, kind in enumerate(line.breaks[:-1]):
        if kind == "pause":
            assert line.words[i].leans != "right" and line.words[i + 1].leans != "left"


def test_the_context_has_a_row_for_each_phone_and_rest():
    line = Broken(
        words=(chinese("ni3", "hao3", mark=","), english("HH EH0", "L OW1")),
        breaks=("pause", "end"),
    )
    at = context(line)
    assert at.phone.tolist().count(INDEX[SILENCE]) == 1
    assert at.word.tolist() == [0] * 5 + [-1] + [1] * 5
    assert at.syllable.tolist() == [0, 0, 1, 1, 1, -1, 2, 2, 3, 3, 3]
    assert at.place.shape[0] == 11 and np.isfinite(at.place).all()
    assert len(np.unique(at.place, axis=0)) > 8


SYLLABLES = st.lists(
    st.sampled_from(["ma1", "lai2", "shuo3", "zhuang4", "de5"]), min_size=1, max_size=4
)
WORDS = st.lists(SYLLABLES, min_size=1, max_size=12)


@settings(max_examples=25)
@given(WORDS, st.sampled_from(sorted(EMOTIONS)), st.sampled_from([0.5, 1.0, 2.0]))
def test_nothing_is_dropped_or_repeated_and_nothing_jumps(prosody, words, emotion, rate):
    said = [chinese(*word, mark="," if i % 5 == 4 else "") for i, word in enumerate(words)]
    made = planned(said, prosody, EMOTIONS[emotion].faster(rate), seed=1)
    wanted = [INDEX[p] for word in said for p in word.phones]
    assert [p for p in made.phones.phone.tolist() if p != INDEX[SILENCE]] == wanted
    assert (np.diff(made.phones.ends) >= 3).all() and made.phones.ends[0] >= 3
    assert len(made.semitones) == len(made.level_db) == made.phones.ends[-1]
    assert np.abs(np.diff(made.semitones)).max() < 2.0


def test_mandarin_is_said_at_a_natural_pace(prosody):
    said = [chinese("ming2", "tian1"), chinese("xia4", "wu3"), chinese("kai1", "hui4")] * 2
    made = planned(said, prosody, Manner(), seed=0)
    assert 4.0 <= 12 / (made.phones.ends[-1] * 0.005) <= 5.5


def test_a_schwa_inside_a_phrase_stays_short_and_the_last_one_need_not():
    slow = {name: array.astype(np.float32) for name, array in arrays().items()}
    slow["durations.leave.bias"] = np.array([4.4, -1.0], np.float32)
    words = [english("AH0"), english("W AY1 L D"), english("S OW1", "F AH0")]
    made = planned(words, Prosody.of(slow), Manner(), seed=0)
    schwas = np.flatnonzero(made.phones.phone == INDEX["ə"])
    lengths = (made.phones.ends - made.phones.begins)[schwas]
    assert len(schwas) == 2 and lengths[0] <= LONGEST_SCHWA + 1 < lengths[1]


def test_a_faster_manner_is_shorter_and_a_sad_one_lower_narrower_and_longer(prosody):
    said = [chinese("ta1", "lai2"), chinese("kan4", "ma3")] * 3
    usual = planned(said, prosody, Manner(), seed=0)
    fast = planned(said, prosody, Manner(rate=1.5), seed=0)
    sad = planned(said, prosody, EMOTIONS["sad"], seed=0)
    assert fast.phones.ends[-1] < 0.75 * usual.phones.ends[-1] < usual.phones.ends[-1]
    assert sad.phones.ends[-1] > usual.phones.ends[-1]
    assert sad.semitones.mean() < usual.semitones.mean() - 1
    assert sad.semitones.std() < 0.8 * usual.semitones.std()


def test_a_question_ends_higher_than_a_statement_and_a_line_falls(prosody):
    def tune(mark: str) -> np.ndarray:
        said = [*(chinese("ta1", "kai1") for _ in range(5)), chinese("che1", mark=mark)]
        return planned(said, prosody, Manner(), seed=0).semitones

    stated, asked = tune("."), tune("?")
    assert asked[-40:].mean() > stated[-40:].mean() + 1.5
    assert stated[30:90].mean() > stated[-90:].mean() + 1


def test_a_light_tone_goes_down_less_where_it_ends_a_question(prosody):
    def last(*words: Word) -> float:
        made = planned(words, prosody, Manner(), seed=0)
        vowel = np.flatnonzero(made.phones.phone == INDEX["a"])[-1]
        return float(made.semitones[made.phones.begins[vowel] : made.phones.ends[vowel]].mean())

    asked = [chinese("ta1", "lai2"), chinese("ma5", mark="?")]
    assert last(*asked) > last(*asked[:1], chinese("ma5", mark=".")) + 4
    assert last(*asked) > last(*asked[:1], chinese("ma4", mark="?"))


def test_emphasis_widens_its_word_and_lowers_what_follows(prosody):
    def tune(emphasis: bool) -> np.ndarray:
        said = [chinese("ta1"), chinese("yao4", emphasis=emphasis), chinese("che1"), chinese("ba1")]
        return planned(said, prosody, Manner(), seed=0).semitones

    assert tune(True)[-40:].mean() < tune(False)[-40:].mean() - 0.5


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.floats(-6, 6), st.floats(-40, 40), st.floats(8, 60), st.floats(0.05, 0.5)),
        min_size=1, max_size=6,
    )
)  # fmt: skip
def test_pulls_join_without_a_jump_and_are_reached_in_time(rows):
    pulls = [Pull(height=h, slope=s, strength=r, seconds=t) for h, s, r, t in rows]
    fine = followed(pulls, 0.0, 0.0005)
    assert np.abs(np.diff(fine)).max() < 0.5
    long = [*pulls, Pull(height=1.5, slope=4.0, strength=40, seconds=1.0)]
    assert abs(followed(long, 0.0, 0.001)[-1] - (1.5 + 2.0)) < 0.02


def test_the_light_melody_is_the_trained_one():
    network = networks()["melody"].eval()
    assert isinstance(network, MelodyNetwork)
    line = Broken(words=(english("HH EH0", "L OW1"), english("DH EH1 R")), breaks=("none", "end"))
    at = context(line)
    phones = Phones(phone=at.phone, accent=at.accent, ends=np.cumsum(np.full(len(at.phone), 14)))
    noise = chance(at, np.random.default_rng(3))
    assert noise.shape == (len(at.phone), CHANCE)
    which, within = laid_out(phones)
    none = torch.zeros(1)
    given_rows = Sentences(
        phone=torch.from_numpy(at.phone)[None], accent=torch.from_numpy(at.accent)[None],
        place=torch.from_numpy(at.place)[None], word=torch.from_numpy(at.word)[None], level=none,
        counts=none, which=torch.from_numpy(which)[None], within=torch.from_numpy(within)[None],
        melody=none, weight=none,
    )  # fmt: skip
    with torch.no_grad():
        wanted = network(given_rows, torch.from_numpy(noise)[None])[0].numpy()
    known = {f"melody.{k}": np.asarray(v, np.float32) for k, v in state(network).items()}
    light = Melody(known)
    semitones, decibels = light(at, phones, noise)
    # frames lie a quarter of a step beside the steps, on straight lines between them
    for made, column in ((semitones, wanted[:, 0]), (decibels, wanted[:, 1])):
        lines = 0.75 * column[1:-1] + 0.125 * (column[:-2] + column[2:])
        pairs = (made[::2] + made[1::2])[1:-1] / 2
        np.testing.assert_allclose(pairs, lines, atol=1e-3)


def test_the_noise_of_a_word_is_shared_by_its_phones():
    line = Broken(words=(chinese("ma1", "ma5"), chinese("hao3")), breaks=("none", "end"))
    at = context(line)
    noise = chance(at, np.random.default_rng(0))
    third = CHANCE // 3
    assert (noise[0, third : 2 * third] == noise[3, third : 2 * third]).all()
    assert (noise[0, third : 2 * third] != noise[4, third : 2 * third]).all()
    assert (noise[:, 2 * third :] == noise[0, 2 * third :]).all()
