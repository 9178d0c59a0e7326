"""A fermata is written once and held by everyone who plays."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from aigc.scores.abc.reader import score_of_abc
from aigc.scores.holds import HELD, with_holds
from aigc.types.score import Note, Score, Tempo

TUNE = "L:1/4\nQ:1/4=60\nK:C\nC D !fermata!E F | [Q:1/4=120] G A !fermata!B2 |]\nw: a b c d e f g\n"


def test_the_tempo_waits_for_the_note_and_goes_on_as_before():
    score = score_of_abc(TUNE)
    held = with_holds(score)
    assert [float(held.seconds(n.start)) for n in held.notes] == [0, 1, 2, 3.5, 4.5, 5, 5.5]
    assert held.seconds(held.end) == Fraction("7")
    assert [n.phrase_end for n in held.notes] == [n.phrase_end for n in score.notes]
    assert [(n.pitch, n.start, n.duration, n.lyrics) for n in held.notes] == [
        (n.pitch, n.start, n.duration, n.lyrics) for n in score.notes
    ]


def test_what_is_held_is_not_held_again_and_nothing_else_is():
    score = score_of_abc(TUNE)
    assert with_holds(with_holds(score)) == with_holds(score)
    plain = replace(score, notes=tuple(replace(n, fermata=False) for n in score.notes))
    assert with_holds(plain) is plain


def test_a_change_of_tempo_inside_the_note_is_kept_and_a_long_one_waits_at_its_end():
    note = Note(pitch=60, start=Fraction(0), duration=Fraction(8), fermata=True)
    tempos = (
        Tempo(start=Fraction(0), bpm=Fraction(60)),
        Tempo(start=Fraction(6), bpm=Fraction(30)),
    )
    held = with_holds(Score(notes=(note,), tempos=tempos))
    assert held.seconds(Fraction(4)) == 4
    assert held.seconds(Fraction(6)) == 4 + 2 * HELD
    assert held.seconds(Fraction(8)) == 4 + (2 + 4) * HELD
    assert held.seconds(Fraction(9)) == held.seconds(Fraction(8)) + 2
