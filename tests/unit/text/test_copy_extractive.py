"""Titles and the like in the article's own words: publishable, supported, and truly different."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import pytest

from aigc.notices import noticing
from aigc.text.article.reader import read_article, read_text
from aigc.text.copy.choosing import TOO_LIKE
from aigc.text.copy.draft import Draft, faults
from aigc.text.copy.extractive import ExtractiveCopy
from aigc.text.copy.platforms import IDEAL, PLATFORMS
from aigc.text.copy.scoring import likeness, measured, total
from aigc.text.copy.statements import leaning, statements
from aigc.text.copy.titles import title_drafts
from aigc.text.copy.wording import CLICKBAIT, forbidden
from aigc.types.article import Article
from aigc.types.copy import KINDS, Copy

ROOT = Path(__file__).parents[3]
FIXTURES = ROOT / "tests" / "fixtures" / "articles"
ARTICLES = sorted([*FIXTURES.glob("*.md"), *(ROOT / "examples").glob("*/article.md")])


def article(path: Path) -> Article:
    return read_article(path, assets=FIXTURES / "none")


def copies(source: Article, platform: str = "generic", **how: int) -> tuple[Copy, ...]:
    asked = {"count": 5, "seed": 0} | how
    return ExtractiveCopy().write(
        source, language=source.language, kinds=KINDS, platform=platform, **asked
    )


@pytest.mark.parametrize("path", ARTICLES, ids=lambda p: f"{p.parent.name}_{p.stem}")
def test_every_text_could_be_posted(path):
    source = article(path)
    made = copies(source)
    for kind in KINDS:
        texts = [one.text for one in made if one.kind == kind]
        assert texts, kind
    own = [one.text for one in made if one.pattern == "own"]
    assert own and own[0].rstrip("？?") in source.title
    for one in made:
        assert not faults(Draft(text=one.text, sources=one.sources, pattern=""), source)
        assert PLATFORMS["generic"].size(one.text) <= PLATFORMS["generic"].most(one.kind)
        assert not CLICKBAIT.search(one.text) and "…" not in one.text and "**" not in one.text
        assert one.text.count("“") == one.text.count("”")
        longest = IDEAL[one.kind, source.language][1]
        assert one.kind != "description" or len(one.text) <= 1.4 * longest
        if one.kind == "hashtags":
            words = one.text.split()
            assert 4 <= len(set(words)) == len(words)
            assert all(re.fullmatch(r"#\w*[^\W\d]\w*", word) for word in words)
        if one.kind in ("title", "selling_point"):
            assert one.text[-1] not in "，,、；;：:" and not leaning(one.text)


def test_what_is_said_in_many_ways_is_said_once():
    made = copies(article(ROOT / "examples" / "zh" / "article.md"))
    for kind in KINDS:
        texts = [one.text for one in made if one.kind == kind and one.pattern != "figures"]
        assert all(likeness(a, b) <= TOO_LIKE for a, b in combinations(texts, 2))
    patterns = {one.pattern for one in made if one.kind == "title"}
    assert {"own", "question", "contrast"} <= patterns


def test_titles_of_the_examples():
    made = copies(article(ROOT / "examples" / "zh" / "article.md"))
    titles = [one.text for one in made if one.kind == "title"]
    assert "县城里的第一千家咖啡馆" in titles and "为什么是县城？租金便宜是第一个原因" in titles
    told = article(ROOT / "examples" / "zh" / "article.md")
    drafts = {one.text for one in title_drafts(told, statements(told))}
    assert "开业当天，店里卖出了多少杯咖啡？" in drafts
    assert "林晓：“我们卖的不是咖啡，是一个可以坐下来的地方”" in drafts


def test_a_wording_does_not_lose_its_condition():
    text = "The Aria 3 are good, as long as you do not mind the look. They cost $139."
    source = read_text(f"# A pair of headphones\n\n{text}\n", assets=FIXTURES / "none")
    short = [s for one in statements(source) for s in one.short]
    assert "The Aria 3 are good" not in short


def test_a_pronoun_without_its_person_is_no_title():
    assert leaning("1957年毕业后，她去了高黎贡山") and not leaning("店主林晓回忆说，她喜欢咖啡")
    assert leaning("In 1962, she joined a survey ship")
    assert not leaning("On Monday Ann said she was glad")


def test_absolute_claims_and_bait_are_found():
    assert forbidden("全国第一的咖啡，史上最好喝，震惊") == ("全国第一", "最好", "震惊")
    assert forbidden("The best and cheapest: you won't believe it")[0].lower() == "best"
    assert forbidden("第一千家咖啡馆，最大风力13级") == ()


def measures(text: str, source: Article) -> dict[str, float]:
    span = source.blocks[0].span
    draft = Draft(text=text, sources=(span,), pattern="x", merit=0.8)
    found = measured(draft, "title", source, PLATFORMS["generic"], source.language)
    return {one.name: one.value for one in found} | {"total": total(found, "title")}


def test_each_measure_says_one_thing():
    source = article(ROOT / "examples" / "zh" / "article.md")
    good = measures("县城里的第一千家咖啡馆", source)
    assert good["support"] == good["clean"] == good["length"] == 1
    assert measures("全国第一、独一无二的咖啡馆", source)["clean"] < 0.5
    assert measures("卖出了900杯咖啡", source)["support"] == 0
    assert measures("咖啡", source)["length"] < 0.5
    assert measures("为什么是咖啡馆？", source)["hook"] == 1
    assert measures("好看的东西", source)["concrete"] < good["concrete"]
    assert measures("卖出了900杯咖啡", source)["total"] < good["total"]


@pytest.mark.parametrize("platform", sorted(PLATFORMS))
def test_every_platform_s_limits_are_kept(platform):
    place = PLATFORMS[platform]
    language = "en" if platform in ("youtube", "tiktok", "x") else "zh"
    for one in copies(article(ROOT / "examples" / language / "article.md"), platform, count=3):
        assert place.size(one.text) <= place.most(one.kind)
        assert one.kind != "hashtags" or len(one.text.split()) <= place.hashtags


def test_fewer_than_asked_are_told():
    with noticing() as told:
        made = copies(article(FIXTURES / "zh_one.md"), count=20)
    assert 0 < sum(one.kind == "title" for one in made) < 20
    assert any("of the kind title" in one for one in told)
