"""Tables told by their contrast, interviews told by their speakers, journeys told by their days."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from aigc.text.article.reader import read_article, read_text
from aigc.text.engine import Options, Pace
from aigc.text.script.days import days_named, with_days, without_days
from aigc.text.script.extractive import ExtractiveWriter
from aigc.text.script.guard import check
from aigc.text.script.passages import passages
from aigc.text.script.speakers import named, quoted, turn
from aigc.text.script.tables import contrast
from aigc.types.article import Article

FIXTURES = Path(__file__).parents[2] / "fixtures" / "articles"
TABLE = """# 一杯拿铁的价钱

同样一杯拿铁，在不同的城市价钱差了很多，店主们各有各的算盘。

| 城市 | 平均价格（元） |
| --- | --- |
| 省城 | 26.5 |
| 海城 | 32 |
| 县城 | 9.9 |
| 合计 | 68.4 |
"""
TALK = """# A talk with a keeper

Ann Marsh has kept the light on Gull Rock for nine years.

Reporter: What do you miss most?

Marsh: I miss trees. The wind takes everything that is taller than a boot.

Reporter: Will you stay?

Marsh: I will stay until the lamp goes out.
"""


def article(text: str, folder: Path) -> Article:
    return read_text(text, assets=folder)


@pytest.mark.parametrize(
    ("rows", "language", "told"),
    [
        (
            (("City", "Price ($)"), ("Rome", "3"), ("Oslo", "9"), ("Bern", "7")),
            "en",
            ("Price: from $9 for Oslo to $3 for Rome.", (2, 1)),
        ),
        (
            (("Ship", "Crew"), ("Ann, 1990", "3"), ("Bee, 2004", "9"), ("Cod, 2012", "7")),
            "en",
            ("Crew: from 3 for Ann to 9 for Bee.", (1, 2)),
        ),
        (
            (("年份", "营收（亿元）"), ("2021年", "3"), ("2022年", "9"), ("2023年", "7")),
            "zh",
            ("营收从2021年的3亿元到2023年的7亿元。", (1, 3)),
        ),
        ((("机型", "参数"), ("重量", "1.2kg"), ("续航", "10小时"), ("屏幕", "6英寸")), "zh", None),
        ((("City", "Price"), ("Rome", "3"), ("Oslo", "9")), "en", None),
        ((("City", "Price"), ("Rome", "3"), ("Oslo", "3"), ("Bern", "3")), "en", None),
    ],
)
def test_a_table_is_told_by_its_ends(rows, language, told) -> None:
    assert contrast(rows, 1, language) == told


def test_a_contrast_is_one_line_that_the_guard_accepts(tmp_path: Path) -> None:
    doc = article(TABLE, tmp_path)
    forms = [f for p in passages(doc, Options()) if p.role == "table" for f in p.forms]
    assert [[x.text for x in f] for f in forms] == [["海城平均价格32元，县城则是9.9元。"]]
    assert not check(forms[0][0], doc)


def test_a_table_whose_ends_a_paragraph_says_is_not_told_again(tmp_path: Path) -> None:
    said = TABLE.replace("差了很多", "从32元到9.9元")
    doc = article(said, tmp_path)
    assert not [p for p in passages(doc, Options()) if p.role == "table"]


def test_an_interview_names_its_speaker_and_reads_no_label(tmp_path: Path) -> None:
    doc = article(TALK, tmp_path)
    texts = [x.text for p in passages(doc, Options()) for x in p.forms[0]]
    assert "Marsh said: “I miss trees.”" in texts
    assert "“The wind takes everything that is taller than a boot.”" in texts
    assert "What do you miss most?" in texts
    assert not [t for t in texts if t.startswith(("Marsh:", "Reporter:"))]
    first = next(n for n, b in enumerate(doc.blocks) if "miss trees" in b.span.of(doc.text))
    known = turn(doc, first)
    assert known is not None and (known.who, known.asks) == ("Marsh", False)
    assert quoted("长" * 61, "林晓", "zh") == ""


def test_a_pronoun_after_a_quotation_becomes_the_one_person_named_before(tmp_path: Path) -> None:
    text = (
        "# Bells\n\nInes Falk tunes bells. Later Falk rests.\n\n“A pot is not a bell,” she says.\n"
    )
    doc = article(text, tmp_path)
    said = "“A pot is not a bell,” she says."
    found = named(said, doc.text.index("“A pot"), doc)
    assert found is not None
    assert found[0] == "“A pot is not a bell,” Falk says."
    assert found[1].of(doc.text) == "Ines Falk"
    assert named(said, 0, doc) is None


@pytest.mark.parametrize(
    ("name", "marks"), [("en_islands", ("Day one: ", "Day two: ")), ("zh_travel", ("第一天，",))]
)
def test_a_jump_to_another_day_is_told(name: str, marks: tuple[str, ...]) -> None:
    doc = read_article(FIXTURES / f"{name}.md", assets=FIXTURES / "none")
    made = ExtractiveWriter().write(
        doc, target=Fraction(30), language=doc.language, seed=0, pace=Pace()
    )
    for mark in marks:
        assert sum(x.text.startswith(mark) for x in made.lines) == 1
    plain = without_days(made.lines, doc)
    assert not [x for x in plain if x.text.startswith(marks)]
    assert with_days(plain, doc) == made.lines
    assert days_named(doc) >= 2
