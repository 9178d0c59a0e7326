"""A recording of a voice is gone on from only with consent, by models that can."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from aigc import registry
from aigc.audio import encode_wav
from aigc.device.shelf import shelf
from aigc.errors import ConfigError, EngineUnavailable, InputError, TrustError
from aigc.speech.transformers_voice import TransformersSpeech
from aigc.speech.voice_prompt import voice_prompt
from aigc.store import file_sha256
from aigc.types.audio import Audio
from tests.tiny.csm import build

RECORD = {
    "subject": "Li Na", "statement": "My voice may read our articles.", "date": "2026-03-01",
    "uses": ["speak"],
}  # fmt: skip


def recorded(folder: Path, *, seed: int = 0, **changed: object) -> Path:
    """Write a recording of noise with what is said in it and its consent."""
    folder.mkdir(parents=True, exist_ok=True)
    noise = np.random.default_rng(seed).standard_normal((1, 16_000)).astype(np.float32) * 0.1
    file = folder / "li.wav"
    file.write_bytes(encode_wav(Audio(samples=noise, sample_rate=16_000)))
    file.with_suffix(".txt").write_text("this is my voice\n")
    (folder / "li.consent.json").write_text(json.dumps({**RECORD, **changed}))
    return file


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("csm") / "csm")


def said(model: Path, **options: str) -> bytes:
    engine = registry.get(
        "speech", f"transformers:{model}?{'&'.join(f'{k}={v}' for k, v in options.items())}"
    )
    made = engine.speak("hi there", voice="", language="en", seed=3)
    assert [word.text for word in made.words] == ["hi", "there"]
    assert 0 < float(made.words[-1].time.end) < float(made.audio.duration) < 12
    return bytes(made.audio.samples.tobytes())


def test_a_model_named_behind_the_engine_speaks(model: Path) -> None:
    assert TransformersSpeech(model=str(model)).voices()[0].id == "csm"
    assert said(model) == said(model)
    held = [one for one in shelf().held() if one.label == str(model)]
    assert held and held[0].size_bytes > 10_000


def test_a_recording_changes_the_voice(model: Path, tmp_path: Path) -> None:
    one, two = recorded(tmp_path / "a.voice"), recorded(tmp_path / "b.voice", seed=1)
    made = [said(model), said(model, prompt=str(one)), said(model, prompt=str(two))]
    assert len(set(made)) == 3
    assert said(model, prompt=str(one.parent)) == made[1]


def test_the_fingerprint_follows_the_recording_its_words_and_its_record(
    model: Path, tmp_path: Path
) -> None:
    file = recorded(tmp_path)

    def mark() -> str:
        return TransformersSpeech(model=str(model), prompt=str(file)).fingerprint

    marks = [TransformersSpeech(model=str(model)).fingerprint, mark()]
    file.with_suffix(".txt").write_text("other words")
    marks.append(mark())
    recorded(tmp_path, statement="I agree.")
    marks.append(mark())
    recorded(tmp_path, statement="I agree.", seed=1)
    marks.append(mark())
    (tmp_path / "li.consent.json").unlink()
    marks.append(mark())
    assert len(set(marks)) == 6
    assert "Li Na" not in "".join(marks)


@pytest.mark.parametrize(
    ("change", "hint"),
    [
        ({"subject": " "}, "wrong at subject"),
        ({"statement": ""}, "wrong at statement"),
        ({"date": ""}, "wrong at date"),
        ({"date": "soon"}, "wrong at date"),
        ({"uses": []}, "did not agree that the voice speaks"),
        ({"uses": ["sing"]}, "allows sing"),
        ({"mood": "happy"}, "wrong at mood"),
        ({"statement": "x" * 3000}, "say it in short"),
        ({"recording_sha256": "0" * 64}, "another recording"),
    ],
)
def test_a_consent_that_says_too_little_is_none(
    tmp_path: Path, change: dict[str, object], hint: str
) -> None:
    with pytest.raises(TrustError, match=hint):
        voice_prompt(str(recorded(tmp_path, **change)))


def test_without_consent_nothing_is_said_and_nothing_is_read(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = recorded(tmp_path)
    (tmp_path / "li.consent.json").unlink()
    monkeypatch.setattr(TransformersSpeech, "_lent", None)
    with pytest.raises(TrustError, match=r"li.consent.json beside .*subject.*statement.*uses"):
        said(model, prompt=str(file))
    (tmp_path / "li.consent.json").write_bytes(b"{")
    with pytest.raises(TrustError, match="wrong at the whole"):
        said(model, prompt=str(file))
    (tmp_path / "li.consent.json").write_bytes(b" " * 200_000)
    with pytest.raises(TrustError, match="too long"):
        said(model, prompt=str(file))


def test_a_record_may_name_the_recording_that_it_is_for(tmp_path: Path) -> None:
    file = recorded(tmp_path)
    recorded(tmp_path, recording_sha256=file_sha256(file))
    found = voice_prompt(str(file))
    assert found.record.subject == "Li Na" and found.said == "this is my voice"
    assert found.samples(24_000).shape == (24_000,)


def test_recordings_that_are_not_there_are_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no recording"):
        voice_prompt(str(tmp_path / "none.wav"))
    with pytest.raises(InputError, match="0 recordings"):
        voice_prompt(str(tmp_path))
    recorded(tmp_path)
    (tmp_path / "other.wav").write_bytes(b"")
    with pytest.raises(InputError, match="2 recordings"):
        voice_prompt(str(tmp_path))


def test_models_that_take_no_recording_say_so(model: Path, tmp_path: Path) -> None:
    from tests.unit.speech.tiny_vits import build as build_vits

    vits = build_vits(tmp_path / "vits", "hi there")
    file = recorded(tmp_path / "a.voice")
    with pytest.raises(InputError, match="'vits' are given no recordings here, only csm"):
        said(vits, prompt=str(file))
    file.with_suffix(".txt").unlink()
    with pytest.raises(InputError, match=r"what is said in li.wav into li.txt"):
        said(model, prompt=str(file))


def test_a_rate_that_the_model_cannot_speak_at_is_refused(model: Path) -> None:
    with pytest.raises(InputError, match="one pace"):
        TransformersSpeech(model=str(model)).speak("hi", voice="", language="en", rate=1.2)


def test_options_are_checked_and_a_missing_model_is_told_when_it_speaks() -> None:
    with pytest.raises(ConfigError, match="Did you mean prompt"):
        registry.get("speech", "transformers:x?promt=y")
    engine = registry.get("speech", "transformers:./nowhere")
    assert "nowhere" in engine.fingerprint
    with pytest.raises((InputError, EngineUnavailable), match="nowhere"):
        engine.speak("hi", voice="", language="en")
