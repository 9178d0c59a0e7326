"""Scores are read whole, and bad files are refused with one clear error."""

from __future__ import annotations

import io
import zipfile
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import mido
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aigc.errors import InputError
from aigc.scores.reader import read_score
from aigc.types.score import Bar, Note, Score, Syllable, Tempo

FIXTURES = Path(__file__).parents[2] / "fixtures" / "scores"
HEAD = '<score-partwise><part-list><score-part id="P"/></part-list><part id="P">'
TAIL = "</part></score-partwise>"
NOTE = "<note><pitch><step>C</step><octave>4</octave></pitch><duration>{}</duration></note>"


def read(name: str, **options: object) -> Score:
    return read_score(FIXTURES / name, **options)


def texts(score: Score, verse: int = 1) -> str:
    found = (score.syllable(note, verse) for note in score.notes)
    return " ".join(s.text if s else "_" for s in found)


def test_the_part_with_words_is_chosen():
    score = read("twinkle.musicxml")
    assert (score.title, score.part, score.parts) == ("Twinkle", "Voice", ("Voice", "Piano"))
    assert texts(score) == "Twin kle, twin kle, lit tle star, How I won der what you are."
    assert score.notes[0].lyrics[0].syllabic == "begin"
    assert score.notes[1].lyrics[0].syllabic == "end"


@pytest.mark.parametrize("part", ["Piano", "piano", 2, "2"])
def test_a_part_is_chosen_by_name_or_number(part: str | int):
    assert [note.pitch for note in read("twinkle.musicxml", part=part).notes][:3] == [72, 77, 72]


def test_without_words_the_highest_part_is_the_melody():
    assert read("timewise.musicxml").part == "High"
    assert read("plain.mid").part == "Keys"


def test_ties_are_joined_over_bars_and_slurs_kept():
    score = read("moon.musicxml")
    assert [str(note.duration) for note in score.notes] == [
        "1", "1/2", "1/2", "1", "2", "2", "1", "1/2", "1/2", "1", "3", "2", "1",
    ]  # fmt: skip
    assert score.slurs == ((1, 2), (11, 12))
    assert score.notes[1].lyrics[0].extends


def test_each_time_sings_its_own_line():
    score = read("voltas.musicxml")
    assert texts(score) == "Sing low, then rise high, Hear now, the bells ring."
    assert not score.strophic
    three = read("three_times.musicxml")
    assert texts(three) == "one sheep, go. two sheep, go. three sheep, go. all are home."
    assert texts(three, 2) == "two sheep, go. three sheep, go. three sheep, go. all are home."


def test_stanzas_under_one_melody_stay_apart():
    score = read("hymn.musicxml")
    assert score.strophic
    assert score.verses == (1, 2, 3)
    assert texts(score, 2) == "Here we bring song. Night has fled."


def test_pickups_begin_within_their_metre():
    score = read("pickup.musicxml")
    assert score.bars[0] == Bar(start=Fraction(0), beats=3, beat_type=4, offset=Fraction(2))
    assert [bar.offset for bar in score.bars[1:-1]] == [0] * 6
    assert [score.weight(note.start) for note in score.notes[:3]] == [1, 3, 1]


def test_repeats_name_the_measure_that_was_written():
    assert [bar.measure for bar in read("da_capo.musicxml").bars] == [0, 1, 2, 2, 3, 0, 1]
    assert [bar.measure for bar in read("segno_coda.musicxml").bars] == [0, 1, 2, 3, 1, 2, 4]


def test_tempo_tells_the_seconds():
    score = read("plain.mid")
    assert score.tempos == (
        Tempo(start=Fraction(0), bpm=Fraction(100)),
        Tempo(start=Fraction(8), bpm=Fraction(120)),
    )
    assert score.seconds(Fraction(10)) == Fraction(8 * 60, 100) + 1
    assert read("twinkle.musicxml").seconds(Fraction(3)) == 2


def test_karaoke_words_lie_under_their_notes():
    score = read("twinkle.kar")
    assert texts(score) == "Twin kle twin kle lit tle star, How I won der what you are."
    assert score.part == "Tune"
    assert [n.lyrics[0].syllabic for n in score.notes[:4]] == ["begin", "end", "begin", "end"]
    assert [i for i, n in enumerate(score.notes) if n.lyrics[0].line_end] == [6]


def test_hyphens_hold_and_lines_end():
    score = read("melisma.mid")
    assert texts(score) == "A maz _ _ ing grace now"
    assert [n.lyrics[0].syllabic for n in score.notes if n.lyrics][:3] == ["begin", "middle", "end"]
    assert score.notes[4].lyrics[0].line_end
    assert not score.notes[4].lyrics[0].stanza_end


def test_chinese_of_any_encoding_is_spread_over_its_notes():
    assert texts(read("moon_gb18030.mid")) == "明 月 几 时 有， 把 酒 问 青 天。"


@pytest.mark.parametrize(
    ("words", "laid"),
    [
        ("“明月", "“明 月 _"),
        ("说：“明月”。", "说： “明 月”。"),
        ("明，《月》光“", "明， 《月》 光“"),
        ("明月几时有", "明 月 几时有"),
        ("月", "月 _ _"),
    ],
)
def test_signs_stay_with_their_characters(tmp_path: Path, words: str, laid: str):
    track = mido.MidiTrack([mido.MetaMessage("lyrics", text=words.encode().decode("latin-1"))])
    for pitch in (60, 62, 64):
        track.append(mido.Message("note_on", note=pitch))
        track.append(mido.Message("note_off", note=pitch, time=480))
    mido.MidiFile(tracks=[track]).save(tmp_path / "song.mid")
    assert texts(read_score(tmp_path / "song.mid")) == laid


def test_lines_at_a_time_are_no_syllables():
    assert read("lines.mid").verses == ()


def test_damaged_playing_is_made_one_voice():
    notes = [(n.pitch, n.start, n.duration) for n in read("running.mid").notes]
    assert notes == [(64, 0, 1), (65, 1, 1), (65, 2, 1), (62, Fraction(7, 2), Fraction(3, 2))]


@pytest.mark.parametrize("path", sorted(FIXTURES.iterdir()), ids=lambda path: path.name)
def test_no_two_notes_overlap(path: Path):
    notes = read_score(path).notes
    assert all(a.end <= b.start for a, b in pairwise(notes))
    assert all(note.duration > 0 for note in notes)


def packed(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_xml", ".xml"), content)
    return out.getvalue()


ENTITY = b'<!DOCTYPE s [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><score-partwise>&b;</score-partwise>'
BAD = {
    "song.pdf": (b"%PDF", "not a score that can be read"),
    "empty.musicxml": (b"", "neither MusicXML nor MIDI"),
    "text.xml": (b"hello", "neither MusicXML nor MIDI"),
    "cut.musicxml": (b"<score-partwise><part", "is damaged: its XML"),
    "page.xml": (b"<html></html>", "root is html"),
    "entity.musicxml": (ENTITY, "refused"),
    "none.musicxml": ((HEAD + "<measure/>" + TAIL).encode(), "no pitched note"),
    "rests.musicxml": (
        (HEAD + "<measure><note><rest/><duration>4</duration></note></measure>" + TAIL).encode(),
        "no pitched note",
    ),
    "figure.musicxml": (
        (HEAD + "<measure>" + NOTE.format("x") + "</measure>" + TAIL).encode(),
        "is damaged",
    ),
    "power.musicxml": (
        (HEAD + "<measure>" + NOTE.format("1e99999999") + "</measure>" + TAIL).encode(),
        "it holds '1e99999999'",
    ),
    "divisions.musicxml": (
        (
            HEAD
            + "<measure><attributes><divisions>0</divisions></attributes>"
            + NOTE.format("1")
            + "</measure>"
            + TAIL
        ).encode(),
        "it holds 0 divisions",
    ),
    "archive.mxl": (packed(readme=b"hi"), "without a score"),
    "broken.mxl": (packed(a_xml=b"<score-partwise/>")[:60], "damaged or locked"),
    "bomb.mxl": (packed(a_xml=b" " * 30_000_000), "no reasonable score"),
    "cut.mid": (b"MThd\0\0\0\6\0\1\0\1\1", "damaged MIDI"),
    "seconds.mid": (b"MThd\0\0\0\6\0\1\0\0\xe7\x28", "counts seconds"),
    "silent.mid": (b"MThd\0\0\0\6\0\0\0\1\0\x60MTrk\0\0\0\4\0\xff\x2f\0", "no pitched note"),
    "large.mid": (b"MThd" + bytes(3_000_000), "no reasonable score"),
}


@pytest.fixture(scope="module")
def warm() -> None:
    read("twinkle.mxl")
    read("plain.mid")


@pytest.mark.parametrize("name", sorted(BAD))
def test_bad_files_are_refused(name: str, tmp_path: Path, warm: None):
    raw, words = BAD[name]
    (tmp_path / name).write_bytes(raw)
    with pytest.raises(InputError, match=words):
        read_score(tmp_path / name)


def test_elements_nested_without_end_are_survived(tmp_path: Path):
    path = tmp_path / "deep.musicxml"
    path.write_text("<score-partwise>" + "<a>" * 200_000 + "</a>" * 200_000 + "</score-partwise>")
    with pytest.raises(InputError, match="no pitched note"):
        read_score(path)


def test_a_song_longer_than_any_is_refused(tmp_path: Path):
    far = b"\xff\xff\xff\x7f\x90\x3c\x40\x60\x80\x3c\x40\0\xff\x2f\0"
    path = tmp_path / "far.mid"
    path.write_bytes(b"MThd\0\0\0\6\0\0\0\1\0\x60MTrk" + len(far).to_bytes(4, "big") + far)
    with pytest.raises(InputError, match="more than 5000 measures"):
        read_score(path)


def test_repeats_that_never_end_are_refused(tmp_path: Path):
    bar = f"<measure>{NOTE.format(1)}<barline><repeat direction='backward' times='99'/>"
    path = tmp_path / "long.musicxml"
    path.write_text(HEAD + (bar + "</barline></measure>") * 60 + TAIL)
    with pytest.raises(InputError, match="more than 5000 measures"):
        read_score(path)


def test_missing_files_and_parts_are_named(tmp_path: Path):
    with pytest.raises(InputError, match="cannot be read"):
        read_score(tmp_path / "none.mid")
    with pytest.raises(InputError, match="Did you mean Piano"):
        read("twinkle.musicxml", part="Paino")
    with pytest.raises(InputError, match="has no part 3; it has 2"):
        read("twinkle.musicxml", part=3)
    with pytest.raises(InputError, match="has no pitched note"):
        read("ornaments.musicxml", part="Drums")


@pytest.mark.parametrize("name", ["twinkle.kar", "melisma.mid", "hymn.musicxml", "twinkle.mxl"])
@settings(max_examples=60)
@given(data=st.data())
def test_damage_anywhere_gives_a_score_or_one_error(
    name: str, data: st.DataObject, tmp_path_factory
):
    raw = bytearray((FIXTURES / name).read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        raw[data.draw(st.integers(4, len(raw) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.getbasetemp() / name
    path.write_bytes(raw[: data.draw(st.integers(5, len(raw)))])
    try:
        score = read_score(path)
    except InputError:
        return
    assert score.notes


def note(time: int, *verses: int) -> Note:
    lyrics = tuple(Syllable(text=f"v{v}", verse=v) for v in verses)
    return Note(pitch=60, start=Fraction(0), duration=Fraction(1), lyrics=lyrics, time=time)


@pytest.mark.parametrize(
    ("sung", "verse", "strophic", "text"),
    [
        (note(1, 1, 2), 1, False, "v1"),
        (note(2, 1, 2), 1, False, "v2"),
        (note(3, 1, 2), 1, False, "v2"),
        (note(2, 1), 1, False, "v1"),
        (note(1, 2), 1, False, "v2"),
        (note(2, 1, 2, 3), 1, True, "v1"),
        (note(2, 1, 2, 3), 3, True, "v3"),
        (note(1, 1, 2, 3), 2, False, "v2"),
    ],
)
def test_which_line_is_sung(sung: Note, verse: int, strophic: bool, text: str):
    found = Score(notes=(sung,), strophic=strophic).syllable(sung, verse)
    assert found is not None
    assert found.text == text


def test_weights_of_common_metres():
    four = Score(notes=(), bars=(Bar(start=Fraction(0)),))
    assert [four.weight(Fraction(k, 2)) for k in range(8)] == [3, 0, 1, 0, 2, 0, 1, 0]
    six = Score(notes=(), bars=(Bar(start=Fraction(0), beats=6, beat_type=8),))
    assert [six.weight(Fraction(k, 2)) for k in range(6)] == [3, 0, 0, 1, 0, 0]
