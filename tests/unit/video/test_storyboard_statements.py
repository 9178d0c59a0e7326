from __future__ import annotations

import re
from fractions import Fraction

import pytest
from test_storyboard_samples import article, narrate, script

from aigc.types.scene import Chart, Headline, Identity, Quote
from aigc.video.storyboard.emphasis import key_phrase
from aigc.video.storyboard.phrases import capital
from aigc.video.storyboard.plan import plan_storyboard
from aigc.video.storyboard.statements import statement


@pytest.mark.parametrize(
    ("text", "limit", "language"),
    [
        ("十年前，这座县城一家咖啡馆也没有，直到今年五月才有了第一家店。", 14, "zh"),
        ("一座城市的体面，不在于它有多少高楼，而在于图书馆。", 12, "zh"),
        ("The bridge stood for years, but it did not survive the storm of March.", 30, "en"),
        ("Several colleagues told the director, Ann Lee, that it would fail.", 40, "en"),
        ("If the rain stops, the ferry will sail again tonight.", 36, "en"),
    ],
)
def test_a_statement_is_never_shortened_into_another_meaning(text, limit, language):
    assert statement(text, limit, language) == ""


def test_a_statement_drops_whole_clauses_only():
    english = "The city opened a new library, and the old one became a school."
    assert statement(english, 40, "en") == "The city opened a new library"
    assert statement("当然，图书馆也需要改变。", 10, "zh") == "图书馆也需要改变"
    assert statement("And the town slept.", 40, "en") == "The town slept"


@pytest.mark.parametrize(
    ("title", "language", "expected"),
    [
        ("十年前，这座县城一家咖啡馆也没有", "zh", {"县城", "咖啡馆"}),
        ("江州地铁9号线周六开通", "zh", {""}),
        ("每天卖出 80 杯就能保本", "zh", {"80 杯"}),
        (
            "Astronomers pointed the Hubble Space Telescope at the sky",
            "en",
            {"Hubble Space Telescope"},
        ),
        ("Only one street is open for an hour a day", "en", {""}),
        ("The fare stays at $3.50, and bicycles travel free", "en", {"$3.50"}),
        ("It began in December 1995", "en", {""}),
    ],
)
def test_emphasis_falls_on_figures_names_and_nouns(title, language, expected):
    assert key_phrase(title, title, {}, language) in expected


def test_a_name_keeps_its_own_case():
    assert capital("eXtreme Deep Field", "en") == "eXtreme Deep Field"


TABLE = [["城市", "价格（元）"], ["一线城市", "32"], ["二线城市", "26"], ["县城", "9"]]


def board(lines, parts, **options):
    made = article("一杯拿铁", parts, "zh", author="县域观察")
    text = script(made, lines)
    return plan_storyboard(made, text, narrate(text), seed=1, tail=Fraction(1), **options)


def test_neighbouring_table_lines_share_one_chart():
    parts = [
        ("paragraph", "开头说一杯咖啡的价钱。"),
        ("table", TABLE),
        ("paragraph", "结尾是便宜。"),
    ]
    lines = [
        ("今天说说一杯咖啡的价钱。", 0, "hook"),
        ("一线城市平均价格32元。", 1, "table"),
        ("二线城市平均价格26元。", 1, "table"),
        ("县城平均价格只有9元，比一线城市便宜得多。", 1, "table"),
        ("县城的咖啡最便宜。", 2, "close"),
    ]
    made = board(lines, parts, identity=Identity(name="县域观察"))
    charts = [s for s in made.scenes if isinstance(s.content, Chart)]
    assert [s.lines for s in charts] == [(1, 2, 3)]
    assert charts[0].content.source == "2026年3月5日"


def test_titles_have_no_ellipsis():
    long = "一个很长的句子里面没有任何可以停顿的地方" * 3
    lines = [(long + "。", 0, "hook"), (long + "吗？", 0), ("他们" + long + "。", 0, "close")]
    for scene in board(lines, [("paragraph", long + "。")]).scenes:
        content = scene.content
        words = content.title if isinstance(content, Headline) else ""
        words += content.text if isinstance(content, Quote) else ""
        assert not re.search("…", words)
