"""Keys, chords, loudness and other signs beside the notes."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigc.scores.keys import MODES, STEPS, fifths_of, signature, spelled, tonic_of
from aigc.scores.reader import read_parts, read_score
from aigc.scores.tempo import bpm_of, bpm_text, decimal_text
from aigc.scores.values import values_of
from aigc.types.score import ChordSymbol, Dynamic, Hairpin, Key
from tests.unit.scores.score_samples import fixture


def test_musicxml_signs_are_kept():
    first, second = read_parts(fixture("duet.musicxml"))
    assert first.keys == (Key(start=Fraction(0), fifths=-1, mode="major"),)
    assert first.dynamics == (Dynamic(start=Fraction(0), mark="mp"),)
    assert first.hairpins == (Hairpin(start=Fraction(2), end=Fraction(4), louder=True),)
    assert first.chords == (ChordSymbol(start=Fraction(0), symbol="Fmaj7"),)
    assert first.notes[0].graces == (67,)
    assert first.notes[0].breath
    assert first.notes[0].phrase_end
    assert [n.lyrics[0].text for n in second.notes] == ["now"]


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("twinkle.musicxml", ["Voice"]),
        ("timewise.musicxml", ["Low", "High"]),
        ("plain.mid", ["Bass", "Keys"]),
        ("melisma.mid", ["Melisma"]),
        ("twinkle.kar", ["Tune"]),
        ("duet.abc", ["女", "男"]),
    ],
)
def test_every_voice_that_is_sung_is_read(name: str, parts: list[str]):
    assert [score.part for score in read_parts(fixture(name))] == parts


@pytest.mark.parametrize(
    ("harmony", "symbol"),
    [
        ("<root><root-step>A</root-step></root><kind>minor-seventh</kind>", "Am7"),
        (
            "<root><root-step>F</root-step><root-alter>1</root-alter></root><kind>major</kind>"
            "<bass><bass-step>E</bass-step></bass>",
            "F#/E",
        ),
        ("<root><root-step>G</root-step></root><kind text='13'>dominant-13th</kind>", "G13"),
        ("<root><root-step>C</root-step></root><kind text='mi'>minor</kind>", "Cm"),
    ],
)
def test_chords(harmony: str, symbol: str, tmp_path: Path):
    note = "<note><pitch><step>C</step><octave>4</octave></pitch><duration>1</duration></note>"
    path = tmp_path / "song.musicxml"
    path.write_text(
        f"<score-partwise><part id='P'><measure><harmony>{harmony}</harmony>{note}</measure></part>"
        "</score-partwise>"
    )
    assert [chord.symbol for chord in read_score(path).chords] == [symbol]


@pytest.mark.parametrize(
    ("tonic", "mode", "fifths"),
    [
        ("C", "major", 0),
        ("F#", "minor", 3),
        ("Bb", "major", -2),
        ("G#", "minor", 5),
        ("D", "dorian", 0),
    ],
)
def test_keys(tonic: str, mode: str, fifths: int):
    assert fifths_of(tonic, mode) == fifths
    assert tonic_of(Key(start=Fraction(0), fifths=fifths, mode=mode)) == tonic


@given(st.integers(-7, 7), st.sampled_from(sorted(MODES)))
def test_a_tonic_names_its_key(fifths: int, mode: str):
    assert fifths_of(tonic_of(Key(start=Fraction(0), fifths=fifths, mode=mode)), mode) == fifths


@given(st.integers(0, 127), st.integers(-7, 7))
def test_spelling_tells_the_pitch(pitch: int, fifths: int):
    step, alter, octave = spelled(pitch, fifths)
    assert 12 * (octave + 1) + STEPS[step] + alter == pitch
    assert alter in (-1, 0, 1)
    inside = [(STEPS[s] + a) % 12 for s, a in signature(fifths).items()]
    assert pitch % 12 not in inside or signature(fifths)[step] == alter


@given(st.integers(30_000, 16_000_000))
def test_midi_tempos_go_through_decimals(microseconds: int):
    bpm = Fraction(60_000_000, microseconds)
    assert bpm_of(bpm_text(bpm)) == bpm


@given(st.fractions(-1000, 1000), st.integers(0, 9))
def test_decimals_are_rounded_to_their_last_place(value: Fraction, places: int):
    assert abs(Fraction(decimal_text(value, places)) - value) * 2 <= Fraction(1, 10**places)


@given(st.fractions(Fraction(1, 64), 40, max_denominator=96))
def test_values_make_up_the_length(duration: Fraction):
    values = list(values_of(duration))
    assert sum(value.duration for value in values) == duration
    assert all(value.duration > 0 for value in values)
