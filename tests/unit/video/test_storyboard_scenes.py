# ruff: noqa: E501
from __future__ import annotations

from fractions import Fraction

import pytest
from test_storyboard_samples import article, narrate, script

from aigc.types.scene import EndCard, ItemList, Number, Quote, Statement
from aigc.video.storyboard.emphasis import key_phrase
from aigc.video.storyboard.gist import adverbial, gist, unattributed
from aigc.video.storyboard.labels import figure_label
from aigc.video.storyboard.numbers import figures, main_figure
from aigc.video.storyboard.numerals import chinese_number, worded
from aigc.video.storyboard.phrases import shorten
from aigc.video.storyboard.plan import plan_storyboard


def board(parts, lines, language="zh", title="一座小城的咖啡馆", **options):
    made = article(title, parts, language, author="县域观察")
    text = script(made, lines)
    return plan_storyboard(made, text, narrate(text), seed=1, tail=Fraction(1), **options)


def contents(made, kind):
    return [s.content for s in made.scenes if isinstance(s.content, kind)]


def bare(text):
    return text.replace("{", "").replace("}", "")


PLAIN = [
    ("傍晚的街上慢慢亮起了灯。", 0, "hook"),
    ("十年前，这座县城一家咖啡馆也没有。", 0),
    ("这里的年轻人大多去了省城。", 0),
    ("后来租金便宜的铺面越来越多。", 0),
    ("小城不缺咖啡，缺的是一个坐下来的理由。", 0, "close"),
]


def test_the_articles_own_words_are_statements_and_never_quotations():
    made = board([("paragraph", "".join(t for t, *_ in PLAIN))], PLAIN)
    assert not contents(made, Quote)
    said = [(bare(s.text), s.kicker) for s in contents(made, Statement)]
    assert ("这座县城一家咖啡馆也没有", "十年前") in said


def test_a_term_in_quotation_marks_is_no_quotation():
    lines = [
        ("海里的珊瑚学会了忍受高温。", 0, "hook"),
        ("团队负责人把这种现象称为“热记忆”，它只能维持四年。", 0),
        ("语音助手只听得懂固定的句子，说“扫一下餐桌下面”它就没有反应。", 0),
        ("减少排放才是出路。", 0, "close"),
    ]
    made = board([("paragraph", "".join(t for t, *_ in lines))], lines)
    assert not contents(made, Quote)


@pytest.mark.parametrize(
    ("line", "who", "role"),
    [
        ("林晓，“半日”咖啡店主说：“我们卖的是一个可以坐下来的地方。”", "林晓", "“半日”咖啡店主"),
        ("领队陈雅文说：“火道保存得这么完整，全国也只有五六处。”", "陈雅文", "领队"),
        ("“现在觉得扔掉才可惜。”在长宁路开维修店的周建国说。", "周建国", ""),
        (
            "项目负责人Maria Lopez在发布会上说：“我们想让数据库自己变聪明。”",
            "Maria Lopez",
            "项目负责人",
        ),
    ],
)
def test_a_quotation_names_who_said_it(line, who, role):
    lines = [("街角的小店又开门了。", 0, "hook"), (line, 0), ("明年还会再开一家。", 0, "close")]
    made = board([("paragraph", "".join(t for t, *_ in lines))], lines)
    quote = contents(made, Quote)[0]
    assert (quote.who, quote.role) == (who, role)


def test_a_pronoun_speaker_is_looked_up_in_the_article():
    text = 'Ellen Marsh kept a diary. Marsh never missed a night. "The light is not a job," she told him.'
    lines = [
        ("The lamp was lit every evening for forty years.", 0, "hook"),
        ('"The light is not a job," she told him.', 0),
        ("The tower runs by itself today.", 0, "close"),
    ]
    made = board([("paragraph", text)], lines, "en", title="A light")
    assert contents(made, Quote)[0].who == "Marsh"


def test_a_close_of_two_sentences_gives_its_fact_a_scene_of_its_own():
    lines = [
        ("街角的小店在春天的早上又开门了。", 0, "hook"),
        ("店里的客人大多是返乡的年轻人。", 0),
        ("今年全县的咖啡馆卖出了4200万杯咖啡。县城的早晨从一杯咖啡开始。", 0, "close"),
    ]
    made = board([("paragraph", "".join(t for t, *_ in lines))], lines)
    end = made.scenes[-1]
    assert isinstance(end.content, EndCard) and 3 <= end.time.duration <= Fraction(9, 2)
    assert bare(end.content.takeaway) == "县城的早晨从一杯咖啡开始"
    assert [n.value for n in contents(made, Number)] == [4200]


def test_an_end_card_says_the_whole_last_sentence_within_its_seconds():
    close = "An empty patch of sky is only empty until somebody looks for long enough."
    lines = [
        ("Astronomers once looked at nothing.", 0, "hook"),
        ("The telescope was tired of old stars.", 0),
        (close, 0, "close"),
    ]
    made = board([("paragraph", close)], lines, "en", title="Empty sky")
    end = made.scenes[-1]
    assert end.time.duration <= Fraction(13, 2) and end.lines == (2,)
    assert bare(end.content.takeaway).startswith("An empty patch of sky is only empty")


@pytest.mark.parametrize(
    ("text", "language", "value", "unit", "share"),
    [
        ("其中六成是拿铁", "zh", 60, "%", 0.6),
        ("近三分之一是学生", "zh", 1, "/3", 1 / 3),
        ("比五年前多了两倍", "zh", 2, "倍", None),
        ("环线的客流翻了一番", "zh", 2, "倍", None),
        ("投诉比前年减少了两成", "zh", 20, "%", None),
        ("清理出陶片四万多件", "zh", 4, "万多件", None),
        ("能够复原的有二百一十六件", "zh", 216, "件", None),
        ("two thirds of pupils", "en", 2, "/3", 2 / 3),
        ("half of the trade", "en", 50, "%", 0.5),
        ("one in five parents", "en", 1, "in 5", 0.2),
        ("twice as strong", "en", 2, "×", None),
        ("a dozen books", "en", 12, "", None),
        ("减少了0.8千瓦时", "zh", 0.8, "千瓦时", None),
    ],
)
def test_numbers_in_words_are_figures(text, language, value, unit, share):
    figure = main_figure(text, language)
    assert (figure.value, figure.unit) == (value, unit)
    assert figure.share == (pytest.approx(share) if share else None)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("降雨量将达到250毫米到400毫米", "zh"),
        ("1995年他第3次来到这里", "zh"),
        ("双方战成2比2", "zh"),
        ("成功的经验很少", "zh"),
        ("十几台洗衣机", "zh"),
        ("末班车为23时10分", "zh"),
        ("It opened in 1995", "en"),
        ("between 30 and 40 people", "en"),
        ("You will find it on day 29", "en"),
        ("won in 2 hours 21 minutes and 8 seconds", "en"),
    ],
)
def test_years_ranges_ordinals_and_scores_are_no_figures(text, language):
    assert figures(text, language) == ()


def test_chinese_numerals_are_read():
    assert [chinese_number(t) for t in ("十", "一百零三", "两千", "三万五千")] == [
        10,
        103,
        2000,
        35000,
    ]
    assert [w.value for w in worded("成功率七成半", "zh")] == [75]


@pytest.mark.parametrize(
    ("text", "language", "label", "note"),
    [
        ("开业当天，店里卖出了486杯咖啡。", "zh", "店里卖出的咖啡", ""),
        ("损耗从 12% 降到了 4%。", "zh", "损耗", "此前为12%"),
        ("临街铺面的月租只有省城的六分之一。", "zh", "临街铺面的月租", "与省城相比"),
        ("男性占87%。", "zh", "男性占比", ""),
        ("超过六成的人来自农村。", "zh", "来自农村的人", ""),
        ("国内的高端芯片九成以上依赖进口。", "zh", "国内的高端芯片依赖进口", ""),
        ("算力达到每秒254万亿次。", "zh", "算力", "每秒"),
        ("Her archive holds more than 9,400 recordings.", "en", "Recordings her archive holds", ""),
        ("Bees can count, according to a study of 156 insects.", "en", "Insects in the study", ""),
        ("The picture held about 3,000 galaxies.", "en", "Galaxies the picture held", ""),
        ("Two thirds of pupils say it is easier.", "en", "Pupils who say it is easier", ""),
        (
            "The city expects to save $1.3 million a year on fuel.",
            "en",
            "The city expects to save",
            "a year on fuel",
        ),
        ("Profit came in at $18 million.", "en", "Profit", ""),
        (
            "The island makes four times as much power as it uses.",
            "en",
            "The island makes",
            "as much power as it uses",
        ),
    ],
)
def test_a_label_says_what_is_counted(text, language, label, note):
    figure = main_figure(text, language)
    made = figure_label(text, figure, 64 if language == "en" else 20, language)
    assert (made.text, made.note) == (label, note)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("现在，系统每5秒重新计算一次路线。", "zh"),
        ("学校在全县42所小学里排名第三。", "zh"),
        ("顾长庚修了四十年钟表。", "zh"),
        ("At a cost of £210,000.", "en"),
        ("The hall hosts one of about 3,600 cafés.", "en"),
    ],
)
def test_a_figure_that_cannot_be_labelled_well_has_no_label(text, language):
    found = [figure_label(text, f, 64, language) for f in figures(text, language)]
    assert found and not any(found)


def test_a_number_names_the_study_that_a_sentence_gives():
    said = "According to a study by the University of Leeds, two thirds of pupils say it is easier."
    lines = [
        ("A school locked its phones away.", 0, "hook"),
        (said, 0),
        ("It worked well.", 0, "close"),
    ]
    made = board([("paragraph", said)], lines, "en", title="Phones")
    assert contents(made, Number)[0].source == "The University of Leeds"


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        (
            "周若楠提醒，热记忆只能为珊瑚争取时间。",
            "zh",
            ("热记忆只能为珊瑚争取时间", "", "周若楠"),
        ),
        ("今年五月，第一千家咖啡馆开张。", "zh", ("第一千家咖啡馆开张", "今年五月", "")),
        ("司机老赵开了六年夜班。", "zh", ("开了六年夜班", "司机老赵", "")),
        (
            "GPS signals are too weak at the Moon to guide a landing.",
            "en",
            ("GPS signals are too weak at the Moon to guide a landing", "", ""),
        ),
        (
            "In December 1995, astronomers pointed it at the sky.",
            "en",
            ("Astronomers pointed it at the sky", "December 1995", ""),
        ),
        (
            "Organisers say cooler weather is the main reason.",
            "en",
            ("Cooler weather is the main reason", "", "Organisers"),
        ),
    ],
)
def test_a_gist_keeps_when_and_who_beside_the_text(text, language, expected):
    made = gist(text, 20 if language == "zh" else 56, 36 if language == "zh" else 90, language)
    assert (made.text, made.when, made.who) == expected


def test_a_condition_that_is_not_finished_has_no_gist():
    assert gist("如果首批订单能够按期交付，", 20, 36, "zh") is None
    assert not adverbial("如果明年", "zh") and not adverbial("Without that repair", "en")
    assert unattributed("他说，乘客里最多的是护士和快递员", "zh")[1] == ""


@pytest.mark.parametrize(
    ("text", "limit", "language"),
    [
        ("Shuttle crews carried and repaired the great observatories", 46, "en"),
        ("一个没有任何停顿也没有任何修饰成分可以去掉所以放不下", 12, "zh"),
        ("林晓店里的一杯浓缩咖啡和刚刚出炉的面包", 8, "zh"),
        (
            "Several colleagues told him that a long stare at a blank field would be wasted",
            60,
            "en",
        ),
    ],
)
def test_a_text_is_cut_at_phrase_borders_or_left_out(text, limit, language):
    short = shorten(text, limit, language)
    assert "…" not in short
    assert short == "" or short in ("刚刚出炉的面包", "Shuttle crews carried")[:1]


def test_things_named_in_a_row_build_as_a_list():
    lines = [
        ("电动车可以以旧换新了。", 0, "hook"),
        ("申请需要三样材料：身份证、行驶证和新车发票。", 0),
        ("补贴二十天内到账。", 0, "close"),
    ]
    made = board([("paragraph", "".join(t for t, *_ in lines))], lines)
    assert [i.head for i in contents(made, ItemList)[0].items] == ["身份证", "行驶证", "新车发票"]


@pytest.mark.parametrize(
    ("title", "language", "not_marked"),
    [
        ("公司预计全年营收在178亿元到184亿元之间", "zh", ("178亿元", "184亿元")),
        ("公交公司起初并不看好这条线路", "zh", ("条线路",)),
        ("The Aria 3 cost $139, about half as much", "en", ("$139,",)),
        ("A pale crust means that the pot was cold", "en", ("means",)),
    ],
)
def test_an_emphasis_is_a_whole_phrase(title, language, not_marked):
    weights = {w.lower(): 2.0 for w in title.split()}
    assert key_phrase(title, title, weights, language) not in not_marked


def test_a_row_of_clauses_does_not_run_on_as_statements():
    text = [f"第{c}家小店在老街的转角处安静地开了门。" for c in "二三四五六七"]
    lines = [("老街又热闹起来了。", 0, "hook"), *((t, 0) for t in text), ("明年见。", 0, "close")]
    made = board([("paragraph", "".join(text))], lines)
    kinds = [s.kind for s in made.scenes]
    assert not any(a == b == c for a, b, c in zip(kinds, kinds[1:], kinds[2:], strict=False))
