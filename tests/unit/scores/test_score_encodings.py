"""Scores are read in the encodings that East Asian programs leave."""

from __future__ import annotations

from pathlib import Path

import mido
import pytest

from aigc.scores.reader import read_score

CHINESE = "明月几时有把酒问青天不知天上宫阙今夕是何年"
TAIWAN = "明月幾時有把酒問青天不知天上宮闕今夕是何年"
KANA = "さくらさくらやよいのそらは春の空"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (CHINESE, "gb18030"),
        (CHINESE, "utf-8"),
        (CHINESE, "utf-16-le"),
        (CHINESE, "utf-16-be"),
        (CHINESE, "utf-16"),
        (TAIWAN, "big5"),
        (KANA, "cp932"),
    ],
)
def test_midi_lyrics_in_any_encoding(text: str, encoding: str, tmp_path: Path):
    track = mido.MidiTrack()
    for character in text:
        track.append(mido.MetaMessage("lyrics", text=character.encode(encoding).decode("latin-1")))
        track.append(mido.Message("note_on", note=60))
        track.append(mido.Message("note_off", note=60, time=480))
    mido.MidiFile(tracks=[track]).save(tmp_path / "song.mid")
    score = read_score(tmp_path / "song.mid")
    assert "".join(s.text for note in score.notes for s in note.lyrics) == text


@pytest.mark.parametrize("encoding", ["cp932", "gbk", "utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_ust_in_any_encoding(encoding: str, tmp_path: Path):
    words = KANA if encoding == "cp932" else CHINESE
    notes = "".join(
        f"[#{n:04d}]\r\nLength=480\r\nLyric={word}\r\nNoteNum=60\r\n"
        for n, word in enumerate(words)
    )
    text = f"[#SETTING]\r\nTempo=120\r\n{notes}[#TRACKEND]\r\n"
    (tmp_path / "song.ust").write_bytes(text.encode(encoding))
    score = read_score(tmp_path / "song.ust")
    assert "".join(s.text for note in score.notes for s in note.lyrics) == words


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_abc_in_any_encoding(encoding: str, tmp_path: Path):
    (tmp_path / "song.abc").write_bytes("L:1/4\nK:C\nC D E F\nw: 明月几时\n".encode(encoding))
    score = read_score(tmp_path / "song.abc")
    assert [note.lyrics[0].text for note in score.notes] == list("明月几时")
