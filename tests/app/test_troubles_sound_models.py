"""What goes wrong with voices and music of models is told in Chinese too."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from aigc.app.troubles import in_chinese
from aigc.errors import AigcError
from aigc.music.generated.engine import TransformersBed
from aigc.speech.onnx_voice.engine import OnnxSpeech
from aigc.speech.onnx_voice.voices import beside
from aigc.speech.transformers_voice import TransformersSpeech
from aigc.speech.voice_prompt import voice_prompt
from tests.tiny.piper import build


def speak(folder: Path, voice: str = "", text: str = "hi") -> None:
    OnnxSpeech(folder=folder).speak(text, voice=voice, language="en")


def unlike(folder: Path, **told: object) -> Path:
    file = beside(build(folder, "anna"))
    file.write_text(json.dumps({**json.loads(file.read_text()), **told}))
    return file


def recording(folder: Path, record: object) -> str:
    (folder / "li.wav").write_bytes(b"RIFF")
    if record is not None:
        (folder / "li.consent.json").write_text(json.dumps(record))
    return str(folder / "li.wav")


AGREED = {"subject": "Li Na", "statement": "Yes.", "date": "2026", "uses": ["speak"]}
CASES: dict[str, tuple[Callable[[Path], object], str]] = {
    "none": (lambda f: speak(f), "没有 ONNX 音色"),
    "unknown": (lambda f: (build(f, "anna"), speak(f, "ana")), "请重新选择"),
    "alone": (lambda f: (unlike(f).unlink(), speak(f, str(f / "anna.onnx"))), "anna.onnx.json"),
    "format": (lambda f: (unlike(f, phoneme_type="runes"), speak(f, "anna")), "“phoneme_type”"),
    "damaged": (
        lambda f: (build(f, "anna").write_bytes(b"no"), speak(f, "anna")), "不是 ONNX 模型",
    ),
    "language": (lambda f: (build(f, "anna", espeak="de"), speak(f, "anna")), "只读中文和英文"),
    "speaker": (lambda f: (build(f, "anna", speakers=2), speak(f, "anna#x")), "说话人 'x'"),
    "no sound": (
        lambda f: (build(f, "anna", writing="text"), speak(f, "anna", "你好")), "读不出 '你好'",
    ),
    "model": (
        lambda f: TransformersSpeech(f).speak("hi", voice="x", language="en"), "没有模型音色 'x'",
    ),
    "consent": (lambda f: voice_prompt(recording(f, None)), "须得本人同意"),
    "uses": (lambda f: voice_prompt(recording(f, {**AGREED, "uses": []})), "Li Na 没有同意"),
    "other": (
        lambda f: voice_prompt(recording(f, {**AGREED, "recording_sha256": "0"})), "另一段录音",
    ),
    "music": (
        lambda f: TransformersBed().compose(duration=Fraction(2), mood="calm"), "MusicGen",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_trouble_with_a_model_of_sound_is_told_in_chinese(case: str, tmp_path: Path) -> None:
    cause, told = CASES[case]
    with pytest.raises(AigcError) as raised:
        cause(tmp_path)
    assert told in in_chinese(str(raised.value))
