"""The pages of speech and song: their fields, actions and views, and both in a browser."""

from __future__ import annotations

import re
import shutil
import wave
import zipfile
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from aigc import registry
from aigc.app import words as shared
from aigc.app.troubles import in_chinese
from aigc.app.voice import actions, views, words
from aigc.app.voice.actions import Asked
from aigc.app.voice.kinds import (
    HOUSE,
    NOT_ASKED,
    SING,
    SPEAK,
    TONES,
    at_hand,
    engines,
    field_of,
    spoken,
    usual,
)
from aigc.app.voice.reasons import reason
from aigc.app.voice.roll import path, roll
from aigc.errors import Cancelled, EngineUnavailable, InputError
from aigc.speech import front
from aigc.speech.normalise import CHINESE, ENGLISH
from aigc.store import Store
from aigc.types.time import TimeRange
from aigc.types.vocal import SungNote, VocalLine
from aigc.types.voice import Voice

HAN = re.compile("[\u4e00-\u9fff]")
KINDS = [SPEAK, SING]
OPTIONS = [(kind, name) for kind in KINDS for name in kind.options]
ABC = "X:1\nT:Moon\nM:4/4\nL:1/4\nQ:1/4=120\nK:C\nC D E G|A G E2|\nw:月 亮 出 来 挂 树 梢\n"
SOMEONE = (Voice(id="one", label="One", languages=("zh",), gender="female"),)


def quiet(step, done, total):
    pass


@pytest.fixture(scope="module")
def hands():
    return {kind.name: {TONES: at_hand(kind)[TONES]} for kind in KINDS}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return Store(tmp_path_factory.mktemp("voice") / "store")


@pytest.fixture(scope="module")
def keep(tmp_path_factory):
    def kept(file):
        folder = tmp_path_factory.mktemp("served")
        return shutil.copy(file, folder / file.name)

    return kept


@pytest.fixture(scope="module")
def speech(store, hands, keep):
    asked = Asked(text="银行行长不错，花了 $20。", values={"speech": TONES, "voice": "low"})
    return actions.speak(store, asked, hands["speak"], keep, quiet)


@pytest.fixture(scope="module")
def score(tmp_path_factory):
    file = tmp_path_factory.mktemp("scores") / "moon.abc"
    file.write_text(ABC, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def song(store, hands, keep, score):
    values = {"singer": TONES, "accompaniment": "folk", "band": "fake"}
    asked = Asked(text="明月", score=score, values=values)
    return actions.sing(store, asked, hands["sing"], keep, quiet)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_option_but_files_has_a_field(kind):
    left = set(kind.config.model_fields) - set(kind.options)
    assert left <= set(NOT_ASKED)
    assert len(set(kind.options)) == len(kind.options)


@pytest.mark.parametrize(("kind", "name"), OPTIONS, ids=lambda value: getattr(value, "name", value))
def test_every_option_is_spoken_in_both_languages(kind, name, hands):
    chinese, english = (
        spoken(kind, hands[kind.name], name, TONES, tongue) for tongue in ("zh", "en")
    )
    assert HAN.search(chinese["label"]) and not HAN.search(english["label"])
    if name in kind.hinted:
        assert HAN.search(chinese["info"]) and not HAN.search(english["info"])
    for said, value in chinese.get("choices", ()):
        assert said != value or value in ("espeak", "fluidsynth"), value


def test_every_word_of_the_pages_is_there_twice():
    for table in (words.SAID, words.LABELS):
        for key, (chinese, english) in table.items():
            fields = [sorted(re.findall(r"\{\w+\}", said)) for said in (chinese, english)]
            assert fields[0] == fields[1], key
            assert HAN.search(chinese) and not HAN.search(english), key
    for kind in KINDS:
        assert set(kind.steps) <= set(shared.STEPS)
        assert {f"done.{kind.name}", f"empty.{kind.name}.how"} <= set(words.SAID)


def test_the_house_speaks_where_it_is_and_is_missed_where_it_is_not():
    tones, other, house = ({name: SOMEONE} for name in (TONES, "espeak", HOUSE))
    assert usual(SPEAK, tones | other | house) == HOUSE
    assert usual(SPEAK, tones | other) == "espeak"
    assert usual(SING, tones) == HOUSE and engines(tones) == [HOUSE, TONES]
    assert views.lacking(SPEAK, house, "en") == ""
    assert "espeak-ng" in views.lacking(SPEAK, tones | other, "zh")
    assert "还不能唱" in views.lacking(SING, tones, "zh")
    assert "voicebank" in views.lacking(SING, tones | {"utau": SOMEONE}, "en")


def test_voices_and_moods_are_those_of_the_engine(hands):
    assert field_of(SPEAK, hands["speak"], "voice", TONES).json_schema_extra["choices"] == [
        "", "high", "low",
    ]  # fmt: skip
    moods = field_of(SPEAK, hands["speak"], "emotion", TONES).json_schema_extra["choices"]
    assert moods == ["neutral", "cheerful", "sad"]
    assert field_of(SING, hands["sing"], "voice", HOUSE).json_schema_extra["choices"] == [""]


def test_a_text_is_spoken_and_shown_as_it_is_written(speech):
    assert speech.voice == "Low" and next(iter(speech.files)) == "speech.wav"
    with wave.open(str(speech.files["speech.wav"])) as file:
        assert file.getnframes() / file.getframerate() == pytest.approx(speech.duration_s)
    page = views.heard(speech, "zh")
    times = [float(t) for t in re.findall(r'<button[^>]*data-start="([\d.]+)"', page)]
    assert len(times) == sum(len(line.words) for line in speech.lines)
    assert times == sorted(times) and times[-1] < speech.duration_s
    written = re.search("<div class='said'>(.*?)</div>", page)[1]
    assert re.sub("<[^>]+>", "", written) == "银行行长不错，花了 $20。"
    assert "金额" in page and "hang2 · zhang3" in page
    assert "money" in views.heard(speech, "en")
    assert 'download="speech.wav"' in views.files(speech, "en")


def test_the_page_tells_times_in_the_sound_that_it_plays(
    store, hands, keep, score, speech, song, tmp_path, monkeypatch
):
    (tmp_path / "policy.yaml").write_text("audio_label_at: start\n")
    monkeypatch.setenv("AIGC_POLICY", str(tmp_path / "policy.yaml"))
    asked = Asked(text="银行行长不错，花了 $20。", values={"speech": TONES, "voice": "low"})
    later = actions.speak(store, asked, hands["speak"], keep, quiet)
    assert [
        b.time.start - a.time.start for a, b in zip(speech.lines, later.lines, strict=True)
    ] == [Fraction(3, 2)] * len(later.lines)
    values = {"singer": TONES, "accompaniment": "folk", "band": "fake"}
    asked = Asked(text="明月", score=score, values=values)
    sung = actions.sing(store, asked, hands["sing"], keep, quiet)
    assert sung.line.notes[0].time.start - song.line.notes[0].time.start == Fraction(3, 2)
    assert np.flatnonzero(sung.f0_hz)[0] - np.flatnonzero(song.f0_hz)[0] == 300
    assert sung.duration_s == pytest.approx(song.duration_s, abs=0.5)


def test_what_is_typed_never_names_a_file_and_is_escaped(store, hands, keep, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("swordfish", encoding="utf-8")
    asked = Asked(text=f"<b>{secret}", values={"speech": TONES})
    made = actions.speak(store, asked, hands["speak"], keep, quiet)
    page = views.heard(made, "en")
    assert "swordfish" not in page and "<b>/" not in page
    assert "secret" in page


def test_a_text_is_read_before_it_is_spoken(hands):
    made = actions.read(Asked(text="3月5日，他觉得好。😀"), hands["speak"], quiet)
    assert not made.files
    page = views.heard(made, "zh")
    assert "audio" not in page and "<details class='why' open>" in page
    assert "日期" in page or "数量" in page
    assert "不读：😀" in page
    assert "下载" not in views.files(made, "zh")


def test_figures_alone_are_read_in_the_language_that_was_chosen(hands):
    def sounds(language):
        made = actions.read(Asked(text="110", values={"language": language}), hands["speak"], quiet)
        return [r.sounds for word in made.reading.words for r in word.readings]

    assert sounds("zh") == ["yi4", "bai3", "yi1", "shi2"]
    assert sounds("en")[0].startswith("W AH1 N")


def test_a_song_is_sung_by_the_voice_whose_own_language_its_words_are_in(store, keep, monkeypatch):
    voices = tuple(
        replace(SOMEONE[0], id=name, label=name.title(), languages=languages)
        for name, languages in (("high", ("zh", "en")), ("low", ("en", "zh")))
    )
    tones = type(registry.get("singing", TONES))
    monkeypatch.setattr(tones, "voices", lambda self: voices)
    for text, voice in (("春雨落", "High"), ("Carry me home", "Low")):
        made = actions.sing(
            store, Asked(text=text, values={"singer": TONES}), {TONES: voices}, keep, quiet
        )
        assert made.voice == voice


def test_every_decision_has_a_name_in_chinese():
    for rule in (*CHINESE, *ENGLISH):
        assert HAN.search(reason(rule.name, "zh")), rule.name
        assert reason(rule.name, "en") == rule.name
    texts = ("zh", "一个花儿，不错，你好，长大了，走起来，姐姐。"), ("en", "I read it, BBC, café.")
    for language, text in texts:
        for word in front.read(text, language).words:
            assert all(HAN.search(reason(why, "zh")) for why in word.why), word.why


def test_a_score_is_sung_with_other_words_and_says_how_they_fit(song):
    assert list(song.files)[:2] == ["song.wav", "song.zip"] and set(song.stems) == {"voice", "band"}
    with zipfile.ZipFile(song.files["song.zip"]) as archive:
        assert {"song.wav", "stems/voice.wav", "visemes.json"} <= set(archive.namelist())
    assert [note.text for note in song.line.notes if note.reading] == ["明", "月"]
    assert song.remarks
    page = views.song(song, "en")
    assert page.count('class="note"') == len(song.line.notes)
    assert "Please note" in page
    assert re.search("第 1 行.*5 个音符接着唱", views.song(song, "zh"))
    assert views.files(song, "zh").count("<audio") == 2


def test_words_alone_become_a_song(store, hands, keep):
    asked = Asked(text="春雨落\n花开了", values={"singer": TONES})
    made = actions.sing(store, asked, hands["sing"], keep, quiet)
    assert [note.text for note in made.line.notes if note.reading] == list("春雨落花开了")
    assert set(made.stems) == {"voice"} and not made.remarks
    assert views.remarks((), "en") == ""


def test_the_roll_draws_what_was_asked_for():
    notes = tuple(
        SungNote(pitch=pitch, time=TimeRange(start=Fraction(n), duration=Fraction(1)), text=text)
        for n, (pitch, text) in enumerate([(60, "<好>"), (72, "-")])
    )
    line = VocalLine(notes=notes, duration=Fraction(2))
    f0 = np.repeat(np.array([0, 261.63, 0, 523.25], np.float32), 100)
    drawn = roll(line, f0, 'a "label"')
    assert "&lt;好&gt;" in drawn and "<好>" not in drawn and 'a "label"' not in drawn
    assert drawn.count("C4") == drawn.count("C5") == 1
    line_of = path(f0, lambda pitch: pitch, 100.0)
    points = [tuple(map(float, p.split())) for p in re.findall(r"[ML]([\d.]+ [\d.]+)", line_of)]
    assert line_of.count("M") == 2 and len(points) == 50
    assert points[0] == (50.0, 60.0) and points[-1] == pytest.approx((198.0, 72.0))


@pytest.mark.parametrize(
    ("act", "asked", "told"),
    [
        ("speak", Asked(text=" \n"), "还没有文字"),
        ("speak", Asked(text="。。。", values={"speech": TONES}), "既没有汉字"),
        ("speak", Asked(text="好", values={"speech": TONES, "voice": "/etc"}), "没有这个音色"),
        ("speak", Asked(text="好", values={"language": "en"}), "选了英文"),
        ("speak", Asked(text="110", values={"speech": TONES}), "选为中文或英文"),
        ("speak", Asked(text="好", lexicon="好"), "第 1 行：'好' 后面没有读音"),
        ("speak", Asked(text="好", lexicon="\n好 hao"), "第 2 行：'hao' 没有声调"),
        ("speak", Asked(text="好", lexicon="好 hao3 ma5"), "有 1 个字"),
        ("speak", Asked(text="好", lexicon="好 hoa3"), "不是拼音"),
        ("speak", Asked(text="好", lexicon="Q  K UW"), "元音 UW 没有重音。写 UW1"),
        ("speak", Asked(text="好", lexicon="Q  KK"), "不是 ARPAbet"),
        ("speak", Asked(text="好", lexicon="好 = 好5"), "只写汉字或字母"),
        ("speak", Asked(text="好", lexicon="好 ="), "“=”后面没有字"),
        ("sing", Asked(text="好", lexicon="好 = 好的", values={"singer": TONES}), "唱不出来"),
        ("sing", Asked(), "还没有可唱的"),
        ("sing", Asked(text="。。。", values={"singer": TONES}), "既没有汉字"),
        ("sing", Asked(text="春", values={"singer": TONES, "voice": "../bank"}), "没有这个音色"),
    ],
)
def test_what_cannot_be_done_is_said_in_chinese(act, asked, told, store, hands, keep):
    run = {"speak": actions.speak, "sing": actions.sing}[act]
    with pytest.raises(InputError) as caught:
        run(store, asked, hands[act], keep, quiet)
    said = in_chinese(str(caught.value))
    assert told in said and HAN.search(said.replace("。。。", ""))


def test_a_missing_house_voice_is_one_clear_message(store, hands, keep, monkeypatch):
    def missing(capability, name):
        raise EngineUnavailable(
            "The house voices are not in this copy of the project. Install the package anew, or "
            "make them from the recordings with: aigc voices build RECORDINGS"
        )

    monkeypatch.setattr(registry, "get", missing)
    with pytest.raises(EngineUnavailable) as caught:
        actions.sing(store, Asked(text="春雨"), hands["sing"], keep, quiet)
    assert "aigc voices build" in in_chinese(str(caught.value))
    assert at_hand(SPEAK) == {}


@pytest.mark.parametrize(("act", "at"), [("speak", "narrate"), ("sing", "sing")])
def test_work_is_stopped_on_its_way(act, at, store, hands, keep):
    steps = []

    def stop(step, done, total):
        steps.append(step)
        if step == at and done:
            raise Cancelled("Stopped.")

    run = {"speak": actions.speak, "sing": actions.sing}[act]
    values = {"speech": TONES} if act == "speak" else {"singer": TONES}
    asked = Asked(text="第一句\n\n第二句", values={**values, "seed": 7})
    with pytest.raises(Cancelled):
        run(store, asked, hands[act], keep, stop)
    assert steps[-1] == at and "mix" not in steps


def test_words_of_ones_own_are_read_spoken_and_sung(store, hands, keep):
    asked = Asked(text="艾灵用C++。", lexicon="艾灵 ai4 ling2", values={"speech": TONES})
    made = actions.speak(store, asked, hands["speak"], keep, quiet)
    assert "用户词典" in views.heard(made, "zh") or "词典" in views.heard(made, "zh")
    assert [r.sounds for r in made.reading.words[0].readings] == ["ai4", "ling2"]
    plain = actions.speak(store, replace(asked, lexicon=" "), hands["speak"], keep, quiet)
    sounds = [m.files["speech.wav"].read_bytes() for m in (made, plain)]
    assert sounds[0] != sounds[1] and "visemes" in " ".join(made.files)
    song = Asked(text="艾灵", lexicon="艾灵 ai4 ling4", values={"singer": TONES})
    sung = actions.sing(store, song, hands["sing"], keep, quiet)
    assert [n.reading.sounds for n in sung.line.notes if n.reading] == ["ai4", "ling4"]


@pytest.mark.studio
@pytest.mark.enable_socket
@pytest.mark.skipif(shutil.which("chromium") is None, reason="no Chromium on this machine")
def test_speech_and_song_in_chromium(studio, score, tmp_path):
    from tests.app.voice_browser import drive

    seen = drive(studio, score, tmp_path)
    assert "还没有文字" in seen.early and seen.apart
    assert seen.words[0] == "银行行长" and seen.words[-1] == "不错"
    assert seen.heard == seen.words[1]
    assert "hang2" in seen.reasons and "变调" in seen.reasons
    assert "Voice: High" in seen.english
    assert seen.sound.name == "speech.wav" and seen.sound.read_bytes()[:4] == b"RIFF"
    assert seen.notes == 7 and seen.keyed == [0, 1, 0]
    assert "请留意" in seen.remarks
    assert {"song.wav", "song.zip", "visemes.json"} <= set(seen.files)
    assert seen.hosts <= {"127.0.0.1", ""}
    assert max(seen.widest) <= 390
