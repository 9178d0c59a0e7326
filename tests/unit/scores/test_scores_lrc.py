"""LRC lines stand at the times at which they are sung."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from aigc.scores.abc.reader import score_of_abc
from aigc.scores.lrc import lrc_of
from aigc.scores.reader import read_score

FIXTURES = Path(__file__).parents[2] / "fixtures" / "scores"
TUNE = "T:月\nQ:1/4=60\nL:1/4\nC D z2 | E F4 |]\nw: 明月几时\n"


def test_lines_end_as_the_source_breaks_them():
    assert lrc_of(score_of_abc(TUNE)) == "[ti:月]\n[00:00.00]明月几时\n"
    broken = "Q:1/4=60\nL:1/4\nC D\nw: 明月\nE F\nw: sum-mer\n"
    assert lrc_of(score_of_abc(broken)) == "[00:00.00]明月\n[00:02.00]summer\n"


def test_without_breaks_rests_and_stops_end_lines():
    score = read_score(FIXTURES / "moon.musicxml")
    assert lrc_of(score).splitlines()[1:] == ["[00:00.00]明月几时有，把酒问青天。"]
    text = lrc_of(read_score(FIXTURES / "twinkle.kar"))
    assert text.splitlines()[-2].endswith("Twinkle twinkle little star,")


def test_words_have_their_own_times():
    text = lrc_of(score_of_abc(TUNE), enhanced=True)
    assert text.splitlines()[1] == (
        "[00:00.00]<00:00.00>明<00:01.00>月<00:04.00>几<00:05.00>时<00:09.00>"
    )
    english = score_of_abc("Q:1/4=60\nL:1/4\nC D E\nw: sum-mer love\n")
    assert lrc_of(english, enhanced=True) == (
        "[00:00.00]<00:00.00>summer <00:02.00>love<00:03.00>\n"
    )


def test_an_offset_moves_all_and_long_songs_count_on():
    score = score_of_abc(TUNE)
    assert lrc_of(score, offset=Fraction(6001)).splitlines()[1] == "[100:01.00]明月几时"


def test_verses_have_their_own_file():
    score = read_score(FIXTURES / "hymn.musicxml")
    assert lrc_of(score, verse=2) != lrc_of(score, verse=1)
