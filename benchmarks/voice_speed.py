"""How fast the voices are on one core, all figures from one run."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from aigc.singing.house import HouseSinger
from aigc.speech.house import HouseSpeech
from aigc.types.vocal import VocalLine
from benchmarks.report import Report, say
from benchmarks.voice_song import melody

TEXTS = {
    "en": "The old house stood at the end of the road, and nobody had lived there for years. "
    "One evening a light was seen in the upper window, and the whole village talked about it.",
    "zh": "老房子在路的尽头，好多年没有人住了。"
    "有一天晚上，楼上的窗户亮起了灯，整个村子都在谈论这件事。",
}
MATRICES = 512, 200
_IMPORT = "import time; t = time.process_time(); import aigc.speech; print(time.process_time() - t)"


def speed(report: Report, speaker: HouseSpeech, singer: HouseSinger) -> None:
    """Report CPU-seconds a second of sound, the wait for the first sound and for a whole song.

    Times are told beside that of a fixed product of matrices, so that runs on other machines, or
    on a busy one, can be compared; the targets are for the figures as they are.
    """
    unit = _cpu_s(_matrices)
    say(f"  a fixed product of matrices takes {1000 * unit:.1f} ms of CPU: the unit below")
    for language, text in TEXTS.items():
        voice = next(v.id for v in speaker.voices() if v.languages[0] == language)
        speaker.speak("好。" if language == "zh" else "Yes.", voice=voice, language=language)
        heard = speaker.speak(text, voice=voice, language=language)
        spent = _cpu_s(lambda v=voice, t=text, g=language: speaker.speak(t, voice=v, language=g))
        _rate(report, f"speech {language}", spent, float(heard.audio.duration), unit)
    line = melody(np.random.default_rng(2), 210, tempo=84)
    _first(report, speaker, singer, line)
    _song(report, singer, line, unit)
    took = subprocess.run(
        [sys.executable, "-c", _IMPORT], capture_output=True, text=True, check=True,
        cwd=Path(__file__).parent.parent,
    )  # fmt: skip
    report.most("import aigc.speech, CPU-s", float(took.stdout), 0.3)


def _cpu_s(work: Callable[[], object], times: int = 3) -> float:
    """Return the least CPU time of some tries."""
    spent = []
    for _ in range(times):
        began = time.process_time()
        work()
        spent.append(time.process_time() - began)
    return min(spent)


def _matrices() -> None:
    size, times = MATRICES
    x = np.ones((size, size), np.float32)
    for _ in range(times):
        x @ x


def _rate(report: Report, name: str, spent: float, seconds: float, unit: float) -> None:
    report.most(f"{name}, CPU-s a second of sound", spent / seconds, 0.05)
    say(f"  {spent:.2f} CPU-s for {seconds:.1f} s; {spent / seconds / unit:.3f} units a second")


def _first(report: Report, speaker: HouseSpeech, singer: HouseSinger, line: VocalLine) -> None:
    """Report the wait for the first piece of a text of some sentences and of a song."""
    for language, text in TEXTS.items():
        voice = next(v.id for v in speaker.voices() if v.languages[0] == language)
        spent = _cpu_s(
            lambda v=voice, t=text, g=language: next(speaker.stream(t, voice=v, language=g))
        )
        report.most(f"first piece of speech {language}, ms of CPU", 1000 * spent, 300)
    spent = _cpu_s(lambda: next(singer.stream(line, voice=singer.voices()[0].id)))
    report.most("first piece of song, ms of CPU", 1000 * spent, 300)


def _song(report: Report, singer: HouseSinger, line: VocalLine, unit: float) -> None:
    began = time.process_time()
    sung = singer.sing(line, voice=singer.voices()[0].id)
    spent = time.process_time() - began
    seconds = float(sung.audio.duration)
    _rate(report, "song", spent, seconds, unit)
    report.most("a song of three minutes, CPU-s", spent * 180 / seconds, 10)
