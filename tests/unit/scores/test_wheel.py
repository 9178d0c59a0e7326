"""The pitch wheel bends the note that sounds, by the range that the file names."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import mido
import numpy as np
import pytest

from aigc.scores.reader import read_score
from aigc.scores.writer import write_score
from aigc.singing.drawn import drawn
from aigc.singing.plan import to_vocal
from aigc.types.score import Bend, Note, Score, Tempo


def score_of(path: Path, *events: mido.Message):
    file = mido.MidiFile(ticks_per_beat=480)
    file.tracks.append(mido.MidiTrack([mido.MetaMessage("set_tempo", tempo=500_000), *events]))
    file.save(path / "wheel.mid")
    return read_score(path / "wheel.mid")


def turned(share: float, time: int = 0) -> mido.Message:
    return mido.Message("pitchwheel", pitch=round(8192 * share) - (share == 1), time=time)


def control(number: int, value: int) -> mido.Message:
    return mido.Message("control_change", control=number, value=value)


def note(pitch: int, time: int = 0, *, on: bool) -> mido.Message:
    return mido.Message("note_on", note=pitch, time=time, velocity=90 * on)


def test_a_wheel_in_motion_is_a_line_and_one_at_rest_none(tmp_path):
    events = [note(60, on=True), turned(0.25, 12), turned(0.5, 12), turned(0, 12),
              note(60, 444, on=False), note(62, on=True), note(62, 480, on=False)]  # fmt: skip
    first, second = score_of(tmp_path, *events).notes
    assert [(round(b.at_ms, 3), b.cents) for b in first.bends] == [
        (0, 0), (12.5, 50), (25, 100), (37.5, 0),
    ]  # fmt: skip
    assert {b.shape for b in first.bends} == {"line"} and second.bends == ()


def test_a_turn_after_a_pause_is_a_step_and_what_was_turned_before_holds(tmp_path):
    events = [turned(-0.5), note(60, on=True), turned(0, 480), note(60, 480, on=False)]
    (only,) = score_of(tmp_path, *events).notes
    assert only.bends == (
        Bend(at_ms=0, cents=-100, shape="line"), Bend(at_ms=490, cents=-100, shape="line"),
        Bend(at_ms=500, cents=0, shape="line"),
    )  # fmt: skip


def test_the_range_of_the_wheel_is_heeded(tmp_path):
    wide = [control(101, 0), control(100, 0), control(6, 12), control(38, 50)]
    events = [*wide, turned(0.5), note(60, on=True), note(60, 480, on=False)]
    (only,) = score_of(tmp_path, *events).notes
    assert only.bends[0].cents == pytest.approx(625)


def test_a_wheel_and_a_tempo_that_never_rest_are_read_and_timed(tmp_path):
    file = mido.MidiFile(ticks_per_beat=480, type=1)
    changes = [
        mido.MetaMessage("set_tempo", tempo=500_000 + 7 * k % 1000, time=24) for k in range(3000)
    ]
    played = []
    for k in range(150):
        played += [note(60 + k % 12, on=True), *(turned(j / 60, 8) for j in range(60))]
        played += [note(60 + k % 12, on=False)]
    file.tracks += [mido.MidiTrack(changes), mido.MidiTrack(played)]
    file.save(tmp_path / "dense.mid")
    score = read_score(tmp_path / "dense.mid")
    assert len(score.notes) == 150 and len(score.tempos) == 3000
    line = to_vocal(score)
    assert line.notes[-1].time.end == score.seconds(score.notes[-1].end)
    assert len(score.notes[70].bends) > 55


def sounding(*notes: Note) -> Score:
    tempos = (
        Tempo(start=Fraction(0), bpm=Fraction(100)),
        Tempo(start=Fraction(3), bpm=Fraction(70)),
    )
    return Score(notes=notes, tempos=tempos)


def placed(pitch: int, start: int, *bends: Bend) -> Note:
    return Note(pitch=pitch, start=Fraction(start), duration=Fraction(2), bends=bends)


def test_a_drawn_line_is_written_as_turns_of_the_wheel(tmp_path):
    glide = (
        Bend(at_ms=-60, cents=-300, shape="sine"), Bend(at_ms=120, cents=250, shape="out"),
        Bend(at_ms=400, cents=0, shape="line"), Bend(at_ms=700, cents=-40),
    )  # fmt: skip
    late = (Bend(at_ms=900, cents=20, shape="line"), Bend(at_ms=1500, cents=90))
    score = sounding(placed(60, 0, *glide), placed(62, 2, *late), placed(64, 4))
    write_score(tmp_path / "drawn.mid", score)
    back = read_score(tmp_path / "drawn.mid")
    assert [n.pitch for n in back.notes] == [60, 62, 64] and back.notes[2].bends == ()
    for wanted, found, end_s in zip(score.notes[:2], back.notes, (1.2, 1.457), strict=False):
        times = np.linspace(0, end_s - 0.02, 200)
        curves = [drawn(n.bends) for n in (wanted, found)]
        lines = [np.interp(times, c.times_s, c.values) for c in curves]
        np.testing.assert_allclose(lines[1], lines[0], atol=3)


def test_what_was_read_of_a_wheel_is_written_as_it_was(tmp_path):
    events = [turned(-0.5), note(60, on=True), turned(0.25, 240), turned(0.5, 12), turned(0, 228),
              note(60, on=False), note(62, on=True), note(62, 480, on=False)]  # fmt: skip
    first = score_of(tmp_path, *events)
    write_score(tmp_path / "again.mid", first)
    assert read_score(tmp_path / "again.mid").notes == first.notes
    plain = replace(first, notes=tuple(replace(n, bends=()) for n in first.notes))
    write_score(tmp_path / "plain.mid", plain)
    kinds = {m.type for track in mido.MidiFile(tmp_path / "plain.mid").tracks for m in track}
    assert not kinds & {"pitchwheel", "control_change"}
