"""Sounds and texts that leave: what is heard and marked in them, who let them out, what is told."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from aigc.app.troubles import in_chinese
from aigc.audio import read_audio
from aigc.errors import ReviewNeeded, TrustError
from aigc.scores.abc.reader import score_of_abc
from aigc.timings.lab import read_lab
from aigc.timings.lrc import read_lrc
from aigc.timings.srt import read_srt
from aigc.trust.asking import asking
from aigc.trust.labels import files as labels
from aigc.trust.labels.sound import find_rhythm
from aigc.trust.policy import FILE, Policy, policy
from aigc.trust.provenance import c2pa, keys
from aigc.trust.provenance.log import Log
from aigc.trust.provenance.manifest import number, watermark_id
from aigc.trust.review.reviews import opened
from aigc.trust.watermark.sound import find_in_sound
from aigc.types.audio import Audio
from aigc.types.label import BEARS_LABEL
from aigc.types.provenance import Provenance, Use
from pipelines import copywriting, lyrics, song, speech
from pipelines.sounding import sounding
from tests.unit.trust.sounds import talk

TEXT = "Rain fell on the town all night. In the morning the river stood high."
SPEAK = speech.Config(speech="fake")
SING = song.Config(singer="fake", band="fake", accompaniment="pop")
TUNE = (
    "L:1/4\nQ:1/4=100\nK:F\nC F G A | c A G2 | F A G E | F4 |]\n"
    "w: 明 月 几 时 有 把 酒 问 青 天 不 知"
)
BLOCKED = "代开发票，加微信。"
MADE = Provenance(pipeline="test", version="1", language="en")


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("AIGC_TRUST", str(tmp_path / "trust"))
    (tmp_path / "trust").mkdir()
    return tmp_path / "trust"


def full(audio: Audio, level: float = 1.0) -> Audio:
    """Return a sound as long as one of a fake, which is too plain to carry a mark."""
    voice = talk(int(audio.duration) + 1, audio.sample_rate, audio.channels)
    length = audio.samples.shape[1]
    return replace(voice, samples=level * voice.samples[:, :length])


@pytest.fixture
def spoken(store):
    made = speech.run(TEXT, SPEAK, store=store)
    return replace(made, narration=replace(made.narration, audio=full(made.narration.audio)))


@pytest.fixture
def sung(store):
    made = song.run(score_of_abc(TUNE), SING, store=store)
    stems = {"voice": full(made.mix.audio, 0.5), "band": full(made.mix.audio, 0.3)}
    whole = replace(made.mix.audio, samples=sum(one.samples for one in stems.values()))
    return replace(made, mix=replace(made.mix, audio=whole, stems=stems))


def told(path):
    return json.loads(path.read_text("utf-8"))


def shown(store):
    book = opened(store.root).book
    (entry,) = book.entries()
    return book.exhibit(entry.case.id)


def never(*_, **__):
    raise AssertionError("The work began.")


def test_speech_leaves_with_its_label_behind_it_and_its_mark_all_over(spoken, store, tmp_path):
    spoken.save(tmp_path / "out" / "rain.wav", timings=True)
    heard = read_audio(tmp_path / "out" / "rain.wav")
    (at,) = find_rhythm(heard)
    assert at == pytest.approx(float(spoken.narration.duration) + 0.4, abs=0.03)
    asset = watermark_id(number(spoken.origin))
    assert find_in_sound(heard, expected=asset).asset_id == asset
    (entry,) = Log(store.root).find("watermark", asset)
    assert entry.told["asset"] == number(spoken.origin) == told(
        tmp_path / "out" / "rain.manifest.json"
    )["asset"]  # fmt: skip
    assert read_lab((tmp_path / "out" / "rain.lab").read_bytes()) == spoken.timing.phonemes
    assert find_rhythm(spoken.narration.audio) == ()


def test_whom_to_name_lies_beside_the_sound_and_is_told_among_its_files(spoken, sung, tmp_path):
    voice = Use(role="voice", name="an", licence="CC-BY-4.0", credit="Li Wen")
    spoken, sung = (
        replace(one, origin=replace(one.origin, uses=(voice,))) for one in (spoken, sung)
    )
    said, song = spoken.save(tmp_path / "said" / "rain.wav"), sung.save(tmp_path / "sung")
    for files, name in ((said, "rain.CREDITS.txt"), (song, "CREDITS.txt")):
        assert files[-2].name == name and "Li Wen" in files[-2].read_text("utf-8")
        there = {path for path in files[0].parent.rglob("*") if path.is_file()}
        assert there == set(files)


def test_whose_voice_it_is_is_asked_before_it_speaks_or_sings(spoken, sung, store, monkeypatch):
    for made in (spoken, sung):
        assert made.origin.more["people"]["voice"]["who"] == "synthetic"
    monkeypatch.setattr("aigc.speech.fake.FakeSpeech.speak", never)
    monkeypatch.setattr("aigc.singing.fake.FakeSinger.sing", never)

    def refuse(*_, **__):
        raise TrustError("The person revoked it.")

    monkeypatch.setattr("pipelines.origin.behind", refuse)
    with pytest.raises(TrustError, match="revoked"):
        speech.run("Another text.", SPEAK, store=store)
    with pytest.raises(TrustError, match="revoked"):
        song.run(score_of_abc(TUNE), SING.model_copy(update={"seed": 9}), store=store)


def test_what_the_studio_says_of_it_is_chinese_too():
    still = replace(talk(1), samples=np.zeros((1, 2_400), np.float32))
    with pytest.raises(TrustError) as refused:
        sounding(still, MADE, rules=Policy(watermark="required"))
    assert "策略要求" in in_chinese(str(refused.value))
    (note,) = sounding(still, MADE, rules=Policy()).origin.notes
    assert "读不回来" in in_chinese(note) and "策略" not in in_chinese(note)
    assert "已略去" in in_chinese(f"The article {BEARS_LABEL}")


def test_a_label_before_speech_moves_every_time_with_it(spoken, tmp_path, home):
    (home / FILE).write_text("audio_label_at: start\n")
    out = tmp_path / "out"
    spoken.save(out / "rain.wav", timings=True)
    heard = read_audio(out / "rain.wav")
    late = heard.duration - spoken.narration.duration
    assert late == Fraction(3, 2) and find_rhythm(heard) == (pytest.approx(0, abs=0.03),)
    first, *rest = read_lab((out / "rain.lab").read_bytes())
    assert first.text == "sil" and first.time.end == spoken.timing.phonemes[0].time.end + late
    assert rest[-1].time.end == spoken.timing.duration + late
    wanted = [float(line.time.start + late) for line in spoken.timing.lines]
    lines = read_srt((out / "rain.srt").read_bytes())
    assert [float(line.time.start) for line in lines] == pytest.approx(wanted, abs=0.001)
    sung = read_lrc((out / "rain.lrc").read_bytes()).lines
    assert [float(line.start) for line in sung if line.text] == pytest.approx(wanted, abs=0.011)
    mouth = told(out / "rain.visemes.json")
    assert mouth["samples"] == heard.samples.shape[1]


def test_a_song_and_its_stems_bear_label_and_mark_and_stay_together(sung, store, tmp_path):
    out = tmp_path / "out"
    sung.save(out)
    asset = watermark_id(number(sung.origin))
    sounds = {name: read_audio(out / name) for name in told(out / "manifest.json")["files"]
              if name.endswith(".wav")}  # fmt: skip
    assert set(sounds) == {"song.wav", "stems/voice.wav", "stems/band.wav"}
    for heard in sounds.values():
        assert find_rhythm(heard)[-1] == pytest.approx(
            float(sung.mix.audio.duration) + 0.4, abs=0.03
        )
        assert find_in_sound(heard, expected=asset).asset_id == asset
    whole, voice, band = (one.samples for one in sounds.values())
    assert whole.shape == voice.shape == band.shape
    behind = slice(sung.mix.audio.samples.shape[1], None)
    np.testing.assert_allclose((voice + band)[:, behind], whole[:, behind], atol=0.02)
    assert Log(store.root).find("watermark", asset)
    assert read_lab((out / "song.lab").read_bytes()) == sung.timing.phonemes


def test_the_notes_of_the_band_wait_for_the_label_too(sung, tmp_path, home):
    import mido

    def begins(folder):
        events = mido.MidiFile(folder / "song.mid")
        now, notes = 0.0, []
        for event in events:
            now += event.time
            notes += [now] if event.type == "note_on" and event.velocity else []
        return notes

    sung.save(tmp_path / "plain")
    (home / FILE).write_text("audio_label_at: start\n")
    sung.save(tmp_path / "late")
    pairs = zip(begins(tmp_path / "plain"), begins(tmp_path / "late"), strict=True)
    assert [b - a for a, b in pairs] == pytest.approx(
        [1.5] * len(begins(tmp_path / "plain")), abs=0.002
    )
    onset = [read_lab((tmp_path / one / "song.lab").read_bytes())[1].time.start
             for one in ("plain", "late")]  # fmt: skip
    assert onset[1] - onset[0] == Fraction(3, 2)


def test_a_notice_is_spoken_by_the_house_and_its_voice_is_told(store, tmp_path, home, monkeypatch):
    monkeypatch.setattr("aigc.voice.package.HOUSE", tmp_path / "none.safetensors")
    monkeypatch.setattr("pipelines.speaking.FLOOR", "fake")
    (home / FILE).write_text("audio_label: notice\n")
    spoken = speech.run(TEXT, SPEAK.model_copy(update={"voice": "low"}), store=store)
    spoken.save(tmp_path / "out" / "rain.wav")
    heard = read_audio(tmp_path / "out" / "rain.wav")
    behind = heard.samples[0, spoken.narration.audio.samples.shape[1] :]
    assert find_rhythm(heard) == () and len(behind) > heard.sample_rate
    assert np.abs(behind).max() > 0.01
    made = told(tmp_path / "out" / "rain.manifest.json")
    voices = [one for one in made["uses"] if one["role"] == "voice"]
    assert [one["name"] for one in voices] == ["low", "high"]
    assert made["asset"] != number(spoken.origin)
    assert made["watermark"] == watermark_id(made["asset"])


def test_the_label_is_as_long_before_a_sound_as_a_whole_number_of_its_samples():
    rules = Policy(audio_label_at="start")
    for rate in (22_050, 24_000, 44_100, 48_000):
        audio = talk(3, rate)
        ready = sounding(audio, MADE, rules=rules)
        lead = ready.audio.samples.shape[1] - audio.samples.shape[1]
        assert Fraction(lead, rate) == ready.lead_s == Fraction(3, 2)


def test_a_mark_that_cannot_be_read_is_told_or_refused():
    still = replace(talk(1), samples=np.zeros((1, 2_400), np.float32))
    (note,) = sounding(still, MADE, rules=Policy()).origin.notes
    assert "watermark" in note
    assert not sounding(talk(8), MADE, rules=Policy()).origin.notes
    with pytest.raises(TrustError, match="too plain for its watermark"):
        sounding(still, MADE, rules=Policy(watermark="required"))


def test_what_may_not_be_said_is_refused_before_anybody_speaks_or_sings(
    store, tmp_path, monkeypatch
):
    monkeypatch.setattr("aigc.speech.fake.FakeSpeech.speak", never)
    monkeypatch.setattr("aigc.singing.fake.FakeSinger.sing", never)
    monkeypatch.setattr("pipelines.copywriting.write", never)
    words = tmp_path / "words.txt"
    words.write_text(BLOCKED, encoding="utf-8")
    with pytest.raises(TrustError, match="is flagged as"):
        speech.run(BLOCKED, SPEAK, store=store)
    with pytest.raises(TrustError, match="is flagged as"):
        song.run(None, SING.model_copy(update={"lyrics": words}), store=store)
    with pytest.raises(TrustError, match="is flagged as"):
        copywriting.run(words, tmp_path / "out", copywriting.Config(), store=store)
    assert not (tmp_path / "out").exists()


def test_words_of_another_score_are_another_asset(store):
    plain, other = (
        song.run(score_of_abc(tune), SING, store=store) for tune in (TUNE, TUNE.replace("明", "日"))
    )
    assert number(plain.origin) != number(other.origin)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("春风，吹过山岗！\n花开满地香。", ["春风，吹过山岗", "花开满地香"]),
        (
            "The river carries light,\nand stars are bright",
            ["The river carries light", "and stars are bright"],
        ),
    ],
)
def test_a_sung_line_is_shown_with_its_place_in_the_words(store, tmp_path, text, lines):
    words = tmp_path / "words.txt"
    words.write_text(text, encoding="utf-8")
    made = song.run(None, song.Config(singer="fake", lyrics=words), store=store)
    shown = made.exhibit
    assert [shown.source[slice(*line.sources[0])] for line in shown.lines] == lines
    assert all(line.start_s > 0 for line in shown.lines)


@pytest.mark.parametrize("made", ["spoken", "sung"])
def test_a_person_sees_the_lines_and_lets_the_sound_out(request, made, store, tmp_path, home):
    (home / FILE).write_text("people: always\n")
    keys.make("Morning Paper")
    thing = request.getfixturevalue(made)
    wav = tmp_path / "out" / ("song.wav" if made == "sung" else "rain.wav")
    with asking("li"), pytest.raises(ReviewNeeded) as held:
        thing.save(wav.parent if made == "sung" else wav)
    assert not wav.exists()
    reviews = opened(store.root)
    entry = reviews.book.entry(held.value.case)
    exhibit = reviews.book.exhibit(held.value.case)
    lines = exhibit.lines
    assert all(line.start_s is not None for line in lines)
    if made == "spoken":
        said = [exhibit.source[slice(*line.sources[0])] for line in lines]
        assert said == [line.text for line in lines] == [
            one.text for one in thing.narration.lines
        ]  # fmt: skip
    reviews.approve(entry.case, "wang", policy())
    assert c2pa.read(wav, keys.anchors()).state == "trusted"
    assert labels.read(wav).produce_id == number(thing.origin)
    asset = watermark_id(number(thing.origin))
    (found,) = Log(store.root).find("watermark", asset)
    assert found.told["approved_by"] == "wang"
    assert find_in_sound(read_audio(wav), expected=asset).asset_id == asset


def test_lyrics_are_shown_logged_and_sung_without_their_label(store, tmp_path):
    book = lyrics.run(lyrics.Config(template="5/5 aa", engine="fake", count=2), store=store)
    files = book.save(tmp_path / "words")
    text = (tmp_path / "words" / "lyrics.txt").read_text("utf-8")
    assert "人工智能生成" in text and files[-1].name == "manifest.json"
    assert Log(store.root).find("asset", number(book.origin))
    exhibit = shown(store)
    assert [one.text for one in exhibit.lines] == [
        line for lyric in book.candidates for line in lyric.lines
    ]
    words = tmp_path / "words" / "lyrics.txt"
    made = song.run(None, SING.model_copy(update={"lyrics": words}), store=store)
    assert "".join(n.text for n in made.line.notes if n.reading) == "".join(
        book.candidates[0].lines
    )
    assert "label of AI" in made.origin.notes[0]
    assert [line.sources for line in made.exhibit.lines] == [((0, 5),), ((6, 11),)]
    like = lyrics.run(lyrics.Config(like=words, engine="fake", count=1), store=store)
    assert [len(line) for line in like.template.lines] == [5, 5]


def test_lyrics_that_somebody_put_together_tell_themselves_apart(store, tmp_path):
    book = lyrics.run(lyrics.Config(template="5/5 aa", engine="fake", count=2), store=store)
    for name, lyric in zip("ab", book.candidates, strict=True):
        lyrics.Songbook(template=book.template, candidates=(lyric,), root=store.root).save(
            tmp_path / name
        )
    one, other = (told(tmp_path / name / "manifest.json")["asset"] for name in "ab")
    assert one != other


def test_copies_are_shown_with_their_places_and_read_again_without_their_label(
    examples, store, tmp_path
):
    made = copywriting.run(
        examples / "en" / "article.md", tmp_path / "out", copywriting.Config(count=1), store=store
    )
    assert "generated by AI" in made.markdown.read_text("utf-8")
    exhibit = shown(store)
    assert [one.text for one in exhibit.lines] == [one.text for one in made.sheet.copies]
    assert all(line.sources for line in exhibit.lines) and exhibit.source
    again = speech.run(made.markdown, SPEAK, store=store)
    assert not any("generated by AI" in line.text for line in again.narration.lines)
    assert any("label of AI" in note for note in again.origin.notes)
