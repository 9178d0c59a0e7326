"""Voices of sherpa-onnx's folders that are damaged or of no use are refused in one sentence."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from aigc.errors import EngineFailed, InputError
from aigc.models.licence import licence_of
from aigc.speech.sherpa_voice.engine import SherpaSpeech
from tests.tiny import sherpa


@pytest.fixture(scope="module")
def kokoro(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sherpa.kokoro(tmp_path_factory.mktemp("sherpa") / "kokoro")


@pytest.fixture
def voice(kokoro: Path, tmp_path: Path) -> Path:
    """Return a voice of the kind of Kokoro that a test may break."""
    return Path(shutil.copytree(kokoro, tmp_path / "mine"))


def say(engine: SherpaSpeech, voice: str) -> bytes:
    return engine.speak("你好", voice=voice, language="zh").audio.samples.tobytes()


def _emptied(voice: Path, name: str) -> None:
    (voice / name).write_bytes(b"")


def _cut(voice: Path, name: str) -> None:
    whole = (voice / name).read_bytes()
    (voice / name).write_bytes(whole[: len(whole) // 2])


def _gone(voice: Path, name: str) -> None:
    (voice / name).unlink()


def _junk(voice: Path, name: str) -> None:
    (voice / name).write_bytes(b"\xff\xfe junk" * 90)


@pytest.mark.parametrize(
    ("change", "name", "hint"),
    [
        (_gone, "model.onnx", "no model.onnx.*whole archive"),
        (_emptied, "model.onnx", "sample_rate.*no voice"),
        (_cut, "model.onnx", "damaged"),
        (_junk, "model.onnx", "damaged"),
        (_gone, "tokens.txt", "no tokens.txt"),
        (_emptied, "tokens.txt", "tokens.txt of mine is empty"),
        (_junk, "tokens.txt", "tokens.txt of mine cannot be read"),
        (_gone, "lexicon.txt", "no lexicon.txt"),
        (_emptied, "lexicon.txt", "no sound for '你好'"),
        (_gone, "voices.bin", "no voices.bin"),
        (_cut, "voices.bin", "damaged.*360 numbers"),
    ],
)
def test_a_voice_that_is_not_whole_is_one_clear_error(
    voice: Path, change: object, name: str, hint: str
) -> None:
    change(voice, name)  # type: ignore[operator]
    engine = SherpaSpeech(folder=voice.parent)
    with pytest.raises(InputError, match=hint) as caught:
        say(engine, str(voice))
    assert "\n" not in str(caught.value)
    engine.voices()
    engine.close()


def test_a_network_of_another_kind_is_refused(voice: Path) -> None:
    model = onnx.load(str(voice / "model.onnx"))
    next(one for one in model.metadata_props if one.key == "model_type").value = "vits"
    onnx.save(model, str(voice / "model.onnx"))
    with pytest.raises(EngineFailed, match="broke"):
        say(SherpaSpeech(), str(voice))
    extra = [helper.make_tensor_value_info(f"more{n}", TensorProto.FLOAT, [1]) for n in range(5)]
    model.graph.input.extend(extra)
    onnx.save(model, str(voice / "model.onnx"))
    with pytest.raises(InputError, match="no network of the kind vits: it takes tokens"):
        say(SherpaSpeech(), str(voice))


@pytest.mark.parametrize(
    ("name", "value", "hint"),
    [
        ("language", "German", "speaks German"),
        ("sample_rate", "3", "sample_rate"),
        ("n_speakers", "many", "n_speakers"),
        ("style_dim", "none", "no style_dim"),
    ],
)
def test_what_a_network_tells_must_be_of_use(voice: Path, name: str, value: str, hint: str) -> None:
    model = onnx.load(str(voice / "model.onnx"))
    next(one for one in model.metadata_props if one.key == name).value = value
    onnx.save(model, str(voice / "model.onnx"))
    with pytest.raises(InputError, match=hint):
        say(SherpaSpeech(), str(voice))


def test_the_licence_beside_a_voice_is_told(voice: Path) -> None:
    assert licence_of(f"sherpa:{voice}") == "unknown"
    (voice / "LICENSE").write_text("   Apache License\n   Version 2.0, January 2004\n")
    assert licence_of(f"sherpa:{voice}") == "Apache-2.0"
    (voice / "README.md").write_text("---\nlicense: mit\n---\n")
    assert licence_of(f"sherpa:{voice}") == "MIT"


def test_a_changed_voice_is_another(voice: Path) -> None:
    engine = SherpaSpeech(str(voice))
    before = engine.fingerprint
    assert before == SherpaSpeech(str(voice)).fingerprint
    first = say(engine, "")
    styles = np.fromfile(voice / "voices.bin", "<f4")
    (styles + 1).tofile(voice / "voices.bin")
    assert engine.fingerprint != before
    assert say(engine, "") != first
