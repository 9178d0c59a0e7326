from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigc.errors import InputError
from aigc.lyrics.forms.lrc import template_of_lrc
from aigc.timings.lrc import read_lrc

SONG = """\ufeff[ti:月光]
[ar:某人]
[offset:+500]
[00:00.00] 作词 : 某人
[00:12.30]床前明月光
[00:40.5][00:15.00]<00:15.00>疑是<00:16.20>地上霜
[00:18:50]

[00:20.000]举头 望明月
[00:20.000]I raise my head
[01:02,25]低头思故乡
"""


def test_a_stamp_between_english_words_parts_them():
    (line,) = read_lrc("[00:01.00]I[00:01.50]love[00:02.00] you").lines
    assert line.text == "I love you"


def test_lines_come_in_the_order_of_their_times():
    read = read_lrc(SONG)
    assert read.title == "月光"
    assert read.fields["ar"] == "某人"
    assert [(line.start, line.text) for line in read.lines] == [
        (Fraction(0), "作词 : 某人"),
        (Fraction("11.8"), "床前明月光"),
        (Fraction("14.5"), "疑是地上霜"),
        (Fraction(18), ""),
        (Fraction("19.5"), "举头 望明月"),
        (Fraction(40), "疑是地上霜"),
        (Fraction("61.75"), "低头思故乡"),
    ]
    assert [line.number for line in read.lines] == [4, 5, 6, 7, 9, 6, 11]


def test_the_form_keeps_times_stanzas_and_hooks():
    made = template_of_lrc(SONG)
    assert made.name == "月光"
    assert [len(line) for line in made.lines] == [5, 5, 5, 5, 5]
    assert [line.stanza for line in made.lines] == [0, 0, 1, 1, 1]
    assert [line.repeats for line in made.lines] == [None, None, None, 1, None]
    assert made.lines[0].start == Fraction("11.8")
    assert made.lines[2].cells[1].mark == "，"
    assert [line.cells[-1].rhyme for line in made.lines] == ["a", "a", "x", "a", "a"]


def test_a_negative_offset_and_hours():
    read = read_lrc("[offset:-250]\n[1:00:01.00]天\n[100:00]地")
    assert [line.start for line in read.lines] == [Fraction("3601.25"), Fraction("6000.25")]


def test_nothing_is_sung_before_the_beginning():
    read = read_lrc("[offset:5000]\n[00:01]天\n[00:02]地")
    assert [(line.start, line.text) for line in read.lines] == [(0, "天"), (0, "地")]


def test_stamps_between_the_words_are_left_out():
    read = read_lrc("[00:01.00]明[00:01.20]月[00:01.40] 光[00:02]\n[00:03]A [00:04.00]star")
    assert [(line.start, line.text) for line in read.lines] == [(1, "明月 光"), (3, "A star")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no line with a time"),
        ("[ti:名]\n床前明月光", "no line with a time"),
        ("[00:61.00]天", r"Line 1 .* says \[00:61.00\]"),
        ("天\n[00:01.00]", "no line with a time|no lines"),
    ],
)
def test_what_is_no_lrc_is_refused(text, message):
    with pytest.raises(InputError, match=message):
        template_of_lrc(text)


def test_the_error_names_the_line_of_the_file():
    with pytest.raises(InputError, match="Line 3 of the lyric has '7' at character 2"):
        template_of_lrc("[ti:名]\n[00:01.00]天\n[00:02.00]地7")


@given(
    st.lists(
        st.tuples(st.integers(0, 599_999), st.text(alphabet="天地人", min_size=1, max_size=9)),
        min_size=1,
        max_size=30,
        unique_by=lambda pair: pair[0],
    )
)
def test_times_are_read_as_they_were_written(pairs):
    text = "\n".join(
        f"[{ms // 60000:02}:{ms // 1000 % 60:02}.{ms % 1000:03}]{t}" for ms, t in pairs
    )
    read = read_lrc(text)
    assert [(line.start * 1000, line.text) for line in read.lines] == sorted(pairs)
