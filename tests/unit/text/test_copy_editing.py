"""Variants of copy that somebody put into other words."""

from __future__ import annotations

import pytest

from aigc.text.article.reader import read_text
from aigc.text.copy.editing import HAND, MOST_CHARS, edited, unsupported
from aigc.text.copy.extractive import ExtractiveCopy
from aigc.types.copy import CopySheet

TEXT = (
    "# 县城里的咖啡馆\n\n今年五月，临河县的第一千家咖啡馆开张。开业当天卖出了 486 杯咖啡。\n\n"
    "店主林晓说：“价格低不等于不赚钱。”租金只有省城的六分之一。"
)


@pytest.fixture(scope="module")
def article(tmp_path_factory):
    return read_text(TEXT, assets=tmp_path_factory.mktemp("assets"))


@pytest.fixture(scope="module")
def sheet(article):
    copies = ExtractiveCopy().write(article, language="zh", kinds=("title", "hashtags"), count=3)
    return CopySheet(title=article.title, language="zh", platform="generic", copies=copies)


def test_the_same_words_are_the_same_variant(sheet, article):
    for one in sheet.copies:
        assert edited(one, f" {one.text}\n", sheet, article) is one


def test_other_words_have_a_score_of_their_own(sheet, article):
    one = sheet.of("title")[0]
    good = edited(one, "开业当天卖出 486 杯咖啡：县城里的咖啡馆", sheet, article)
    bad = edited(one, "咖啡", sheet, article)
    assert good.author == bad.author == HAND and good.variant == bad.variant == one.variant
    assert {m.name for m in good.measures} == {m.name for m in one.measures}
    assert bad.score < good.score and not unsupported(good, sheet, article)


def test_what_other_passages_say_is_compared_with_the_whole_article(sheet, article):
    tags = sheet.of("hashtags")[0]
    one = sheet.of("title")[0]
    assert not unsupported(edited(one, "租金只有省城的六分之一", sheet, article), sheet, article)
    assert edited(tags, tags.text.split()[0], sheet, article).sources == tags.sources


@pytest.mark.parametrize("text", ["卖出了 5000 杯咖啡", "店主说“太多了”", "1999年开张"])
def test_what_the_article_does_not_say_is_told(sheet, article, text):
    made = edited(sheet.of("title")[0], text, sheet, article)
    assert unsupported(made, sheet, article)
    assert {m.name: m.value for m in made.measures}["support"] == 0


def test_how_much_of_the_article_it_tells_is_kept(sheet, article):
    for one in sheet.of("title"):
        again = edited(one, f"{one.text}！", sheet, article)
        topic = [{m.name: m.value for m in each.measures}["topic"] for each in (one, again)]
        assert topic[0] == pytest.approx(topic[1], abs=0.002)


def test_a_novel_is_cut_off(sheet, article):
    assert len(edited(sheet.copies[0], "长" * 9000, sheet, article).text) == MOST_CHARS
