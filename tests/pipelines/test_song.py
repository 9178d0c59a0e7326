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
from aigc.singing.expression import added
from aigc.singing.fake import FakeSinger
from aigc.singing.plan import to_expression
from aigc.store import Store
from aigc.types.score import Dynamic
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
        "song.srt", "visemes.json", "song.mid", "manifest.json",
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
    assert not (tmp_path / "other").exists()


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


def test_an_expression_is_added_to_what_the_score_writes(store, score, monkeypatch):
    loud = replace(score, dynamics=(Dynamic(start=Fraction(0), mark="f"),))
    heard: list[Expression] = []

    class Listening(FakeSinger):
        def sing(self, line, *, expression=None, **more):
            heard.append(expression)
            return super().sing(line, expression=expression, **more)

    monkeypatch.setattr("pipelines.song.engine_for", lambda *_: Listening())
    softer = Curve(times_s=(1.0, 2.0), values=(0.0, -2.0))
    bent = Curve(times_s=(0.0, 9.0), values=(30.0, 30.0))
    run(loud, PLAIN, store=store, expression=Expression(dynamics_db=softer, pitch_cents=bent))
    at = np.array([0.0, 1.0, 1.5, 2.0, 5.0])
    own = to_expression(loud, lead_s=Fraction(1, 2)).dynamics_db.at(at)
    assert own[-1] == 3
    np.testing.assert_allclose(heard[0].dynamics_db.at(at), own + softer.at(at))
    np.testing.assert_allclose(heard[0].pitch_cents.at(at), 30)
    assert added(Expression(), Expression(pitch_cents=bent)) == Expression(pitch_cents=bent)


@pytest.mark.parametrize(
    ("text", "sounds"),
    [
        ("我爱 deep blue", "wo3 ai4 D IY1 P B L UW1"),
        ("我有2个baby", "wo2 you3 er4 ge4 B EY1 B IY0"),
        ("Sing of 京 9", "S IH1 NG AH1 V jing1 jiu3"),
        ("We are 9", "W IY0 AA0 R N AY1 N"), ("好 & &", "hao3"),
    ],
)  # fmt: skip
def test_a_melody_is_written_for_words_of_both_languages_and_figures(store, tmp_path, text, sounds):
    words = tmp_path / "words.txt"
    words.write_text(text, encoding="utf-8")
    notes = run(None, replace_config(lyrics=words), store=store).line.notes
    assert " ".join(n.reading.sounds for n in notes if n.reading) == sounds


def test_words_of_a_lexicon_are_sung_as_it_tells(store, score, tmp_path):
    words, lexicon = tmp_path / "words.txt", tmp_path / "own.txt"
    words.write_text("艾灵重楼\n她在唱歌", encoding="utf-8")
    lexicon.write_text("艾灵 ai4 ling4\n重楼 chong2 lou2\n她 = 他\n", encoding="utf-8")
    config = replace_config(lexicon=lexicon, lyrics=words)
    for source in (score, None):
        notes = run(source, config, store=store).line.notes
        sounds = [n.reading.sounds for n in notes if n.reading]
        assert sounds[:5] == ["ai4", "ling4", "chong2", "lou2", "ta1"]
    lexicon.write_text("艾灵 = 小艾灵\n", encoding="utf-8")
    with pytest.raises(InputError, match="'艾灵' no syllable for each of its characters"):
        run(score, config, store=store)
    lexicon.write_text("艾灵\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"own.txt, line 1"):
        run(score, config, store=store)


def test_an_expression_changes_what_is_sung_and_the_store_remembers(store, score, monkeypatch):
    usual = run(score, PLAIN, store=store).singing
    bent = Expression(pitch_cents=Curve(times_s=(1.0, 2.0), values=(0.0, 200.0)))
    other = run(score, PLAIN, store=store, expression=bent).singing
    assert not np.array_equal(other.f0_hz, usual.f0_hz)
    monkeypatch.setattr("aigc.singing.fake.FakeSinger.sing", None)
    again = run(score, PLAIN, store=store).singing
    assert np.array_equal(again.audio.samples, usual.audio.samples)
    assert again.phonemes == usual.phonemes


def test_a_fermata_is_held_by_voice_and_band_together(store):
    held = score_of_abc(TUNE.replace("A G2", "A !fermata!G2"))
    plain, waited = (
        run(one, replace_config(accompaniment="folk"), store=store)
        for one in (score_of_abc(TUNE), held)
    )
    lengths = [[n.time.duration for n in song.line.notes] for song in (plain, waited)]
    ratios = [b / a for a, b in zip(*lengths, strict=True)]
    assert ratios == [1] * 6 + [Fraction(3, 2)] + [1] * (len(ratios) - 7)
    more = lengths[1][6] - lengths[0][6]
    for song in (plain, waited):
        assert song.arrangement.score is song.score
        assert [song.score.seconds(n.start) for n in song.score.notes] == [
            n.time.start for n in song.line.notes
        ]
    assert waited.mix.stems["band"].duration - plain.mix.stems["band"].duration == pytest.approx(
        more, abs=0.01
    )


def test_an_engine_without_a_voice_says_how_to_get_one(store, score, tmp_path, monkeypatch):
    monkeypatch.setenv("AIGC_VOICES", str(tmp_path / "none"))
    with pytest.raises(InputError, match=r"no UTAU bank in .*none"):
        run(score, replace_config(singer="utau"), store=store)


def test_a_song_of_an_hour_and_impossible_heights_are_refused(store, score):
    far = replace(score.notes[-1], start=Fraction(6000))
    with pytest.raises(InputError, match="3603 s long; at most 1800 s"):
        run(replace(score, notes=(*score.notes, far)), Config(), store=store)
    with pytest.raises(InputError, match="MIDI pitch 110"):
        run(replace(score, notes=(replace(score.notes[0], pitch=110),)), Config(), store=store)


def test_a_missing_score_or_lyric_is_one_clear_error(store, tmp_path, score):
    with pytest.raises(InputError, match=r"none\.musicxml"):
        run(Path("none.musicxml"), PLAIN, store=store)
    with pytest.raises(InputError, match="cannot be read"):
        run(score, replace_config(lyrics=tmp_path / "no.txt"), store=store)
