"""Copied runs, repetition, diversity and the filter under them."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aigc.errors import AssetError
from aigc.lyrics.ranking import novelty
from aigc.lyrics.ranking.diversity import distinct, spread
from aigc.lyrics.ranking.fuse import FALSE_RATE, Fuse
from aigc.lyrics.ranking.novelty import copied, longest
from aigc.lyrics.ranking.repetition import habits, repetition, returns
from aigc.lyrics.ranking.units import grams, keys, segments, units
from aigc.types.lyric import Lyric

FAMOUS = ("问君能有几多愁，", "恰似一江春水。")
OWN = ("电车载着蓝色猫，", "路过面包店打烊。")


@settings(max_examples=30)
@given(st.sets(st.integers(0, 2**64 - 1), max_size=300))
def test_a_filter_holds_all_that_was_put_in(numbers: set[int]) -> None:
    fuse = Fuse.of(np.array(sorted(numbers), np.uint64))
    assert fuse.holds(np.array(sorted(numbers), np.uint64)).all()
    assert all(number in fuse for number in numbers)


def test_a_filter_lets_few_strangers_in_and_takes_little_room() -> None:
    rng = np.random.default_rng(7)
    drawn = np.unique(rng.integers(0, 2**63, 120_000).astype(np.uint64))
    put, strangers = drawn[::2], drawn[1::2]
    fuse = Fuse.of(put)
    assert fuse.holds(put).all()
    assert FALSE_RATE / 2 < fuse.holds(strangers).mean() < 2 * FALSE_RATE
    assert 8 * (fuse.low.nbytes + fuse.high.nbytes) / len(put) < 13


def test_equal_keys_give_equal_filters() -> None:
    drawn = np.arange(1000, dtype=np.uint64)
    one, other = Fuse.of(drawn), Fuse.of(np.concatenate([drawn[::-1], drawn]))
    assert one.seed == other.seed
    assert np.array_equal(one.low, other.low)
    assert np.array_equal(one.high, other.high)


@given(st.lists(st.sampled_from("天地玄黄"), max_size=30), st.integers(1, 6))
def test_stretches_are_equal_where_their_units_are(flat: list[str], length: int) -> None:
    hashes = grams(keys(flat), length).tolist()
    runs = ["".join(flat[i : i + length]) for i in range(len(flat) - length + 1)]
    assert len(hashes) == len(runs)
    assert len(set(hashes)) == len(set(runs))


def test_units_leave_marks_out() -> None:
    assert segments("大江东去，浪淘尽、千古。") == ["大江东去", "浪淘尽", "千古"]
    assert units("O, 'tis the heart's own fire-light!", "en") == [
        "o", "tis", "the", "heart's", "own", "fire-light",
    ]  # fmt: skip


def test_a_famous_line_is_found_where_it_stands() -> None:
    run = longest((*OWN, *FAMOUS, OWN[0]))
    assert run is not None
    assert (run.line, run.unit, run.length) == (2, 0, 13)
    assert run.text == "问君能有几多愁恰似一江春水"
    assert run.fresh == 13


def test_a_run_in_the_middle_of_a_line_is_placed() -> None:
    run = longest(("蓝色猫问君能有几多愁，",))
    assert run is not None
    assert (run.line, run.unit, run.text) == (0, 3, "问君能有几多愁")


def test_new_words_hold_no_run() -> None:
    assert longest(OWN) is None
    assert longest(("短，",)) is None
    assert copied(()) == ()


def test_what_the_songwriter_gave_does_not_count() -> None:
    lock = {(0, k) for k in range(7)}
    run = longest(FAMOUS, given=lock)
    assert run is not None
    assert (run.length, run.fresh) == (13, 6)


def test_sonnets_are_known_by_words() -> None:
    run = longest(("O night and death, to whom we grudged him then",), "en")
    assert run is not None
    assert (run.unit, run.length) == (0, 10)
    assert longest(("A purple tram forgets the sugar moon",), "en") is None


def test_random_text_makes_no_chain() -> None:
    rng = random.Random(3)
    common = "风花雪月山水云天人心不无有一何处时春秋江南北东西来去归梦夜日长"
    poems = [["".join(rng.choices(common, k=7)) for _ in range(14)] for _ in range(200)]
    assert all((run.length if (run := longest(poem)) else 0) <= 7 for poem in poems)


def test_a_missing_index_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(novelty, "PATH", novelty.PATH.with_name("none.npz"))
    novelty.index.cache_clear()
    with pytest.raises(AssetError, match=r"none\.npz"):
        longest(FAMOUS)
    monkeypatch.undo()
    novelty.index.cache_clear()
    assert longest(FAMOUS)


def test_returns_are_listed_with_their_distance() -> None:
    found = returns(("霜天孤鹤，", "霜月寒江。"))
    assert [(back.unit, back.line, back.place, back.distance) for back in found] == [
        ("霜", 1, 0, 4)
    ]


def test_a_unit_doubled_on_the_spot_is_one_use() -> None:
    assert returns(("寻寻觅觅，", "冷冷清清。")) == ()
    assert [back.place for back in returns(("年年花，年年酒。",))] == [3]


def test_rare_and_close_returns_surprise_most() -> None:
    known = habits("classical")
    assert known.surprise("霜", 20) > known.surprise("不", 20) + 0.5
    assert known.surprise("霜", 5) > known.surprise("霜", 50)
    assert habits("modern").surprise("的", 30) < habits("classical").surprise("的", 30)
    assert known.surprise("𰻞", 1) == 6


@given(
    st.lists(st.text("春花秋月何时了往事知多少", min_size=3, max_size=7), min_size=1, max_size=6)
)
def test_writing_a_lyric_twice_repeats_more(lines: list[str]) -> None:
    assert repetition(lines) >= 0
    assert repetition([*lines, *lines]) > repetition(lines)
    hooks = range(len(lines), 2 * len(lines))
    assert repetition([*lines, *lines], hooks=hooks) == repetition(lines)


def test_nothing_repeats_in_nothing() -> None:
    assert repetition(()) == 0
    assert repetition(("春花秋月",)) == 0


def test_distinct_counts_within_and_between() -> None:
    assert distinct([("春春夏",)], 1) == pytest.approx(200 / 3)
    assert distinct([("春夏",), ("春夏",)], 2) == 50
    assert distinct([("the cat the cat",)], 2, "en") == pytest.approx(200 / 3)
    assert distinct([], 1) == 100


def test_spread_prefers_the_unlike_of_equals() -> None:
    lyrics = [
        Lyric(lines=(line,), score={"total": total})
        for line, total in (("春花秋月何时了", 70), ("春花秋月何时休", 69), ("小楼昨夜又东风", 66))
    ]
    assert [lyric.lines[0][-1] for lyric in spread(lyrics, 2)] == ["了", "风"]
    assert [lyric.lines[0][-1] for lyric in spread(lyrics, 2, weight=1)] == ["了", "休"]
    assert len(spread(lyrics, 9)) == 3
    assert spread((), 2) == ()
