"""Text-to-waveform models are read safely, and their words have times."""

from __future__ import annotations

import json
import shutil
import string
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch

from aigc.errors import EngineFailed, EngineUnavailable, InputError
from aigc.speech.text_to_waveform import SPECTROGRAM_KINDS, WAVEFORM_KINDS, WaveformModel
from aigc.speech.transformers_voice import TransformersSpeech
from aigc.speech.waveform_folders import SPEAKING
from tests.unit.speech.tiny_vits import RATE, UPSAMPLE, build

CHARACTERS = string.ascii_lowercase + ",.'你好世界"


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("voices")
    build(folder / "two", CHARACTERS)
    build(folder / "plain", CHARACTERS, speakers=1, blank=False)
    return folder


@pytest.fixture(scope="module")
def engine(models: Path) -> TransformersSpeech:
    return TransformersSpeech(models)


def test_models_and_their_speakers_are_voices(engine: TransformersSpeech, models: Path) -> None:
    (models / "other").mkdir(exist_ok=True)
    (models / "other" / "config.json").write_text('{"model_type": "bert"}')
    (models / "junk").mkdir(exist_ok=True)
    (models / "junk" / "config.json").write_text("[")
    assert [v.id for v in engine.voices()] == ["plain", "two#0", "two#1"]
    assert engine.voices()[1].label == "two, speaker 1"
    assert engine.voices()[0].languages == ("zh", "en")


def test_voices_are_listed_without_torch(models: Path) -> None:
    code = (
        "import sys; from pathlib import Path; "
        "from aigc.speech.transformers_voice import TransformersSpeech as Speech; "
        f"engine = Speech(Path({str(models)!r})); "
        "print([v.id for v in engine.voices()], engine.fingerprint[:12]); "
        "assert not {'torch', 'transformers'} & set(sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, timeout=120, capture_output=True, text=True
    )
    assert "'plain', 'two#0', 'two#1'" in done.stdout and "transformers" in done.stdout


def test_without_torch_the_engine_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aigc.speech.transformers_voice.find_spec", lambda name: None)
    with pytest.raises(EngineUnavailable, match="needs torch: pip install"):
        TransformersSpeech()


def test_kinds_that_are_listed_can_speak() -> None:
    assert WAVEFORM_KINDS | SPECTROGRAM_KINDS >= SPEAKING >= {"vits", "bark", "speecht5", "csm"}


@pytest.mark.parametrize("name", ["two", "plain"])
def test_word_times_are_the_lengths_that_the_model_predicts(models: Path, name: str) -> None:
    model = WaveformModel(str(models / name))
    heard = model.say(["hello", "it's", "me"], ".", speaker=0, rate=1.0, seed=0)
    spans = heard.spans
    assert spans is not None and len(spans) == 3
    hop_s = float(np.prod(UPSAMPLE)) / RATE
    total = len(heard.samples) / RATE
    assert 0 <= spans[0][0] < spans[0][1] <= spans[1][0] < spans[1][1] <= spans[2][0]
    assert spans[2][1] <= total + 1e-9
    for a, b in spans:
        assert a / hop_s == pytest.approx(round(a / hop_s)) and b > a
    assert sum(b - a for a, b in spans) > 0.5 * total


def test_times_follow_the_prediction_of_each_character(models: Path) -> None:
    model = WaveformModel(str(models / "plain"))
    heard = model.say(["ab", "c"], "", speaker=0, rate=1.0, seed=0)
    captured: list[torch.Tensor] = []
    hook = model.model.duration_predictor.register_forward_hook(
        lambda module, given, out: captured.append(out)
    )
    with torch.inference_mode():
        model.model(**model.processor("ab c", return_tensors="pt"))
    hook.remove()
    ends = np.cumsum(np.ceil(np.exp(captured[0][0, 0].numpy()))) * np.prod(UPSAMPLE) / RATE
    assert np.allclose(heard.spans, [(0, ends[1]), (ends[2], ends[3])])


def test_rate_shortens_what_is_said(models: Path) -> None:
    model = WaveformModel(str(models / "two"))
    slow, fast = (
        len(model.say(["hello"], "", speaker=0, rate=r, seed=0).samples) for r in (0.6, 1.8)
    )
    assert slow > 1.5 * fast


def test_without_times_words_are_divided_by_their_syllables(engine, monkeypatch) -> None:
    from aigc.speech import text_to_waveform

    monkeypatch.setattr(text_to_waveform.WaveformModel, "_tokens", lambda *a: None)
    said = engine.speak("hello remarkable me", voice="plain", language="en")
    lengths = [float(w.time.duration) for w in said.words]
    assert lengths[0] == pytest.approx(2 * lengths[2], rel=0.01)
    assert lengths[1] == pytest.approx(4 * lengths[2], rel=0.01)
    assert all(a.time.end == b.time.start for a, b in pairwise(said.words))


def test_the_random_state_of_others_is_left_alone(engine: TransformersSpeech) -> None:
    torch.manual_seed(3)
    before = torch.get_rng_state()
    engine.speak("hello", voice="two", language="en", seed=5)
    assert torch.equal(torch.get_rng_state(), before)


def test_seed_and_speaker_change_the_sound(engine: TransformersSpeech) -> None:
    made = {
        engine.speak("hello", voice=v, language="en", seed=s).audio.samples.tobytes()
        for v, s in (("two#0", 0), ("two#0", 1), ("two#1", 0), ("plain", 0))
    }
    assert len(made) == 4


def copy(models: Path, folder: Path) -> Path:
    shutil.copytree(models / "plain", folder / "bad")
    return folder / "bad"


def test_pickled_weights_are_refused_and_never_opened(models: Path, tmp_path: Path) -> None:
    bad = copy(models, tmp_path)
    (bad / "model.safetensors").unlink()
    (bad / "pytorch_model.bin").write_bytes(b"\x80\x04cos\nsystem\n")
    with pytest.raises(InputError, match=r"pytorch_model.bin.*save_pretrained"):
        TransformersSpeech(tmp_path).speak("hi", voice="bad", language="en")


def test_broken_models_are_one_clear_error(models: Path, tmp_path: Path) -> None:
    bad = copy(models, tmp_path)
    whole = (bad / "model.safetensors").read_bytes()

    def refused(hint: str) -> None:
        with pytest.raises((InputError, EngineUnavailable), match=hint):
            TransformersSpeech(tmp_path).speak("hi", voice=str(bad), language="en")

    (bad / "model.safetensors").write_bytes(whole[:500])
    refused("no safetensors header")
    (bad / "model.safetensors").unlink()
    refused("no weights")
    (bad / "model.safetensors").write_bytes(whole)
    (bad / "config.json").write_text(json.dumps({"model_type": "bert"}))
    refused("does not turn text into sound")
    (bad / "config.json").write_text(json.dumps({"model_type": "speecht5"}))
    refused("holds no voice that can be read|writes a spectrogram")
    (bad / "config.json").unlink()
    refused("holds no voice that can be read")


@pytest.mark.parametrize(
    ("voice", "text", "hint"),
    [
        ("plian", "hi", "Did you mean plain"),
        ("someone/some-model", "hi", "no voice"),
        ("two#7", "hi", "0 to 1"),
        ("plain", "龘", "no sound for '龘'"),
    ],
)
def test_what_cannot_be_said_is_refused(engine, voice: str, text: str, hint: str) -> None:
    with pytest.raises(InputError, match=hint):
        engine.speak(text, voice=voice, language="en" if text == "hi" else "zh")


def test_a_model_of_the_hub_is_only_asked_for_where_it_is_allowed(monkeypatch, models) -> None:
    asked: list[bool] = []

    def refuse(*args: object, **options: object) -> None:
        asked.append(bool(options.get("local_files_only")))
        raise OSError("We couldn't connect to the hub.")

    monkeypatch.setattr("transformers.AutoConfig.from_pretrained", refuse)
    with pytest.raises(EngineUnavailable, match="could not be fetched"):
        TransformersSpeech(models, hub=True).speak("hi", voice="someone/model", language="en")
    assert asked == [True, False]


def test_a_model_that_breaks_is_told(engine, monkeypatch) -> None:
    engine.speak("hello", voice="plain", language="en")

    def broken(*args: object, **options: object) -> None:
        raise RuntimeError("out of memory\nsecond line")

    monkeypatch.setattr("transformers.VitsModel.forward", broken)
    with pytest.raises(EngineFailed, match="out of memory"):
        engine.speak("hello", voice="plain", language="en")


def test_a_kind_that_gives_codes_and_no_sound_is_refused(engine, monkeypatch) -> None:
    from aigc.speech.text_to_waveform import WaveformModel

    def coded(self: WaveformModel, text: str) -> object:
        monkeypatch.setattr(self.model, "forward", lambda **given: (torch.arange(9),))
        return self._any(text)

    monkeypatch.setattr(WaveformModel, "_vits", lambda self, words, *given: coded(self, "hi"))
    monkeypatch.setattr(
        "transformers.VitsTokenizer.__call__", lambda *a, **k: {"input_ids": torch.zeros(1, 3)}
    )
    with pytest.raises(InputError, match="'vits', which gives no sound for words alone"):
        engine.speak("hello", voice="plain", language="en")
