"""The page of transcripts: what its buttons do, what it shows, and the files it gives."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace

import gradio as gr
import numpy as np
import pytest

from aigc.app import words as shared
from aigc.app.transcript import actions, page, views, wiring, words
from aigc.app.troubles import in_chinese
from aigc.app.words import TONGUES
from aigc.audio import encode_wav
from aigc.errors import AssetError, Cancelled, InputError
from aigc.models.engines import Engine
from aigc.types.audio import Audio
from pipelines.transcript import Config

HAN = re.compile("[\u4e00-\u9fff]")
TAGS = re.compile(r"<[^>]*>")
RATE = 16_000
FAKE = {"engine": "fake", "language": "zh", "refine": False}


def quiet(step, done, total):
    pass


@pytest.fixture(scope="module")
def wav(tmp_path_factory):
    """Six seconds in which something sounds twice."""
    time = np.arange(6 * RATE) / RATE
    loud = (time % 3 > 0.4) & (time % 3 < 2.6)
    samples = (0.3 * loud * np.sin(2 * np.pi * 220 * time)).astype(np.float32)[None]
    file = tmp_path_factory.mktemp("sound") / "talk <1>.wav"
    file.write_bytes(encode_wav(Audio(samples=samples, sample_rate=RATE)))
    return file


@pytest.fixture(scope="module")
def session(store, wav):
    return actions.transcribe(store, str(wav), "", FAKE, quiet)


@pytest.fixture
def keep(tmp_path):
    return lambda file: shutil.copy(file, tmp_path / file.name)


def test_every_option_but_the_file_has_a_field():
    assert {*page.OPTIONS, *page.NOT_ASKED} == set(Config.model_fields)


@pytest.mark.parametrize("tongue", TONGUES)
def test_every_field_is_spoken_in_the_page_s_language(tongue):
    for name in page.OPTIONS:
        assert bool(HAN.search(page.spoken(name, tongue)["label"])) == (tongue == "zh")
    assert page.field_of("engine").json_schema_extra["choices"][0] == "embedded"


def test_every_word_of_the_page_is_there_twice():
    for table in (words.SAID, words.LABELS):
        for key, (chinese, english) in table.items():
            holes = [sorted(re.findall(r"\{\w+\}", said)) for said in (chinese, english)]
            assert holes[0] == holes[1], key
            assert HAN.search(chinese) and not HAN.search(english), key
    assert {*wiring.STEPS, *wiring.BY_MODEL} <= set(shared.STEPS)


@pytest.mark.parametrize("key", ["no_recording", "no_text", "no_transcript"])
def test_what_the_page_asks_for_is_there_in_chinese(key):
    chinese, english = words.SAID[key]
    assert in_chinese(english) == chinese


def test_what_is_heard_is_kept_without_its_sound(session, wav):
    assert session.recording == wav and len(session.lines) >= 2
    samples = session.heard.narration.audio.samples
    assert samples.strides == (0, 0) and not samples[0, :10].any()
    assert session.heard.narration.duration == session.heard.transcript.duration


def test_what_cannot_be_heard_is_one_clear_error_in_both_languages(store, wav, tmp_path):
    silent = tmp_path / "silent.wav"
    silence = Audio(samples=np.zeros((1, 3 * RATE), np.float32), sample_rate=RATE)
    silent.write_bytes(encode_wav(silence))
    broken = tmp_path / "broken.mp3"
    broken.write_bytes(b"no sound")
    cases = [
        (None, "", FAKE, InputError),
        (wav, "", {"engine": "embedded"}, InputError),
        (wav, "……", {"engine": "embedded"}, InputError),
        (silent, "", FAKE, InputError),
        (broken, "", FAKE, AssetError),
    ]
    for file, text, values, kind in cases:
        with pytest.raises(kind) as raised:
            actions.transcribe(store, str(file) if file else None, text, values, quiet)
        assert HAN.search(in_chinese(str(raised.value)))
        assert "--" not in str(raised.value)


def test_a_path_that_is_typed_as_text_is_text(store, wav, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("nobody may read this", encoding="utf-8")
    with pytest.raises(InputError) as raised:
        actions.transcribe(store, str(wav), str(secret), FAKE, quiet)
    assert "nobody" not in str(raised.value)


def test_listening_can_be_stopped(store, wav):
    def stop(step, done, total):
        if step == "transcribe":
            raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        actions.transcribe(store, str(wav), "", {**FAKE, "seed": 5}, stop)


@pytest.mark.parametrize("tongue", TONGUES)
def test_lines_show_their_times_and_the_words_in_doubt(session, tongue):
    first = session.lines[0]
    doubted = replace(first, words=(replace(first.words[0], confidence=0.3), *first.words[1:]))
    transcript = replace(session.heard.transcript, segments=(doubted, *session.lines[1:]))
    unsure = replace(session, heard=replace(session.heard, transcript=transcript))
    page = views.lines(unsure, {"1": "改过的<b>"}, tongue)
    assert page.count("<textarea") == page.count('class="at"') == len(session.lines)
    assert page.count('class="unsure"') == 1 and "30%" in page
    assert "改过的&lt;b&gt;" in page and "talk &lt;1&gt;.wav" in page
    assert "<audio" in page and "<video" not in page
    filmed = replace(session, recording=session.recording.with_suffix(".mp4"))
    assert "<video" in views.lines(filmed, {}, tongue)
    own = re.sub(
        r"(?s)<textarea.*?</textarea>|<button type=\"button\" class=\"unsure.*?</button>", "", page
    )
    assert bool(HAN.search(TAGS.sub("", own))) == (tongue == "zh")


@pytest.mark.parametrize("kind", actions.KINDS)
def test_files_hold_the_edits(session, kind, keep):
    file = actions.written(session, {"0": "今天下雨了", "1": ""}, kind, keep)
    text = file.read_text(encoding="utf-8")
    assert file.suffix == f".{kind}" and file.stem == "talk <1>"
    if kind == "json":
        found = json.loads(text)["segments"]
        assert len(found) == len(session.lines) - 1 and found[0]["text"] == "今天下雨了"
    else:
        assert "今天" in text and ("下雨" in text)


def test_no_file_is_made_of_nothing(session, keep):
    emptied = {str(n): "" for n in range(len(session.lines))}
    with pytest.raises(InputError, match="Every line is empty"):
        actions.written(session, emptied, "srt", keep)


@pytest.mark.parametrize("tongue", TONGUES)
def test_what_needs_a_model_says_how_to_get_it(tongue):
    one = Engine(
        capability="recognition", name="whisper", purpose="", default=False, state="missing",
        lacking="the package torch", remedy="pip install 'aigc-workbench[models]'",
    )  # fmt: skip
    lacking = views.ways([one], tongue)
    assert "pip install" in lacking and "aigc models fetch" in lacking
    assert lacking.count("tag good") == lacking.count("tag warn") == 1
    ready = views.ways([replace(one, state="ready", remedy="")], tongue)
    assert ready.count("tag good") == 2 and "aigc models fetch" not in ready


def test_a_clip_is_made_of_the_visitor_s_own_files(session):
    told = views.clip(session, "en")
    assert "&#x27;talk &lt;1&gt;.wav&#x27;" in told and "--recording" in told
    assert "talk.wav" in views.clip(None, "zh")


@pytest.mark.parametrize("tongue", TONGUES)
def test_the_page_is_laid_out_and_spoken(session, tongue):
    with gr.Blocks(analytics_enabled=False):
        parts = page.lay_out(tongue)
    said = wiring.speaking(parts)(session, tongue, {"texts": '{"0": "改"}'})
    assert parts.session not in said and said[parts.tongue] == tongue
    assert ">改</textarea>" in said[parts.lines]
    assert said[parts.go]["value"] == words.say("go", tongue)
    assert bool(HAN.search(TAGS.sub("", said[parts.clip]))) == (tongue == "zh")
