"""What a translation must keep, and scripts in another language."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import pytest

from aigc.errors import EngineFailed
from aigc.notices import noticing
from aigc.text.article.reader import read_article
from aigc.text.engine import Pace
from aigc.text.script.extractive import ExtractiveWriter
from aigc.text.translation.fake import FakeTranslator
from aigc.text.translation.kept import faults
from aigc.text.translation.script import translated
from aigc.types.article import Article
from aigc.types.script import Script
from aigc.types.usage import Usage

FIXTURES = Path(__file__).parents[2] / "fixtures" / "articles"
RIGHT = (
    ("11月21日，江州地铁9号线开通", "Jiangzhou Metro Line 9 opens on November 21", "en"),
    ("末班车为23时10分", "The last train leaves at 11:10 p.m.", "en"),
    ("三成以上每天跨区通勤", "More than 30% of them commute", "en"),
    ("有 2.3 万名务工者返乡", "23,000 migrant workers came home", "en"),
    ("今年五月开张", "It opened in May", "en"),
    ("月租只有省城的六分之一", "Rent is one sixth of that in the capital", "en"),
    ("2021 年开业", "It opened in 2021", "en"),
    ("新线周六开通", "The line opens on Saturday", "en"),
    ("In July 1999, Eileen Collins flew", "1999年7月，艾琳·柯林斯飞行", "zh"),
    ("about 3,000 galaxies", "约三千个星系", "zh"),
    ("It cost $412 million", "花费4.12亿美元", "zh"),
    ("seven astronauts flew up", "几名宇航员升空", "zh"),
    ("NASA agreed in Q2 2028", "美国宇航局于2028年第二季度同意", "zh"),
)
WRONG = (
    ("全长35.6公里", "It is 36 km long", "en", "it lacks 35.6"),
    ("2021 年开业", "It opened", "en", "it lacks 2021"),
    ("用了OpenRiver", "It used a database", "en", "it lacks OpenRiver"),
    ("about 3,000 galaxies", "约三百个星系", "zh", "it lacks 3,000"),
    ("many galaxies", "三千个星系", "zh", "it says 三千"),
    ("many galaxies", "many galaxies", "zh", "not in Chinese"),
    ("GPT-5 wrote it", "模型写的", "zh", "it lacks GPT-5"),
    ("很多星系", "很多星系", "en", "not in English"),
    ("很多星系", " ", "en", "it is empty"),
)


@pytest.mark.parametrize(("text", "said", "target"), RIGHT)
def test_the_same_figures_written_in_another_way_are_kept(text, said, target):
    assert faults(text, said, target=target) == ()


@pytest.mark.parametrize(("text", "said", "target", "fault"), WRONG)
def test_what_is_lost_or_added_is_named(text, said, target, fault):
    found = faults(text, said, target=target)
    assert any(one.startswith((fault, f"it is {fault}")) for one in found)


@pytest.fixture(scope="module")
def metro() -> Article:
    return read_article(FIXTURES / "zh_metro.md", assets=FIXTURES / "none")


@pytest.fixture(scope="module")
def script(metro: Article) -> Script:
    return ExtractiveWriter().write(metro, target=Fraction(20), language="zh", seed=0, pace=Pace())


class Dull:
    """Says the same of every text."""

    name = fingerprint = "dull"
    usage = Usage(calls=1)

    def __init__(self, said: str) -> None:
        self._said = said

    def translate(self, texts: Sequence[str], **_how: object) -> tuple[str, ...]:
        return tuple(self._said for _ in texts)


def test_a_script_keeps_its_sources_and_roles(script, metro):
    said = translated(script, metro, FakeTranslator(), "en")
    assert said.language == "en" and said.target == script.target
    assert [(x.sources, x.role, x.block) for x in said.lines] == [
        (x.sources, x.role, x.block) for x in script.lines
    ]
    assert all(a.text.endswith(b.text) for a, b in zip(said.lines, script.lines, strict=True))
    assert translated(script, metro, FakeTranslator(), "zh") is script


def test_a_line_with_a_wrong_number_is_left_out_and_told(script, metro):
    with noticing() as told, pytest.raises(EngineFailed, match="survived"):
        translated(script, metro, Dull("It costs 999 euros."), "en")
    assert len(told) == len(script.lines)
    good = translated(script, metro, Dull("It opens soon."), "en")
    assert len(good.lines) == len(script.lines) and good.usage == Usage(calls=1)
