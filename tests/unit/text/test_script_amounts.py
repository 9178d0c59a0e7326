"""Amounts in words, which the guard treats as numbers."""

from __future__ import annotations

from fractions import Fraction

import pytest

from aigc.text.script.guard import check
from aigc.text.script.numerals import figures, quantities
from aigc.types.article import Article, Block, Language, Span
from aigc.types.script import ScriptLine


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("六成", 60, "%"),
        ("六成五的人", 65, "%"),
        ("三分之一", Fraction(1, 3), ""),
        ("两倍", 2, "times"),
        ("增长一倍", 1, "times"),
        ("翻了一番", 2, "times"),
        ("其中一大半", Fraction(1, 2), ""),
        ("半年后", Fraction(1, 2), "yr"),
        ("数十万人", 100_000, "person"),
        ("two thirds of voters", Fraction(2, 3), ""),
        ("two-thirds", Fraction(2, 3), ""),
        ("a third of the water", Fraction(1, 3), ""),
        ("three quarters of it", Fraction(3, 4), ""),
        ("a dozen people", 12, "person"),
        ("half a dozen eggs", 6, ""),
        ("nearly half", Fraction(1, 2), ""),
        ("sales doubled", 2, "times"),
        ("twice as many", 2, "times"),
        ("thousands of classrooms", 1000, ""),
    ],
)
def test_an_amount_in_words_is_a_number(text: str, value: Fraction, unit: str) -> None:
    (found,) = quantities(text)
    assert (found.value, found.unit) == (value, unit)


def test_ordinals_and_names_of_things_are_no_amounts() -> None:
    assert [q.value for q in quantities("a third man in the fourth quarter")] == [3, 4]
    assert quantities("a double room") == ()
    assert quantities("上半年") == ()
    assert figures("共12.5万人") == ("12.5万人",)


def refused(line: str, source: str, language: Language) -> set[str]:
    span = Span(start=0, end=len(source))
    doc = Article(
        title="t", text=source, blocks=(Block(kind="paragraph", span=span),), language=language
    )
    return {v.kind for v in check(ScriptLine(text=line, sources=(span,)), doc)}


@pytest.mark.parametrize(
    ("line", "source", "language"),
    [
        ("近六成的人同意。", "近60%的受访者同意。", "zh"),
        ("销量是去年的两倍。", "销量是去年的2倍。", "zh"),
        ("Two thirds agreed.", "Two-thirds of the members agreed.", "en"),
        ("A dozen boats came.", "Exactly 12 boats came.", "en"),
        ("Half agreed.", "One half of them agreed.", "en"),
    ],
)
def test_the_same_amount_passes_the_guard(line: str, source: str, language: Language) -> None:
    assert refused(line, source, language) == set()


@pytest.mark.parametrize(
    ("line", "source", "language"),
    [
        ("七成的人同意。", "六成的人同意。", "zh"),
        ("三分之二的人同意。", "三分之一的人同意。", "zh"),
        ("销量翻了一番。", "销量增长了三成。", "zh"),
        ("一半的人同意。", "有人同意。", "zh"),
        ("Two thirds agreed.", "A third of the members agreed.", "en"),
        ("Dozens of boats came.", "Boats came.", "en"),
        ("Sales tripled.", "Sales doubled.", "en"),
        ("Half of them agreed.", "Some of them agreed.", "en"),
    ],
)
def test_an_invented_amount_is_refused(line: str, source: str, language: Language) -> None:
    assert refused(line, source, language) == {"number"}
