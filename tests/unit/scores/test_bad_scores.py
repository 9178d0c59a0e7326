"""Bad files of the text formats are refused with one clear error, odd ones are read."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aigc.errors import InputError
from aigc.scores.reader import read_score
from aigc.scores.writer import write_score
from aigc.types.score import Note, Score, Syllable, Tempo
from tests.unit.scores.score_samples import fixture

SETTING = "[#SETTING]\nTempo={}\n[#0000]\nLength={}\nLyric=a\nNoteNum={}\n"
USTX = (
    "name: x\ntempos:\n- {{position: 0, bpm: {bpm}}}\nvoice_parts:\n- position: 0\n  notes:\n"
    "  - {{position: 0, duration: {length}, tone: {tone}, lyric: a}}\n"
)
PHRASE = {"offset": 0, "text": "a", "note_seq": "C4", "note_dur": "1", "note_slur": "0"}


def ds(**changes: object) -> bytes:
    return json.dumps([PHRASE | changes]).encode()


def ustx(bpm: str = "120", length: str = "480", tone: str = "60") -> bytes:
    return USTX.format(bpm=bpm, length=length, tone=tone).encode()


def midi(events: str) -> bytes:
    """Return a MIDI file of one track; the first event is at once."""
    track = bytes.fromhex("00" + events + "00ff2f00")
    return b"MThd\0\0\0\6\0\0\0\1\0\x60MTrk" + len(track).to_bytes(4, "big") + track


TEMPO_XML = (
    '<score-partwise><part id="P"><measure><sound tempo="{}"/><note><pitch><step>C</step>'
    "<octave>4</octave></pitch><duration>1</duration></note></measure></part></score-partwise>"
)
BOMB = "a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\nvoice_parts: *b\n"
BAD = {
    "empty.ust": (b"", "no UST file"),
    "rests.ust": (b"[#SETTING]\nTempo=120\n[#TRACKEND]\n", "no UST file"),
    "silent.ust": (b"[#0000]\nLength=480\nLyric=R\nNoteNum=60\n", "no pitched note"),
    "nan.ust": (SETTING.format("NaN", 480, 60).encode(), "a tempo of 'NaN'"),
    "zero.ust": (SETTING.format(0, 480, 60).encode(), "a tempo of 0"),
    "negative.ust": (SETTING.format(-5, 480, 60).encode(), "a tempo of -5"),
    "back.ust": (SETTING.format(120, -480, 60).encode(), "a note of -480 ticks"),
    "high.ust": (SETTING.format(120, 480, 700).encode(), "a note number of 700"),
    "word.ust": (SETTING.format(120, "long", 60).encode(), "'long'"),
    "endless.ust": (SETTING.format(120, 10**11, 60).encode(), "more than 5000 measures"),
    "bend.ust": ((SETTING.format(120, 480, 60) + "PBS=nan\n").encode(), "'nan'"),
    "infinite.ustx": (ustx(bpm=".inf"), "a tempo of '.inf'"),
    "nan.ustx": (ustx(bpm=".nan"), "a tempo of '.nan'"),
    "negative.ustx": (ustx(length="-3"), "of -3 ticks"),
    "absurd.ustx": (ustx(length="1e30"), "more than 5000 measures|1e30"),
    "tone.ustx": (ustx(tone="high"), "'high'"),
    "bomb.ustx": (BOMB.encode(), "no project of OpenUtau needs"),
    "deep.ustx": (b"a: " + b"[" * 300 + b"]" * 300, "no project of OpenUtau needs|damaged"),
    "deeper.ustx": (b"[" * 100_000, "no project of OpenUtau needs|damaged"),
    "tag.ustx": (b"voice_parts: !!python/object/apply:os.system ['true']\n", "needs"),
    "other.ustx": (b"name: x\n", "no project of OpenUtau with voice parts"),
    "broken.ustx": (b"voice_parts: [\n", "its YAML cannot be read"),
    "list.ustx": (b"- a\n- b\n", "no project of OpenUtau"),
    "silent.ustx": (b"voice_parts: []\n", "no pitched note"),
    "resolution.ustx": (b"resolution: 0\n" + ustx(), "a resolution of 0"),
    "cut.ds": (ds()[:-5], "its JSON cannot be read"),
    "nan.ds": (b'[{"note_seq": "C4", "note_dur": [NaN], "note_slur": "0"}]', "NaN is no figure"),
    "text_nan.ds": (ds(note_dur="nan"), "'nan'"),
    "minus.ds": (ds(note_dur="-1"), "-1 seconds"),
    "long.ds": (ds(note_dur="99999999"), "99999999 seconds"),
    "number.ds": (b"5", "no .ds file"),
    "kind.ds": (b'[{"a": 1}]', "holds no notes"),
    "phones.ds": (b'[{"ph_seq": "a b", "ph_dur": "1 1"}]', "holds no notes"),
    "name.ds": (ds(note_seq="H4"), "a note 'H4'"),
    "counts.ds": (ds(note_slur="0 0"), "1 notes, 1 durations and 2 slurs"),
    "object.ds": (ds(note_dur={"a": 1}), "damaged"),
    "deep.ds": (b"[" * 100_000, "its JSON cannot be read"),
    "fraction.ds": (ds(note_dur="1/0"), "damaged"),
    "sign.abc": (b"K:C\nC D ; E\n", "line 2, column 5: '; E' is no sign of ABC"),
    "key.abc": (b"K:H\nC\n", "line 1, a key of 'H'"),
    "tempo.abc": (b"Q:1/4=nan\nK:C\nC\n", "a tempo of"),
    "still.abc": (b"Q:1/4=0\nK:C\nC\n", "a tempo of"),
    "metre.abc": (b"M:0/4\nK:C\nC\n", "a time signature of 0/4"),
    "length.abc": (b"K:C\nC0\n", "a length of '0'"),
    "division.abc": (b"K:C\nC/0\n", "a length of '/0'"),
    "tuplet.abc": (b"K:C\n(1CDE\n", "a tuplet of 1"),
    "overlay.abc": (b"K:C\nCDE & EFG |\n", "lays a second voice"),
    "rests.abc": (b"K:C\nz4 | Z9999 |\n", "more than 5000 measures|no pitched note"),
    "empty.abc": (b"", "no pitched note"),
    "nan.musicxml": (TEMPO_XML.format("NaN").encode(), "a tempo of 'NaN'"),
    "zero.musicxml": (TEMPO_XML.format("0").encode(), "a tempo of 0"),
    "minus.musicxml": (TEMPO_XML.format("-60").encode(), "a tempo of -60"),
    "infinite.musicxml": (TEMPO_XML.format("inf").encode(), "a tempo of 'inf'"),
    "quick.mid": (midi("ff5103 000001 00903c40 60803c40"), r"a tempo of 6e\+07"),
    "silent.mid": (midi("ff5103 07a120"), "no pitched note"),
}


@pytest.mark.parametrize("name", sorted(BAD))
def test_bad_files_are_refused(name: str, tmp_path: Path):
    raw, words = BAD[name]
    (tmp_path / name).write_bytes(raw)
    with pytest.raises(InputError, match=words):
        read_score(tmp_path / name)


@pytest.mark.parametrize("ending", [".ust", ".ustx", ".ds", ".abc"])
def test_too_large_files_are_refused(ending: str, tmp_path: Path):
    path = tmp_path / f"large{ending}"
    path.write_bytes(b" " * 8_000_001)
    with pytest.raises(InputError, match="no reasonable score"):
        read_score(path)


@pytest.mark.parametrize(
    "name", ["sakura.ust", "moon_gbk.ust", "amazing.ustx", "phrase.ds", "river.abc"]
)
@settings(max_examples=40)
@given(data=st.data())
def test_damage_anywhere_gives_a_score_or_one_error(
    name: str, data: st.DataObject, tmp_path_factory
):
    raw = bytearray((fixture(name)).read_bytes())
    for _ in range(data.draw(st.integers(0, 6))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.getbasetemp() / name
    path.write_bytes(raw[: data.draw(st.integers(1, len(raw)))])
    try:
        score = read_score(path)
    except InputError:
        return
    assert score.notes
    assert all(note.duration > 0 for note in score.notes)


def test_overlaps_are_cut_where_the_later_note_begins_and_told():
    score = read_score(fixture("amazing.ustx"), part="Second")
    assert [(n.start, n.end) for n in score.notes] == [(1, 1.5), (1.5, 2.5)]
    assert score.remarks == (
        "1 note overlaps the next and was cut where that begins (in measure 1).",
    )


KINDS = [".musicxml", ".mxl", ".mid", ".ust", ".ustx", ".ds", ".abc"]


@pytest.mark.parametrize("ending", KINDS)
def test_notes_of_60_ms_and_12_s_keep_their_words_in_every_kind(ending: str, tmp_path: Path):
    sizes = [Fraction(1, 8)] * 12 + [Fraction(25)] + [Fraction(1, 8)] * 3
    starts = accumulate(sizes, initial=Fraction(0))
    notes = tuple(
        Note(pitch=60 + n % 3, start=start, duration=size, lyrics=(Syllable(text=word),))
        for n, (start, size, word) in enumerate(
            zip(starts, sizes, "明月几时有把酒问青天不知今夕何年", strict=False)
        )
    )
    score = Score(notes=notes, tempos=(Tempo(start=Fraction(0), bpm=Fraction(125)),))
    path = write_score(tmp_path / f"short{ending}", score)
    back = read_score(path)
    first, second = (
        [
            (n.pitch, some.seconds(n.start), some.seconds(n.end), n.lyrics[0].text)
            for n in some.notes
        ]
        for some in (score, back)
    )
    assert first == second


def test_overlaps_in_midi_and_musicxml_are_cut(tmp_path: Path):
    played = midi("903c40 30904040 30803c00 30804000")
    (tmp_path / "over.mid").write_bytes(played)
    assert [n.end for n in read_score(tmp_path / "over.mid").notes] == [Fraction(1, 2), 1.5]
    note = "<note><pitch><step>{}</step><octave>4</octave></pitch><duration>4</duration></note>"
    (tmp_path / "over.musicxml").write_text(
        '<score-partwise><part id="P"><measure><attributes><divisions>2</divisions></attributes>'
        + note.format("C") + "<backup><duration>2</duration></backup>" + note.format("E")
        + "</measure></part></score-partwise>"
    )  # fmt: skip
    score = read_score(tmp_path / "over.musicxml")
    assert [(n.start, n.end) for n in score.notes] == [(0, 1), (1, 3)]
    assert "overlaps" in score.remarks[0]


def test_the_shortest_the_longest_and_ten_minutes(tmp_path: Path):
    notes = [("0.06", "C4"), ("12.0", "D4"), *[("0.25", "E4")] * 2352]
    row = PHRASE | {
        "text": " ".join(["la"] * len(notes)),
        "note_seq": " ".join(name for _, name in notes),
        "note_dur": " ".join(length for length, _ in notes),
        "note_slur": " ".join(["0"] * len(notes)),
    }
    (tmp_path / "long.ds").write_text(json.dumps([row]))
    score = read_score(tmp_path / "long.ds")
    assert len(score.notes) == 2354
    assert [float(note.duration) for note in score.notes[:3]] == [0.06, 12.0, 0.25]
    assert float(score.seconds(score.end)) == pytest.approx(600.06)
