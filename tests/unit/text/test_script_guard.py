"""The guard against invented facts, attacked."""

from __future__ import annotations

from fractions import Fraction

import pytest

from aigc.errors import EngineFailed
from aigc.text.script.dates import dates
from aigc.text.script.guard import check, guarded
from aigc.text.script.numerals import figures, quantities, zh_value
from aigc.types.article import Article, Block, Language, Span
from aigc.types.script import Script, ScriptLine

ZH = (
    "2024年3月5日，工程师李明华在上海介绍了GPT-5模型。新线全长35公里，票价3.5万元，"
    "客流下降20%，“我们会继续努力。”他说。周六开通，气温零下5度。"
)
EN = (
    "On March 5, 2024, Sarah Chen told Reuters in Paris that profit rose 20% to $3.5 million. "
    '"We will keep trying," she said. David Lee ran 12 kilometres in forty-five minutes on Friday. '
    "The Bank of Norway cut 1,200 jobs."
)


def article(text: str, language: Language) -> Article:
    block = Block(kind="paragraph", span=Span(start=0, end=len(text)))
    return Article(title="标题", text=text, blocks=(block,), language=language)


def kinds(line: str, source: str, language: Language) -> set[str]:
    spoken = ScriptLine(text=line, sources=(Span(start=0, end=len(source)),))
    return {v.kind for v in check(spoken, article(source, language))}


@pytest.mark.parametrize(
    "line",
    [
        "新线全长35公里。",
        "新线全长三十五公里。",
        "票价35000元。",
        "票价三万五千元。",
        "客流下降百分之二十。",
        "客流下降两成。",
        "2024年3月，李明华介绍了GPT-5模型。",
        "3月5日，李明华在上海介绍模型。",
        "二〇二四年三月五日，模型亮相。",
        "他说：“我们会继续努力。”",
        "周六开通。",
        "气温零下5度。",
    ],
)
def test_supported_chinese_lines_pass(line: str) -> None:
    assert kinds(line, ZH, "zh") == set()


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("新线全长36公里。", "number"),
        ("新线全长35米。", "number"),
        ("票价3.5亿元。", "number"),
        ("票价3.5元。", "number"),
        ("票价3.5万美元。", "number"),
        ("客流下降百分之三十。", "number"),
        ("客流下降三成。", "number"),
        ("气温5度。", "number"),
        ("2024年5月3日，模型亮相。", "date"),
        ("2023年3月5日，模型亮相。", "date"),
        ("3月6日，模型亮相。", "date"),
        ("周日开通。", "date"),
        ("昨天开通。", "date"),
        ("工程师王建国在上海介绍了模型。", "name"),
        ("李明华在北京介绍了模型。", "name"),
        ("李明华介绍了GPT-4模型。", "name"),
        ("李明华介绍了Claude模型。", "name"),
        ("他说：“我们会放弃努力。”", "quote"),
        ("新线**全长**35公里。", "markup"),
        ("详见 https://example.com 。", "markup"),
    ],
)
def test_invented_chinese_lines_are_refused(line: str, kind: str) -> None:
    assert kind in kinds(line, ZH, "zh")


@pytest.mark.parametrize(
    "line",
    [
        "Profit rose twenty percent to $3.5 million.",
        "Profit rose 20 per cent to 3,500,000 dollars.",
        "Sarah Chen told Reuters that profit rose.",
        "On 5 March 2024, Sarah Chen spoke in Paris.",
        "David Lee ran 12 km in 45 minutes.",
        "David Lee ran twelve kilometres on Friday.",
        'She said: "We will keep trying."',
        "The Bank of Norway cut one thousand two hundred jobs.",
        "Jobs were cut.",
    ],
)
def test_supported_english_lines_pass(line: str) -> None:
    assert kinds(line, EN, "en") == set()


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Profit rose 21%.", "number"),
        ("Profit rose twelve percent.", "number"),
        ("Profit rose to $3.5 billion.", "number"),
        ("Profit rose to 3.5 million euros.", "number"),
        ("David Lee ran 12 miles.", "number"),
        ("Lee took forty-six minutes.", "number"),
        ("On March 6, 2024, profit rose.", "date"),
        ("On May 3, 2024, profit rose.", "date"),
        ("Lee ran on Monday.", "date"),
        ("Sarah Lee spoke.", "name"),
        ("David Chen ran 12 kilometres.", "name"),
        ("Sarah Chen spoke in London.", "name"),
        ("The Bank of Sweden cut jobs.", "name"),
        ("NASA cut jobs.", "name"),
        ("London cut jobs.", "name"),
        ('She said: "We will stop trying."', "quote"),
        ("# Profit rose.", "markup"),
        ("Profit [rose](x).", "markup"),
    ],
)
def test_invented_english_lines_are_refused(line: str, kind: str) -> None:
    assert kind in kinds(line, EN, "en")


def test_only_the_named_source_counts() -> None:
    text = "河湾队有35人。东岭队有40人。"
    line = ScriptLine(text="东岭队有35人。", sources=(Span(start=8, end=15),))
    assert {v.kind for v in check(line, article(text, "zh"))} == {"number"}
    outside = ScriptLine(text="河湾队。", sources=(Span(start=0, end=99),))
    assert check(outside, article(text, "zh"))[0].kind == "source"
    assert check(ScriptLine(text="河湾队。", sources=()), article(text, "zh"))[0].kind == "source"


def test_a_table_lends_its_header_s_unit_but_no_other() -> None:
    rows = (("地区", "营收（亿元）"), ("华东", "12.5"))
    text = "地区 营收（亿元）\n华东 12.5"
    table = Block(kind="table", span=Span(start=0, end=len(text)), rows=rows)
    doc = Article(title="t", text=text, blocks=(table,), language="zh")
    span = (table.span,)
    assert not check(ScriptLine(text="华东营收12.5亿元。", sources=span, role="table"), doc)
    assert check(ScriptLine(text="华东营收12.5亿人。", sources=span, role="table"), doc)
    assert check(ScriptLine(text="华东营收13.5亿元。", sources=span, role="table"), doc)


def test_an_ordinal_must_count_the_item_it_announces() -> None:
    text = "打开水龙头。检查门锁。"
    items = (Span(start=0, end=6), Span(start=6, end=11))
    block = Block(kind="list", span=Span(start=0, end=11), items=items, ordered=True)
    doc = Article(title="t", text=text, blocks=(block,), language="zh")

    def line(words: str) -> ScriptLine:
        return ScriptLine(text=words, sources=items[1:], role="list", items=items[1:])

    assert not check(line("第二，检查门锁。"), doc)
    assert check(line("第三，检查门锁。"), doc)


def test_guarded_drops_refused_lines_and_fails_when_none_is_left() -> None:
    source = (Span(start=0, end=len(ZH)),)
    good = ScriptLine(text="新线全长35公里。", sources=source)
    bad = ScriptLine(text="新线全长36公里。", sources=source)
    doc = article(ZH, "zh")
    script = Script(title="t", lines=(good, bad), language="zh", target=Fraction(10))
    assert guarded(script, doc).lines == (good,)
    with pytest.raises(EngineFailed, match="36"):
        guarded(Script(title="t", lines=(bad,), language="zh", target=Fraction(10)), doc)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("三千五百元", 3500, "CNY"),
        ("3.5万人", 35000, "person"),
        ("1亿2000万元", 120_000_000, "CNY"),
        ("百分之二十", 20, "%"),
        ("20％", 20, "%"),
        ("三分之二", Fraction(2, 3), ""),
        ("thirty-five thousand dollars", 35000, "USD"),
        ("$3.5bn", 3_500_000_000, "USD"),
        ("a million people", 1_000_000, "person"),
        ("−3℃", -3, "C"),
        ("1,200 km²", 1200, "km2"),
    ],
)
def test_one_quantity_however_written(text: str, value: Fraction, unit: str) -> None:
    (found,) = quantities(text)
    assert (found.value, found.unit) == (value, unit)


def test_numerals_dates_and_figures() -> None:
    assert [zh_value(t) for t in ("十", "一百零五", "二〇二四", "两万三千")] == [
        10,
        105,
        2024,
        23000,
    ]
    assert quantities("GPT-5和C919") == ()
    assert quantities("十分好，万一呢") == ()
    days, rest = dates("2024年3月5日和 May 6")
    assert [(d.year, d.month, d.day) for d in days] == [(2024, 3, 5), (0, 5, 6)]
    assert not any(c.isdigit() for c in rest)
    assert figures("票价3元，全长35公里") == ("3元", "35公里")
