"""UST, USTX and .ds are read for what they say."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from aigc.errors import InputError
from aigc.scores.diffsinger import segments_of
from aigc.scores.diffsinger_writer import text_of
from aigc.scores.reader import read_parts, read_score
from aigc.scores.writer import write_score
from aigc.types.score import Bend, Score, Tempo, Wave
from tests.unit.scores.score_samples import fixture


def rows(score: Score) -> list[tuple[int, str, str, str]]:
    return [
        (n.pitch, str(n.start), str(n.duration), n.lyrics[0].text if n.lyrics else "")
        for n in score.notes
    ]


def test_ust_in_shift_jis():
    score = read_score(fixture("sakura.ust"))
    assert score.title == "さくら"
    assert rows(score) == [
        (69, "1", "1", "さ"),
        (69, "2", "1/2", "く"),
        (71, "5/2", "1/2", "ら"),
        (72, "3", "1", ""),
        (69, "6", "4/3", "R"),
    ]
    assert score.tempos == (
        Tempo(start=Fraction(0), bpm=Fraction(251, 2)),
        Tempo(start=Fraction(5, 2), bpm=Fraction(96)),
    )
    assert score.notes[2].lyrics[0].extends
    assert [note.breath for note in score.notes] == [False, False, False, True, False]


def test_ust_vibrato_and_pitch_line_are_musical_values():
    first, second = read_score(fixture("sakura.ust")).notes[:2]
    assert first.wave == Wave(
        length=0.65, period_ms=180, depth_cents=35, fade_in=0.2, fade_out=0.2, phase=0.25
    )
    assert second.bends == (
        Bend(at_ms=-60, cents=-100),
        Bend(at_ms=30, cents=15, shape="line"),
        Bend(at_ms=80, cents=0),
    )


def test_a_ust_pitch_line_without_a_height_begins_where_the_note_before_is(tmp_path: Path):
    rows = "[#{:04}]\nLength=480\nLyric={}\nNoteNum={}\nPBS=-40\nPBW=80\n"
    text = "[#SETTING]\nTempo=120\n" + "".join(
        rows.format(i, lyric, pitch)
        for i, (lyric, pitch) in enumerate([("ni", 60), ("hao", 64), ("R", 60), ("ma", 62)])
    )
    (tmp_path / "snap.ust").write_text(text)
    notes = read_score(tmp_path / "snap.ust").notes
    assert [note.bends[0].cents for note in notes] == [0, -400, 0]
    assert [note.bends[1] for note in notes] == [Bend(at_ms=40, cents=0)] * 3
    (tmp_path / "bare.ust").write_text(text.replace("PBW=80\n", ""))
    assert [note.bends for note in read_score(tmp_path / "bare.ust").notes] == [(), (), ()]


def test_ust_2_has_places_and_metres_and_once_a_wrong_tempo():
    score = read_score(fixture("moon_gbk.ust"))
    assert rows(score) == [
        (60, "1", "5/6", "明"),
        (62, "2", "2", "月"),
        (64, "4", "1", ""),
        (65, "6", "2", "光，"),
    ]
    assert score.tempos == (Tempo(start=Fraction(0), bpm=Fraction(88)),)
    assert [(bar.start, bar.beats) for bar in score.bars] == [(0, 3), (3, 3), (6, 4)]


def test_ustx_joins_the_parts_of_a_track_and_knows_extenders():
    lead, second = read_parts(fixture("amazing.ustx"))
    assert (lead.part, second.part, lead.parts) == ("Lead", "Second", ("Lead", "Second"))
    assert rows(lead) == [
        (60, "0", "1", "amazing"),
        (65, "1", "1/2", "+"),
        (69, "3/2", "1/2", ""),
        (65, "2", "1", "+"),
        (64, "3", "1", "no"),
        (60, "5", "2", ""),
    ]
    assert [n.lyrics[0].syllabic for n in lead.notes if n.lyrics] == [
        "begin", "middle", "end", "single",
    ]  # fmt: skip
    assert lead.notes[4].breath
    assert not second.notes[1].lyrics


def test_ustx_points_snap_to_the_note_before_and_unmoved_ones_are_none():
    notes = read_score(fixture("amazing.ustx")).notes
    assert notes[0].bends == ()
    assert notes[0].wave is None
    assert notes[4].bends[0] == Bend(at_ms=-40, cents=0)
    assert notes[4].bends[1] == Bend(at_ms=25, cents=-50, shape="line")


@pytest.mark.parametrize("ending", [".ust", ".ustx"])
def test_a_word_stands_whole_with_extenders_for_other_programs(ending: str, tmp_path: Path):
    score = read_score(fixture("melisma.mid"))
    text = write_score(tmp_path / f"song{ending}", score).read_text()
    sign = "Lyric=" if ending == ".ust" else "lyric: "
    lyrics = [
        line.strip().removeprefix(sign).strip('"') for line in text.splitlines() if sign in line
    ]
    held = "-" if ending == ".ust" else "+~"
    assert [lyric for lyric in lyrics if lyric != "R"] == [
        "Amazing", "+", held, held, "+", "grace", "now",
    ]  # fmt: skip


def test_ds_times_are_exact_and_phrases_are_lines():
    score = read_score(fixture("phrase.ds"))
    assert score.tempos == (Tempo(start=Fraction(0), bpm=Fraction(60)),)
    first = score.notes[0]
    assert (first.start, first.duration) == (Fraction("1.9"), Fraction("0.45"))
    assert score.notes[4].start == Fraction("4.1000000001")
    assert [n.lyrics[0].text if n.lyrics else "" for n in score.notes] == [
        "小", "酒", "窝", "", "a", "maz", "ing",
    ]  # fmt: skip
    assert [n.lyrics[0].line_end for n in score.notes if n.lyrics] == [
        False, False, True, False, False, True,
    ]  # fmt: skip
    assert score.notes[1].bends == (Bend(at_ms=0, cents=12),)
    assert [n.lyrics[0].syllabic for n in score.notes[-3:]] == ["begin", "middle", "end"]


def test_ds_phonemes_and_pitch_lines_go_round():
    raw = (fixture("phrase.ds")).read_bytes()
    segments = segments_of(raw, "phrase.ds")
    assert segments[0].phones[:3] == ("AP", "x", "iao")
    assert sum(segments[0].phone_counts) == len(segments[0].phones)
    assert segments[0].f0_hz == (261.6, 261.7, 262.0)
    assert segments_of(text_of(segments).encode(), "again.ds") == segments


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ('"text": "你好"', ["你", "好"]),
        ('"text": "SP 你 好"', ["你", "好"]),
        ('"ph_seq": "SP n i h ao", "ph_num": "2 2 1"', ["ni", "hao"]),
        ('"ph_seq": "SP n i h ao", "ph_num": "1 2 2"', ["ni", "hao"]),
        ('"text": "one"', []),
    ],
)
def test_ds_words_come_from_text_or_phonemes(changes: str, words: list[str], tmp_path: Path):
    path = tmp_path / "song.ds"
    path.write_text(f'[{{"note_seq": "rest C4 D4", "note_dur": "1 1 1", {changes}}}]')
    score = read_score(path)
    assert [s.text for note in score.notes for s in note.lyrics] == words


def test_a_ds_file_of_one_object_is_read(tmp_path: Path):
    (tmp_path / "song.ds").write_text('{"note_seq": "C4", "note_dur": "1"}')
    assert len(read_score(tmp_path / "song.ds").notes) == 1
    (tmp_path / "song.ds").write_text('{"note_seq": "rest", "note_dur": "1"}')
    with pytest.raises(InputError, match="no pitched note"):
        read_score(tmp_path / "song.ds")
