"""What is written as MIDI or MusicXML is read back note for note and word for word."""

from __future__ import annotations

import io
from fractions import Fraction
from pathlib import Path
from xml.sax.saxutils import escape

import mido
from hypothesis import given, settings
from hypothesis import strategies as st

from aigc.lyrics.forms.melody import template_of_score
from aigc.scores.reader import read_score
from aigc.types.score import Note, Score, Syllable

UNIT = 480
BAR = 4
WORDS = st.text(st.sampled_from("abcdefg明月光花开"), min_size=1, max_size=1)
SUNG = st.tuples(
    st.integers(36, 84),
    st.integers(1, 6),
    st.integers(0, 1),
    st.one_of(st.none(), WORDS),
)
"""Pitch, length and rest in half beats, and a word."""


def score_of(sung: list[tuple[int, int, int, str | None]]) -> Score:
    notes, at = [], Fraction(0)
    for pitch, length, rest, text in sung:
        lyrics = (Syllable(text=text),) if text else ()
        notes.append(Note(pitch=pitch, start=at, duration=Fraction(length, 2), lyrics=lyrics))
        at += Fraction(length + rest, 2)
    return Score(notes=tuple(notes))


SCORES = st.lists(SUNG, min_size=1, max_size=30).map(score_of)


def midi(score: Score) -> bytes:
    events: list[tuple[int, int, mido.Message]] = []
    for note in score.notes:
        start, end = int(note.start * UNIT), int(note.end * UNIT)
        events.append((end, 0, mido.Message("note_off", note=note.pitch)))
        for syllable in note.lyrics:
            raw = syllable.text.encode().decode("latin-1")
            events.append((start, 1, mido.MetaMessage("lyrics", text=raw)))
        events.append((start, 2, mido.Message("note_on", note=note.pitch, velocity=80)))
    track, at = mido.MidiTrack(), 0
    for tick, _, message in sorted(events, key=lambda event: event[:2]):
        track.append(message.copy(time=tick - at))
        at = tick
    out = io.BytesIO()
    mido.MidiFile(ticks_per_beat=UNIT, tracks=[track]).save(file=out)
    return out.getvalue()


def musicxml(score: Score) -> str:
    """Return the score with each note cut at the bar lines and tied, and rests between."""
    measures: dict[int, list[str]] = {}
    at = Fraction(0)
    for note in score.notes:
        if note.start > at:
            _write(measures, "<rest/>", at, note.start, "", tied=False)
        step, sharp = "CCDDEFFGGAAB"[note.pitch % 12], note.pitch % 12 in (1, 3, 6, 8, 10)
        pitch = (
            f"<pitch><step>{step}</step><alter>{int(sharp)}</alter>"
            f"<octave>{note.pitch // 12 - 1}</octave></pitch>"
        )
        lyric = "".join(f"<lyric><text>{escape(s.text)}</text></lyric>" for s in note.lyrics)
        _write(measures, pitch, note.start, note.end, lyric, tied=True)
        at = note.end
    head = "<attributes><divisions>2</divisions></attributes>"
    bars = "".join(
        f"<measure>{head if n == 0 else ''}{''.join(parts)}</measure>"
        for n, parts in sorted(measures.items())
    )
    return f'<score-partwise><part id="P1">{bars}</part></score-partwise>'


def _write(
    measures: dict[int, list[str]],
    body: str,
    start: Fraction,
    end: Fraction,
    lyric: str,
    *,
    tied: bool,
) -> None:
    first = start
    while start < end:
        bar = int(start // BAR)
        until = min(end, Fraction((bar + 1) * BAR))
        ties = '<tie type="stop"/>' * (start > first) + '<tie type="start"/>' * (until < end)
        duration = f"<duration>{int((until - start) * 2)}</duration>"
        text = (
            f"<note>{body}{duration}{ties if tied else ''}{lyric if start == first else ''}</note>"
        )
        measures.setdefault(bar, []).append(text)
        start = until


def read_back(raw: bytes, folder: Path, name: str) -> Score:
    path = folder / name
    path.write_bytes(raw)
    return read_score(path)


@settings(max_examples=80)
@given(score=SCORES)
def test_midi(score: Score, tmp_path_factory):
    found = read_back(midi(score), tmp_path_factory.getbasetemp(), "trip.mid")
    assert found.notes == score.notes


@settings(max_examples=80)
@given(score=SCORES)
def test_musicxml(score: Score, tmp_path_factory):
    raw = musicxml(score).encode()
    assert read_back(raw, tmp_path_factory.getbasetemp(), "trip.musicxml").notes == score.notes


@settings(max_examples=80)
@given(score=SCORES)
def test_every_syllable_is_a_cell(score: Score):
    template = template_of_score(score, language="zh")
    sung = [note for note in score.notes if note.lyrics] or score.notes
    assert len(template) == len(sung)
    firsts = [cell.pitches[0] for _, _, cell in template.places()]
    assert firsts == [note.pitch for note in sung]
