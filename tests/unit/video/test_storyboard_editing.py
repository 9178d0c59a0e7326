# ruff: noqa: E501
from __future__ import annotations

from fractions import Fraction

import pytest
from test_storyboard_samples import article, figure, narrate, script
from test_storyboard_scenes import bare, board, contents

from aigc.types.scene import Headline, ItemList, Number, PictureShot, Quote, Statement, TimelineCard
from aigc.video.storyboard.emphasis import key_phrase
from aigc.video.storyboard.labels import figure_label
from aigc.video.storyboard.numbers import figures
from aigc.video.storyboard.plan import plan_storyboard
from aigc.video.storyboard.statements import closes, statement


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("The picture that came back held about 3,000 galaxies.", "Galaxies"),
        ("Each of the three ferries carries 240 passengers.", "Passengers"),
        ("Her archive holds 9,400 recordings.", "Recordings her archive holds"),
        ("The morning boat leaves at noon and costs €14.", "The morning boat costs"),
        ("Northwind reported sales of $1.84 billion for 2025.", "Northwind sales"),
    ],
)
def test_a_label_of_a_heavy_clause_is_the_bare_noun(text, label):
    made = figure_label(text, figures(text, "en")[-1 if "€" in text else 0], 64, "en")
    assert made is not None and made.text == label


def test_a_word_for_a_time_labels_no_number():
    text = "他今年71岁。"
    assert figure_label(text, figures(text, "zh")[0], 20, "zh") is None


@pytest.mark.parametrize(
    ("title", "language", "phrase"),
    [
        ("早高峰通勤缩短近一半", "zh", "近一半"),
        ("他在这条巷子里修了四十八年的伞", "zh", "四十八年"),
        ("县城里的第一千家咖啡馆", "zh", "咖啡馆"),
        ("小城从来不缺咖啡", "zh", "咖啡"),
        ("The batteries recharge at the dock in seven minutes", "en", "seven minutes"),
    ],
)
def test_emphasis_falls_on_what_is_new(title, language, phrase):
    assert key_phrase(title, title, {}, language) == phrase


@pytest.mark.parametrize("clause", ["按照规划", "到2028年", "受台风影响", "住在巷尾的陈阿婆"])
def test_a_frame_or_a_name_is_no_statement(clause):
    assert not closes(clause)


def test_a_reason_may_be_left_out_of_a_statement():
    text = "People who take insulin should ask their doctor first, because walking lowers it."
    assert statement(text, 60, "en") == "People who take insulin should ask their doctor first"


def test_a_picture_is_not_shown_over_an_unrelated_line():
    lines = [
        ("Hubble looked at an empty patch of sky.", 0, "hook"),
        ("The camera took hundreds of exposures.", 0),
        ("The lesson outlived everybody who was there.", 3),
        ("Nothing is empty until somebody looks.", 3, "close"),
    ]
    parts = [
        ("paragraph", lines[0][0] + " " + lines[1][0]),
        ("picture", figure(1, "The Hubble telescope above the sky")),
        ("paragraph", "Some rockets fly at night."),
        ("paragraph", lines[2][0] + " " + lines[3][0]),
        ("paragraph", "It was a good launch."),
        ("picture", figure(2, "A night launch")),
    ]
    made = article("An empty patch", parts, "en")
    text = script(made, [(t, 0 if b == 0 else 3, *r) for t, b, *r in lines])
    scenes = plan_storyboard(made, text, narrate(text), seed=1).scenes
    assert not [s for s in scenes if isinstance(s.content, PictureShot)]
    assert isinstance(scenes[0].content, Headline) and scenes[0].content.picture is not None


def test_dates_that_end_their_clauses_make_a_timeline():
    text = "The canal was finished in 1794, abandoned in 1936 and opened again in 2008."
    lines = [
        ("The old canal has a long and busy story.", 0, "hook"),
        (text, 0),
        ("Boats and herons share the water every day now.", 0, "close"),
    ]
    made = board([("paragraph", text)], lines, "en", title="The canal that was dug twice")
    assert contents(made, TimelineCard)[0].events == (
        ("1794", "Finished"),
        ("1936", "Abandoned"),
        ("2008", "Opened again"),
    )


def test_things_named_after_a_colon_are_a_list():
    text = "他的工具只有三样：一把尖嘴钳，一卷铜丝，一盒针线。"
    lines = [("巷口有个修伞摊。", 0, "hook"), (text, 0), ("摊子一直都在。", 0, "close")]
    made = contents(board([("paragraph", text)], lines), ItemList)[0]
    assert (made.title, [i.head for i in made.items]) == (
        "他的工具只有三样",
        ["一把尖嘴钳", "一卷铜丝", "一盒针线"],
    )
    assert [i.at for i in made.items] == sorted(i.at for i in made.items)


def test_a_colleague_is_quoted_by_name_and_a_lead_in_joins_its_quotation():
    text = (
        "“She could read a column of numbers and see a valley,” said her colleague Peter Halloran."
    )
    lines = [
        ("Amara drew maps of the ocean floor by hand.", 0, "hook"),
        (text, 0),
        ("Her maps still hang on the walls of the school.", 0, "close"),
    ]
    made = contents(board([("paragraph", text)], lines, "en", title="Maps"), Quote)[0]
    assert (made.who, made.role) == ("Peter Halloran", "Colleague")
    lead, words = "总经理周启明表示：", "“从东湖到南站，过去开车要很久，现在坐地铁快多了。”"
    lines = [
        ("这座城市的第六条地铁今天开通了。", 0, "hook"),
        (lead, 0),
        (words, 0),
        ("对很多人来说，这座城市变小了。", 0, "close"),
    ]
    scenes = board([("paragraph", lead + words)], lines).scenes
    assert [s.lines for s in scenes if isinstance(s.content, Quote)] == [(1, 2)]


def test_two_figures_of_a_long_sentence_get_a_scene_each():
    text = "Readers of every age in all the little villages of the long green valley returned 7,200 overdue books and donated 4.6 tonnes of food to families in the villages around it."
    lines = [
        ("The library in town has given up its fines.", 0, "hook"),
        (text, 0),
        ("Other towns nearby plan to follow the example soon.", 0, "close"),
    ]
    made = board([("paragraph", text)], lines, "en", title="Town swaps fines for food")
    assert [n.value for n in contents(made, Number)] == [7200, 4.6]


def test_a_question_keeps_its_mark():
    lines = [
        ("海面以下六千米的灯又亮了起来。", 0, "hook"),
        ("等一条鱼要等多久？", 0),
        ("到今天为止也没有人知道答案。", 0, "close"),
    ]
    made = board([("paragraph", "".join(t for t, *_ in lines))], lines)
    assert [bare(s.text) for s in contents(made, Statement)] == ["等一条鱼要等多久？"]
    assert made.scenes[-1].time.duration >= Fraction(8, 5)
