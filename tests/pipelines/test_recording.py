"""A person's own words and voice in a clip: what is given is heard, shown, told and refused."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from aigc.audio import encode_wav, loudness_lufs, read_audio, silence
from aigc.errors import AigcError, AssetError, Cancelled, InputError, UnknownEngine
from aigc.recognition.fake import FakeRecognition
from aigc.speech.house import HouseSpeech
from aigc.speech.narrate import narrate
from aigc.store import file_sha256
from aigc.timings.srt import read_srt
from aigc.types.article import Span
from aigc.types.audio import Audio
from aigc.types.script import Script, ScriptLine
from pipelines import article_to_video as video
from pipelines.delivery import load_script, save_script
from pipelines.editing import edit_line
from pipelines.transcript import LEAD_S

LINES = (
    "十年前，这座县城一家咖啡馆也没有。",
    "我自己也去喝过一次，味道真不错。",
    "去年有137家店关门。",
)
ELSEWHERE = "请把书放回原来的架子上。\n昨天夜里下了一场大雪。\n他打算去北京学习画画。"


@pytest.fixture(scope="module")
def spoken():
    lines = tuple(ScriptLine(text=text, sources=(Span(start=0, end=1),)) for text in LINES)
    script = Script(title="", lines=lines, language="zh", target=Fraction(0))
    return narrate(script, HouseSpeech(), lead_s=Fraction(3, 2))


@pytest.fixture(scope="module")
def recording(spoken, tmp_path_factory):
    path = tmp_path_factory.mktemp("own") / "me.wav"
    quiet = Audio(samples=spoken.audio.samples / 4, sample_rate=spoken.audio.sample_rate)
    path.write_bytes(encode_wav(quiet))
    return path


@pytest.fixture
def script(tmp_path):
    path = tmp_path / "lines.txt"
    path.write_text("\ufeff" + "\n\n——\n".join(LINES), encoding="utf-8")
    return path


@pytest.fixture
def article(examples, store):
    return video.read(examples / "zh" / "article.md", store=store)


@pytest.fixture
def own(quick, recording, script):
    return quick.model_copy(update={"recording": recording, "script": script})


def test_a_recording_is_the_narration_of_a_clip(examples, tmp_path, store, own, spoken):
    config = video.Config(**own.model_dump() | {"seconds": 90, "voice": "nobody"})
    clip = video.run(examples / "zh" / "article.md", tmp_path / "out", config, store=store)
    by = LEAD_S - spoken.lines[0].words[0].time.start
    shown = {cue.text.replace("\n", ""): cue for cue in read_srt(clip.captions_srt.read_text())}
    for line, text in zip(spoken.lines, ("十年前", "我自己", "去年有"), strict=True):
        found = next(cue for told, cue in shown.items() if told.startswith(text))
        assert abs(found.time.start - line.words[0].time.start - by) < Fraction(1, 10)
    record = json.loads(clip.manifest.read_text(encoding="utf-8"))
    assert record["narration"] == {
        "voice": "recording", "person": True,
        "recording": {
            "name": "me.wav", "sha256": file_sha256(own.recording), "heard_by": "embedded",
        },
    }  # fmt: skip
    roles = {use["role"] for use in record["uses"]}
    assert {"hearing", "image", "font"} <= roles
    assert not {"speech", "text", "recognition", "voice"} & roles
    assert "recording" in {source["role"] for source in record["sources"]}
    assert record["synthesis"] == "composite"
    notes = " ".join(record["notes"])
    assert "not used: seconds, " in notes and "voice" in notes
    assert "line 2, “我自己也去喝过一次，味道真不错。”: nothing in it is like this" in notes
    assert "line 1" not in notes and "line 3" not in notes
    assert clip.duration < 15


def test_its_words_have_sounds_and_it_is_as_loud_as_a_voice(article, store, own, monkeypatch):
    monkeypatch.setattr("aigc.voice.package.HOUSE", Path("none.safetensors"))
    config = own.model_copy(update={"speech": "house"})
    written = video.write(article, config, store=store)
    draft = video.direct(article, written, config, store=store)
    assert [line.text for line in draft.narration.lines] == list(LINES)
    assert all(word.phonemes for line in draft.narration.lines for word in line.words)
    assert loudness_lufs(draft.narration.audio) == pytest.approx(-16, abs=0.5)
    assert draft.storyboard.scenes[-1].time.end >= draft.narration.duration
    assert not [note for note in draft.article.notes if "espeak" in note]


def test_lines_stand_where_the_article_says_them(article, store, own):
    written = video.write(article, own, store=store)
    said = [" ".join(s.of(article.text) for s in line.sources) for line in written.lines]
    assert said[0].startswith("十年前") and "137" in said[2]
    first, second, third = (line.block for line in written.lines)
    assert first < second < third
    assert article.blocks[second].kind == "paragraph"


def test_a_line_edited_before_it_is_heard_is_looked_for_as_it_reads(article, store, own):
    written = video.write(article, own, store=store)
    fixed = edit_line(written, 2, "去年有一百三十七家店关门！")
    draft = video.direct(article, fixed, own, store=store)
    assert draft.narration.lines[2].text == "去年有一百三十七家店关门！"
    assert "一百三十七家店" in draft.captions[-1].text.replace("\n", "")


def test_a_recording_needs_no_file_of_words_where_the_script_is_at_hand(article, store, own):
    written = video.write(article, own, store=store)
    alone = own.model_copy(update={"script": None})
    draft = video.direct(article, written, alone, store=store)
    assert draft.recording.name == "me.wav"


def test_a_script_without_a_recording_is_spoken(article, store, quick, script, tmp_path):
    config = video.Config(**quick.model_dump() | {"script": script})
    written = video.write(article, config, store=store)
    draft = video.direct(article, written, config, store=store)
    assert tuple(line.text for line in written.lines) == LINES
    assert draft.narration.voice != "recording" and draft.recording is None
    assert any("script is your own" in note and "seconds" in note for note in draft.article.notes)


def test_a_script_json_comes_back_with_its_places(article, store, quick, tmp_path):
    first = video.write(article, quick, store=store)
    path = tmp_path / "script.json"
    save_script(edit_line(first, 0, "第一句是我自己改写的。"), path)
    again = video.write(article, quick.model_copy(update={"script": path}), store=store)
    assert again.lines == edit_line(first, 0, "第一句是我自己改写的。").lines
    assert load_script(path).lines == again.lines


def test_a_script_json_of_another_article_gets_places_of_this_one(article, store, quick, tmp_path):
    far = tuple(
        ScriptLine(text=text, sources=(Span(start=9000, end=9009),), block=400) for text in LINES
    )
    path = tmp_path / "script.json"
    save_script(Script(title="别处", lines=far, language="zh", target=Fraction(9)), path)
    written = video.write(article, quick.model_copy(update={"script": path}), store=store)
    assert "137" in written.lines[2].sources[0].of(article.text)


def test_a_script_in_another_language_is_spread_over_the_article(article, store, quick, tmp_path):
    path = tmp_path / "english.txt"
    path.write_text("A town had no coffee.\nThen a shop opened.\nNow people stay.\n")
    written = video.write(article, quick.model_copy(update={"script": path}), store=store)
    assert written.language == "en"
    places = [line.sources[0].start for line in written.lines]
    assert places == sorted(places) and places[-1] > len(article.text) / 2
    assert "in another language than the article" in written.notes[-1]


def test_what_a_model_hears_becomes_the_script(article, store, quick, recording, tmp_path):
    config = quick.model_copy(update={"recording": recording, "hearer": "fake"})
    written = video.write(article, config, store=store)
    audio = read_audio(recording)
    heard = FakeRecognition().transcribe(audio, seed=config.seed)
    assert [line.text for line in written.lines] == [one.text for one in heard.segments]
    assert written.author == "fake"
    draft = video.direct(article, written, config, store=store)
    assert [line.text for line in draft.narration.lines] == [one.text for one in heard.segments]
    assert draft.recording.heard_by == "fake"
    clip = video.render(draft, tmp_path / "out", store=store)
    record = json.loads(clip.manifest.read_text(encoding="utf-8"))
    named = {use["role"]: use["name"] for use in record["uses"]}
    assert named["recognition"] == "fake"
    assert "hearing" not in named


BAD = {
    "no recording": ({"recording": "absent.wav"}, AssetError, "absent"),
    "damaged": ({"recording": "damaged.wav"}, AssetError, "damaged"),
    "silent": ({"recording": "silent.wav"}, InputError, "silent"),
    "other words": ({"script": "elsewhere.txt"}, InputError, "does not fit"),
    "more words": ({"script": "long.txt"}, InputError, "does not fit"),
    "other words by a model": ({"hearer": "fake"}, InputError, "something else"),
    "silent by a model": (
        {"recording": "silent.wav", "hearer": "fake", "script": None}, InputError, "No voice",
    ),
    "alone": ({"script": None}, InputError, r"--script FILE.*--hearer whisper:FOLDER"),
    "alone with the ear": ({"script": None, "hearer": "embedded"}, InputError, "--hearer"),
    "no script": ({"script": "absent.txt"}, InputError, r"absent\.txt"),
    "empty": ({"script": "empty.txt"}, InputError, "nothing to say in empty"),
    "bytes": ({"script": "damaged.wav"}, InputError, "not readable text"),
    "no json": ({"script": "broken.json"}, InputError, "is not a script"),
    "other json": ({"script": "other.json"}, InputError, "is not a script.*title"),
    "no lines": ({"script": "none.json"}, InputError, "nothing to say in none"),
    "language": ({"lang": "en"}, InputError, "declared English"),
    "language of json": ({"script": "zh.json", "lang": "en"}, InputError, "en was asked for"),
    "nobody hears": ({"hearer": "wisper:x"}, UnknownEngine, "whisper"),
}  # fmt: skip


@pytest.fixture
def files(tmp_path):
    (tmp_path / "damaged.wav").write_bytes(b"RIFF" + bytes(range(256)) * 40)
    (tmp_path / "silent.wav").write_bytes(encode_wav(silence(Fraction(3))))
    (tmp_path / "elsewhere.txt").write_text(ELSEWHERE, encoding="utf-8")
    (tmp_path / "long.txt").write_text("\n".join(LINES * 9), encoding="utf-8")
    (tmp_path / "empty.txt").write_text("\n —— \n")
    (tmp_path / "broken.json").write_text('{"title": ')
    (tmp_path / "other.json").write_text('{"lines": []}')
    none = Script(title="", lines=(), language="zh", target=Fraction(1))
    save_script(none, tmp_path / "none.json")
    said = tuple(ScriptLine(text=text, sources=(Span(start=0, end=1),)) for text in LINES)
    save_script(
        Script(title="", lines=said, language="zh", target=Fraction(1)), tmp_path / "zh.json"
    )
    return tmp_path


@pytest.mark.parametrize("name", sorted(BAD))
def test_what_cannot_be_used_is_named_and_leaves_nothing(examples, store, own, files, name):
    given, error, words = BAD[name]
    named = {k: files / v if k in ("recording", "script") and v else v for k, v in given.items()}
    config = own.model_copy(update=named)
    with pytest.raises(error, match=words) as told:
        video.run(examples / "zh" / "article.md", files / "out", config, store=store)
    assert isinstance(told.value, AigcError) and "\n" not in str(told.value)
    assert not (files / "out").exists()


def test_it_can_be_stopped_while_it_listens(article, store, own):
    written = video.write(article, own, store=store)

    def stop(step, done, total):
        if step == "listen":
            raise Cancelled("stop")

    with pytest.raises(Cancelled):
        video.direct(article, written, own, store=store, progress=stop)


def test_a_hearer_without_a_recording_is_told(article, store, quick, script):
    config = quick.model_copy(update={"script": script, "hearer": "fake"})
    written = video.write(article, config, store=store)
    draft = video.direct(article, written, config, store=store)
    assert any("No recording is given" in note for note in draft.article.notes)


def test_the_command_takes_a_recording_and_its_words(run, examples, recording, script, tmp_path):
    fast = ("--preset", "preview", "--scenes", "fake", "--beds", "fake", "--music", "none")
    source, out = examples / "zh" / "article.md", tmp_path / "out"
    status, _, err = run("video", source, "--recording", recording, "--out", out, *fast)
    assert status == 2 and "--script FILE" in err and not out.exists()
    status, said, _ = run(
        "video", source, "--recording", recording, "--script", script, "--out", out, *fast
    )
    assert status == 0 and said.strip() == str(out / "video.mp4")
    heard = read_audio(out / "video.mp4")
    assert np.abs(heard.samples).max() > 0.05
