"""What every hearing engine promises."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest

from aigc import registry
from aigc.audio import resample
from aigc.errors import Cancelled, InputError
from aigc.hearing.engine import HearingEngine, Line, Options, Word
from aigc.progress import cancellable, silent
from aigc.speech.house import HouseSpeech
from aigc.timings.articulation import POSTURES
from aigc.types.audio import Audio
from aigc.types.timing import SILENCE, Timing

TEXT = "你好，苹果。"


@pytest.fixture(scope="module", params=("embedded", "fake"))
def engine(request: pytest.FixtureRequest) -> HearingEngine:
    made: HearingEngine = registry.get("hearing", request.param)
    return made


@pytest.fixture(scope="module")
def spoken() -> tuple[Audio, list[Line]]:
    said = HouseSpeech().speak(TEXT, voice="yue", language="zh")
    words = tuple(
        Word(text=w.text, ways=(tuple(p.symbol for p in w.phonemes),)) for w in said.words
    )
    return said.audio, [Line(text="你好，", words=words[:1]), Line(text="苹果。", words=words[1:])]


def check(timing: Timing, audio: Audio) -> None:
    """Phonemes go end to end on the samples of the recording."""
    assert timing.duration == audio.duration
    assert timing.sample_rate == audio.sample_rate
    assert timing.phonemes[0].time.start == 0
    assert timing.phonemes[-1].time.end == audio.duration
    for one, other in pairwise(timing.phonemes):
        assert one.time.end == other.time.start
    for tier in timing.tiers.values():
        for item in tier:
            assert item.time.duration > 0
            assert (item.time.start * audio.sample_rate).denominator == 1


def test_sound_alone_gives_known_phonemes_end_to_end(engine, spoken):
    audio, _ = spoken
    timing = engine.hear(audio)
    check(timing, audio)
    assert {p.text for p in timing.phonemes} <= set(POSTURES)
    assert sum(p.text != SILENCE for p in timing.phonemes) >= 4
    assert not timing.words


def test_a_text_gives_its_phonemes_words_and_lines(engine, spoken):
    audio, lines = spoken
    timing = engine.hear(audio, lines)
    check(timing, audio)
    wanted = [p for line in lines for word in line.words for p in word.ways[0]]
    assert [p.text for p in timing.phonemes if p.text != SILENCE] == wanted
    assert [w.text for w in timing.words] == [w.text for line in lines for w in line.words]
    assert [line.text for line in timing.lines] == ["你好，", "苹果。"]
    assert timing.lines[0].time.end <= timing.lines[1].time.start


def test_output_depends_on_every_argument_and_on_nothing_else(engine, spoken):
    audio, lines = spoken
    noise = np.random.default_rng(0).normal(0, 0.02, audio.samples.shape).astype(np.float32)
    later = np.roll(audio.samples, audio.sample_rate // 3, axis=1)
    other = Audio(samples=later + noise, sample_rate=audio.sample_rate)
    told = [engine.hear(audio), engine.hear(audio, lines), engine.hear(other), engine.hear(audio)]
    assert told[0] == told[3]
    assert told[0] != told[1]
    assert told[0] != told[2]
    deaf = Options(quiet_db=15, rest_s=0.05)
    assert engine.hear(audio, options=deaf) != told[0]


@pytest.mark.parametrize(("rate", "channels"), [(8_000, 1), (22_050, 2), (44_100, 1)])
def test_any_rate_and_both_channels_are_heard(engine, spoken, rate, channels):
    mono = resample(spoken[0], rate).samples
    audio = Audio(samples=np.repeat(mono, channels, 0), sample_rate=rate)
    check(engine.hear(audio), audio)


def sound(seconds: str, level: float = 0.0) -> Audio:
    samples = np.full((1, int(Fraction(seconds) * 16_000)), level, np.float32)
    return Audio(samples=samples, sample_rate=16_000)


@pytest.mark.parametrize(
    ("audio", "hint"),
    [(sound("0"), "0 s"), (sound("1/50"), "0.02 s"), (sound("2"), "silent|No voice")],
)
def test_what_nobody_says_is_refused(engine, audio, hint):
    with pytest.raises(InputError, match=hint):
        engine.hear(audio)


def test_a_text_that_is_too_long_is_refused(engine, spoken):
    audio, lines = spoken
    with pytest.raises(InputError, match="does not fit"):
        engine.hear(audio, lines * 60)


def test_it_can_be_stopped(engine, spoken):
    with pytest.raises(Cancelled):
        engine.hear(spoken[0], progress=cancellable(silent, lambda: True))
