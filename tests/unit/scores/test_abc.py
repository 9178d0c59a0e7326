"""ABC notation is read as the standard says."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigc.scores.abc.reader import score_of_abc
from aigc.scores.abc.words import tokens_of
from aigc.scores.reader import read_score
from aigc.types.score import Hairpin, Key, Score
from tests.unit.scores.score_samples import fixture

HEAD = "L:1/4\n"


def pitches(text: str) -> list[int]:
    return [note.pitch for note in score_of_abc(text).notes]


def lengths(text: str) -> list[str]:
    return [str(note.duration) for note in score_of_abc(text).notes]


def sung(score: Score, verse: int = 1) -> str:
    found = (score.syllable(note, verse) for note in score.notes)
    return " ".join(s.text if s else "_" for s in found)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("K:C\nC, C c c'", [48, 60, 72, 84]),
        ("K:F\nB ^B =B B | B", [70, 72, 71, 71, 70]),
        ("K:A\nF G c", [66, 68, 73]),
        ("K:F#m\nF G c", [66, 68, 73]),
        ("K:D dorian\nF B", [65, 71]),
        ("K:C\n^F- | F F | F", [66, 65, 65]),
        ("K:C\n__B ^^C", [69, 62]),
        ("K:C\n[CEG]2 [ceg]", [67, 79]),
        ("K:C octave=-1\nC", [48]),
        ("K:C\nC [K:D] F", [60, 66]),
        ("C D", [60, 62]),
    ],
)
def test_pitches(text: str, found: list[int]):
    assert pitches(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("L:1/8\nC C2 C/ C// C3/2 C/4", ["1/2", "1", "1/4", "1/8", "3/4", "1/8"]),
        ("L:1/4\nA>B A<B A>>B", ["3/2", "1/2", "1/2", "3/2", "7/4", "1/4"]),
        ("L:1/8\n(3CDE (5:4:5CDEFG (3:2:2C2D", [*["1/3"] * 3, *["2/5"] * 5, "2/3", "1/3"]),
        ("M:6/8\nL:1/8\n(2CD", ["3/4", "3/4"]),
        ("L:1/4\nC-C D-|D2", ["2", "3"]),
        ("M:2/4\nC", ["1/4"]),
        ("M:4/4\nC", ["1/2"]),
        ("L:1/4\nC [L:1/8] D", ["1", "1/2"]),
    ],
)
def test_lengths(text: str, found: list[str]):
    assert lengths(text) == found


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("|: C D :| E", "CDCDE"),
        ("C D :| E", "CDCDE"),
        ("|: C |1 D :|2 E |]", "CDCE"),
        ("|: C [1 D :| [2 E |] F", "CDCEF"),
        ("|: C :: D :| E", "CCDDE"),
        ("|:: C ::| D", "CCCD"),
        ("C | D !fine! | E !D.C.! |", "CDECD"),
        ("|: C |1,2 D :|3 E |]", "CDCDCE"),
    ],
)
def test_repeats(text: str, order: str):
    names = {60: "C", 62: "D", 64: "E", 65: "F"}
    assert "".join(names[pitch] for pitch in pitches("M:1/4\n" + HEAD + text)) == order


@pytest.mark.parametrize(
    ("music", "words", "found"),
    [
        ("C D E F", "明月几时", "明 月 几 时"),
        ("C D E F", "明_月*", "明 _ 月 _"),
        ("C D E F", "“明，月”。", "“明， 月”。 _ _"),
        ("C D E F", "a-maz--ing", "a maz _ ing"),
        ("C D | E F", "one | two", "one _ two _"),
        ("C-C D E", "明月有", "明 月 有"),
        ("C-C D E", "hold_ on me", "hold on me"),
        ("C z D {E}F", "a b c", "a b c"),
        ("C D", r"well\-known~now \u660e月", "well-known now 明月"),
    ],
)
def test_words_under_notes(music: str, words: str, found: str):
    assert sung(score_of_abc(f"{HEAD}{music}\nw: {words}")) == found


def test_words_too_many_are_told():
    score = score_of_abc(HEAD + "C D\nw: 明月几时")
    assert score.remarks == ("2 syllables of the line '明月几时' have no note.",)


def test_a_tune_with_most_of_it():
    score = read_score(fixture("river.abc"))
    assert score.title == "River"
    assert score.bars[0].offset == 2
    assert score.keys == (Key(start=Fraction(0), fifths=-1, mode="minor"),)
    assert sung(score) == (
        "O ri ver run ning by, _ the moon is on _ your way, "
        "Boat man sing ing low, _ the stars are in _ the sea."
    )
    assert score.hairpins[0] == Hairpin(start=Fraction(8), end=Fraction(10), louder=True)
    assert [c.symbol for c in score.chords][:4] == ["Dm", "C", "Bb", "A"]
    assert [str(t.bpm) for t in score.tempos] == ["96", "72"]
    assert score.notes[-1].fermata
    assert score.notes[13].graces == (67,)
    assert score.slurs[0] == (5, 6)


def test_a_line_of_words_is_a_line_unless_the_music_goes_on():
    first = score_of_abc(HEAD + "C D\nw: a b\nE F\nw: c d\n")
    assert [n.lyrics[0].line_end for n in first.notes] == [False, True, False, True]
    second = score_of_abc(HEAD + "C D\\\nw: a b\nE F\nw: c d\nP:B\nG\nw: e")
    assert [n.lyrics[0].line_end for n in second.notes] == [False, False, False, True, True]
    assert [n.lyrics[0].stanza_end for n in second.notes] == [False, False, False, True, False]


def test_voices_share_their_measures():
    score = read_score(fixture("duet.abc"), part="男")
    assert [(n.pitch, n.start) for n in score.notes] == [(55, 2), (54, 3), (55, 4)]
    assert score.parts == ("女", "男")


def test_stanzas_under_one_line_of_music():
    score = score_of_abc(HEAD + "C D E\nw: 明月有\nw: 把酒问\n")
    assert score.strophic
    assert sung(score, 2) == "把 酒 问"


@given(st.text(max_size=40))
def test_any_words_are_tokens(text: str):
    for token in tokens_of(text):
        assert token.kind != "syllable" or token.text.strip()
