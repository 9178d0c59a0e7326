"""Scores with words become lines to sing."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aigc.errors import InputError
from aigc.singing.drawn import drawn
from aigc.singing.plan import to_expression, to_vocal
from aigc.singing.timing import timed
from aigc.singing.words import as_pinyin
from aigc.types.score import (
    Bar,
    Bend,
    Dynamic,
    Hairpin,
    Note,
    Score,
    Syllable,
    Tempo,
    Wave,
)
from aigc.types.vocal import VocalLine

PARTS = {"-": "middle", ">": "end", "<": "begin"}


def score(words: str, rests: tuple[int, ...] = (), **more: object) -> Score:
    """Return a score with a note a beat; ``sh<``, ``-in-`` and ``>ing`` are parts of a word."""
    notes, at = [], Fraction(0)
    for i, text in enumerate(words.split()):
        at += 1 if i in rests else 0
        notes.append(Note(pitch=60 + i, start=at, duration=Fraction(1), lyrics=syllables(text)))
        at += 1
    return Score(notes=tuple(notes), tempos=(Tempo(start=Fraction(0), bpm=Fraction(60)),), **more)


def syllables(text: str) -> tuple[Syllable, ...]:
    if text == "_":
        return ()
    if text.endswith("<"):
        return (Syllable(text=text[:-1], syllabic="begin"),)
    if text.startswith(">"):
        return (Syllable(text=text[1:], syllabic="end"),)
    return (Syllable(text=text.replace("^", " ")),)


def sounds(line: VocalLine) -> list[str]:
    return [note.reading.sounds if note.reading else "-" for note in line.notes]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("银 行 行 长", "yin2 hang2 hang2 zhang3"),
        ("音 乐 - 快 乐", "yin1 yue4 - kuai4 le4"),
        ("ni3 hao3 ma5", "ni3 hao3 ma5"),
        ("nǐ hǎo lǜ", "ni3 hao3 lv4"),
        ("wo zai qing chen", "wo1 zai1 qing1 chen1"),
        ("花儿 开", "huar1 kai1"),
        ("花 儿", "hua1 er2"),
        ("月， ~ 光。", "yue4 - guang1"),
        ("听 见 3 次", "ting1 jian4 san1 ci4"),
    ],
)
def test_chinese_is_read(words, said):
    assert " ".join(sounds(to_vocal(score(words)))) == said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("shin< >ing moon", ["SH AY1", "N IH0 NG", "M UW1 N"]),
        ("hold on", ["HH OW1 L D", "AA1 N"]),
        ("shining + moon", ["SH AY1", "N IH0 NG", "M UW1 N"]),
        ("shining _ moon", ["SH AY1", "N IH0 NG", "M UW1 N"]),
        ("shining + _ moon", ["SH AY1", "N IH0 NG", "-", "M UW1 N"]),
        ("star _ - moon", ["S T AA1 R", "-", "-", "M UW1 N"]),
        ("shine<  >s moon", ["SH AY1 N Z", "-", "M UW1 N"]),
        ("ev< >ery", ["EH1", "V R IY0"]),
        ("moon light 你 好", ["M UW1 N", "L AY1 T", "ni2", "hao3"]),
    ],
)
def test_english_words_are_spread_over_their_notes(words, said):
    assert sounds(to_vocal(score(words), language=None)) == [
        s if s != "AA1 N" else sounds(to_vocal(score(words)))[1] for s in said
    ]


def test_parts_of_a_word_know_where_it_ends():
    line = to_vocal(score("shin< >ing moon"))
    assert [n.word_end for n in line.notes] == [False, True, True]
    assert [n.text for n in line.notes] == ["shin", "ing", "moon"]


def test_more_syllables_than_notes_share_one():
    line = to_vocal(score("wonderful moon"))
    assert sounds(line) == ["W AH1 N", "D ER0", "F AH0 L", "M UW1 N"]
    assert [n.pitch for n in line.notes] == [60, 60, 60, 61]
    assert [n.time.duration for n in line.notes] == [Fraction(1, 3)] * 3 + [1]
    two = to_vocal(score("明月 几"))
    assert sounds(two) == ["ming2", "yue4", "ji3"] and two.notes[1].time.start == Fraction(1, 2)


def test_pinyin_and_english_are_told_apart():
    assert sounds(to_vocal(score("he can fan me"), language="zh"))[0] == "he1"
    assert sounds(to_vocal(score("he can fan the street")))[2] == "F AE1 N"
    assert as_pinyin("street") is None and as_pinyin("lu:3") is None
    assert (as_pinyin("nüe"), as_pinyin("Zhuang4")) == ("nve1", "zhuang4")


def test_without_words_it_sings_la_and_holds_slurs():
    assert sounds(to_vocal(score("_ _ _ _", slurs=((1, 2),)))) == ["la1", "la1", "-", "la1"]
    assert sounds(to_vocal(score("_ 月"))) == ["la1", "yue4"]


@pytest.mark.parametrize("bad", ["さ く", "♪ 月 さ", "Привет"])
def test_what_has_no_sound_is_refused_with_its_note(bad):
    with pytest.raises(InputError, match=r"under note \d cannot be sung"):
        to_vocal(score(bad))


def test_verses_choose_their_words():
    both = (Syllable(text="月"), Syllable(text="光", verse=2))
    notes = (Note(pitch=60, start=Fraction(0), duration=Fraction(1), lyrics=both),)
    song = Score(notes=notes, strophic=True)
    assert sounds(to_vocal(song, verse=2)) == ["guang1"]
    assert sounds(to_vocal(song)) == ["yue4"]


def test_time_key_and_lead_are_exact():
    tempos = (
        Tempo(start=Fraction(0), bpm=Fraction(90)),
        Tempo(start=Fraction(2), bpm=Fraction(63)),
    )
    song = Score(notes=score("月 月 月 月").notes, tempos=tempos)
    line = to_vocal(song, key=-2, tempo=Fraction(3, 2), lead_s=Fraction(1, 7))
    assert [n.pitch for n in line.notes] == [58, 59, 60, 61]
    for one, note in zip(line.notes, song.notes, strict=True):
        assert one.time.start == Fraction(1, 7) + song.seconds(note.start) / Fraction(3, 2)
        assert one.time.end == Fraction(1, 7) + song.seconds(note.end) / Fraction(3, 2)
    assert line.duration == line.notes[-1].time.end + Fraction(1, 2)


@pytest.mark.parametrize("tempo", [Fraction(0), Fraction(-1), Fraction(1, 100), Fraction(9)])
def test_an_impossible_tempo_is_refused(tempo):
    with pytest.raises(InputError, match="tempo"):
        to_vocal(score("月"), tempo=tempo)
    with pytest.raises(InputError, match="no note"):
        to_vocal(Score(notes=()))


def test_the_singer_breathes_in_rests_and_after_commas():
    line = to_vocal(score("明 月 几 时 有 把 酒", rests=(2,)))
    assert [n.breath for n in line.notes] == [False, False, True, False, False, False, False]
    comma = to_vocal(score("明 月 几， 时 有， 把 酒"))
    assert [n.breath for n in comma.notes] == [False] * 3 + [True, False, False, False]
    held = to_vocal(score("明 月 几， ~ 时"))
    assert [n.breath for n in held.notes] == [False] * 4 + [True]


def test_strong_beats_are_accented():
    line = to_vocal(score("明 月 几 时 有", bars=(Bar(start=Fraction(0)), Bar(start=Fraction(4)))))
    assert [round(3 * n.accent) for n in line.notes] == [3, 1, 2, 1, 3]


def test_grace_notes_take_the_beginning_and_the_syllable():
    first = Note(
        pitch=60, start=Fraction(0), duration=Fraction(1), graces=(62, 64),
        lyrics=(Syllable(text="月"),),
    )  # fmt: skip
    line = to_vocal(Score(notes=(first,)), key=1)
    assert [n.pitch for n in line.notes] == [63, 65, 61]
    assert sounds(line) == ["yue4", "-", "-"]
    assert line.notes[0].time.duration == Fraction(1, 16)
    assert line.notes[-1].time.end == Fraction(1, 2)


def test_what_an_editor_drew_on_a_note_is_kept():
    wave = Wave(length=0.75, period_ms=200, depth_cents=40)
    drawn = Note(
        pitch=60, start=Fraction(0), duration=Fraction(4), wave=wave,
        bends=(Bend(at_ms=-60, cents=-200), Bend(at_ms=90, cents=0)),
    )  # fmt: skip
    (note,) = to_vocal(Score(notes=(drawn,))).notes
    assert note.vibrato is not None and note.portamento_s is None
    assert note.drawn_cents.times_s[0] == -0.06 and note.drawn_cents.times_s[-1] == 0.09
    assert note.drawn_cents.at(np.array([-1, 0.015, 1])) == pytest.approx([-200, -100, 0], abs=2)
    assert (note.vibrato.onset_s, note.vibrato.rate_hz) == (pytest.approx(0.5), 5)


@pytest.mark.parametrize(
    ("shape", "early", "late"), [("sine", 14.6, 85.4), ("line", 25, 75), ("in", 7.6, 61.7),
                                 ("out", 38.3, 92.4)],
)  # fmt: skip
def test_points_are_joined_by_their_shapes(shape, early, late):
    curve = drawn((Bend(at_ms=0, cents=0, shape=shape), Bend(at_ms=400, cents=100)))
    assert curve.at(np.array([0.1, 0.3])) == pytest.approx([early, late], abs=0.1)
    assert all(a < b for a, b in pairwise(curve.times_s))


def test_a_drawn_line_goes_on_over_syllables_that_share_a_note():
    bends = (Bend(at_ms=0, cents=0, shape="line"), Bend(at_ms=2000, cents=200))
    both = Note(pitch=60, start=Fraction(0), duration=Fraction(4), bends=bends,
                lyrics=(Syllable(text="明月"),))  # fmt: skip
    first, second = to_vocal(Score(notes=(both,))).notes
    at = np.array([1.5])
    assert first.drawn_cents.at(at) == second.drawn_cents.at(at - 1) == pytest.approx([150])
    assert drawn((Bend(at_ms=9, cents=1), Bend(at_ms=5, cents=2))).times_s[0] == 0.009
    assert drawn((Bend(at_ms=0, cents=12),)).values == (12,)


def test_dynamics_become_a_curve():
    song = score(
        "月 月 月 月 月 月",
        dynamics=(Dynamic(start=Fraction(0), mark="p"), Dynamic(start=Fraction(4), mark="f")),
        hairpins=(Hairpin(start=Fraction(2), end=Fraction(4), louder=True),),
    )
    curve = to_expression(song, lead_s=Fraction(1)).dynamics_db
    assert all(a <= b for a, b in zip(curve.times_s, curve.times_s[1:], strict=False))
    assert curve.at(np.array([1.5, 3.0, 4.0, 5.5])) == pytest.approx([-6, -6, -1.5, 3], abs=0.1)
    soft = score("月 月", hairpins=(Hairpin(start=Fraction(0), end=Fraction(1), louder=False),))
    assert to_expression(soft).dynamics_db.at(np.array([2.0])) == pytest.approx([-4])
    assert to_expression(score("月")).dynamics_db.values == ()


WORDS = st.sampled_from(["月", "明月", "_", "-", "+", "ni3", "shin<", ">ing", "wonderful", "hold"])


@settings(max_examples=60)
@given(st.lists(WORDS, min_size=1, max_size=10))
def test_every_written_note_is_sung_whatever_the_words(words):
    song = score(" ".join(words))
    line = to_vocal(song, lead_s=Fraction(1))
    assert line.notes[0].reading is not None
    for note in song.notes:
        begin, end = (1 + song.seconds(at) for at in (note.start, note.end))
        inside = [n for n in line.notes if begin <= n.time.start < end]
        assert inside and {n.pitch for n in inside} == {note.pitch}
        assert sum(n.time.duration for n in inside) == end - begin
    assert timed(line).phones.ends[-1] == 200 * line.duration
