from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aigc.errors import InputError
from aigc.g2p.mandarin.pinyin import pinyin
from aigc.g2p.mandarin.read import read_chinese, read_words, words_of
from aigc.g2p.mandarin.segment import curls
from aigc.g2p.mandarin.syllables import plain_syllables, spelled


def sounds(text: str) -> str:
    return " ".join(r.sounds for word in read_chinese(text) for r in word.readings)


YI_AND_BU = [
    ("一", "yi1"), ("一天", "yi4 tian1"), ("一年", "yi4 nian2"), ("一起", "yi4 qi3"),
    ("一定", "yi2 ding4"), ("一个", "yi2 ge4"), ("第一", "di4 yi1"), ("第一个", "di4 yi1 ge4"),
    ("十一个", "shi2 yi1 ge4"), ("统一", "tong3 yi1"), ("星期一", "xing1 qi1 yi1"),
    ("一月一号", "yi1 yue4 yi1 hao4"), ("看一看", "kan4 yi5 kan4"), ("一百", "yi4 bai3"),
    ("一万", "yi2 wan4"), ("二十一", "er4 shi2 yi1"), ("一点五", "yi1 dian2 wu3"),
    ("不", "bu4"), ("不好", "bu4 hao3"), ("不去", "bu2 qu4"), ("不是", "bu2 shi4"),
    ("好不好", "hao3 bu5 hao3"), ("是不是", "shi4 bu5 shi4"), ("对不起", "dui4 bu5 qi3"),
    ("一不小心", "yi2 bu4 xiao3 xin1"), ("这一天", "zhe4 yi4 tian1"), ("一年级", "yi1 nian2 ji2"),
    ("一季度", "yi1 ji4 du4"), ("三比一领先", "san1 bi3 yi1 ling3 xian1"),
    ("一比三", "yi1 bi3 san1"), ("比一百多", "bi3 yi4 bai3 duo1"),
]  # fmt: skip
THIRD = [
    ("你好", "ni2 hao3"), ("我很好", "wo2 hen2 hao3"), ("小老虎", "xiao3 lao2 hu3"),
    ("展览馆", "zhan2 lan2 guan3"), ("买水果", "mai3 shui2 guo3"), ("很美好", "hen3 mei2 hao3"),
    ("管理水平", "guan2 li2 shui3 ping2"), ("老师", "lao3 shi1"), ("你们好", "ni3 men5 hao3"),
    ("我想你", "wo2 xiang2 ni3"), ("洗手", "xi2 shou3"), ("老板好", "lao2 ban2 hao3"),
]  # fmt: skip
LIGHT = [
    ("妈妈", "ma1 ma5"), ("姐姐", "jie3 jie5"), ("想想", "xiang2 xiang5"), ("看看", "kan4 kan5"),
    ("我们", "wo3 men5"), ("孩子们", "hai2 zi5 men5"), ("桌子", "zhuo1 zi5"), ("石头", "shi2 tou5"),
    ("朋友", "peng2 you5"), ("东西", "dong1 xi5"), ("意思", "yi4 si5"), ("明白", "ming2 bai5"),
    ("喜欢", "xi3 huan5"), ("知道", "zhi1 dao5"), ("先生", "xian1 sheng5"), ("衣服", "yi1 fu5"),
    ("漂亮", "piao4 liang5"), ("什么", "shen2 me5"), ("回来", "hui2 lai5"),
    ("站起来", "zhan4 qi3 lai5"), ("吃了吗", "chi1 le5 ma5"), ("走吧", "zou3 ba5"),
    ("他的书", "ta1 de5 shu1"), ("桌上", "zhuo1 shang5"), ("原子", "yuan2 zi3"),
    ("电子", "dian4 zi3"), ("男子", "nan2 zi3"), ("谢谢", "xie4 xie5"), ("哪里", "na2 li5"),
    ("爸爸妈妈", "ba4 ba5 ma1 ma5"), ("爷爷奶奶", "ye2 ye5 nai3 nai5"),
    ("王先生", "wang2 xian1 sheng5"), ("小姑娘", "xiao3 gu1 niang5"), ("数一数", "shu3 yi5 shu3"),
]  # fmt: skip
CURLED = [
    ("花儿", "huar1"), ("玩儿", "wanr2"), ("一会儿", "yi2 huir4"), ("小孩儿", "xiao3 hair2"),
    ("这儿", "zher4"), ("哪儿", "nar3"), ("一点儿", "yi4 dianr3"), ("聊天儿", "liao2 tianr1"),
    ("女儿", "nv3 er2"), ("儿子", "er2 zi5"), ("婴儿", "ying1 er2"), ("幼儿园", "you4 er2 yuan2"),
    ("儿童", "er2 tong2"), ("孤儿", "gu1 er2"), ("少儿", "shao4 er2"), ("女孩儿", "nv3 hair2"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [*YI_AND_BU, *THIRD, *LIGHT, *CURLED])
def test_tones_as_they_are_spoken(text: str, expected: str) -> None:
    assert sounds(text) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("短视频平台", "短视频 平台"), ("二号线往机场", "二号线 往 机场"),
        ("院子里种满了花", "院子 里 种 满 了 花"),
        ("七点半在家", "七点 半 在家"), ("找个整的", "找 个 整 的"),
    ],
)  # fmt: skip
def test_words_of_today_stay_whole_and_words_of_grammar_apart(text: str, words: str) -> None:
    assert words_of(text) == tuple(words.split())


def test_a_figure_that_counts_nothing_keeps_its_tone() -> None:
    said = read_words(("步骤", "一", "完成"), figures=(1,))
    assert said[1].readings[0].sounds == "yi1"
    assert read_words(("步骤", "一", "完成"))[1].readings[0].sounds == "yi4"


def test_each_change_has_a_reason() -> None:
    first, second, third = read_chinese("我很好")
    assert first.why[-1] == "third tone before hen3: wo3 -> wo2"
    assert "third tone" not in " ".join(third.why)
    assert read_chinese("银行")[0].why == ("word list",)
    assert second.readings[0].language == "zh"


def test_espeak_has_the_same_readings_in_its_own_spelling() -> None:
    assert pinyin("花儿") == "hua1er5"
    assert pinyin("英雄") == "ying1xong2"
    assert pinyin("一点五") == "yi1 dian2wu3"


def test_a_character_without_a_reading_is_refused_by_name() -> None:
    with pytest.raises(InputError, match=r"U\+323AF.*lexicon"):
        read_chinese("你好\U000323af")


def test_a_long_run_and_one_word_many_times() -> None:
    text = "今天天气很好我们出去走走" * 34
    assert sum(len(word.readings) for word in read_chinese(text)) == len(text)
    assert len(read_chinese("好" * 50)) > 10


@settings(max_examples=150)
@given(st.text(alphabet="一不我你很好老虎花儿女子了得行长重乐的们妈看十百点买水果想", min_size=1))
def test_every_character_is_said_once_and_in_order(text: str) -> None:
    words = read_chinese(text)
    assert "".join(word.text for word in words) == text
    assert tuple(word.text for word in words) == words_of(text)
    for word in words:
        curled = sum(curls(word.text, i) for i in range(len(word.text)))
        assert len(word.readings) == len(word.text) - curled
        for reading in word.readings:
            assert spelled(reading.sounds) == reading.sounds


def test_syllables_are_those_of_mandarin() -> None:
    assert {"zhuang", "lv", "nve", "er", "weng", "shei"} <= plain_syllables()
    assert not {"bong", "gi", "kia", "jv", "v"} & plain_syllables()
    assert [spelled(s) for s in ("LÜ4", "lue4", "hua1", "de0", "ma")] == [
        "lv4", "lve4", "hua1", "de5", "ma5",
    ]  # fmt: skip
    for wrong in ("xyz1", "ba6", "1", "hao 3"):
        with pytest.raises(ValueError, match=wrong):
            spelled(wrong)
