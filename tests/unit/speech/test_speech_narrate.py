from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from aigc.audio import loudness_lufs, true_peak_dbtp
from aigc.errors import Cancelled, InputError
from aigc.progress import cancellable, silent
from aigc.speech.fake import FakeSpeech
from aigc.speech.narrate import narrate, pace
from aigc.types.article import Span
from aigc.types.script import LineRole, Script, ScriptLine

SOURCE = (Span(start=0, end=1),)


def script(*lines: tuple[str, LineRole]) -> Script:
    made = tuple(ScriptLine(text=t, sources=SOURCE, role=r) for t, r in lines)
    return Script(title="t", lines=made, language="zh", target=Fraction(30))


THREE = script(("今天天气很好", "hook"), ("我们出去走走", "point"), ("然后回家", "point"))


def test_lines_follow_each_other_on_one_clock() -> None:
    told = narrate(THREE, FakeSpeech(), gap_s=Fraction(3, 10), lead_s=Fraction(1, 2))
    first, second, third = told.lines
    assert first.time.start == Fraction(1, 2)
    assert second.time.start - first.time.end == Fraction(1, 2)  # longer after the hook
    assert third.time.start - second.time.end == Fraction(3, 10)
    assert told.duration == third.time.end + Fraction(1, 2)
    for line in told.lines:
        assert "".join(w.text for w in line.words) == line.text
        for word in line.words:
            assert line.time.start <= word.time.start < word.time.end <= line.time.end
            assert word.phonemes[0].time.start == word.time.start


def test_sound_begins_where_the_first_word_does() -> None:
    told = narrate(THREE, FakeSpeech())
    onset = np.flatnonzero(np.abs(told.audio.samples[0]) > 1e-3)[0] / 48_000
    assert onset == pytest.approx(float(told.lines[0].words[0].time.start), abs=0.01)


def test_loudness_and_peak() -> None:
    told = narrate(THREE, FakeSpeech())
    assert loudness_lufs(told.audio) == pytest.approx(-16, abs=0.5)
    assert true_peak_dbtp(told.audio) < -1


def test_progress_is_reported_and_can_stop_it() -> None:
    seen: list[tuple[str, float, float]] = []
    narrate(THREE, FakeSpeech(), progress=lambda *report: seen.append(report))
    assert seen == [("narrate", n, 3) for n in range(4)]
    with pytest.raises(Cancelled):
        narrate(THREE, FakeSpeech(), progress=cancellable(silent, lambda: True))


def test_an_empty_script_and_an_unknown_voice_are_refused() -> None:
    with pytest.raises(InputError, match="no lines"):
        narrate(script(), FakeSpeech())
    with pytest.raises(InputError, match="high"):
        narrate(THREE, FakeSpeech(), voice="hihg")


def test_pace_follows_the_rate() -> None:
    slow, fast = (pace(FakeSpeech(), "low", "en", rate=rate) for rate in (1.0, 2.0))
    assert 1.4 < fast / slow <= 2.0
