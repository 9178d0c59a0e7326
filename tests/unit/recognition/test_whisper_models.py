"""The Whisper engine on tiny models: what is missing, wrong or in doubt, and what is kept."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from aigc import registry
from aigc.errors import ConfigError, EngineFailed, EngineUnavailable, InputError
from aigc.recognition.network import Guess, Whisper
from aigc.recognition.whisper import WhisperRecognition
from aigc.recognition.wording import Piece
from aigc.store import Store
from aigc.types.audio import Audio
from tests.tiny import classifier, whisper


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return whisper.save(tmp_path_factory.mktemp("whisper"))


@pytest.fixture(scope="module")
def audio():
    """Return noise of seven seconds with two rests: three windows."""
    noise = np.random.default_rng(2).normal(0, 0.1, 16_000 * 7).astype(np.float32)
    noise[16_000 * 2 : 40_000] = noise[16_000 * 4 : 72_000] = 0
    return Audio(samples=noise[None], sample_rate=16_000)


def engine(model: Path, **options: str) -> WhisperRecognition:
    return WhisperRecognition(str(model), **{"device": "cpu", "retries": "0", **options})


def test_an_engine_without_a_model_is_made_and_says_so_when_it_is_used(audio):
    made = registry.get("recognition", "whisper")
    assert "whisper" in made.fingerprint
    with pytest.raises(EngineUnavailable, match="whisper:FOLDER"):
        made.transcribe(audio)


@pytest.mark.parametrize(("option", "value"), [("beams", "0"), ("colour", "red"), ("dtype", "int")])
def test_options_are_checked(option, value):
    with pytest.raises(ConfigError, match=option):
        registry.get("recognition", f"whisper:any?{option}={value}")


def test_the_fingerprint_changes_with_options_and_with_the_folder(model, tmp_path):
    folder = shutil.copytree(model, tmp_path / "copy")
    first = engine(folder).fingerprint
    assert first != engine(folder, beams="2").fingerprint
    (folder / "config.json").write_text((folder / "config.json").read_text() + " ")
    assert engine(folder).fingerprint != first


def broken(model: Path, folder: Path, what: str) -> Path:
    if what == "absent":
        return folder / "nowhere"
    if what == "another kind":
        folder.mkdir()
        return classifier.save_texts(folder)
    shutil.copytree(model, folder)
    weights = folder / "model.safetensors"
    match what:
        case "no weights":
            weights.unlink()
        case "damaged":
            weights.write_bytes(weights.read_bytes()[:5000])
        case "not whole":
            from safetensors.numpy import load_file, save_file

            state = load_file(weights)
            del state["model.decoder.layers.0.fc1.weight"]
            save_file(state, weights, metadata={"format": "pt"})
        case "no signs":
            for name in ("tokenizer.json", "tokenizer_config.json"):
                text = (folder / name).read_text()
                (folder / name).write_text(text.replace("<|transcribe|>", "<|write|>"))
    return folder


@pytest.mark.parametrize(
    ("what", "hint"),
    [
        ("absent", "no folder"),
        ("another kind", "'bert', not Whisper"),
        ("no weights", "no Whisper model"),
        ("damaged", "has no safetensors header"),
        ("not whole", "decoder.layers.0.fc1.weight"),
        ("no signs", "no sign"),
    ],
)
def test_a_model_that_cannot_be_used_is_one_clear_error(model, audio, tmp_path, what, hint):
    place = broken(model, tmp_path / "model", what)
    with pytest.raises(EngineUnavailable, match=hint) as caught:
        engine(place).transcribe(audio, language="en")
    assert "Traceback" not in str(caught.value)


def test_whatever_the_network_raises_is_one_clear_error(model, audio, monkeypatch):
    def breaks(*_given, **_options):
        raise RuntimeError("the device is gone\nlong story")

    monkeypatch.setattr(Whisper, "encoded", breaks)
    with pytest.raises(EngineFailed, match=r"broke: the device is gone\.$"):
        engine(model).transcribe(audio, language="en")


def test_a_window_that_was_heard_is_not_heard_again(model, audio, monkeypatch, tmp_path):
    store, heard = Store(tmp_path), []
    encoded = Whisper.encoded

    def counted(self, sounds):
        heard.append(len(sounds))
        if len(heard) == 2:
            raise KeyboardInterrupt
        return encoded(self, sounds)

    monkeypatch.setattr(Whisper, "encoded", counted)
    one_by_one = engine(model, batch="1")
    with pytest.raises(KeyboardInterrupt):
        one_by_one.transcribe(audio, language="en", store=store)
    found = one_by_one.transcribe(audio, language="en", store=store)
    assert heard == [1, 1, 1, 1]
    assert found == one_by_one.transcribe(audio, language="en", store=store)
    assert sum(heard) == 4


def test_beams_and_a_prompt_change_what_is_written(model, audio):
    plain = engine(model).transcribe(audio, language="en").text
    assert engine(model, beams="3").transcribe(audio, language="en").text != plain
    assert engine(model, prompt="the cat sang").transcribe(audio, language="en").text != plain
    assert engine(model, prompt="the cat " * 70).transcribe(audio, language="en").words


@pytest.mark.parametrize("dtype", ["bfloat16", "float16"])
def test_half_precision_hears_too(model, audio, dtype):
    assert engine(model, dtype=dtype).transcribe(audio, language="en").words


def test_a_model_without_heads_that_tell_the_time_still_tells_it(model, audio, tmp_path):
    folder = shutil.copytree(model, tmp_path / "model")
    own = json.loads((folder / "generation_config.json").read_text())
    del own["alignment_heads"]
    (folder / "generation_config.json").write_text(json.dumps(own))
    assert engine(folder).transcribe(audio, language="en").words


def test_a_model_of_english_alone_says_so(audio, tmp_path):
    folder = whisper.save(tmp_path, languages=())
    assert engine(folder).transcribe(audio).language == "en"
    with pytest.raises(InputError, match="English alone"):
        engine(folder).transcribe(audio, language="zh")


def test_another_language_is_refused(model, audio, monkeypatch):
    monkeypatch.setattr(Whisper, "languages", lambda *_: [{"ja": 0.9, "zh": 0.06, "en": 0.04}])
    with pytest.raises(InputError, match="'ja'"):
        engine(model).transcribe(audio)
    monkeypatch.setattr(Whisper, "languages", lambda *_: [{"ja": 0.4, "yue": 0.35, "en": 0.25}])
    assert engine(model).transcribe(audio).language == "zh"


def guess(text: str, mean_log: float, silence: float = 0.0) -> Guess:
    pieces = tuple(
        Piece(text=c, begin_s=n / 10, end_s=n / 10 + 0.1, confidence=0.5)
        for n, c in enumerate(text)
    )
    return Guess(text=text, pieces=pieces, mean_log=mean_log, silence=silence)


def answering(monkeypatch, *guesses: Guess) -> list[float]:
    """Let the model write one guess after the other; the temperatures come back."""
    asked: list[float] = []

    def written(self, encoded, seconds, *, temperature=0.0, **_):
        asked.append(temperature)
        return [guesses[min(len(asked), len(guesses)) - 1]] * len(seconds)

    monkeypatch.setattr(Whisper, "written", written)
    return asked


SHORT = Audio(
    samples=np.random.default_rng(3).normal(0, 0.1, (1, 24_000)).astype(np.float32),
    sample_rate=16_000,
)


def test_a_window_in_doubt_is_heard_again_and_the_best_is_kept(model, monkeypatch):
    asked = answering(monkeypatch, guess("好的" * 40, -0.2), guess("是的呢", -1.4),
                      guess("我们去学校", -0.4), guess("不会问", -0.1))  # fmt: skip
    found = engine(model, retries="5").transcribe(SHORT, language="zh")
    assert found.text == "我们去学校"
    assert asked == [0.0, 0.2, 0.4]


def test_what_is_made_up_for_silence_or_noise_is_left_out(model, monkeypatch):
    for made_up in (
        guess("谢谢观看大家", -1.5, 0.9),
        guess("啊", -1.5),
        guess("普通话的句子", -0.1),
    ):
        answering(monkeypatch, made_up)
        with pytest.raises(InputError, match="No voice"):
            engine(model).transcribe(SHORT, language="zh")


def test_what_is_said_for_sure_stays_though_the_model_calls_it_silence(model, monkeypatch):
    answering(monkeypatch, guess("我们去学校", -0.3, 0.9))
    assert engine(model).transcribe(SHORT, language="zh").text == "我们去学校"
