"""A recognition engine for tests: a word for every loud stretch, at once and always the same."""

from __future__ import annotations

from typing import Final

from aigc.audio import resample, to_mono
from aigc.progress import Progress, silent, track
from aigc.recognition.engine import check_recording, nobody_heard
from aigc.recognition.joins import Said, forward
from aigc.recognition.windows import FRAMES_A_SECOND, levels, loud_frames
from aigc.recognition.wording import segments_of
from aigc.store import Store, digest
from aigc.types.article import Language
from aigc.types.audio import Audio
from aigc.types.transcript import Transcript

_WORDS: Final[dict[Language, tuple[str, ...]]] = {
    "zh": ("今天", "天气", "很", "好", "我们", "学校", "去", "说话"),
    "en": ("today", "the", "weather", "is", "good", "we", "speak", "here"),
}
_EACH: Final = 30
"""Frames of a word."""
_SENTENCE: Final = 8


class FakeRecognition:
    """Draws a word for every 0.3 s in which something sounds; without a language it is Chinese."""

    name = "fake"
    fingerprint = "fake-recognition/1"

    def transcribe(
        self,
        audio: Audio,
        *,
        language: Language | None = None,
        seed: int = 0,
        progress: Progress = silent,
        store: Store | None = None,
    ) -> Transcript:
        """Return drawn words; see `RecognitionEngine.transcribe`."""
        check_recording(audio)
        spoken: Language = language or "zh"
        sound = resample(to_mono(audio), 16_000)
        loud = loud_frames(levels(sound.samples[0], 16_000))
        begins = [n for n in range(0, len(loud), _EACH) if loud[n : n + _EACH].mean() > 0.5]
        if not begins:
            raise nobody_heard()
        drawn = digest((audio.samples, seed, spoken))
        words = [
            _said(n, begin, spoken, drawn)
            for n, begin in enumerate(track(begins, progress, "transcribe", len(begins)))
        ]
        segments = segments_of(forward(words), audio.duration, audio.sample_rate)
        return Transcript(
            language=spoken, duration=audio.duration, segments=segments, engine=self.name
        )


def _said(number: int, begin: int, language: Language, drawn: str) -> Said:
    known = _WORDS[language]
    word = known[int(digest((drawn, number))[:4], 16) % len(known)]
    space = " " if language == "en" and number else ""
    last = number % _SENTENCE == _SENTENCE - 1
    sign = ("。" if language == "zh" else ".") if last else ""
    start = begin / FRAMES_A_SECOND
    return Said(
        text=f"{space}{word}{sign}", begin_s=start, end_s=start + _EACH / FRAMES_A_SECOND,
        confidence=0.9,
    )  # fmt: skip
