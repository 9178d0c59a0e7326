"""What one format holds is the same after a journey through another."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aigc.errors import InputError
from aigc.scores.bars import completed
from aigc.scores.flat import sung_once, written_out
from aigc.scores.reader import READABLE, read_parts, read_score
from aigc.scores.writer import write_score
from aigc.types.score import Note, Score
from tests.unit.scores.score_samples import (
    FIXTURES,
    KINDS,
    Kind,
    Losses,
    fixture,
    losses,
    sample,
    trip,
)

TOLD_BY_LENGTH = (".mid", ".ust", ".ustx")
"""Formats in which measures that are split are measures of another metre."""
JOURNEYS = [
    (path, ending)
    for path in FIXTURES
    for ending in (".musicxml", ".abc", *TOLD_BY_LENGTH)
    if path.suffix != ".ds" or ending not in TOLD_BY_LENGTH
]
"""Times in seconds lie on no tick, so .ds files are not asked to keep theirs there."""
BY_ENDING = {kind.ending: kind for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.ending)
@settings(max_examples=10)
@given(random=st.randoms(use_true_random=False))
def test_nothing_is_lost_of_any_score(kind: Kind, random: Random, tmp_path_factory):
    score = sample(random, kind)
    assert trip(score, kind, tmp_path_factory.getbasetemp()) == Losses()


@pytest.mark.parametrize(("path", "ending"), JOURNEYS, ids=lambda part: str(part)[-14:])
def test_fixtures_go_through_every_format(path: Path, ending: str, tmp_path: Path):
    score = read_score(path)
    back = read_score(write_score(tmp_path / f"song{ending}", score))
    found = losses(score, back, BY_ENDING[ending])
    assert found.notes == 0
    assert tempos(back) == tempos(score)
    assert words(back) == words(score)
    same = [bar.start for bar in back.bars] if ending in TOLD_BY_LENGTH else back.bars
    bars = [replace(bar, measure=n) for n, bar in enumerate(completed(score))]
    assert list(same) == ([bar.start for bar in bars] if ending in TOLD_BY_LENGTH else bars)


def tempos(score: Score) -> list[tuple[Fraction, int]]:
    """Return tempos in whole microseconds a quarter note, which is what MIDI keeps."""
    return [(tempo.start, round(60_000_000 / tempo.bpm)) for tempo in score.tempos]


def words(score: Score) -> list[tuple[str, str]]:
    sung = sung_once(score)
    return [(s.text, s.syllabic) for note in sung.notes for s in note.lyrics]


@pytest.mark.parametrize("ending", [".musicxml", ".abc", ".mid", ".ustx"])
@pytest.mark.parametrize("name", ["duet.abc", "duet.musicxml", "amazing.ustx"])
def test_duets_keep_both_voices(name: str, ending: str, tmp_path: Path):
    parts = read_parts(fixture(name))
    assert len(parts) == 2
    back = read_parts(write_score(tmp_path / f"duet{ending}", parts))
    flat = [written_out(part) if ending in (".mid", ".ustx") else part for part in parts]
    assert [[(n.pitch, n.start, n.end) for n in p.notes] for p in back] == [
        [(n.pitch, n.start, n.end) for n in p.notes] for p in flat
    ]
    assert [words(p) for p in back] == [words(p) for p in parts]


def test_grace_notes_become_notes_where_a_format_has_none(tmp_path: Path):
    score = read_score(fixture("river.abc"))
    graced = next(note for note in score.notes if note.graces)
    back = read_score(write_score(tmp_path / "river.ust", score))
    at = next(i for i, note in enumerate(back.notes) if note.start == graced.start)
    grace, principal = back.notes[at : at + 2]
    assert (grace.pitch, principal.pitch) == (graced.graces[0], graced.pitch)
    assert principal.end == graced.end
    assert grace.lyrics[0].text == "way,"
    assert not principal.lyrics


@pytest.mark.parametrize("ending", [kind.ending for kind in KINDS] + [".lrc", ".kar", ".xml"])
def test_a_file_is_written_whole_or_not_at_all(ending: str, tmp_path: Path):
    score = read_score(fixture("river.abc"))
    path = tmp_path / f"song{ending}"
    path.write_text("old")
    assert write_score(path, score) == path
    assert path.read_bytes() != b"old"
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_what_cannot_be_written_is_told(tmp_path: Path):
    taken = tmp_path / "taken"
    taken.touch()
    score = read_score(fixture("river.abc"))
    with pytest.raises(InputError, match="no ending that a score can be written as"):
        write_score(tmp_path / "song.pdf", score)
    with pytest.raises(InputError, match="cannot be written"):
        write_score(taken / "song.mid", score)
    with pytest.raises(InputError, match="holds one part"):
        write_score(tmp_path / "song.ust", [score, score])
    with pytest.raises(InputError, match="no notes"):
        write_score(tmp_path / "song.mid", Score(notes=()))
    assert list(tmp_path.iterdir()) == [taken]


def test_every_kind_that_is_written_is_read():
    assert {kind.ending for kind in KINDS} <= set(READABLE)


@settings(max_examples=30)
@given(random=st.randoms(use_true_random=False))
def test_graces_written_out_fill_the_same_time(random: Random):
    score = sample(random, BY_ENDING[".musicxml"])
    out = written_out(score)
    assert len(out.notes) == len(score.notes) + sum(len(n.graces) for n in score.notes)
    assert all(a.end <= b.start for a, b in pairwise(out.notes))
    total = sum(note.duration for note in out.notes)
    assert total == sum(note.duration for note in score.notes)


def test_what_was_read_does_not_depend_on_its_remarks():
    note = Note(pitch=60, start=0, duration=1)
    assert Score(notes=(note,), remarks=("cut",)) == Score(notes=(note,))
