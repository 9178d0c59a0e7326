"""Pieces to words, words of windows to those of a recording, and what is made up left out."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest

from aigc.recognition.guards import compression, echoes, sounding, unrepeated
from aigc.recognition.joins import Said, forward, joined, trimmed
from aigc.recognition.warping import cheapest_way, token_starts
from aigc.recognition.windows import Window
from aigc.recognition.wording import Piece, segments_of, word_spans, worded


def said(text: str, begin: float, end: float, confidence: float = 0.9) -> Said:
    return Said(text=text, begin_s=begin, end_s=end, confidence=confidence)


def spoken(text: str, begin: float = 0.0, each: float = 0.3) -> list[Said]:
    return [said(f" {w}", begin + n * each, begin + (n + 1) * each)
            for n, w in enumerate(text.split())]  # fmt: skip


def bare(words: list[Said]) -> str:
    return " ".join(word.text.strip() for word in words)


def test_chinese_words_are_those_of_a_segmenter_whatever_the_pieces():
    pieces = [Piece(text=c, begin_s=n, end_s=n + 1, confidence=0.5 + n / 20)
              for n, c in enumerate("今天天气真好，我们")]  # fmt: skip
    found = worded(pieces)
    assert [one.text for one in found][-3:] == ["真", "好，", "我们"]
    assert "".join(one.text for one in found) == "今天天气真好，我们"
    assert found[-1].begin_s == 7
    assert found[-1].confidence == pytest.approx(0.875)


def test_a_word_takes_its_share_of_a_piece_and_signs_take_no_time():
    (one, other) = worded([Piece(text=" don't, go", begin_s=1, end_s=2, confidence=1)])
    assert (one.text, other.text) == (" don't,", " go")
    assert (one.begin_s, one.end_s) == (1, pytest.approx(1 + 4 / 6))
    assert other.end_s == pytest.approx(2)


def test_opening_signs_go_with_the_word_behind_them():
    found = worded([Piece(text="他说“你好”。We (all) go", begin_s=0, end_s=1, confidence=1)])
    assert [w.text for w in found] == ["他", "说", "“你好”。", "We", " (all)", " go"]


def test_words_keep_figures_and_names_together():
    text = "GPT-5在2026.5花了3.5%，U.S. don’t"
    assert word_spans(text)[0].of(text) == "GPT-5"
    assert {"2026.5", "3.5%", "don’t"} <= {s.of(text) for s in word_spans(text)}


def test_sentences_end_at_signs_and_long_pauses_and_not_at_titles():
    words = spoken("Dr. Smith came. He saw 3.5 of them")
    words += spoken("and left", 5.0)
    found = segments_of(forward(words), Fraction(8), 16_000)
    assert [s.text for s in found] == ["Dr. Smith came.", "He saw 3.5 of them", "and left"]
    assert found[1].words[1].span.of(found[1].text) == "saw"


def test_a_sentence_that_goes_on_is_parted_at_a_clause():
    words = spoken("one " * 30 + "two, " + "three " * 30)
    found = segments_of(forward(words), Fraction(30), 16_000)
    assert len(found) == 2
    assert found[0].text.endswith("two,")


def test_words_of_two_windows_meet_at_one_that_both_heard():
    windows = [Window(begin=0, end=200, cut=0), Window(begin=100, end=400, cut=150)]
    first = spoken("we all live in a yellow sub")
    second = spoken("a yellow submarine today", 0.25)
    assert bare(joined(windows, [first, second])) == "we all live in a yellow submarine today"


def test_without_a_word_in_common_the_middle_decides():
    windows = [Window(begin=0, end=220, cut=0), Window(begin=180, end=400, cut=200)]
    out = joined(windows, [spoken("a b c d e f g"), spoken("x y z", 0.0)])
    assert bare(out) == "a b c d e f g y z"


def test_windows_that_meet_in_a_pause_keep_every_word():
    windows = [Window(begin=0, end=100, cut=0), Window(begin=150, end=250, cut=120)]
    out = joined(windows, [spoken("no doubt"), [said("no", 0.1, 0.2), said(" doubt", 0.2, 0.4)]])
    assert "".join(word.text for word in out) == " no doubt no doubt"
    assert out[2].begin_s == pytest.approx(1.6)


def test_words_never_overlap_and_always_last():
    out = forward([said("a", 1, 1), said("b", 0.9, 0.95), said("c", 2, 3)])
    assert all(one.end_s > one.begin_s for one in out)
    assert all(a.end_s <= b.begin_s for a, b in pairwise(out))


def test_silence_is_taken_from_the_ends_of_words():
    loud = np.zeros(300, bool)
    loud[120:150] = True
    (word, quiet) = trimmed([said("a", 0.5, 2.0), said("b", 2.1, 2.5)], loud)
    assert (word.begin_s, word.end_s) == (1.2, 1.5)
    assert (quiet.begin_s, quiet.end_s) == (2.1, 2.5)


def test_what_is_said_again_and_again_is_said_once():
    words = spoken("so " + "thank you " * 9 + "now")
    assert bare(unrepeated(words)) == "so thank you now"
    few = spoken("no no no no it is late")
    assert unrepeated(few) == few


def test_words_in_silence_go_only_where_the_model_is_unsure():
    loud = np.zeros(1000, bool)
    loud[:100] = True
    words = [said("a", 0.2, 0.5, 0.2), said("b", 5, 6, 0.2), said("c", 7, 8, 0.9)]
    assert [w.text for w in sounding(words, loud)] == ["a", "c"]


def test_repetition_compresses_and_speech_does_not():
    assert compression("好的" * 60) > 2.4
    assert compression("今天我们去学校，路上遇见了老师和同学。") < 2.4
    assert compression("") == 0


def test_the_prompt_said_back_is_known():
    assert echoes("普通话的句子", "以下是普通话的句子。")
    assert not echoes("以下是我们的句子", "以下是普通话的句子。")
    assert not echoes("普通话", "以下是普通话的句子。")
    assert not echoes("", "以下")


def test_the_cheapest_way_is_found():
    cost = np.ones((3, 6))
    cost[0, :2] = cost[1, 2:3] = cost[2, 3:] = 0
    way = cheapest_way(cost)
    assert way.tolist() == [[0, 0], [0, 1], [1, 2], [2, 3], [2, 4], [2, 5]]


def test_tokens_begin_where_most_heads_look():
    rng = np.random.default_rng(0)
    looks = rng.random((3, 4, 100)) * 0.1
    for row, begin in enumerate((0, 20, 55, 80)):
        looks[:2, row, begin : (20, 55, 80, 100)[row]] += 1
    np.testing.assert_allclose(token_starts(looks, 7), [0, 20, 55, 80], atol=2)
