from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aigc.g2p.mandarin.pinyin import pinyin
from aigc.speech.mandarin_numbers import read_integer, read_number
from aigc.speech.normalise import normalise
from aigc.types.article import Language

CHINESE = [
    ("2024年", "二零二四 年"), ("38.6%", "百分之三十八点六"), ("3-5天", "三到五天"),
    ("¥3.5亿元", "三点五亿元"), ("$12.5", "十二点五美元"), ("-5℃", "零下五摄氏度"),
    ("14:30", "十四点三十分"), ("08:05", "八点零五分"), ("9:00", "九点"), ("3.5万", "三点五万"),
    ("第3名", "第三 名"), ("2个", "两个"), ("2万人", "两万人"), ("2月", "二月"), ("3:1", "三比一"),
    ("1/3", "三分之一"), ("100km/h", "一百公里每小时"), ("20%-30%", "百分之二十到百分之三十"),
    ("5kg", "五千克"), ("2020-2024年", "二零二零到二零二四 年"), ("80年代", "八十年代"),
    ("12,045名", "一万二千零四十五名"), ("13812345678", "幺三八幺二三四五六七八"),
    ("2024-03-05", "二零二四年 三月 五日"), ("GPT-5", "G P T 五"), ("iPhone 16", "i Phone 十六"),
    ("5G手机", "五 G 手机"), ("H100", "H 一百"), ("10-15万元", "十到十五万元"),
    ("２０％", "百分之二十"),
    ("下降-3.5%", "下降 负百分之三点五"), ("2-3个", "两到三个"), ("1.2个百分点", "一点二个百分点"),
]  # fmt: skip
ENGLISH = [
    ("38.6%", "thirty eight point six percent"),
    ("$3.5 billion", "three point five billion dollars"),
    ("$12.50", "twelve dollars and fifty cents"), ("$1", "one dollar"), ("3-5", "three to five"),
    ("March 5, 2024", "March fifth twenty twenty four"), ("1990s", "nineteen nineties"),
    ("3rd", "third"), ("1/2", "one half"), ("3/4", "three quarters"), ("5 km", "five kilometers"),
    ("-5°C", "minus five degrees Celsius"), ("80 GB", "eighty gigabytes"), ("No. 5", "number five"),
    ("2:05 pm", "two oh five P M"), ("9:00", "nine o'clock"), ("Dr. Smith", "doctor Smith"),
    ("2019–2024", "twenty nineteen to twenty twenty four"), ("GPT-5", "G P T five"),
    ("AIGC", "A I G C"), ("NASA", "NASA"), ("R&D", "R and D"), ("e.g. this", "for example this"),
    ("2024-03-05", "March fifth twenty twenty four"), ("well-known", "well known"),
    ("555-010-1234", "five five five zero one zero one two three four"),
    ("iPhone 16", "i Phone sixteen"),
    ("$5-10 million", "five to ten million dollars"), ("20K", "twenty thousand"),
]  # fmt: skip


def said(text: str, language: Language) -> str:
    return " ".join(t.spoken for t in normalise(text, language))


@pytest.mark.parametrize(("written", "spoken"), CHINESE)
def test_chinese_figures_and_names(written: str, spoken: str) -> None:
    assert said(written, "zh") == spoken


@pytest.mark.parametrize(("written", "spoken"), ENGLISH)
def test_english_figures_and_names(written: str, spoken: str) -> None:
    assert said(written, "en") == spoken


def test_punctuation_becomes_the_pause_of_the_word_before() -> None:
    tokens = normalise("“你好”，世界！", "zh")
    assert [(t.spoken, t.pause) for t in tokens] == [("你好", ","), ("世界", "!")]


@settings(max_examples=60)
@given(
    st.text(alphabet="今天很好人AIbx 0123456789.,%-–:$¥/年月个万km，。！“”&@#第'", max_size=30),
    st.sampled_from(["zh", "en"]),
)
def test_any_text_gives_ordered_words_without_figures(text: str, language: Language) -> None:
    tokens = normalise(text, language)
    for a, b in pairwise(tokens):
        assert a.span.end <= b.span.start
    covered = {i for t in tokens for i in range(t.span.start, t.span.end)}
    assert {i for i, c in enumerate(text) if c.isalnum()} <= covered
    for token in tokens:
        assert token.spoken.strip()
        assert not any(c.isdigit() for c in token.spoken)


def value(said: str) -> int:
    """Read a Mandarin whole number back."""
    total = section = digit = 0
    for c in said:
        if c in "零一二三四五六七八九两":
            digit = 2 if c == "两" else "零一二三四五六七八九".index(c)
        elif c in "十百千":
            section += (digit or 1) * 10 ** ("十百千".index(c) + 1)
            digit = 0
        else:
            unit = {"万": 10**4, "亿": 10**8}[c]
            if unit == 10**8:
                total, section, digit = (total + section + digit) * unit, 0, 0
            else:
                total, section, digit = total + (section + digit) * unit, 0, 0
    return total + section + digit


@given(st.integers(0, 10**12 - 1))
def test_mandarin_numbers_read_back(number: int) -> None:
    assert value(read_integer(str(number))) == number


@pytest.mark.parametrize(
    ("figures", "spoken"),
    [("0", "零"), ("10", "十"), ("105", "一百零五"), ("20000", "两万"), ("100000005", "一亿零五"),
     ("0.05", "零点零五"), ("1,000,000", "一百万"), ("007", "零零七"), ("10010", "一万零一十")],
)  # fmt: skip
def test_mandarin_numbers(figures: str, spoken: str) -> None:
    assert read_number(figures) == spoken


@pytest.mark.parametrize(
    ("characters", "spoken"),
    [
        ("你好", "ni2hao3"), ("一个", "yi2ge4"), ("不是", "bu2shi4"), ("一天", "yi4tian1"),
        ("第一名", "di4yi1ming2"), ("银行行长", "yin2hang2hang2zhang3"),
        ("音乐快乐", "yin1yue4kuai4le4"),
        ("重庆", "chong2qing4"), ("我很好", "wo2hen2hao3"), ("一百一十一", "yi4bai3yi1shi2yi1"),
        ("英雄", "ying1xong2"), ("贫穷", "pin2qong2"), ("绿色", "lv4se4"), ("一月", "yi1yue4"),
    ],
)  # fmt: skip
def test_pinyin_as_spoken(characters: str, spoken: str) -> None:
    assert pinyin(characters).replace(" ", "") == spoken
