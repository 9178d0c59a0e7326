"""What every recognition engine promises.

The tiny Whisper has random weights: it proves that a model is read, cut into windows, asked again
where it is in doubt and timed, and it hears nothing.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest

from aigc import registry
from aigc.errors import Cancelled, InputError
from aigc.progress import cancellable, silent
from aigc.store import Store
from aigc.types.audio import Audio
from aigc.types.transcript import Transcript
from tests.tiny import whisper


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return whisper.save(tmp_path_factory.mktemp("whisper"))


@pytest.fixture(scope="module", params=("fake", "whisper"))
def engine(request, model):
    asked = "fake" if request.param == "fake" else f"whisper:{model}?retries=1&device=cpu"
    return registry.get("recognition", asked)


def voice(seconds: float, *, seed: int = 1, rate: int = 16_000, channels: int = 1) -> Audio:
    """Return noise that comes and goes as syllables do, with a rest of a second in the middle."""
    count = int(seconds * rate)
    time = np.arange(count) / rate
    noise = np.random.default_rng(seed).normal(0, 0.1, (channels, count))
    loud = np.sin(2 * np.pi * 2.5 * time) ** 2
    loud[np.abs(time - seconds / 2) < 0.5] = 0
    return Audio(samples=(noise * loud).astype(np.float32), sample_rate=rate)


@pytest.fixture(scope="module")
def spoken() -> Audio:
    return voice(4.0)


def check(found: Transcript, audio: Audio) -> None:
    """Words go forward on the samples of the recording and stand in their segment's text."""
    assert found.duration == audio.duration
    assert found.words
    for segment in found.segments:
        assert segment.text == segment.text.strip()
        for word in segment.words:
            assert word.span.of(segment.text) == word.text
    for word in found.words:
        assert word.time.duration > 0
        assert (word.time.start * audio.sample_rate).denominator == 1
        assert 0 <= word.confidence <= 1
    assert found.words[-1].time.end <= audio.duration
    for one, other in pairwise(found.words):
        assert one.time.end <= other.time.start


def test_words_come_in_order_with_their_times(engine, spoken):
    found = engine.transcribe(spoken, language="en")
    check(found, spoken)
    assert found.language == "en"
    assert engine.name in found.engine


def test_the_language_may_be_left_to_the_engine(engine, spoken):
    assert engine.transcribe(spoken).language in ("zh", "en")


def test_output_depends_on_every_argument_and_on_nothing_else(engine, spoken):
    first = engine.transcribe(spoken, language="zh", seed=1)
    assert first == engine.transcribe(spoken, language="zh", seed=1)
    assert first != engine.transcribe(spoken, language="en", seed=1)
    assert first != engine.transcribe(spoken, language="zh", seed=2)
    assert first != engine.transcribe(voice(4.0, seed=9), language="zh", seed=1)


@pytest.mark.parametrize(("rate", "channels"), [(8_000, 1), (44_100, 2)])
def test_any_rate_and_both_channels_are_heard(engine, rate, channels):
    audio = voice(2.0, rate=rate, channels=channels)
    check(engine.transcribe(audio, language="en"), audio)


@pytest.mark.parametrize(("seconds", "hint"), [(Fraction(1, 20), "0.05 s"), (2, "No voice")])
def test_what_nobody_says_is_refused(engine, seconds, hint):
    quiet = Audio(samples=np.zeros((1, int(seconds * 16_000)), np.float32), sample_rate=16_000)
    with pytest.raises(InputError, match=hint):
        engine.transcribe(quiet, language="en")


def test_progress_is_told_and_it_can_be_stopped(engine, spoken):
    told = []
    engine.transcribe(spoken, progress=lambda step, done, total: told.append((step, done / total)))
    assert told[-1] == ("transcribe", 1)
    assert [share for _, share in told] == sorted(share for _, share in told)
    with pytest.raises(Cancelled):
        engine.transcribe(spoken, progress=cancellable(silent, lambda: True))


def test_a_store_changes_nothing(engine, spoken, tmp_path):
    store = Store(tmp_path)
    alone = engine.transcribe(spoken, language="en")
    assert engine.transcribe(spoken, language="en", store=store) == alone
    assert engine.transcribe(spoken, language="en", store=store) == alone
