"""Times of recognised words, made finer by the ear."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

import pipelines.refined
from aigc.audio import encode_wav
from aigc.errors import Cancelled
from aigc.hearing.embedded import EmbeddedEar
from aigc.notices import noticing
from aigc.progress import cancellable, silent
from aigc.recognition.fake import FakeRecognition
from aigc.recognition.wording import word_spans
from aigc.speech.house import HouseSpeech
from aigc.speech.narrate import narrate
from aigc.timings.tiers import laid
from aigc.types.article import Span
from aigc.types.script import Script, ScriptLine
from aigc.types.time import TimeRange, seconds
from aigc.types.timing import Timed
from aigc.types.transcript import HeardWord, Segment, Transcript
from pipelines.refined import FURTHEST_S, refined
from pipelines.transcript import Config, own_narration, run

LINES = {
    "zh": ("清晨的港口还很安静。", "渔船回来了。"),
    "en": ("The harbour is still quiet.", "Boats return."),
}
LATE = Fraction(9, 100)
STORY = {"zh": "她喜欢弹钢琴和唱歌。", "en": "She plays piano and sings."}


def script_of(language):
    lines = tuple(ScriptLine(text=t, sources=(Span(start=0, end=1),)) for t in LINES[language])
    return Script(title="", lines=lines, language=language, target=Fraction(8))


@pytest.fixture(scope="module")
def spoken():
    return {
        language: narrate(script_of(language), HouseSpeech(), lead_s=Fraction(1), gap_s=Fraction(1))
        for language in LINES
    }


@pytest.fixture
def recording(spoken, tmp_path):
    path = tmp_path / "own.wav"
    path.write_bytes(encode_wav(spoken["zh"].audio))
    return path


def segment(text: str, times, confidence: float = 0.7) -> Segment:
    words = (
        HeardWord(text=span.of(text), span=span, time=time, confidence=confidence)
        for span, time in zip(word_spans(text), times, strict=True)
    )
    return Segment(text=text, words=tuple(words))


def heard(narration, *, late: Fraction = LATE, noise_s: float = 0.04) -> Transcript:
    """The truth as a model tells it: late, and in words of its own."""
    rng = np.random.default_rng(3)
    off = (late + seconds(float(one)) for one in rng.uniform(-noise_s, noise_s, 99))
    items = []
    for line in narration.lines:
        for span in word_spans(line.text):
            own = [w for w in line.words if w.span.start < span.end and span.start < w.span.end]
            start, end = own[0].time.start, own[-1].time.end
            time = TimeRange(start=start, duration=end - start).shifted(next(off))
            items.append(Timed(text=span.of(line.text), time=time))
    times = (one.time for one in laid(items, narration.duration, narration.audio.sample_rate))
    segments = tuple(
        segment(line.text, [next(times) for _ in word_spans(line.text)]) for line in narration.lines
    )
    return Transcript(
        language=narration.language, duration=narration.duration, segments=segments, engine="late"
    )


def off_s(found: Transcript, narration) -> list[float]:
    """How far from the truth those words begin whose beginning it knows."""
    begins = [{w.span.start: w.time.start for w in line.words} for line in narration.lines]
    return [
        abs(float(word.time.start - known[word.span.start]))
        for one, known in zip(found.segments, begins, strict=True)
        for word in one.words
        if word.span.start in known
    ]


def check(found: Transcript) -> None:
    assert all(one.time.end <= other.time.start for one, other in pairwise(found.words))
    assert all(word.time.duration > 0 for word in found.words)
    assert found.words[0].time.start >= 0
    assert found.words[-1].time.end <= found.duration


@pytest.mark.parametrize("late", [LATE, -LATE])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_words_that_are_late_or_early_come_to_their_sounds(spoken, language, late):
    given = heard(spoken[language], late=late)
    found = refined(given, spoken[language].audio, EmbeddedEar())
    check(found)
    assert np.median(off_s(given, spoken[language])) > 0.06
    assert np.median(off_s(found, spoken[language])) < 0.02
    assert max(off_s(found, spoken[language])) < 0.06
    for one, other in zip(given.words, found.words, strict=True):
        assert replace(one, time=other.time) == other, "only the time is another"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_segment_that_says_something_else_keeps_its_times(spoken, language):
    given = heard(spoken[language])
    spans = word_spans(STORY[language])
    begin = given.segments[0].time.start
    times = [
        TimeRange(start=begin + Fraction(n, 4), duration=Fraction(1, 4)) for n in range(len(spans))
    ]
    strange = segment(STORY[language], times)
    wrong = replace(given, segments=(strange, *given.segments[1:]))
    found = refined(wrong, spoken[language].audio, EmbeddedEar())
    check(found)
    assert found.segments[0] == strange
    assert found.segments[1].words != wrong.segments[1].words


def test_a_word_that_would_move_too_far_keeps_its_time(spoken):
    given = heard(spoken["zh"], noise_s=0)
    last = given.segments[-1].words[-1]
    strange = replace(last, time=last.time.shifted(FURTHEST_S + Fraction(1, 5)))
    words = (*given.segments[-1].words[:-1], strange)
    segments = (*given.segments[:-1], replace(given.segments[-1], words=words))
    found = refined(replace(given, segments=segments), spoken["zh"].audio, EmbeddedEar())
    check(found)
    assert float(found.words[-1].time.start) == pytest.approx(float(strange.time.start), abs=1e-4)
    assert found.words[0].time != given.words[0].time


class Noting(EmbeddedEar):
    """The ear, which notes how long it listens."""

    def __init__(self) -> None:
        super().__init__()
        self.lengths: list[float] = []

    def hear(self, audio, *args, **kwargs):
        self.lengths.append(float(audio.duration))
        return super().hear(audio, *args, **kwargs)


def test_what_is_long_is_listened_to_in_stretches(spoken, monkeypatch):
    monkeypatch.setattr(pipelines.refined, "LONGEST_S", Fraction(1))
    ear = Noting()
    found = refined(heard(spoken["en"]), spoken["en"].audio, ear)
    check(found)
    assert len(ear.lengths) >= 3
    assert max(ear.lengths) < 3.5
    assert np.median(off_s(found, spoken["en"])) < 0.03


def test_without_weights_the_times_stand_and_that_is_told(spoken):
    given = heard(spoken["zh"])
    with noticing() as told:
        found = refined(given, spoken["zh"].audio, EmbeddedEar(Path("absent.safetensors")))
    assert found == given
    assert len(told) == 1
    assert "late" in told[0]


def test_where_nothing_is_heard_the_times_stand(spoken):
    given = heard(spoken["zh"])
    quiet = replace(spoken["zh"].audio, samples=np.zeros_like(spoken["zh"].audio.samples))
    assert refined(given, quiet, EmbeddedEar()) == given


def test_every_recognition_is_refined_unless_that_is_refused(spoken, recording, store, monkeypatch):
    given = heard(spoken["zh"])
    monkeypatch.setattr(FakeRecognition, "transcribe", lambda self, audio, **_: given)
    plain = run(recording, Config(engine="fake", refine=False), store=store)
    assert plain.transcript == given
    told = []
    fine = run(
        recording, Config(engine="fake"), store=store, progress=lambda *one: told.append(one)
    )
    assert np.median(off_s(fine.transcript, spoken["zh"])) < 0.02
    assert ("refine", 2, 2) in told
    own = own_narration(script_of("zh"), recording, engine="fake", store=store)
    first = spoken["zh"].lines[0].words
    between = first[1].time.start - first[0].time.start
    found = own.lines[0].words
    assert float(found[1].time.start - found[0].time.start) == pytest.approx(
        float(between), abs=0.04
    )


def test_refining_can_be_stopped(spoken):
    asked = iter([False, True])
    stop = cancellable(silent, lambda: next(asked))
    with pytest.raises(Cancelled):
        refined(heard(spoken["zh"]), spoken["zh"].audio, EmbeddedEar(), progress=stop)
