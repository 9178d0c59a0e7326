"""What platforms count and take, which field an article is of, and titles that name their topic."""

from __future__ import annotations

from pathlib import Path

import pytest

from aigc.text.article.reader import read_text
from aigc.text.copy.draft import Draft, faults
from aigc.text.copy.extractive import ExtractiveCopy
from aigc.text.copy.fields import fields
from aigc.text.copy.hashtags import tags
from aigc.text.copy.platforms import PLATFORMS
from aigc.text.copy.statements import points_back, statements
from aigc.text.copy.titles import title_drafts
from aigc.types.article import Article
from aigc.types.copy import CopyKind

NONE = Path("none")
POOL = """# Harwick reopens its Victorian swimming pool after 11 years

Harwick Baths, the Victorian swimming pool that closed in 2014, will reopen on Saturday 7 June. The
council spent £8.4 million on the repair.

The swimming pool keeps its green tiles. The council expects 180,000 visits in the first year. The
campaign to save the pool collected 19,000 signatures from local people.
"""
STEW = """# 一碗好吃的番茄牛腩怎么做

番茄牛腩好不好吃，七分看番茄。要选自然熟的，闻得到酸香。

牛腩冷水下锅，加姜片煮开。番茄切块，小火炖90分钟，最后大火收汁。

为什么不能加冷水？因为肉遇冷会收紧，炖多久都不烂。剩下的汤第二天煮面，比第一天还香。
"""
HALL = """# 一座祠堂变成了村里的剧场

村民把祠堂改成了小剧场。有人问，祠堂演戏会不会不敬？81岁的张伯说，祖宗当年建祠堂，本来就搭了戏台。

新规列出的情况是：演出不超过两小时，门票20元。可是那里没有暖气，冬天很冷。
"""


def article(text: str) -> Article:
    return read_text(text, assets=NONE)


def texts(source: Article, kind: CopyKind, platform: str = "generic") -> list[str]:
    made = ExtractiveCopy().write(
        source, language=source.language, kinds=(kind,), count=5, platform=platform
    )
    return [one.text for one in made]


@pytest.mark.parametrize(
    ("platform", "text", "size"),
    [
        ("x", "地铁 GPT", 4.0),
        ("x", "“dogs” – cats", 6.5),
        ("x", "好…🙂", 3.0),
        ("weixin", "地铁 GPT", 6.0),
        ("xiaohongshu", "地铁GPT4", 4.0),
        ("youtube", "地铁 GPT", 6.0),
    ],
)
def test_every_platform_counts_in_its_own_way(platform: str, text: str, size: float) -> None:
    assert PLATFORMS[platform].size(text) == size


def test_a_title_may_be_too_short_and_reads_best_within_its_room() -> None:
    weixin = PLATFORMS["weixin"]
    assert not weixin.fits("五个字标题", "title") and weixin.fits("六个字的标题", "title")
    assert not weixin.fits("字" * 17, "title") and weixin.fits("字", "description")
    assert weixin.ideal("title", "en") == (16, 16) and weixin.ideal("title", "zh") == (10, 16)
    assert PLATFORMS["x"].room("description", "en") == 280
    assert PLATFORMS["douyin"].ideal("description", "zh")[1] < 100


def test_hashtags_and_lines_are_as_the_platform_wants_them() -> None:
    stew = article(STEW)
    assert all(word.endswith("#") for word in texts(stew, "hashtags", "weibo")[0].split())
    lines = texts(stew, "description", "xiaohongshu")[0].splitlines()
    assert len(lines) > 1 and "\n" not in texts(stew, "description")[0].partition("·")[0].strip()


def test_a_field_is_told_by_its_words() -> None:
    assert [name for name, *_ in fields(article(STEW))] == ["美食", "做菜"]
    assert fields(article(POOL))[0][0] == "Community"
    assert fields(article("# 一\n\n今天下雨。")) == []


def test_hashtags_name_topics_and_fields_and_no_fragments() -> None:
    found = texts(article(STEW), "hashtags")[0].split()
    assert {"#番茄", "#牛腩", "#美食"} <= set(found) and not {"#冷水", "#小火"} & set(found)
    assert {"#SwimmingPool", "#HarwickBaths"} <= set(texts(article(POOL), "hashtags")[0].split())
    line = article("# 新线开通\n\n站口的地铁9号线站点已经启用，地铁9号线全长35公里。")
    assert "地铁9号线" in {one.words for one in tags(line)}


def test_a_hashtag_is_known_from_the_article_or_its_field() -> None:
    pool = article(POOL)

    def wrong(text: str) -> bool:
        return bool(faults(Draft(text=text, sources=(pool.blocks[0].span,), pattern="x"), pool))

    assert not wrong("#HarwickBaths #Community #SwimmingPool")
    assert wrong("#HarwickBaths #London") and wrong("#Council900")


def test_a_title_without_its_topic_gets_it_in_front() -> None:
    drafts = {one.text for one in title_drafts(article(POOL), statements(article(POOL)))}
    assert "Swimming pool: the council spent £8.4 million on the repair" in drafts
    assert "番茄牛腩：剩下的汤第二天煮面，比第一天还香" in texts(article(STEW), "title")


def test_what_somebody_says_is_not_cut_off() -> None:
    short = [text for one in statements(article(HALL)) for text in one.short]
    assert not any(text.endswith(("建祠堂", "情况是")) for text in short)
    assert not any("那里" in text for text in short)
    assert points_back("可是那里没有暖气") and points_back("Those were the ones")
    assert not points_back("The council spent money")


def test_where_there_is_room_for_little_the_topic_is_the_title() -> None:
    assert texts(article(POOL), "title", "weixin")[0] in ("Swimming pool", "Harwick Baths")
