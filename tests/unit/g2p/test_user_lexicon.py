from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigc.errors import InputError
from aigc.g2p.user_lexicon import UserLexicon
from aigc.speech.front import read

TEXT = """# ours
艾灵\tai4 ling2
Qwen  K W EH1 N
C++\t= C plus plus
重楼\tchong2 lou2
"""


def test_a_lexicon_goes_before_everything_else() -> None:
    lexicon = UserLexicon.parse(TEXT)
    spoken = read("艾灵用Qwen写C++，重楼", "zh", lexicon=lexicon)
    by_text = {t.text: t for t in spoken.tokens}
    assert [r.sounds for r in by_text["艾灵"].words[0].readings] == ["ai4", "ling2"]
    assert by_text["艾灵"].words[0].why == ("user lexicon",)
    assert [r.sounds for r in by_text["Qwen"].words[0].readings] == ["K W EH1 N"]
    assert [w.text for w in by_text["C++"].words] == ["C", "plus", "plus"]
    assert by_text["C++"].why == "user lexicon"
    assert by_text["重楼"].words[0].readings[0].sounds == "chong2"


def test_a_word_counts_only_whole_and_in_any_case() -> None:
    lexicon = UserLexicon.parse("cat\tK AA1 T\n")
    spoken = read("Cat concatenate cat", "en", lexicon=lexicon)
    assert [w.why[0] == "user lexicon" for w in spoken.words] == [True, False, True]


def test_given_tones_do_not_change() -> None:
    lexicon = UserLexicon.parse("你好\tni3 hao3")
    assert [r.sounds for r in read("你好", "zh", lexicon=lexicon).words[0].readings] == [
        "ni3",
        "hao3",
    ]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("艾灵", "line 2: '艾灵' has no reading"),
        ("艾灵\tai4 lign2", "line 2: 'lign2' is no syllable of pinyin. Did you mean"),
        ("Qwen\tK W EH N", "line 2: the vowel 'EH' has no stress. Write EH1"),
        ("Qwen\tKK W", "line 2: 'KK' is no phone of ARPAbet. Did you mean K"),
        ("C++\t=", "line 2: nothing is said after '='"),
        ("C++\t= C 5", "line 2: '5' cannot be said"),
        ("艾灵 ai ling", "line 2: 'ai ling' has no tones. Write a figure"),
        ("重庆 chong2 qing4 shi4", "line 2: '重庆' has 2 characters but 'chong2 qing4 shi4' has 3"),
        ("New York N UW1", "line 2: 'New York N UW1' has no reading"),
    ],
)
def test_a_wrong_line_is_named(line: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        UserLexicon.parse(f"# notes\n{line}\n", name="mine.txt")
    assert str(caught.value).startswith("mine.txt, ")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("line", "word", "sounds"),
    [
        ("艾灵 ai4 ling2", "艾灵", "ai4 ling2"), ("艾灵\tài líng", "艾灵", "ai4 ling2"),
        ("花儿 huar1", "花儿", "huar1"), ("绿  lü4", "绿", "lv4"),
        ("Qwen  qian1 wen4", "Qwen", "qian1 wen4"),
        ("Qwen K W EH1 N", "QWEN", "K W EH1 N"), ("boss  B AO1 S", "boss’s", "B AO1 | S IH0 Z"),
        ("New York  N UW1 Y AO1 R K", "New York", "N UW1 | Y AO1 R K"),
    ],
)  # fmt: skip
def test_a_reading_may_be_written_in_several_ways(line: str, word: str, sounds: str) -> None:
    (said,) = read(word, "en", lexicon=UserLexicon.parse(line)).words
    joint = " " if said.language == "zh" else " | "
    assert joint.join(r.sounds for r in said.readings) == sounds


def test_what_owns_is_said_too_and_the_later_line_counts() -> None:
    lexicon = UserLexicon.parse("C++ = C plus\nQwen  qian1 wen4\nQwen  K W EH1 N\n")
    assert [w.text for w in read("C++'s Qwen", "en", lexicon=lexicon).words] == [
        "C", "plus's", "Qwen",
    ]  # fmt: skip
    assert not lexicon.pinyin and lexicon and not UserLexicon.parse("# nothing")


def test_files(tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    path.write_text(TEXT, encoding="utf-8-sig")
    assert UserLexicon.load(path).pinyin["艾灵"] == ("ai4", "ling2")
    path.write_bytes("艾灵".encode("gbk"))
    with pytest.raises(InputError, match="UTF-8"):
        UserLexicon.load(path)
    with pytest.raises(InputError, match="cannot be read"):
        UserLexicon.load(tmp_path / "none.txt")


def test_an_empty_lexicon_changes_nothing() -> None:
    assert read("你好 hello", "zh", lexicon=UserLexicon.parse("\n# x\n")) == read(
        "你好 hello", "zh"
    )


@given(st.text(max_size=60))
def test_any_text_is_a_lexicon_or_one_clear_error(text: str) -> None:
    try:
        UserLexicon.parse(text)
    except InputError as error:
        assert "line " in str(error)
