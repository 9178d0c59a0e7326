"""Recordings to transcripts, subtitles and narrations, by the ear, by words and on the way in."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest

from aigc.audio import encode_wav
from aigc.errors import AssetError, Cancelled, ConfigError, InputError
from aigc.progress import cancellable, silent
from aigc.recognition.fake import FakeRecognition
from aigc.recognition.narrated import narrated
from aigc.speech.house import HouseSpeech
from aigc.speech.narrate import narrate
from aigc.speech.syllable_sizes import sizes_by_reading
from aigc.timings.spoken import timing_of_narration
from aigc.timings.srt import read_srt
from aigc.timings.textgrid import read_textgrid
from aigc.timings.vtt import write_vtt
from aigc.types.article import Span
from aigc.types.audio import Audio
from aigc.types.script import Script, ScriptLine
from aigc.types.time import TimeRange
from aigc.types.timing import Timed
from aigc.types.transcript import HeardWord, Segment, Transcript
from pipelines.aligned import by_words
from pipelines.cues import cues
from pipelines.transcript import FILES, LEAD_S, Config, own_narration, run

LINES = ("2026年销量增长35%。", "……", "专家认为，电池成本下降了。")


@pytest.fixture(scope="module")
def script():
    lines = tuple(ScriptLine(text=text, sources=(Span(start=0, end=1),)) for text in LINES)
    return Script(title="销量", lines=lines, language="zh", target=Fraction(10))


@pytest.fixture(scope="module")
def spoken(script):
    said = replace(script, lines=(script.lines[0], script.lines[2]))
    return narrate(said, HouseSpeech(), lead_s=Fraction(2), gap_s=Fraction(1))


@pytest.fixture(scope="module")
def recording(spoken, tmp_path_factory):
    path = tmp_path_factory.mktemp("recording") / "own.wav"
    path.write_bytes(encode_wav(spoken.audio))
    return path


@pytest.fixture
def text(tmp_path):
    path = tmp_path / "said.txt"
    path.write_text("\n".join(LINES), encoding="utf-8")
    return path


def words(narration):
    return [word for line in narration.lines for word in line.words]


def near(found, truth, *, by: Fraction = Fraction(0), within: float = 0.08) -> bool:
    """Tell whether the words begin when they were spoken, but for a few."""
    assert [w.text for w in words(found)] == [w.text for w in words(truth)]
    off = [abs(float(a.time.start - b.time.start - by))
           for a, b in zip(words(found), words(truth), strict=True)]  # fmt: skip
    return float(np.median(off)) < within and max(off) < 6 * within


def test_the_ear_finds_a_text_in_a_recording_of_it(recording, spoken, text, store):
    found = run(recording, Config(text=text), store=store)
    assert near(found.narration, spoken)
    assert found.transcript.engine == "embedded"
    assert found.transcript.text.splitlines() == [LINES[0], LINES[2]]
    assert found.transcript.words[0].text == "2026年"


def test_the_files_say_the_same(recording, text, store, tmp_path):
    found = run(recording, Config(text=text), store=store)
    paths = found.save(tmp_path / "out")
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == sorted(FILES)
    told = {path.suffix: path.read_text(encoding="utf-8") for path in paths}
    record = json.loads(told[".json"])
    assert record["language"] == "zh"
    assert [one["text"] for one in record["segments"]] == told[".txt"].splitlines()
    assert record["segments"][0]["words"][0]["start_s"] == pytest.approx(2.0, abs=0.2)
    assert [cue.text for cue in read_srt(told[".srt"])] == [c.text for c in cues(found.narration)]
    assert told[".vtt"].startswith("WEBVTT\n\n00:00:0")
    assert told[".vtt"].count("-->") == told[".srt"].count("-->")
    tiers = read_textgrid(told[".TextGrid"]).tiers
    assert [one.text for one in tiers["lines"]] == [LINES[0], LINES[2]]
    assert len(tiers["phonemes"]) > len(tiers["words"])


def test_without_a_text_and_without_a_model_both_ways_are_told(recording, store):
    with pytest.raises(InputError, match=r"--text FILE.*--engine whisper:FOLDER"):
        run(recording, Config(), store=store)


def test_a_model_writes_down_what_it_hears(recording, store):
    found = run(recording, Config(engine="fake", language="en", seed=3), store=store)
    assert found.transcript.language == "en"
    assert len(found.narration.lines) == len(found.transcript.segments)
    assert [w.time for w in words(found.narration)] == [w.time for w in found.transcript.words]
    assert found.transcript != run(recording, Config(engine="fake", seed=4), store=store).transcript


def misheard(narration) -> Transcript:
    """Return a narration as a recogniser might have heard it: homophones, gaps and fillers."""
    segments = []
    for line in narration.lines:
        text, heard = "", []
        for word in line.words:
            said = {"2026年": "二零二六年", "成本": "城本", "认为": "呃"}.get(word.text, word.text)
            if said != "销量":
                span = Span(start=len(text), end=len(text) + len(said))
                heard.append(HeardWord(text=said, span=span, time=word.time, confidence=0.7))
                text += said
        segments.append(Segment(text=text, words=tuple(heard)))
    return Transcript(language="zh", duration=narration.duration, segments=tuple(segments))


def test_words_give_a_text_its_times_though_they_were_misheard(spoken):
    found = by_words(LINES, spoken.audio, misheard(spoken))
    assert near(found, spoken, within=0.02)
    for word in words(found):
        assert word.phonemes
        assert word.phonemes[0].time.start == word.time.start
        for one, other in pairwise(word.phonemes):
            assert one.time.end == other.time.start
    assert timing_of_narration(found, sizes=sizes_by_reading).syllables


def test_a_recording_of_ones_own_is_the_narration_of_a_script(script, recording, spoken, store):
    found = own_narration(script, recording, store=store)
    assert [line.text for line in found.lines] == list(LINES)
    assert [line.line for line in found.lines] == [0, 1, 2]
    first = words(found)[0].time.start
    assert abs(first - LEAD_S) < Fraction(1, 1000)
    assert near(found, spoken, by=first - words(spoken)[0].time.start)
    assert found.audio.sample_rate == 48_000
    assert words(found)[-1].time.end < found.duration < spoken.duration
    assert timing_of_narration(found, sizes=sizes_by_reading).duration == found.duration


def test_a_recording_by_a_model_is_held_against_the_script(script, recording, spoken, store,
                                                           monkeypatch):  # fmt: skip
    monkeypatch.setattr(FakeRecognition, "transcribe", lambda self, audio, **_: misheard(spoken))
    found = own_narration(script, recording, engine="fake", store=store)
    assert near(found, spoken, by=LEAD_S - words(spoken)[0].time.start)


def test_a_recording_of_something_else_is_refused(script, recording, store):
    with pytest.raises(InputError, match="something else"):
        own_narration(script, recording, engine="fake", store=store)


def test_a_video_is_heard_like_a_recording(spoken, text, tmp_path, store):
    import av

    path = tmp_path / "talk.mp4"
    with av.open(str(path), "w") as out:
        stream = out.add_stream("aac", rate=48_000, layout="mono")
        size = 1024
        for at in range(0, spoken.audio.samples.shape[1] - size, size):
            block = np.ascontiguousarray(spoken.audio.samples[:, at : at + size])
            frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="mono")
            frame.sample_rate, frame.pts = 48_000, at
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    assert near(run(path, Config(text=text), store=store).narration, spoken)


def test_what_cannot_be_read_is_named(recording, tmp_path, store):
    with pytest.raises(AssetError, match="absent"):
        run(tmp_path / "absent.wav", Config(engine="fake"), store=store)
    with pytest.raises(InputError, match=r"nothing\.txt"):
        run(recording, Config(text=tmp_path / "nothing.txt"), store=store)
    (tmp_path / "empty.txt").write_text("……\n")
    with pytest.raises(InputError, match=r"empty\.txt"):
        run(recording, Config(text=tmp_path / "empty.txt"), store=store)


def test_it_can_be_stopped(recording, text, store):
    with pytest.raises(Cancelled):
        run(recording, Config(text=text), store=store, progress=cancellable(silent, lambda: True))


def narrated_in_english():
    text = 'He said, "Every morning we walk across the old bridge," and some stop to feed ducks.'
    spans, at = [], 0
    for word in text.replace(",", " ").replace('"', " ").replace(".", " ").split():
        at = text.index(word, at)
        spans.append(Span(start=at, end=at + len(word)))
        at += len(word)
    heard = [
        HeardWord(text=s.of(text), span=s,
                  time=TimeRange(start=Fraction(n, 3), duration=Fraction(1, 4)))
        for n, s in enumerate(spans)
    ]  # fmt: skip
    audio = Audio(samples=np.zeros((1, 48_000 * 8), np.float32), sample_rate=48_000)
    segment = Segment(text=text, words=tuple(heard))
    found = Transcript(language="en", duration=audio.duration, segments=(segment,))
    return text, narrated(found, audio)


def test_english_subtitles_keep_their_signs_and_lose_no_word():
    text, narration = narrated_in_english()
    shown = " ".join(cue.text.replace("\n", " ") for cue in cues(narration))
    assert shown == text
    assert all(len(row) <= 46 for cue in cues(narration) for row in cue.text.split("\n"))


def test_webvtt_is_written_as_the_standard_says():
    time = TimeRange(start=Fraction(3661), duration=Fraction(3, 2))
    cue = Timed(text="a < b & c\n\nd --> e", time=time)
    assert write_vtt([cue]) == (
        "WEBVTT\n\n01:01:01.000 --> 01:01:02.500\na &lt; b &amp; c\nd --&gt; e\n"
    )


def test_the_command_writes_all_files_or_none(run_cli, recording, text, tmp_path):
    status, out, _ = run_cli("transcribe", recording, "--text", text, "--out", tmp_path / "out")
    assert status == 0
    assert [line.rsplit("/")[-1] for line in out.split()] == list(FILES)
    status, _, err = run_cli("transcribe", recording, "--out", tmp_path / "none")
    assert status == 2
    assert "--text FILE" in err
    assert not (tmp_path / "none").exists()


@pytest.fixture
def run_cli(run):
    return run


def test_an_engine_with_a_wrong_option_is_refused(recording, store):
    with pytest.raises(ConfigError, match="colour"):
        run(recording, Config(engine="whisper:x?colour=1"), store=store)
