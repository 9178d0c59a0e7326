"""LRC files, plain and with the times of words."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from timing_samples import tier

from aigc.errors import InputError
from aigc.timings.lrc import lines_of, read_lrc, write_lrc
from aigc.types.time import TimeRange
from aigc.types.timing import Timed

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


def item(text, start, end):
    begin = Fraction(start)
    return Timed(text=text, time=TimeRange(start=begin, duration=Fraction(end) - begin))


WORDS = (item("I", "1.25", "1.5"), item("love", "1.5", 2), item("you", "2.2", "3.004"))
LINE = item("I love, you!", "1.25", "3.004")


def test_a_plain_file_has_a_stamp_for_each_line_and_where_it_ends():
    lines = [item("床前明月光", "12.3", 15), item("疑是地上霜", 15, "18.504"), item("低头", 61, 62)]
    assert write_lrc(lines, fields={"ti": "静夜思", "ar": "李白"}) == (
        "[ti:静夜思]\n[ar:李白]\n[00:12.30]床前明月光\n[00:15.00]疑是地上霜\n[00:18.50]\n"
        "[01:01.00]低头\n[01:02.00]\n"
    )
    assert write_lrc(lines, ends=False, places=3) == (
        "[00:12.300]床前明月光\n[00:15.000]疑是地上霜\n[01:01.000]低头\n"
    )


def test_an_enhanced_file_has_a_stamp_for_each_word_and_pause():
    text = write_lrc([LINE], words=WORDS, ends=False)
    assert text == "[00:01.25]<00:01.25>I <00:01.50>love, <00:02.00><00:02.20>you!<00:03.00>\n"
    (line,) = read_lrc(text).lines
    assert line.text == "I love, you!"
    assert [(w.text, w.time.start, w.time.end) for w in line.words] == [
        ("I", Fraction("1.25"), Fraction("1.5")),
        ("love,", Fraction("1.5"), 2),
        ("you!", Fraction("2.2"), 3),
    ]


def test_syllables_stand_in_their_words():
    parts = (item("beau", 1, 2), item("ti", 2, 3), item("ful", 3, 4), item("day", 4, 5))
    text = write_lrc([item("beautiful day", 1, 5)], words=parts, ends=False)
    assert "beau<00:02.00>ti<00:03.00>ful <00:04.00>day" in text
    assert read_lrc(text).lines[0].text == "beautiful day"


ROWS = st.text(alphabet="天地人 ab[]<>:.0123456789", min_size=1, max_size=9).map(
    lambda text: f"字{' '.join(text.split())}末"
)


@settings(max_examples=30)
@given(tier(labels=ROWS), st.sampled_from([2, 3]))
def test_lines_come_back_at_their_rounded_times(lines, places):
    read = read_lrc(write_lrc(lines, places=places))
    grid = Fraction(1, 10**places)
    told = lines_of(read, max(lines[-1].time.end, read.lines[-1].start))
    assert len(told) == len(lines)
    for got, given_ in zip(told, lines, strict=True):
        same = got.text.translate(str.maketrans("［＜", "[<"))
        assert same == given_.text
        assert abs(got.time.start - given_.time.start) <= grid * len(lines)
    starts = [line.start for line in read.lines]
    assert starts == sorted(set(starts))


@settings(max_examples=30)
@given(
    tier(labels=st.text(alphabet="天地人abc", min_size=1, max_size=4)),
    st.sampled_from(["", " "]),
    st.sampled_from([2, 3]),
)
def test_words_come_back_at_their_rounded_times(words, between, places):
    line = item(between.join(w.text for w in words), words[0].time.start, words[-1].time.end)
    (read,) = [x for x in read_lrc(write_lrc([line], words=words, places=places)).lines if x.text]
    assert read.text == line.text
    unit = 10**places
    assert [(w.text, w.time.start * unit, w.time.end * unit) for w in read.words] == [
        (w.text, round(w.time.start * unit), round(w.time.end * unit)) for w in words
    ]


def test_what_looks_like_a_stamp_is_text():
    text = write_lrc([item("say [00:12.00] or <00:13.00>\nnow", 1, 2)])
    (line, _) = read_lrc(text).lines
    assert line.text == "say ［00:12.00] or ＜00:13.00> now"


def test_lines_at_one_time_stay_two():
    lines = [item("a", "1.001", "1.002"), item("b", "1.002", 2)]
    assert [x.text for x in read_lrc(write_lrc(lines, ends=False)).lines] == ["a", "b"]


def test_a_word_that_is_not_in_its_line_is_refused():
    with pytest.raises(InputError, match=r"'hate' is sung at 1.50 s, but is not found"):
        write_lrc([LINE], words=(WORDS[0], item("hate", "1.5", 2)))


@pytest.mark.parametrize("name", ["TI", "t i", "", "x:y", "1"])
def test_a_field_has_a_name(name):
    with pytest.raises(InputError, match="is no name of a field"):
        write_lrc([LINE], fields={name: "x"})


def test_the_text_of_a_field_stays_inside_it():
    text = write_lrc([LINE], fields={"ti": "a]\n[00:01.00]b"})
    assert read_lrc(text).title == "a］ [00:01.00］b"


def test_words_of_a_line_that_comes_again_are_moved_with_it():
    lines = read_lrc(SONG).lines
    told = {line.start: line for line in lines if line.words}
    assert sorted(told) == [Fraction("14.5"), 40]
    assert [(w.text, w.time.start) for w in told[Fraction("14.5")].words] == [
        ("疑是", Fraction("14.5")),
        ("地上霜", Fraction("15.7")),
    ]
    assert [w.time.start for w in told[Fraction(40)].words] == [40, Fraction("41.2")]


def test_lines_come_in_the_order_of_their_times():
    read = read_lrc(SONG)
    assert read.title == "月光"
    assert [(line.start, line.text, line.number) for line in read.lines] == [
        (Fraction(0), "作词 : 某人", 4),
        (Fraction("11.8"), "床前明月光", 5),
        (Fraction("14.5"), "疑是地上霜", 6),
        (Fraction(18), "", 7),
        (Fraction("19.5"), "举头 望明月", 9),
        (Fraction(40), "疑是地上霜", 6),
        (Fraction("61.75"), "低头思故乡", 11),
    ]
    assert [line.text for line in lines_of(read, Fraction(70))][-1] == "低头思故乡"
    assert lines_of(read, Fraction(70))[2].time.end == 18


def test_stamps_in_square_brackets_are_words_too():
    read = read_lrc("[00:01.00]明[00:01.20]月[00:01.40] 光[00:02]\n[00:03]A [00:04.00]star")
    assert [(line.start, line.text) for line in read.lines] == [(1, "明月 光"), (3, "A star")]
    assert [(w.text, w.time.end) for w in read.lines[0].words] == [
        ("明", Fraction("1.2")), ("月", Fraction("1.4")), ("光", 2),
    ]  # fmt: skip
    (line,) = read_lrc("[00:01.00]I[00:01.50]love[00:02.00] you").lines
    assert line.text == "I love you"


def test_words_whose_times_fall_are_not_told():
    (line,) = read_lrc("[00:05.00]<00:05.00>a <00:04.00>b").lines
    assert (line.text, line.words) == ("a b", ())


@pytest.mark.parametrize("data", ["月[00:01.00]", "", b"\xff\xfe[\x00"])
def test_what_is_no_lrc_is_refused(data):
    with pytest.raises(InputError):
        read_lrc(data)


def test_files_of_any_usual_encoding_are_read():
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "gb18030"):
        assert read_lrc("[00:01.00]明月".encode(encoding)).lines[0].text == "明月"


def test_a_minute_has_60_seconds():
    for text in ("[00:61.00]天", "[00:01.00]天<00:60.00>地"):
        with pytest.raises(InputError, match=r"Line 1 .* a minute has 60 seconds"):
            read_lrc(text)
