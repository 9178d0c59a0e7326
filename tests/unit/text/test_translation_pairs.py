"""The guard of translations: what is right passes, and nine in ten of what is wrong do not."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from aigc.text.script.guard import check
from aigc.text.script.hours import hours
from aigc.text.script.moments import relative, weekdays
from aigc.text.translation.kept import faults
from aigc.types.article import Article, Block, Language, Span
from aigc.types.script import ScriptLine

TABLE = Path(__file__).parents[2] / "fixtures" / "translation" / "pairs.tsv"
ROWS = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines(), delimiter="\t"))
OTHER: dict[Language, Language] = {"zh": "en", "en": "zh"}
SAME = [
    (row["text"], row["right"]) if row["language"] == "zh" else (row["right"], row["text"])
    for row in ROWS
]
EVERY: list[tuple[Language, Language, str, str, str]] = [
    (source, target, row["text"], row["right"], row["wrong"])
    for source, target in OTHER.items()
    for row in ROWS
    if row["language"] == source and row["wrong"]
]


def refused(line: str, text: str, language: Language) -> tuple[str, ...]:
    span = Span(start=0, end=len(text))
    block = Block(kind="paragraph", span=span)
    source = Article(title="t", text=text, blocks=(block,), language=language)
    spoken = ScriptLine(text=line, sources=(span,))
    return tuple(one.message for one in check(spoken, source, translated=True))


@pytest.mark.parametrize(("chinese", "english"), SAME)
def test_what_is_right_is_kept_both_ways(chinese: str, english: str) -> None:
    assert faults(chinese, english, target="en") == ()
    assert faults(english, chinese, target="zh") == ()


def test_nine_in_ten_of_what_is_wrong_is_found() -> None:
    missed = [bad for _, target, text, _, bad in EVERY if not faults(text, bad, target=target)]
    assert len(EVERY) >= 60 and len(missed) <= 0.1 * len(EVERY), missed


def test_the_guard_of_scripts_lets_what_is_right_through() -> None:
    wrong = [(text, right) for source, _, text, right, _ in EVERY if refused(right, text, source)]
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "line", "source"),
    [
        ("新线周二开通", "The new line opens on Thursday", "zh"),
        ("会议下午3点开始", "The meeting begins at 3 a.m.", "zh"),
        ("票价3元", "A ticket costs 3 dollars", "zh"),
        ("三成乘客换乘", "40 percent of passengers change", "zh"),
        ("The bridge opened last year", "大桥明年通车", "en"),
        ("Shares fell 6%", "股价上涨6%", "en"),
        ("The shop opens daily", "商店不开门", "en"),
    ],
)
def test_the_guard_of_scripts_sees_facts_across_languages(
    text: str, line: str, source: Language
) -> None:
    assert refused(line, text, source)


def test_times_of_day_are_read_to_24_hours() -> None:
    def read(text: str) -> list[int]:
        return [one.minutes for one in hours(text)[0]]

    assert read("晚上9点、21:00、9 p.m.") == [1260, 1260, 1260]
    assert read("凌晨12点半，夜里2点，中午1点") == [30, 120, 780]
    assert read("a quarter to six in the evening, noon, midnight") == [1065, 720, 0]
    assert read("三点建议，35点，12:75，18岁时，3小时") == []


def test_weekdays_and_their_kin_have_one_name() -> None:
    assert set(weekdays("周六、周日")) == set(weekdays("weekends")) == {5, 6}
    assert weekdays("每周三次，三周一次，10个工作日") == {}
    assert relative("前天和明年") == {"day -2": "前天", "year 1": "明年"}
    assert set(relative("the day before yesterday, next year")) == {"day -2", "year 1"}
