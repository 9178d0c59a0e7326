"""Words given apart from the score lie under its notes, and what does not fit is told."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aigc.errors import InputError
from aigc.scores.abc.reader import score_of_abc
from aigc.scores.lyrics import with_lyrics
from aigc.scores.sung_text import units_of
from aigc.types.score import Score

TUNE = score_of_abc("L:1/4\nCCGG|AAG2|FFEE|DDC2 z|GGFF|EED2|(GA)FF|EED2|]")
FOUR = "一闪一闪亮晶晶，\n满天都是小星星。\n挂在天上放光明，\n好像许多小眼睛。"


def sung(score: Score) -> str:
    words = (note.lyrics[0].text if note.lyrics else "_" for note in score.notes)
    return " ".join(words)


def texts(text: str, language: str = "zh", **options: object) -> list[str]:
    return ["-" if unit.hold else unit.text for unit in units_of(text, language, **options)]


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("“明月”，几时有？", "zh", ["“明", "月”，", "几", "时", "有？"]),
        ("ni3 hao3, ma", "zh", ["ni3", "hao3,", "ma"]),
        ("nǐ hǎo", "zh", ["nǐ", "hǎo"]),
        ("好~ 的 - 啊", "zh", ["好", "-", "的", "-", "啊"]),
        ("a-maz-ing grace", "en", ["a", "maz", "ing", "grace"]),
        ("summer, love!", "en", ["su", "mmer,", "love!"]),
        ("amazing + + grace +~", "en", ["amazing", "+", "+", "grace", "-"]),
        ("[ti:x]\n[00:01.50]明<00:02.00>月\n[00:03.00]有", "zh", ["明", "月", "有"]),
        ("I love 你", "zh", ["I", "love", "你"]),
    ],
)
def test_syllables_of_a_text(text: str, language: str, found: list[str]):
    assert texts(text, language) == found


def test_a_function_gives_the_syllables_of_words():
    split = {"amazing": ["a", "maz", "ing"], "every": ["EH1 V", "R IY0"]}
    assert texts("Amazing, (every)", "en", split=lambda w: split.get(w.lower(), [w])) == [
        "Amazing,", "+", "+", "(every)", "+",
    ]  # fmt: skip
    assert texts("amazing", "en", split=split.__getitem__) == ["a", "maz", "ing"]


def test_as_many_syllables_as_notes_are_one_to_one():
    score, report = with_lyrics(TUNE, FOUR, "zh")
    assert report.exact
    assert str(report) == "The words fit the notes."
    assert sung(score).replace(" ", "") == FOUR.replace("\n", "")
    assert [n.lyrics[0].line_end for n in score.notes][6] is True
    assert [(f.line, f.first_bar, f.last_bar) for f in report.lines] == [
        (1, 1, 2), (2, 3, 4), (3, 5, 6), (4, 7, 8),
    ]  # fmt: skip


def test_a_slur_carries_one_syllable():
    score, report = with_lyrics(TUNE, FOUR.replace("好像许多", "好像多"), "zh")
    assert report.exact
    assert sung(score).endswith("好 _ 像 多 小 眼 睛。")
    assert score.slurs == TUNE.slurs


def test_a_line_too_short_holds_its_end_and_the_others_stay():
    score, report = with_lyrics(TUNE, FOUR.replace("晶晶", "晶"), "zh")
    assert sung(score).startswith("一 闪 一 闪 亮 晶， _ 满 天")
    assert score.notes[5].lyrics[0].extends
    first = report.lines[0]
    assert (first.syllables, first.notes, first.held) == (6, 7, 1)
    assert "Line 1 (measures 1-2): 6 syllables on 7 notes, 1 notes held on." in str(report)
    assert not any(f.held or f.shared for f in report.lines[1:3])


def test_a_line_too_long_shares_its_long_note():
    score, report = with_lyrics(TUNE, FOUR.replace("星星。", "星星啊。"), "zh")
    line = report.lines[1]
    assert (line.syllables, line.notes, line.shared) == (8, 7, 1)
    assert len(score.notes) == len(TUNE.notes) + 1
    parted = [n for n in score.notes if 14 <= n.start < 16]
    assert [n.duration for n in parted] == [1, 1]


def test_far_too_many_words_are_told():
    _, report = with_lyrics(score_of_abc("Q:1/4=240\nL:1/8\nC D E"), "一二三四五六七八九", "zh")
    assert report.lines[0].unsung
    assert "no note for" in str(report)


def test_far_too_few_words_leave_measures_without():
    score, report = with_lyrics(TUNE, "你好吗", "zh")
    assert report.wordless == (5, 6, 7, 8)
    assert "Measures without words: 5, 6, 7, 8." in str(report)
    assert score.notes[0].lyrics[0].text == "你"


def test_holds_in_the_text_are_kept():
    score, report = with_lyrics(score_of_abc("L:1/4\nC D E F"), "明 - 月 +~", "zh")
    assert sung(score) == "明 _ 月 _"
    assert score.notes[0].lyrics[0].extends
    assert report.exact


def test_other_words_take_the_places_of_those_before():
    before = score_of_abc("L:1/4\nC D E F G\nw: a_ b c d")
    score, report = with_lyrics(before, "明月几时", "zh")
    assert sung(score) == "明 _ 月 几 时"
    assert report.exact


def test_nothing_to_lay_is_refused():
    with pytest.raises(InputError, match="no notes"):
        with_lyrics(Score(notes=()), "明", "zh")
    with pytest.raises(InputError, match="no words"):
        with_lyrics(TUNE, "\n[ti:x]\n", "zh")


@settings(max_examples=40)
@given(st.lists(st.integers(1, 12), min_size=1, max_size=6))
def test_any_number_of_syllables_is_laid_in_order(lengths: list[int]):
    text = "\n".join("明" * length for length in lengths)
    score, report = with_lyrics(TUNE, text, "zh")
    unsung = sum(len(f.unsung) for f in report.lines)
    assert sung(score).count("明") + unsung == sum(lengths)
    assert all(a.end <= b.start for a, b in pairwise(score.notes))
    assert {n.start for n in TUNE.notes} <= {n.start for n in score.notes}
    total = sum((n.duration for n in score.notes), Fraction(0))
    assert total == sum((n.duration for n in TUNE.notes), Fraction(0))
