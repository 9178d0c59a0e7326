from __future__ import annotations

import json

import numpy as np
import pytest

from aigc import weights
from aigc.errors import AssetError, EngineUnavailable, TrustError
from aigc.speech.house import HouseSpeech
from aigc.voice import package
from aigc.voice.record import METADATA, house_record

from .tiny_voice import PITCH_HZ, arrays, saved


def test_a_voice_is_saved_and_loaded_with_its_record(tmp_path):
    made = package.load(saved(tmp_path))
    assert made.record == house_record()
    assert made.pitch_hz == PITCH_HZ
    assert [v.id for v in made.voices] == [s.id for s in house_record().speakers]
    assert made.speaker(made.voices[2].id) == 2
    assert not list(tmp_path.glob("*.part"))


def test_other_weights_are_another_version(tmp_path):
    first = package.load(saved(tmp_path)).version
    other = arrays()
    other["tones.slope"] = other["tones.slope"] + 1
    package.save(tmp_path / "other.safetensors", other, house_record(), PITCH_HZ)
    assert package.load(tmp_path / "other.safetensors").version != first


@pytest.mark.parametrize("gone", ["vocoder.enter.weight", "acoustic.mean", "tones.height"])
def test_a_voice_that_lacks_a_part_is_one_clear_error(tmp_path, gone):
    some = arrays()
    del some[gone]
    package.save(tmp_path / "v.safetensors", some, house_record(), PITCH_HZ)
    with pytest.raises(AssetError, match="lacks"):
        package.load(tmp_path / "v.safetensors")


def test_a_voice_without_a_record_or_consent_is_refused(tmp_path):
    file = saved(tmp_path)
    kept, metadata = weights.read(file)
    without = {key: value for key, value in metadata.items() if key != METADATA}
    weights.write(tmp_path / "none.safetensors", kept, without)
    with pytest.raises(TrustError, match="no record"):
        package.load(tmp_path / "none.safetensors")
    record = json.loads(metadata[METADATA])
    del record["speakers"][0]["consent"]
    weights.write(tmp_path / "no.safetensors", kept, metadata | {METADATA: json.dumps(record)})
    with pytest.raises(TrustError, match="consent"):
        package.load(tmp_path / "no.safetensors")


def test_a_missing_voice_says_what_to_do(tmp_path, monkeypatch):
    with pytest.raises(AssetError, match="cannot be read"):
        package.load(tmp_path / "none.safetensors")
    monkeypatch.setattr(package, "HOUSE", tmp_path / "house.safetensors")
    with pytest.raises(EngineUnavailable, match="aigc voices build"):
        package.load()


@pytest.fixture(scope="module")
def engine(tmp_path_factory) -> HouseSpeech:
    return HouseSpeech(saved(tmp_path_factory.mktemp("voice")))


@pytest.mark.parametrize(
    ("text", "language"),
    [("今天天气真好，我们去公园吧。", "zh"), ("The ferry leaves at nine. Will you come?", "en"),
     ("我们用 deep learning 模型。", "zh"), ("Meet 王小明 in Beijing.", "en"),
     ("hello " * 50, "en"), ("春天来了山上的花都开了小鸟在树上唱歌" * 23, "zh"),
     ("龘靐齉😀爩鱻", "zh")],
)  # fmt: skip
def test_every_written_word_is_said_in_order_to_the_sample(engine, text, language):
    said = engine.speak(text, voice="", language=language)
    assert said.audio.sample_rate == 48_000 and np.isfinite(said.audio.samples).all()
    now = 0
    for word in said.words:
        assert word.text == word.span.of(text) and word.phonemes
        assert word.time.start >= now
        assert word.phonemes[0].time.start == word.time.start
        assert word.phonemes[-1].time.end == word.time.end
        for phoneme in word.phonemes:
            assert phoneme.time.start >= now and phoneme.time.duration > 0
            assert (phoneme.time.start * 48_000).denominator == 1
            now = phoneme.time.end
    assert now <= said.audio.duration


def test_emotion_rate_seed_and_voice_change_the_sound(engine):
    text, voices = "Good morning, everyone.", [v.id for v in engine.voices()]
    usual = engine.speak(text, voice=voices[0], language="en").audio.samples
    again = engine.speak(text, voice=voices[0], language="en").audio.samples
    assert (usual == again).all()
    sad = engine.speak(text, voice=voices[0], language="en", emotion="sad").audio.samples
    fast = engine.speak(text, voice=voices[0], language="en", rate=1.6).audio.samples
    assert fast.shape[1] < usual.shape[1] < sad.shape[1]
    other = engine.speak(text, voice=voices[1], language="en").audio.samples
    assert other.shape == usual.shape and not np.allclose(other, usual)
    seeded = engine.speak(text, voice=voices[0], language="en", seed=5).audio.samples
    assert seeded.shape != usual.shape or not np.allclose(seeded, usual)
