"""Sentence and clause borders, compression, and what is said aloud."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigc.text.script.compress import variants
from aigc.text.script.lines import broken, size
from aigc.text.script.pointing import dangling, without_connective
from aigc.text.script.sentences import clauses, sentences
from aigc.text.script.spoken import say


def split(text: str) -> list[str]:
    return [s.of(text) for s in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("新线开通了。票价不变！真的吗？", ["新线开通了。", "票价不变！", "真的吗？"]),
        ("“今天很好。”他说。明天呢？", ["“今天很好。”他说。", "明天呢？"]),
        ("他说：“走吧。我们回家。”她点头。", ["他说：“走吧。我们回家。”", "她点头。"]),
        ("全长3.5公里。共24站。", ["全长3.5公里。", "共24站。"]),
        ("他想了想……最后走了。", ["他想了想……", "最后走了。"]),
        (
            "Dr. Smith of the U.S. Army left. He won.",
            ["Dr. Smith of the U.S. Army left.", "He won."],
        ),
        (
            "It rose 3.5% to $4.2 million. Shares fell.",
            ["It rose 3.5% to $4.2 million.", "Shares fell."],
        ),
        ('"Why not?" asked J. R. Lee. "We go."', ['"Why not?" asked J. R. Lee.', '"We go."']),
        ("It moved to the U.S. The firm grew.", ["It moved to the U.S.", "The firm grew."]),
        (
            "See e.g. Figure no. 5 at 9 a.m. on Monday.",
            ["See e.g. Figure no. 5 at 9 a.m. on Monday."],
        ),
        ("", []),
        ("。。。", []),
    ],
)
def test_sentence_borders(text: str, expected: list[str]) -> None:
    assert split(text) == expected


@given(st.text(alphabet='新线a1 .。“”"？！\n,，()（）', max_size=60))
def test_spans_are_ordered_and_lose_no_word(text: str) -> None:
    spans = sentences(text)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    kept = [c for s in spans for c in s.of(text) if c.isalnum()]
    assert kept == [c for c in text if c.isalnum()]


def test_clauses_keep_quotations_whole_and_join_to_the_sentence() -> None:
    text = "他说：“先走，再看。”然后，天黑了。"
    assert "".join(clauses(text)) == text
    assert any("“先走，再看。”" in c for c in clauses(text))
    english = "The line, which opened in May, carries 1,200 people, and trains run daily."
    assert "".join(clauses(english)) == english
    assert not any(c.rstrip().endswith("1,") for c in clauses(english))


def test_connectives_go_and_pointing_back_is_seen() -> None:
    assert without_connective("但是，票价没有变。", "zh") == "票价没有变。"
    assert without_connective("However, the fare stays.", "en") == "The fare stays."
    assert without_connective("最后一班船开了。", "zh") == "最后一班船开了。"
    assert dangling("这意味着票价会涨。", "zh")
    assert dangling("She left at noon.", "en")
    assert dangling("“以前要早起。”她说。", "zh")
    assert not dangling("地铁票价没有变。", "zh")
    assert not dangling("The fare stays at $3.", "en")


def test_shorter_forms_keep_numbers_names_and_negation() -> None:
    forms = variants("产品A的销量增长了18%，从而成为公司的第一大产品。", "zh")
    assert forms[-1] == "产品A的销量增长了18%。"
    english = variants("Sarah Lee, who joined in May, sold 40 used cars, including two vans.", "en")
    assert english[-1] == "Sarah Lee sold 40 used cars."
    assert variants("他没有走，并且不打算走。", "zh") == ("他没有走，并且不打算走。",)
    assert variants("因为下雨，以及刮风。", "zh") == ("因为下雨，以及刮风。",)


def test_broken_lines_join_to_the_sentence_at_clause_borders() -> None:
    text = (
        "这条线路全长35.6公里，设车站24座，连接北部的云溪新区和南部的临港工业园，全程只需48分钟。"
    )
    lines = broken(text, "zh")
    assert "".join(lines) == text
    assert len(lines) == 2
    assert all(10 <= size(line, "zh") <= 36 for line in lines)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("全长（含支线）35 km²，见 https://a.b/c 。", "zh", "全长35 km²，见。"),
        ("水温31.4℃[^1]，升了20%🙂。", "zh", "水温31.4℃，升了20%。"),
        ("气温18~22℃，尺寸3×4米。", "zh", "气温18到22℃，尺寸3乘4米。"),
        ("**重点**：用`cp`复制。", "zh", "重点：用cp复制。"),
        ("It grew (a lot) by 3–5% & fell → 2.", "en", "It grew by 3 to 5% and fell to 2."),
        ("On 2024-03-05 it closed", "en", "On 2024-03-05 it closed."),
    ],
)
def test_said_text(text: str, language: str, expected: str) -> None:
    assert say(text, "zh" if language == "zh" else "en") == expected
