"""What makes a script good to hear: questions, whole thoughts, compact lists, a short close."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from aigc.text.article.reader import read_article, read_text
from aigc.text.engine import Pace
from aigc.text.script.compress import variants
from aigc.text.script.extractive import ExtractiveWriter
from aigc.text.script.guard import check
from aigc.text.script.lines import broken
from aigc.text.script.passages import passages
from aigc.text.script.pointing import alone, dangling, leads, unnumbered
from aigc.text.script.questions import asks
from aigc.text.script.refit import refit
from aigc.text.script.spoken import say
from aigc.text.script.tables import row_sentence
from aigc.types.article import Article, Language
from aigc.types.script import Script

PACE = Pace()
FIXTURES = Path(__file__).parents[2] / "fixtures" / "articles"
LIST_ZH = """# 怎样减少厨房里的浪费

一个普通家庭每年扔掉的食物，大约有80公斤。

## 三个办法

- 购物前先列清单
- 快到期的放在最外面
- 剩饭当天冷冻

市民沈琳坚持了三个月，每月的菜钱从1800元降到1300元。浪费的水和电也要算进去。

专家认为，家庭浪费占全部食物浪费的六成，减少它比任何补贴都管用。超市的打折促销让人一次买得太多。

明年，市里将在所有小区推广这套办法。
"""
LIST_EN = """# Three ways to sleep in a hot room

When the bedroom is hot, most people lose an hour of sleep a night.

## What helps?

- Close the curtains before noon
- Take a lukewarm shower
- Put a damp sheet in front of the window

A glass of wine makes you drowsy, but it raises your pulse for three hours. Doctors warn against
sleeping pills, which lose their effect within two weeks of nightly use.

If nothing works, you should move the mattress to the floor.
"""
TALK = """# 专访灯塔修复师

记者在石浦岛见到陆晚舟时，她正蹲在塔顶擦一块透镜。

为什么会选择修灯塔？

陆晚舟：外公是守塔人。他去世那年，塔也熄了。我想让它重新亮起来。

现在船都用卫星导航，灯塔还有用吗？

陆晚舟：有用。去年台风来的时候，三条渔船是看着灯光回来的。

下个月，陆晚舟将前往白沙礁，那里的灯塔已经熄灭了29年。
"""


def article(text: str, tmp_path: Path) -> Article:
    return read_text(text, assets=tmp_path)


def write(doc: Article, target: int) -> Script:
    return ExtractiveWriter().write(
        doc, target=Fraction(target), language=doc.language, seed=0, pace=PACE
    )


@pytest.mark.parametrize(
    "text",
    ["旧车还能骑吗", "中文怎么办", "谁来买单", "电动车真的更省钱吗", "为什么珊瑚会白化"],
)
def test_a_chinese_question_without_its_mark_gets_it(text: str) -> None:
    assert say(text, "zh") == f"{text}？"


@pytest.mark.parametrize("text", ["看墙角有没有发霉", "如何挑选西瓜", "谁都知道", "新线周六开通"])
def test_a_statement_that_holds_a_question_word_does_not(text: str) -> None:
    assert say(text, "zh") == f"{text}。"


@pytest.mark.parametrize(
    "text",
    ["Can I keep a pet", "How much can the rent go up", "What about the deposit", "Is it worth it"],
)
def test_an_english_question_without_its_mark_gets_it(text: str) -> None:
    assert say(text, "en") == f"{text}?"


@pytest.mark.parametrize(
    "text", ["What you need", "How to start", "Why walking helps", "What is good", "Have a plan"]
)
def test_an_english_heading_that_asks_nothing_does_not(text: str) -> None:
    assert not asks(text, "en")
    assert say(text, "en") == f"{text}."


def test_a_shortened_question_stays_a_question() -> None:
    forms = variants("取消作业真的会让孩子变得更轻松吗，尤其是在一二年级？", "zh")
    assert forms[-1] == "取消作业真的会让孩子变得更轻松吗？"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("在此之前，乘客需要步行换乘。", "zh"),
        ("从那以后，客人开始把老表寄来。", "zh"),
        ("护士林晓雯对此期待已久。", "zh"),
        ("到了2024年，水温升到同样的高度。", "zh"),
        ("In that case, take out the drive.", "en"),
        ("Muscles that move during that time take up sugar.", "en"),
        ("Unless you make calls outdoors, they are the easy choice.", "en"),
        ("Chief officer Martin Oyelaran blamed the cost of a recall.", "en"),
        ("Analysts doubt that a café will change that.", "en"),
        ("Standing up also helped, but much less.", "en"),
        ("The team then changed the layout.", "en"),
    ],
)
def test_pointing_back_is_seen(text: str, language: Language) -> None:
    assert dangling(text, language)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("董事会还批准了一项回购计划。", "zh", "董事会批准了一项回购计划。"),
        ("此外，图书馆也需要改变。", "zh", "图书馆需要改变。"),
        ("周末也许会下雨。", "zh", "周末也许会下雨。"),
        ("即使周末也要上班。", "zh", "即使周末也要上班。"),
        ("The owner also saved money.", "en", "The owner saved money."),
        ("Today, every lander carries its own sensors.", "en", None),
    ],
)
def test_what_only_adds_is_left_out(text: str, language: Language, expected: str | None) -> None:
    assert alone(text, language) == (expected or text)


def test_numbering_goes_because_its_fellows_may_be_left_out() -> None:
    assert unnumbered("其次，关门省下的钱并不多。") == "关门省下的钱并不多。"
    assert unnumbered("Second, the cost is small.") == "The cost is small."
    assert unnumbered("第二天下雨。") == "第二天下雨。"


def test_a_heading_only_helps_a_sentence_that_it_explains() -> None:
    assert leads("第二天：最累也最美。", "这一天要走18公里。")
    assert leads("旧车还能骑吗？", "已经上牌的旧车可以骑。")
    assert not leads("记忆有期限。", "但是，这种保护并不长久。")
    assert not leads("The hardest one.", "Her most difficult recording took eleven nights.")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Reyes sent Eastvale into the final on Saturday, ending a wait of 31 years.",
            "Reyes sent Eastvale into the final on Saturday.",
        ),
        (
            "Amara Nwosu, the cartographer whose maps hung in thousands of classrooms, died.",
            "Amara Nwosu, the cartographer, died.",
        ),
        ("The three largest islands, including Big Orran, have no cars at all.", None),
        ("Nwosu, who kept 31 pens, left them to the Maritime Museum.", None),
        ("The town offers swimming, sailing, rowing and good food.", None),
    ],
)
def test_only_what_can_be_spared_is_left_out(text: str, expected: str | None) -> None:
    assert variants(text, "en")[-1] == (expected or text)


def test_a_shortened_sentence_keeps_its_predicate() -> None:
    text = "一个普通家庭每年扔掉的食物，大约有80公斤。"
    assert variants(text, "zh") == (text,)


def test_a_line_does_not_end_behind_an_opening_clause() -> None:
    text = "区里的调查显示，取消作业以后，学生每天的睡眠只增加了11分钟，而校外培训的支出上升了26%。"
    lines = broken(text, "zh")
    assert "".join(lines) == text and len(lines) == 2
    assert lines[1].startswith("而")


@pytest.mark.parametrize(("text", "head"), [(LIST_ZH, "三个办法："), (LIST_EN, "What helps?")])
def test_the_list_that_an_article_is_about_is_said_in_one_sentence(
    text: str, head: str, tmp_path: Path
) -> None:
    doc = article(text, tmp_path)
    lines = [x for x in write(doc, 20).lines if x.role == "list"]
    block = next(b for b in doc.blocks if b.kind == "list")
    assert lines[0].text.startswith(head)
    assert {i for x in lines for i in x.items} == set(block.items)
    compact = [f for p in passages(doc, ExtractiveWriter().options) for f in p.forms]
    joined = [f for f in compact if f[0].role == "list" and len(f) == 1]
    assert joined and joined[0][0].items == block.items
    assert not [v for f in joined for x in f for v in check(x, doc)]


def test_a_compact_list_reads_as_a_sentence(tmp_path: Path) -> None:
    forms = [f for p in passages(article(LIST_EN, tmp_path), ExtractiveWriter().options)
             for f in p.forms if f[0].role == "list"]  # fmt: skip
    assert any(f[0].text.startswith("What helps? Close the curtains") for f in forms)
    assert any(
        f[-1].text.endswith("take a lukewarm shower and put a damp sheet in front of the window.")
        for f in forms
    )


def test_a_change_in_a_table_is_said_with_its_verb() -> None:
    rows = (("地区", "营收（亿元）", "同比（%）"), ("华东", "12.5", "3"), ("华南", "8", "-2"))
    assert row_sentence(rows, 1, 2, "zh") == "华东营收12.5亿元，同比增长3%。"
    assert row_sentence(rows, 2, 2, "zh") == "华南营收8亿元，同比-2%。"


def test_a_question_is_never_left_without_its_answer(tmp_path: Path) -> None:
    doc = article(TALK, tmp_path)
    for target in (10, 15, 20, 25):
        texts = [x.text for x in write(doc, target).lines]
        for now, then in zip(texts, [*texts[1:], ""], strict=True):
            assert not now.endswith("？") or then.startswith("陆晚舟说：“")
        assert not texts[-1].endswith("？")


@pytest.mark.parametrize("drift", [Fraction(4, 5), Fraction(5, 4), Fraction(3, 2)])
def test_refitting_says_nothing_twice_and_leaves_nothing_hanging(
    drift: Fraction, tmp_path: Path
) -> None:
    for text in (TALK, LIST_ZH, LIST_EN):
        doc = article(text, tmp_path)
        script = write(doc, 24)
        for _ in range(3):
            spoken = [PACE.duration(x.text, doc.language) * drift for x in script.lines]
            script = refit(doc, script, spoken, Fraction(24), pace=PACE)
            said = [x.text for x in script.lines]
            assert len(set(said)) == len(said)
            assert not dangling(said[0], doc.language)


def test_a_title_that_opens_a_script_is_not_exchanged_for_a_sentence_said_later() -> None:
    doc = read_article(FIXTURES / "zh_policy.md", assets=FIXTURES / "none")
    for target in (18, 20, 24):
        script = write(doc, target)
        for drift in (Fraction(9, 10), Fraction(6, 5), Fraction(7, 5)):
            spoken = [PACE.duration(x.text, "zh") * drift for x in script.lines]
            again = refit(doc, script, spoken, Fraction(target), pace=PACE)
            said = [x.text for x in again.lines]
            assert len(set(said)) == len(said)


def test_all_silences_of_a_narration_count_when_refitting(tmp_path: Path) -> None:
    doc = article(LIST_ZH, tmp_path)
    script = write(doc, 24)
    spoken = [PACE.duration(x.text, "zh") for x in script.lines]
    slow = refit(doc, script, spoken, Fraction(24), whole=Fraction(34), pace=PACE)
    assert sum(len(x.text) for x in slow.lines) < sum(len(x.text) for x in script.lines)


@pytest.mark.parametrize("text", [LIST_ZH, LIST_EN, TALK])
def test_a_script_ends_on_one_sentence(text: str, tmp_path: Path) -> None:
    lines = write(article(text, tmp_path), 18).lines
    closing = [x for x in lines if x.role == "close"]
    assert len(closing) == 1 and closing[0] == lines[-1]
    assert PACE.duration(closing[0].text, "en" if text is LIST_EN else "zh") <= 8


SHIFT = """# The night shift

Eleven people in Lisbon water trees at night. They drive two trucks with old maps.

Last summer the city lost 1,900 young trees to heat, more than ever before.

The crew has a simple measure of success. In the morning, nobody should notice it was there.
"""


def test_a_promise_never_ends_a_script(tmp_path: Path) -> None:
    for target in (12, 16, 20):
        lines = write(article(SHIFT, tmp_path), target).lines
        assert "measure of success" not in lines[-1].text
