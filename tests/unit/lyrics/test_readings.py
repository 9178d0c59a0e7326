"""Characters are read as their words read them."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aigc.lyrics.sound.readings import read, readings, tone_of

HETERONYMS = "长乐还行得都了着地不重看中相觉好为少数应当难处分"
COMMON = (
    "的一是在有我他这中大来上国到说们为子和你地出道也时要就下得可以生会过看发后作里用去行所然家"
)


def syllables(text: str) -> list[str]:
    return [reading.syllable for reading in read(text)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("银行行长", "yin2 hang2 hang2 zhang3"),
        ("音乐快乐", "yin1 yue4 kuai4 le4"),
        ("长大", "zhang3 da4"),
        ("长江", "chang2 jiang1"),
        ("还是", "hai2 shi4"),
        ("还乡", "huan2 xiang1"),
        ("觉得", "jue2 de5"),
        ("睡觉", "shui4 jiao4"),
        ("首都", "shou3 du1"),
        ("重阳", "chong2 yang2"),
        ("土地", "tu3 di4"),
        ("照相", "zhao4 xiang4"),
    ],
)
def test_a_word_decides_how_its_characters_are_read(text, said):
    assert syllables(text) == said.split()
    assert all(reading.word for reading in read(text))


def test_a_character_outside_words_has_its_commonest_reading():
    (reading,) = read("乐")
    assert (reading.syllable, reading.word) == ("le4", False)
    assert [r.word for r in read("月明长江")] == [False, False, True, True]


def test_what_has_no_reading_keeps_its_place():
    assert syllables("明□A月") == ["ming2", "", "", "yue4"]
    assert read("") == ()


@pytest.mark.parametrize("character", HETERONYMS)
def test_every_heteronym_is_listed_with_the_reading_it_has_alone(character):
    known = readings().of(character)
    assert known[0] == syllables(character)[0]
    assert len(known) == len(set(known)) > 1


def test_rare_readings_that_no_word_has_are_left_out():
    assert set(readings().of("行")) == {"xing2", "hang2", "hang4", "heng2"}
    assert readings().of("月") == ("yue4",)
    assert readings().of("说")[0] == "shuo1" and "tuo1" not in readings().of("说")


@settings(max_examples=200)
@given(st.text(alphabet=HETERONYMS + COMMON, min_size=1, max_size=12))
def test_no_text_gives_a_character_a_reading_that_is_not_listed(text):
    for character, reading in zip(text, read(text), strict=True):
        assert reading.syllable in readings().of(character)
        if not reading.word:
            assert reading.syllable == readings().of(character)[0]


def test_finals_are_spelt_in_full():
    finals = {s: readings().final(s) for s in ("jiu3", "yue4", "zhi1", "ji1", "lv4", "wen2", "er2")}
    assert finals == {
        "jiu3": "iou",
        "yue4": "ve",
        "zhi1": "-i",
        "ji1": "i",
        "lv4": "v",
        "wen2": "uen",
        "er2": "er",
    }
    assert readings().final("m2") == ""


def test_the_neutral_tone_is_oblique():
    assert [tone_of(s) for s in ("ma1", "ma2", "ma3", "ma4", "ma5")] == [
        "平", "平", "仄", "仄", "仄",
    ]  # fmt: skip


def test_readings_of_single_characters_need_no_package_for_pinyin():
    code = (
        "import sys; from aigc.lyrics.sound.readings import readings;"
        "assert readings().of('明') == ('ming2',);"
        "print([m for m in ('pypinyin', 'torch', 'jieba') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
