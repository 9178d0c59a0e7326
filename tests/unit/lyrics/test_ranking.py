"""Integrity, rhymes, keywords, and candidates put in order."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigc.errors import AssetError
from aigc.lyrics.forms.editing import with_locks
from aigc.lyrics.forms.filling import filled
from aigc.lyrics.forms.notation import parse
from aigc.lyrics.ranking.integrity import PATH, integrities, integrity, scorer, windows
from aigc.lyrics.ranking.keyword import naturalness
from aigc.lyrics.ranking.rank import WEIGHTS, rank, scores
from aigc.lyrics.ranking.rhyme import rhyme_quality
from aigc.lyrics.ranking.units import keys
from aigc.lyrics.ranking.whole import best_first
from aigc.types.lyric import Lyric
from aigc.types.template import UNRHYMED, Cell, Keyword, Template, TemplateLine

MOON = (
    "明月几时有，把酒问青天。",
    "不知天上宫阙，今夕是何年。",
    "我欲乘风归去，又恐琼楼玉宇，高处不胜寒。",
    "起舞弄清影，何似在人间。",
)
SHIFTED = (
    "明月几时有把，酒问青天不。",
    "知天上宫阙今，夕是何年我。",
    "欲乘风归去又，恐琼楼玉宇高，处不胜寒起。",
    "舞弄清影何，似在人间。",
)
SONG = ("我把心事写在风里，", "吹过你窗前的海。", "夜色温柔得像一首，", "没有唱完的歌。")


def form(
    lines: tuple[str, ...], groups: str = "", *, book: str = "thirteen", language: str = "zh"
) -> Template:
    """Return the lengths of ``lines`` with a rhyme group at each line end (``-``: free)."""
    rows = []
    for line, group in zip(lines, groups or "-" * len(lines), strict=True):
        count = len(line.split()) if language == "en" else sum(c.isalnum() for c in line)
        end = Cell(rhyme="" if group == "-" else group)
        rows.append(TemplateLine(cells=(*[Cell()] * (count - 1), end)))
    return Template(lines=tuple(rows), book=book, language=language)  # type: ignore[arg-type]


def test_phrases_end_where_poets_end_them() -> None:
    good, bad = integrity(MOON, style="ci"), integrity(SHIFTED, style="ci")
    assert good.figure < 1.8
    assert bad.figure > 2.3
    assert good.score == pytest.approx(100 / good.figure)
    low = [sum(end.chance < 0.3 for end in found.endings) for found in (good, bad)]
    assert low[0] < low[1]


def test_modern_lines_are_told_too() -> None:
    cut = ("我把心事写在风里吹，", "过你窗前的海夜。", "色温柔得像一首没，", "有唱完的歌。")
    assert integrity(SONG).figure < 3 < integrity(cut).figure
    low = {(end.line, end.cell) for end in integrity(cut).endings if end.chance < 0.15}
    assert low >= {(0, 8), (2, 7)}


def test_endings_are_named_by_line_and_cell() -> None:
    places = [(end.line, end.cell) for end in integrity(MOON[:3]).endings]
    assert places == [(0, 4), (0, 9), (1, 5), (1, 10), (2, 5), (2, 11), (2, 16)]


def test_what_follows_shows_a_word_cut_in_two() -> None:
    lines = ("我们走进了图书，", "馆里没有人说话。")
    ahead, behind = integrity(lines), integrity(lines, ahead=False)
    assert ahead.endings[0].chance < behind.endings[0].chance


@given(st.lists(st.lists(st.text("春花秋月何时了，。", max_size=8), max_size=4), max_size=4))
def test_many_lyrics_are_scored_as_each_alone(lyrics: list[list[str]]) -> None:
    together = [whole.figure for whole in integrities(lyrics)]
    assert together == pytest.approx([integrity(lines).figure for lines in lyrics])
    assert all(figure >= 1 for figure in together)


def test_windows_stop_at_segments_and_texts() -> None:
    around = windows(keys("天地玄黄宇"), np.array([0, 0, 1, 1, 2]), np.array([0, 0, 0, 0, 1]))
    sky, earth, dark, yellow, eaves = map(ord, "天地玄黄宇")
    assert around[0].tolist() == [sky, 0, 0, earth, 0, 0]
    assert around[1].tolist() == [earth, sky, 0, dark, yellow, 0]
    assert around[3].tolist() == [yellow, dark, 0, 0, 0, 0]
    assert around[4].tolist() == [eaves, 0, 0, 0, 0, 0]


def test_a_damaged_scorer_is_named() -> None:
    missing = PATH.with_name("nothing.npz")
    with pytest.raises(AssetError, match=r"nothing\.npz.*install the package anew"):
        scorer(missing)


def test_a_keyword_is_natural_as_a_word_of_its_own() -> None:
    word = (Keyword(text="明月"),)
    own, split, missing = naturalness(
        [("今夜明月照窗前，",), ("他说明月底就回来，",), ("今夜无人，",)], word
    )
    assert own > 90
    assert split < own - 20
    assert missing == 0


def test_the_best_place_of_a_keyword_counts_and_its_line_binds() -> None:
    lines = ("他说明月底就回来，", "明月，")
    anywhere, first = (
        naturalness([lines], (Keyword(text="明月", line=line),))[0] for line in (None, 0)
    )
    assert anywhere == 100
    assert first < anywhere


def test_a_single_character_may_join_with_others() -> None:
    assert naturalness([("我在春夜里等你，",)], (Keyword(text="春"),)) == [100]
    assert naturalness([("我在秋夜里等你，",)], (Keyword(text="春"),)) == [0]


def test_a_fine_rhyme_has_full_marks() -> None:
    lines = ("窗外有花，", "风吹我家。", "春天来了，", "满天红霞。")
    assert rhyme_quality(form(lines, "aa-a"), lines) == 100
    assert rhyme_quality(form(lines), lines) == 100


def test_a_word_that_rhymes_with_itself_is_marked_down() -> None:
    lines = ("窗外有花，", "风吹百花。", "春天来了，", "满天红霞。")
    assert rhyme_quality(form(lines, "aa-a"), lines) == 80


def test_mixed_tones_are_marked_down_only_where_tones_are_open() -> None:
    lines = ("窗外有花，", "雨点落下。")
    assert rhyme_quality(form(lines, "aa"), lines) == 80
    tones = ("平", "仄")
    asked = Template(
        lines=tuple(
            TemplateLine(cells=(*[Cell()] * 3, Cell(rhyme="a", tone=tone)))  # type: ignore[arg-type]
            for tone in tones
        )
    )
    assert rhyme_quality(asked, lines) == 100


def test_a_free_end_that_chimes_is_marked_down() -> None:
    lines = ("窗外有花，", "风吹我家。", "春天有沙，", "满天红霞。")
    assert rhyme_quality(form(lines, "aa-a"), lines) == 60
    far = ("窗外有花，", "风吹我家。", *["人在路口，"] * 5, "春天有沙，")
    assert rhyme_quality(form(far, "aa------"), far) == 100


def test_groups_that_must_not_rhyme_are_no_group() -> None:
    lines = ("窗外有花，", "风吹我口。", "春天有沙，", "满天红霞。")
    assert rhyme_quality(form(lines, f"a{UNRHYMED}{UNRHYMED}a"), lines) == 100


def test_hooks_may_repeat_their_rhyme() -> None:
    lines = ("窗外有花，", "风吹我家。", "窗外有花，")
    plain = form(lines, "aaa")
    hook = TemplateLine(cells=plain.lines[2].cells, repeats=0)
    assert rhyme_quality(plain, lines) == 80
    assert rhyme_quality(Template(lines=(*plain.lines[:2], hook)), lines) == 100


def test_english_rhymes_by_words() -> None:
    lines = ("The day is bright", "I love the night", "The sea is blue", "We walk at night")
    asked = form(lines, "aa-a", language="en", book="english")
    assert rhyme_quality(asked, lines) == 80
    chime = (*lines[:2], "And out of sight", "A ray of light")
    assert rhyme_quality(asked, chime) == 60


def candidates() -> list[Lyric]:
    return [
        Lyric(lines=MOON, score={"fluency": -2.5}),
        Lyric(lines=SHIFTED, score={"fluency": -2.5}),
        Lyric(lines=MOON, score={"fluency": -2.5}),
        Lyric(lines=tuple(reversed(MOON)), score={"fluency": -6.0}),
    ]


def test_candidates_are_ordered_and_scored_on_their_scales() -> None:
    ranked = rank(candidates(), form(MOON, "-aaa"), style="ci")
    totals = [lyric.score["total"] for lyric in ranked]
    assert totals == sorted(totals, reverse=True)
    assert ranked[0].lines == MOON
    for lyric in ranked:
        assert set(lyric.score) == {
            "fluency", "integrity", "rhyme", "novelty", "longest_run", "variety", "total",
        }  # fmt: skip
        assert all(math.isfinite(value) for value in lyric.score.values())
        assert all(round(value, 4) == value for value in lyric.score.values())
        rest = {k: v for k, v in lyric.score.items() if k not in ("fluency", "longest_run")}
        assert all(0 <= value <= 100 for value in rest.values())


def test_equal_lyrics_are_shown_once_while_there_are_others() -> None:
    ranked = rank(candidates(), form(MOON), style="ci", keep=3)
    assert len({lyric.lines for lyric in ranked}) == 3
    assert len(rank(candidates(), form(MOON), keep=4)) == 4
    assert len(rank(candidates(), form(MOON), keep=9)) == 4
    assert rank([], form(MOON), keep=3) == ()


def test_without_difference_the_best_are_kept() -> None:
    ranked = rank(candidates(), form(MOON), style="ci")
    different = [ranked[0], *[lyric for lyric in ranked[1:] if lyric.lines != MOON]]
    best = rank(candidates(), form(MOON), style="ci", keep=2, difference=0)
    assert [lyric.lines for lyric in best] == [lyric.lines for lyric in different[:2]]


def test_the_total_is_the_weighted_mean() -> None:
    score = scores([Lyric(lines=SONG, score={"fluency": -4.0})], form(SONG))[0]
    parts = score | {"fluency": 100 / math.e}
    used = [name for name in WEIGHTS if name in parts]
    mean = sum(WEIGHTS[n] * parts[n] for n in used) / sum(WEIGHTS[n] for n in used)
    assert score["total"] == pytest.approx(mean, abs=0.001)


def test_a_copied_lyric_is_not_new_unless_it_was_given() -> None:
    lines = ("问君能有几多愁，", "恰似一江春水。")
    free = scores([Lyric(lines=lines)], form(lines))[0]
    assert (free["novelty"], free["longest_run"]) == (0, 13)
    locked = [[Cell(lock=c) for c in line[:-1]] for line in lines]
    ended = tuple(TemplateLine(cells=(*row[:-1], replace(row[-1], mark=line[-1])))
                  for row, line in zip(locked, lines, strict=True))  # fmt: skip
    assert scores([Lyric(lines=lines)], Template(lines=ended))[0]["novelty"] == 100


def test_keywords_have_a_figure() -> None:
    asked = Template(lines=form(SONG).lines, keywords=(Keyword(text="心事"),))
    assert scores([Lyric(lines=SONG)], asked)[0]["keyword"] > 50


def test_english_lyrics_are_ranked() -> None:
    lines = ("The day is bright", "I love the night")
    asked = form(lines, "aa", language="en", book="english")
    copied = ("O night and death, to whom we grudged him then", "When in man's sight he stood")
    first, last = rank(
        [Lyric(lines=copied, language="en"), Lyric(lines=lines, language="en")], asked
    )
    assert (first.lines, last.lines) == (lines, copied)
    assert "integrity" not in first.score
    assert first.score["longest_run"] == 0
    assert last.score["novelty"] == 0


def test_what_an_english_writer_gave_is_not_held_against_them() -> None:
    line = "Shall I compare thee to a summer's day"
    free, given = parse("en 10"), parse("en 10")
    for word in filled(free, Lyric(lines=(line,)))[0]:
        given = with_locks(given, [f"1:{word.cell + 1}={word.text}"])
    novelty = [scores([Lyric(lines=(line,))], form)[0]["novelty"] for form in (free, given)]
    assert novelty[0] < 60 and novelty[1] == 100
    ends = ("A morning", "The morning")
    quality = [
        scores([Lyric(lines=ends)], parse(f"en 3/3 aa{locks}"))[0]["rhyme"]
        for locks in ("", " 1:2=morning 2:2=morning")
    ]
    assert quality == [60, 100]


def test_figures_that_do_not_apply_are_left_out() -> None:
    (score,) = scores([Lyric(lines=("The sea",))], parse("en 2 +river"))
    assert "keyword" not in score
    sung = Template(lines=(TemplateLine(cells=(Cell(pitches=(60,)), Cell(pitches=(62,)))),))
    assert "singability" in scores([Lyric(lines=("春风",))], sung)[0]
    assert "singability" not in scores([Lyric(lines=("春",))], sung)[0]


def test_a_total_without_fluency_does_not_come_before_one_with_it():
    score = {
        "a": {"total": 90.0},
        "b": {"total": 60.0, "fluency": -2.0},
        "c": {"total": 70.0, "fluency": -1.0},
    }
    lyrics = [Lyric(lines=(name,), score=figures) for name, figures in score.items()]
    assert [lyric.text for lyric in best_first(lyrics)] == ["c", "b", "a"]
