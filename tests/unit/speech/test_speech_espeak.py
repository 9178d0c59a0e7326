from __future__ import annotations

import os
import signal
import time

import psutil
import pytest

from aigc.errors import EngineFailed
from aigc.speech.espeak import EspeakEngine
from aigc.speech.espeak_process import EspeakProcess
from aigc.speech.normalise import normalise
from aigc.speech.ssml import markup

REQUEST: dict[str, object] = {
    "voice": "en-us", "rate": 150, "pitch": 50, "range": 50, "seed": 0,
    "ssml": "<speak>Hello world. </speak>",
}  # fmt: skip


def test_a_killed_worker_is_started_again_and_leaves_no_zombie() -> None:
    process = EspeakProcess()
    first = process.speak(REQUEST)
    old = process.pid
    assert old is not None
    os.kill(old, signal.SIGKILL)
    time.sleep(0.05)
    again = process.speak(REQUEST)
    assert again.samples.tobytes() == first.samples.tobytes()
    assert process.pid != old
    assert not psutil.pid_exists(old)
    new = process.pid
    process.close()
    assert new is not None
    assert not psutil.pid_exists(new)


def test_a_stopped_worker_is_given_up_in_time() -> None:
    process = EspeakProcess(limit_s=0.3)
    process.speak(REQUEST)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGSTOP)
    assert process.speak(REQUEST).samples.size
    process.close()


def test_the_worker_ends_with_its_owner() -> None:
    process = EspeakProcess()
    process.speak(REQUEST)
    pid = process.pid
    del process
    assert pid is not None
    assert not psutil.pid_exists(pid)


def test_an_unknown_voice_is_reported() -> None:
    process = EspeakProcess()
    with pytest.raises(EngineFailed, match="no voice xx-nothing"):
        process.speak({**REQUEST, "voice": "xx-nothing"})
    process.close()


def test_english_in_chinese_is_read_by_an_english_voice() -> None:
    line = markup(normalise("我们用deep learning模型", "zh"), "zh")
    assert '<voice xml:lang="en-us">deep learning </voice>' in line.text
    assert len(line.starts) == 5
    engine = EspeakEngine()
    said = engine.speak("我们用deep learning模型", voice="female", language="zh")
    engine.close()
    assert "".join(p.symbol for p in said.words[3].phonemes) == "lˈɜːnɪŋ"


def test_a_long_line_is_spoken_whole() -> None:
    engine = EspeakEngine()
    text = "专家认为，电池成本的下降是最主要的原因，" * 40
    said = engine.speak(text, voice="male", language="zh", rate=2.0)
    engine.close()
    assert said.words[-1].span.end == len(text) - 1
    assert all(w.time.duration > 0 for w in said.words)
