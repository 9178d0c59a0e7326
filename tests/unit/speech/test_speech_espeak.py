from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from aigc.errors import EngineFailed
from aigc.speech import espeak_process
from aigc.speech.espeak import EspeakEngine
from aigc.speech.espeak_process import EspeakProcess
from aigc.speech.normalise import normalise
from aigc.speech.ssml import markup

REQUEST: dict[str, object] = {
    "voice": "en-us", "rate": 150, "pitch": 50, "range": 50, "seed": 0,
    "ssml": "<speak>Hello world. </speak>",
}  # fmt: skip
OTHER = {**REQUEST, "voice": "cmn", "ssml": "<speak>去年的销量。 </speak>", "seed": 3}
PATIENT_S = 60.0
"""Longer than any machine takes to start a worker, however busy it is."""


def runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def ended(pid: int, within_s: float = 5.0) -> bool:
    deadline = time.monotonic() + within_s
    while runs(pid) and time.monotonic() < deadline:
        time.sleep(0.01)
    return not runs(pid)


def test_a_killed_worker_is_started_again_and_leaves_no_zombie() -> None:
    process = EspeakProcess()
    first = process.speak(REQUEST)
    old = process.pid
    assert old is not None
    os.kill(old, signal.SIGKILL)
    again = process.speak(REQUEST)
    assert again.samples.tobytes() == first.samples.tobytes()
    assert process.pid != old
    assert not runs(old)
    new = process.pid
    process.close()
    assert new is not None
    assert not runs(new)


def test_a_stopped_worker_is_given_up_for_another(monkeypatch: pytest.MonkeyPatch) -> None:
    process = EspeakProcess()
    process.speak(REQUEST)
    old = process.pid
    assert old is not None
    os.kill(old, signal.SIGSTOP)
    start = espeak_process._start

    def start_patiently() -> espeak_process._Worker:
        process.limit_s = PATIENT_S
        return start()

    monkeypatch.setattr(espeak_process, "_start", start_patiently)
    process.limit_s = 0.2
    assert process.speak(REQUEST).samples.size
    assert process.pid not in (None, old)
    assert not runs(old)
    process.close()


def test_the_worker_ends_with_its_owner() -> None:
    process = EspeakProcess()
    process.speak(REQUEST)
    pid = process.pid
    del process
    assert pid is not None
    assert not runs(pid)


def broken_worker(folder: Path, body: str) -> Path:
    """Write a worker that notes each start in ``starts`` and then does ``body``."""
    script = folder / "worker.py"
    note = f"open({str(folder / 'starts')!r}, 'a').write('x')\n"
    script.write_text(f"import os, sys\n{note}sys.stdin.buffer.read(8)\n{body}\n")
    return script


@pytest.mark.parametrize(
    "body",
    [
        "os.abort()",
        "sys.exit(0)",
        "sys.stdout.buffer.write(b'\\0\\0\\0\\3no!'); sys.stdout.flush()",
        "sys.stdout.buffer.write(b'\\0\\0\\0\\014{\"bytes\": 99}'); sys.stdout.flush()",
        "import time; time.sleep(60)",
    ],
    ids=["crash", "end", "nonsense", "half", "silence"],
)
def test_a_worker_that_always_breaks_is_started_twice_and_then_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    script = broken_worker(tmp_path, body)
    monkeypatch.setattr(espeak_process, "WORKER", script)
    process = EspeakProcess(limit_s=2.0 if "sleep" in body else PATIENT_S)
    with pytest.raises(EngineFailed, match="twice in a row at the text"):
        process.speak(REQUEST)
    assert (tmp_path / "starts").read_text() == "xx"
    assert process.pid is None
    monkeypatch.undo()
    process.limit_s = PATIENT_S
    assert process.speak(REQUEST).samples.size
    process.close()


def test_an_interrupted_request_does_not_answer_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    process = EspeakProcess()
    want = process.speak(OTHER).samples.tobytes()
    exchange = EspeakProcess._exchange

    def interrupted(self: EspeakProcess, body: bytes) -> None:
        exchange(self, body)
        raise KeyboardInterrupt

    monkeypatch.setattr(EspeakProcess, "_exchange", interrupted)
    with pytest.raises(KeyboardInterrupt):
        process.speak(REQUEST)
    assert process.pid is None
    monkeypatch.undo()
    assert process.speak(OTHER).samples.tobytes() == want
    process.close()


OWNER = """
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)
from aigc.speech.espeak_process import EspeakProcess
process = EspeakProcess()
process.speak({request!r})
print(process.pid, flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_orphan_is_left_when_the_program_is_stopped(sign: signal.Signals) -> None:
    command = [sys.executable, "-c", OWNER.format(request=REQUEST)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as run:
        assert run.stdout
        pid = int(run.stdout.readline())
        run.send_signal(sign)
        run.wait(timeout=10)
    assert ended(pid)


def test_ctrl_c_in_the_terminal_reaches_only_the_owner() -> None:
    process = EspeakProcess()
    process.speak(REQUEST)
    pid = process.pid
    assert pid is not None
    os.kill(pid, signal.SIGINT)
    assert process.speak(REQUEST).samples.size
    assert process.pid == pid
    process.close()


def test_what_was_spoken_before_leaves_no_trace() -> None:
    process = EspeakProcess()
    once = [process.speak(r).samples.tobytes() for r in (REQUEST, OTHER)]
    again = [process.speak(r).samples.tobytes() for r in (OTHER, OTHER, REQUEST)]
    process.close()
    assert again == [once[1], once[1], once[0]]


def test_a_worker_is_replaced_before_it_grows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(espeak_process, "_MOST_ANSWERS", 2)
    process = EspeakProcess()
    said = [(process.speak(REQUEST).samples.tobytes(), process.pid) for _ in range(4)]
    process.close()
    assert len({sound for sound, _ in said}) == 1
    assert [pid is None for _, pid in said] == [False, True, False, True]


def test_threads_share_one_worker() -> None:
    process = EspeakProcess()
    want = {str(r["voice"]): process.speak(r).samples.tobytes() for r in (REQUEST, OTHER)}
    wrong: list[str] = []

    def speak(request: dict[str, object]) -> None:
        for _ in range(5):
            if process.speak(request).samples.tobytes() != want[str(request["voice"])]:
                wrong.append(str(request["voice"]))

    threads = [threading.Thread(target=speak, args=(r,)) for r in (REQUEST, OTHER, REQUEST)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    process.close()
    assert wrong == []


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
