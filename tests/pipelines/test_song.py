from __future__ import annotations

import json
import wave
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from aigc.errors import InputError
from aigc.scores.abc.reader import score_of_abc
from aigc.store import Store
from aigc.types.vocal import Curve, Expression
from pipelines.song import Config, run

TUNE = (
    "L:1/4\nQ:1/4=100\nK:F\nC F G A | c A G2 | F A G E | F4 |]\n"
    "w: 明 月 几 时 有 把 酒 问 青 天 不 知"
)
PLAIN = Config(singer="fake", band="fake")


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


@pytest.fixture
def score():
    return score_of_abc(TUNE)


def test_a_score_is_sung_with_a_time_for_every_note(store, score):
    song = run(score, PLAIN, store=store)
    assert [n.text for n in song.line.notes if n.reading] == list("明月几时有把酒问青天不知")
    assert song.line.notes[0].time.start == Fraction(1, 2)
    assert song.singing.audio.duration == song.line.duration
    assert list(song.mix.stems) == ["voice"]
    assert song.timing.words[0].text == "明"


def test_the_band_and_the_voice_keep_together_and_the_stems_are_the_mix(store, score):
    song = run(score, replace_config(accompaniment="folk", key=2), store=store)
    assert list(song.mix.stems) == ["voice", "band"]
    assert song.arrangement is not None
    first = song.arrangement.score.notes[0]
    assert song.line.notes[0].time.start == song.arrangement.score.seconds(first.start)
    assert song.line.notes[0].pitch == score.notes[0].pitch + 2
    total = sum(stem.samples for stem in song.mix.stems.values())
    np.testing.assert_allclose(total, song.mix.audio.samples, atol=1e-5)


def replace_config(**changes) -> Config:
    return PLAIN.model_copy(update=changes)


def test_every_file_is_written_or_none(store, score, tmp_path):
    song = run(score, replace_config(accompaniment="pop"), store=store)
    files = {str(p.relative_to(tmp_path / "out")) for p in song.save(tmp_path / "out")}
    assert files == {
        "song.wav", "stems/voice.wav", "stems/band.wav", "song.lab", "song.TextGrid", "song.lrc",
        "song.srt", "visemes.json", "song.mid",
    }  # fmt: skip
    with wave.open(str(tmp_path / "out" / "song.wav")) as sound:
        assert sound.getnchannels() == 2 and sound.getframerate() == 48_000
    assert json.loads((tmp_path / "out" / "visemes.json").read_text())["events"]
    taken = tmp_path / "taken"
    taken.write_text("mine")
    with pytest.raises(InputError, match="is a file"):
        song.save(taken)
    broken = replace(song, line=song.line, timing=None)
    with pytest.raises(AttributeError):
        broken.save(tmp_path / "other")
    assert list((tmp_path / "other").iterdir()) == []


def test_other_words_are_laid_under_the_notes_and_what_does_not_fit_is_told(store, score, tmp_path):
    words = tmp_path / "words.txt"
    words.write_text("春风吹过山岗\n花又开", encoding="utf-8")
    song = run(score, replace_config(lyrics=words), store=store)
    assert "".join(n.text for n in song.line.notes if n.reading) == "春风吹过山岗花又开"
    assert song.remarks and "notes" in song.remarks[0]


@pytest.mark.parametrize(
    ("text", "first"),
    [("春风吹过山岗\n花开满地香", "春"), ("The river carries light\nAnd stars are bright", "The")],
)  # fmt: skip
def test_words_alone_get_a_melody(store, tmp_path, text, first):
    words = tmp_path / "words.txt"
    words.write_text(text, encoding="utf-8")
    song = run(None, replace_config(lyrics=words, mood="tender"), store=store)
    assert song.line.notes[0].text == first
    assert song.timing.lines[0].text.replace(" ", "") == text.splitlines()[0].replace(" ", "")
    with pytest.raises(InputError, match="nothing to sing"):
        run(None, PLAIN, store=store)


def test_tempo_key_and_chords_are_kept(store, score):
    slow = run(score, replace_config(tempo=0.5), store=store)
    usual = run(score, PLAIN, store=store)
    lead = Fraction(1, 2)
    assert slow.line.notes[-1].time.end - lead == 2 * (usual.line.notes[-1].time.end - lead)
    high = run(score, replace_config(key=-3), store=store)
    assert [n.pitch + 3 for n in high.line.notes] == [n.pitch for n in usual.line.notes]
    chords = run(score, replace_config(accompaniment="folk", chords="F | C | F | C"), store=store)
    assert chords.arrangement is not None
    roots = [placed.chord.root for placed in chords.arrangement.chords if placed.chord]
    assert "5, 0, 5, 0" in str(roots)
    with pytest.raises(InputError):
        run(score, replace_config(accompaniment="polka"), store=store)


def test_an_expression_changes_what_is_sung_and_the_store_remembers(store, score, monkeypatch):
    usual = run(score, PLAIN, store=store).singing
    bent = Expression(pitch_cents=Curve(times_s=(1.0, 2.0), values=(0.0, 200.0)))
    other = run(score, PLAIN, store=store, expression=bent).singing
    assert not np.array_equal(other.f0_hz, usual.f0_hz)
    monkeypatch.setattr("aigc.singing.fake.FakeSinger.sing", None)
    again = run(score, PLAIN, store=store).singing
    assert np.array_equal(again.audio.samples, usual.audio.samples)
    assert again.phonemes == usual.phonemes


def test_a_missing_score_or_lyric_is_one_clear_error(store, tmp_path, score):
    with pytest.raises(InputError, match=r"none\.musicxml"):
        run(Path("none.musicxml"), PLAIN, store=store)
    with pytest.raises(InputError, match="cannot be read"):
        run(score, replace_config(lyrics=tmp_path / "no.txt"), store=store)
