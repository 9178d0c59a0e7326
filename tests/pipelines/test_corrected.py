"""A transcript that was put right by hand: texts, times, and what is left out."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest

from aigc.errors import InputError
from aigc.recognition.narrated import narrated
from aigc.types.article import Span
from aigc.types.audio import Audio
from aigc.types.time import TimeRange
from aigc.types.transcript import HeardWord, Segment, Transcript
from pipelines.corrected import corrected
from pipelines.transcript import Transcribed

RATE = 16_000
EACH = Fraction(3, 10)


def segment(text, words, start):
    found, at, now = [], 0, Fraction(start)
    for word in words:
        begin = text.index(word, at)
        at = begin + len(word)
        time = TimeRange(start=now, duration=EACH)
        span = Span(start=begin, end=at)
        found.append(HeardWord(text=word, span=span, time=time, confidence=0.4))
        now += EACH
    return Segment(text=text, words=tuple(found))


@pytest.fixture(scope="module")
def heard():
    audio = Audio(samples=np.zeros((1, 10 * RATE), np.float32), sample_rate=RATE)
    segments = (
        segment("今天天汽很好。", ["今天", "天汽", "很", "好"], 1),
        segment("我们去学校", ["我们", "去", "学校"], 4),
        segment("再见", ["再见"], 8),
    )
    transcript = Transcript(language="zh", duration=Fraction(10), segments=segments, engine="fake")
    return Transcribed(transcript=transcript, narration=narrated(transcript, audio))


def texts(heard):
    return [one.text for one in heard.transcript.segments]


def test_nothing_changes_where_nothing_was_typed(heard):
    same = corrected(heard, texts(heard))
    assert same.transcript == heard.transcript
    assert same.narration.lines == heard.narration.lines


def test_a_word_typed_anew_lies_where_one_like_it_was_heard(heard):
    made = corrected(heard, ["今天天气很好。", *texts(heard)[1:]])
    line, before = made.narration.lines[0], heard.narration.lines[0]
    assert line.text == "今天天气很好。" and line.time == before.time
    assert line.words[-1].time == before.words[-1].time
    assert {word.confidence for word in made.transcript.segments[0].words} == {1.0}
    assert made.transcript.segments[1:] == heard.transcript.segments[1:]
    assert made.narration.lines[1:] == heard.narration.lines[1:]


@pytest.mark.parametrize(
    "text", ["我们一起到大学校门口玩一会儿再回来吃饭吧", "换成完全不同的一句话", "35% of it"]
)
def test_a_line_keeps_to_its_own_time(heard, text):
    made = corrected(heard, [texts(heard)[0], text, texts(heard)[2]])
    words = [word for line in made.narration.lines for word in line.words]
    assert made.transcript.segments[1].text == text
    assert all(a.time.end <= b.time.start for a, b in pairwise(words))
    assert all(word.time.duration > 0 for word in words)


def test_an_emptied_line_is_left_out(heard, tmp_path):
    made = corrected(heard, ["今天天气很好。", "  ……", "再见"])
    assert texts(made) == ["今天天气很好。", "再见"]
    assert [line.line for line in made.narration.lines] == [0, 1]
    made.save(tmp_path / "out")
    told = json.loads((tmp_path / "out" / "transcript.json").read_text(encoding="utf-8"))
    assert [one["text"] for one in told["segments"]] == ["今天天气很好。", "再见"]
    assert "学校" not in (tmp_path / "out" / "transcript.srt").read_text(encoding="utf-8")


def test_a_transcript_of_nothing_and_too_few_texts_are_refused(heard):
    with pytest.raises(InputError, match="Every line is empty"):
        corrected(heard, ["", " ", "。"])
    with pytest.raises(InputError, match="2 texts for 3 lines"):
        corrected(heard, ["a", "b"])
