"""Every file gives back what was written into it, to the sample where it can hold one."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from timing_samples import LABELS, RATE, tier

from aigc.errors import InputError
from aigc.timings.audacity import read_labels, write_labels
from aigc.timings.lab import UNITS, read_lab, write_lab
from aigc.timings.srt import read_srt, write_srt
from aigc.timings.textgrid import read_textgrid, write_textgrid
from aigc.timings.tiers import between, timing_of
from aigc.types.time import TimeRange
from aigc.types.timing import TIERS, Timed

RATES = st.sampled_from([8_000, 16_000, 22_050, 24_000, 44_100, 48_000, 96_000, 192_000])
HARD = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), min_size=1, max_size=8)
"""Any text, breaks of lines and control characters too."""


def item(text, start, end):
    begin = Fraction(start)
    return Timed(text=text, time=TimeRange(start=begin, duration=Fraction(end) - begin))


@settings(max_examples=30)
@given(st.data(), RATES)
def test_label_files_keep_every_sample_and_label(data, rate):
    items = data.draw(tier(rate=rate, labels=st.one_of(LABELS, HARD)))
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        assert read_lab(write_lab(items).encode(encoding), rate) == items


@given(st.integers(0, 2**40), st.integers(1, 10**7 - 1))
def test_a_unit_of_100_ns_tells_the_sample(sample, rate):
    units = round(Fraction(sample, rate) * UNITS)
    assert round(Fraction(units, UNITS) * rate) == sample


def test_a_label_file_is_what_sinsy_reads():
    items = (item("pau", 0, "1/2"), item("x", "1/2", "0.5625"), item("ɤ", "0.5625", 1))
    assert write_lab(items) == "0 5000000 pau\n5000000 5625000 x\n5625000 10000000 ɤ\n"


def test_labels_in_the_ways_of_others_are_read():
    text = "0 10000 a^b-c+d=e@x\r\n  10000   20000 'it\\'s' -12.5 word\r\n\r\n20000 20000 \"\"\n"
    assert [i.text for i in read_lab(text)] == ["a^b-c+d=e@x", "it's", ""]
    assert read_lab(text)[1].time == between(48, 96, RATE)
    assert read_lab("") == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("0 100", "Line 1 .* is '0 100'"),
        ("0 100 a\nx 200 b", "Line 2"),
        ("0 20000 a\n10000 30000 b", "Line 2 .* goes from 10000 to 30000"),
        ("20000 10000 a", "ends before it begins"),
        ("-5 10000 a", "Line 1"),
        ("0.5 1.5 a", "units of 100 ns"),
        ("0 " + "9" * 40 + " a", "Line 1"),
    ],
)
def test_what_is_no_label_file_is_refused(text, message):
    with pytest.raises(InputError, match=message):
        read_lab(text)


@settings(max_examples=30)
@given(st.data(), RATES, st.booleans(), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_textgrids_keep_every_tier_sample_and_label(data, rate, short, encoding):
    labels = st.one_of(LABELS, HARD.filter(lambda text: text.strip() and "\0" not in text))
    names = data.draw(st.lists(LABELS, min_size=1, max_size=4, unique=True))
    tiers = {name: data.draw(tier(rate=rate, labels=labels, most=6)) for name in names}
    end = max(items[-1].time.end for items in tiers.values())
    text = write_textgrid(tiers, end, short=short)
    read = read_textgrid(text.encode(encoding), rate)
    assert dict(read.tiers) == tiers
    assert (read.start, read.end) == (0, end)


def test_a_textgrid_has_the_fields_that_praat_writes():
    text = write_textgrid({"words": [item('say "hi"', "1/2", 1)]}, Fraction(3, 2))
    assert text == (
        'File type = "ooTextFile"\nObject class = "TextGrid"\n\nxmin = 0\nxmax = 1.5\n'
        "tiers? <exists>\nsize = 1\nitem []:\n    item [1]:\n"
        '        class = "IntervalTier"\n        name = "words"\n        xmin = 0\n'
        "        xmax = 1.5\n        intervals: size = 3\n"
        "        intervals [1]:\n            xmin = 0\n            xmax = 0.5\n"
        '            text = ""\n'
        "        intervals [2]:\n            xmin = 0.5\n            xmax = 1\n"
        '            text = "say ""hi"""\n'
        "        intervals [3]:\n            xmin = 1\n            xmax = 1.5\n"
        '            text = ""\n'
    )
    short = write_textgrid({"words": [item("a", 0, 1)]}, Fraction(1), short=True)
    assert short == (
        '"ooTextFile"\n"TextGrid"\n0\n1\n<exists>\n1\n"IntervalTier"\n"words"\n0\n1\n1\n0\n1\n"a"\n'
    )


PRAAT = """File type = "ooTextFile"
Object class = "TextGrid"

xmin = 0 
xmax = 2.3 
tiers? <exists> 
size = 3 
item []: 
    item [1]:
        class = "IntervalTier" 
        name = "Mary" 
        xmin = 0 
        xmax = 2.3 
        intervals: size = 1 
        intervals [1]:
            xmin = 0 
            xmax = 2.3 
            text = "two
lines" 
    item [2]:
        class = "IntervalTier" 
        name = "Mary" 
        xmin = 0 
        xmax = 2.3 
        intervals: size = 0 
    item [3]:
        class = "TextTier" 
        name = "bell" 
        xmin = 0 
        xmax = 2.3 
        points: size = 1 
        points [1]:
            number = 1.5e0 
            mark = "ding" ! heard twice
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-8-sig"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_what_praat_writes_is_read(encoding, ends):
    read = read_textgrid(PRAAT.replace("\n", ends).encode(encoding))
    assert list(read.tiers) == ["Mary", "Mary 2", "bell"]
    assert read.tiers["Mary"] == (item(f"two{ends}lines", 0, "2.3"),)
    assert read.tiers["bell"] == (item("ding", "1.5", "1.5"),)
    assert read.end == Fraction("2.3")


def test_a_textgrid_without_tiers_is_read():
    text = '"ooTextFile"\n"TextGrid"\n0\n1\n<absent>\n'
    assert read_textgrid(text).tiers == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "does not tell the kind of file"),
        ('"ooTextFile" "Pitch 1"', "no TextGrid"),
        (PRAAT.replace("<exists>", "5"), "whether there are tiers"),
        (PRAAT[:200], "cut off"),
        (PRAAT[:-20], "cut off"),
        (PRAAT.replace("TextTier", "FormantTier"), "tier of kind 'FormantTier'"),
        (PRAAT.replace("size = 3", "size = 99999999999"), "the number of tiers"),
        (PRAAT.replace("size = 3", "size = 1.5"), "the number of tiers"),
        (PRAAT.replace("2.3", "1e99999999"), "has the time"),
        (PRAAT.replace("            xmax = 2.3", "            xmax = -1"), "before the one before"),
        (b"\xff\xfe\x00", "not readable text"),
        (b"\x00\x01ooBinaryFile\x08TextGrid", "not readable text"),
    ],
)
def test_what_is_no_textgrid_is_refused(text, message):
    with pytest.raises(InputError, match=message):
        read_textgrid(text)


@pytest.mark.parametrize(
    "items",
    [
        [item("a", 0, 1), item("b", "1/2", 2)],
        [item("a", "1/2", "1/2")],
        [item("a", 0, 4)],
    ],
)
def test_what_praat_could_not_read_is_not_written(items):
    with pytest.raises(InputError, match="overlaps, has no length or is beyond the end"):
        write_textgrid({"words": items}, Fraction(3))


def test_an_edited_textgrid_becomes_a_timing():
    words, sounds = [item("hi", "1/4", 1)], [item("h", "1/4", "1/2"), item("a", "1/2", 1)]
    tiers = {"words": words, "phonemes": sounds, "remarks": [item("!", 0, 1)]}
    read = read_textgrid(write_textgrid(tiers, Fraction(2)))
    timing = timing_of(read.tiers, read.end)
    assert list(timing.tiers) == ["words", "phonemes"]
    assert [p.text for p in timing.phonemes] == ["sil", "h", "a", "sil"]
    with pytest.raises(InputError, match="called 'remarks'"):
        timing_of({"remarks": words}, Fraction(2))
    assert set(timing.tiers) < set(TIERS)


@settings(max_examples=30)
@given(st.data(), RATES.filter(lambda rate: rate <= 192_000))
def test_label_tracks_keep_every_sample(data, rate):
    items = data.draw(tier(rate=rate))
    assert read_labels(write_labels(items).encode(), rate) == items


def test_labels_of_audacity_with_pitches_are_read():
    text = "0.500000\t1.000000\ta b\r\n\\\t100.0\t2000.0\n1.5\t1.5\n"
    assert read_labels(text) == (item("a b", "1/2", 1), item("", "3/2", "3/2"))
    for bad in ("a\tb\tc", "2.0\t1.0\tx", "1.0 2.0 x"):
        with pytest.raises(InputError, match="Line 1 of the label track"):
            read_labels(bad)


@settings(max_examples=30)
@given(tier(labels=LABELS.map(lambda text: text.replace("\ue000", ""))))
def test_subtitles_keep_text_and_milliseconds(items):
    items = [i for i in items if i.time.duration >= Fraction(1, 100)]
    read = read_srt(write_srt(items).encode())
    assert [" ".join(r.text.split()) for r in read] == [" ".join(i.text.split()) for i in items]
    for got, given_ in zip(read, items, strict=True):
        assert abs(got.time.start - given_.time.start) <= Fraction(1, 2000)
        assert abs(got.time.end - given_.time.end) <= Fraction(1, 2000)


def test_subtitles_have_rows():
    cue = item("one\ntwo", "1/3", 2)
    text = write_srt([cue, item("三", 3661, 3662)])
    assert text == (
        "1\n00:00:00,333 --> 00:00:02,000\none\ntwo\n\n2\n01:01:01,000 --> 01:01:02,000\n三\n"
    )
    assert [r.text for r in read_srt(text)] == ["one\ntwo", "三"]
    with pytest.raises(InputError, match="No cue"):
        read_srt("WEBVTT")
    with pytest.raises(InputError, match=r"Cue 1 .* ends at 1\.000 s, before it begins at 2"):
        read_srt("1\n00:00:02,000 --> 00:00:01,000\na\n")
