from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigc.errors import InputError
from aigc.music.chords.find import find_chords
from aigc.music.chords.key import find_key
from aigc.music.chords.sheet import chords_of, parse_progression
from aigc.music.metre import spans
from aigc.types.chord import QUALITIES, Chord, Key, PlacedChord, nearest_chord, parse_chord
from aigc.types.score import ChordSymbol, Score
from aigc.types.score import Key as KeySignature
from tests.unit.music.tunes import GRACE, JIG, ODE, SLEEVES, TWINKLE, tune

chords = st.builds(
    lambda root, quality, over: Chord(root=root, quality=quality, bass=over and (root + over) % 12),
    st.integers(0, 11), st.sampled_from(sorted(QUALITIES)), st.none() | st.integers(1, 11),
)  # fmt: skip


@given(chords, st.sampled_from([None, True, False]))
def test_a_symbol_is_read_back(chord: Chord, flats: bool | None) -> None:
    assert parse_chord(chord.spelled(flats=flats)) == chord


@given(chords, st.integers(-24, 24), st.integers(-24, 24))
def test_chords_move_by_semitones(chord: Chord, up: int, more: int) -> None:
    assert chord.transposed(up).transposed(more) == chord.transposed(up + more)
    assert chord.transposed(12) == chord
    assert {(c + up) % 12 for c in chord.classes} == set(chord.transposed(up).classes)


@pytest.mark.parametrize(
    ("symbol", "classes", "lowest"),
    [
        ("C", (0, 4, 7), 0),
        ("Am7", (9, 0, 4, 7), 9),
        ("F#dim", (6, 9, 0), 6),
        ("Bb/D", (10, 2, 5), 2),
        ("Gsus4", (7, 0, 2), 7),
        ("Cmaj7", (0, 4, 7, 11), 0),
        ("C6/9", (0, 4, 7, 9, 2), 0),
        ("E♭m7♭5/D♭", (3, 6, 9, 1), 1),
        ("D-7", (2, 5, 9, 0), 2),
    ],
)
def test_symbols_of_song_sheets(symbol: str, classes: tuple[int, ...], lowest: int) -> None:
    chord = parse_chord(symbol)
    assert chord is not None
    assert (chord.classes, chord.lowest) == (classes, lowest)


def test_silence_and_what_is_no_chord() -> None:
    assert parse_chord("N.C.") is None
    for wrong in ("H7", "", "Cmaj8", "am", "C/x"):
        with pytest.raises(InputError, match="is no chord"):
            parse_chord(wrong)
    assert nearest_chord("C13#11") == parse_chord("C13")
    with pytest.raises(InputError):
        nearest_chord("?")


def test_keys_name_themselves() -> None:
    assert [Key(tonic=t).fifths for t in (0, 7, 2, 5, 10, 6)] == [0, 1, 2, -1, -2, 6]
    assert Key(tonic=9, mode="minor").fifths == 0
    assert Key(tonic=1, mode="minor").name == "C# minor"
    assert Key(tonic=10).name == "Bb major"


@pytest.mark.parametrize(
    ("score", "key"),
    [
        (TWINKLE, "C major"),
        (ODE, "C major"),
        (SLEEVES, "A minor"),
        (GRACE, "C major"),
        (JIG, "C major"),
    ],
)
@pytest.mark.parametrize("shift", [0, 3, -4])
def test_the_key_of_a_melody(score: Score, key: str, shift: int) -> None:
    moved = replace(score, notes=tuple(replace(n, pitch=n.pitch + shift) for n in score.notes))
    found = find_key(moved)
    assert Key(tonic=(found.tonic - shift) % 12, mode=found.mode).name == key


def test_a_signature_decides_between_keys() -> None:
    open_tune = tune("C D E G E D C G")
    for fifths in (0, 1):
        signature = KeySignature(start=Fraction(0), fifths=fifths)
        assert find_key(replace(open_tune, keys=(signature,))).fifths == fifths


@pytest.mark.parametrize(
    ("score", "wanted"),
    [
        (TWINKLE, "C F C F C G C F C G C F C G C F C F C G C"),
        (SLEEVES, "Am E G Am E7 Am E G Am E7 Am"),
        (GRACE, "C F G C G C F G C"),
    ],
)
def test_chords_that_everybody_knows(score: Score, wanted: str) -> None:
    found = [p.chord.symbol if p.chord else "" for p in find_chords(score)]
    assert " ".join(found) == wanted


@pytest.mark.parametrize("score", [TWINKLE, ODE, SLEEVES, GRACE, JIG])
def test_found_chords_begin_with_bars_and_end_at_home(score: Score) -> None:
    found, key = find_chords(score), find_key(score)
    bars = {span.start for span in spans(score)}
    halves = {s.start + (s.end - s.start) / 2 for s in spans(score)}
    assert all(p.start in bars | halves for p in found)
    assert found[0].start == next(s.start for s in spans(score) if not s.pickup)
    assert found[-1].chord is not None
    assert found[-1].chord.root == key.tonic
    one = find_chords(score, most_per_bar=1)
    assert all(p.start in bars for p in one)


def test_given_chords_stay() -> None:
    given_row = (PlacedChord(start=Fraction(8), chord=parse_chord("Bb")),)
    found = find_chords(TWINKLE, given=given_row)
    assert found[-1] == given_row[0]
    assert found[0].start == 0
    assert all(p.start < 8 for p in found[:-1])


def test_chords_are_read_by_bars_and_from_the_score() -> None:
    row = parse_progression("C | Am F\nG7 | %", [Fraction(n) for n in (0, 4, 8, 12, 16, 20)])
    symbols = [(int(p.start), p.chord.symbol if p.chord else "") for p in row]
    assert symbols == [(0, "C"), (4, "Am"), (6, "F"), (8, "G7"), (12, "G7"), (16, "C")]
    for wrong in ("", "% | C", "C | what"):
        with pytest.raises(InputError):
            parse_progression(wrong, [Fraction(0), Fraction(4)])
    named = replace(ODE, chords=(ChordSymbol(start=Fraction(0), symbol="Dm7"),))
    assert chords_of(named)[0].chord == parse_chord("Dm7")


def test_a_score_without_notes_is_refused() -> None:
    with pytest.raises(InputError, match="no note"):
        find_chords(Score(notes=()))
