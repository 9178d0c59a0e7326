"""A recording that nobody has timed moves a mouth."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from aigc.audio import encode_wav
from aigc.errors import AssetError, InputError
from aigc.speech.house import HouseSpeech
from aigc.store import Store
from aigc.types.audio import Audio
from aigc.types.timing import SILENCE
from aigc.types.viseme import BLENDSHAPES
from pipelines import hearing, performance

ZH, EN = "妈妈喜欢苹果，爸爸不喜欢。", "My brother built a big boat."
REST_S = Fraction(1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two recordings, each with a second of silence behind it."""
    place = tmp_path_factory.mktemp("said")
    for name, text, voice, language in (("zh", ZH, "yue", "zh"), ("en", EN, "kathleen", "en")):
        said = HouseSpeech().speak(text, voice=voice, language=language).audio
        rest = np.zeros((1, int(REST_S * said.sample_rate)), np.float32)
        sound = Audio(samples=np.concatenate([said.samples, rest], 1), sample_rate=said.sample_rate)
        (place / f"{name}.wav").write_bytes(encode_wav(sound))
    return place


def heard(path: Path, tmp_path: Path, text: str = ""):
    return performance.heard(path, performance.Config(), text=text, store=Store(tmp_path / "store"))


@pytest.mark.parametrize("name", ["zh", "en"])
def test_sound_alone_moves_the_lips_and_leaves_them_shut_in_rests(folder, tmp_path, name):
    audio, timing, words = heard(folder / f"{name}.wav", tmp_path)
    assert words == ""
    assert timing.phonemes[-1].text == SILENCE
    assert timing.phonemes[-1].time.duration >= REST_S - Fraction(1, 10)
    motion = performance.motion_for(timing, words, audio, performance.Config())
    jaw = motion.blendshapes[:, BLENDSHAPES.index("jawOpen")]
    assert jaw.max() > 0.2
    assert jaw[-20:-2].max() < 0.02
    again = heard(folder / f"{name}.wav", tmp_path)[1]
    assert again == timing


def test_a_text_is_put_where_it_is_said(folder, tmp_path):
    _, timing, words = heard(folder / "zh.wav", tmp_path, ZH)
    assert words == ZH
    assert "".join(w.text for w in timing.words) == "妈妈喜欢苹果爸爸不喜欢"
    assert [line.text for line in timing.lines] == [ZH]
    made = HouseSpeech().speak(ZH, voice="yue", language="zh")
    wanted = {p.time.start for w in made.words for p in w.phonemes if p.symbol in ("m", "p", "pʰ")}
    found = [p.time.start for p in timing.phonemes if p.text in ("m", "p", "pʰ")]
    assert len(found) == 6
    assert all(min(abs(f - w) for w in wanted) < Fraction(6, 100) for f in found)


def test_a_file_may_tell_the_text(folder, tmp_path):
    (tmp_path / "words.txt").write_text(EN, encoding="utf-8")
    _, timing, words = heard(folder / "en.wav", tmp_path, str(tmp_path / "words.txt"))
    assert words == EN
    assert [w.text.lower() for w in timing.words] == EN.lower().strip(".").split()
    with pytest.raises(InputError, match=r"none\.txt"):
        heard(folder / "en.wav", tmp_path, str(tmp_path / "none.txt"))


def test_times_beside_a_recording_go_before_what_is_heard(folder, tmp_path):
    path = tmp_path / "zh.wav"
    path.write_bytes((folder / "zh.wav").read_bytes())
    (tmp_path / "zh.lab").write_text("0 10000000 a\n")
    timing = heard(path, tmp_path)[1]
    assert [p.text for p in timing.phonemes] == ["a", SILENCE]
    assert timing.phonemes[-1].time.end == timing.duration


def test_several_sentences_are_lines_with_their_signs():
    lines = hearing.lines_of("Hello there! How are you? 很好。")
    assert [line.text for line in lines] == ["Hello there!", "How are you?", "很好。"]
    ways = lines[1].words[1].ways
    assert all(phone for way in ways for phone in way)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("今天晚上七点钟请大家准时收看新闻节目谢谢朋友们。" * 12, "does not fit"),
        ("Seven thick foggy cliffs rose.", "does not fit"),
        ("……", "nothing to sp"),
    ],
)
def test_texts_that_are_not_said_are_refused(folder, tmp_path, text, hint):
    with pytest.raises(InputError, match=hint):
        heard(folder / "zh.wav", tmp_path, text)


def test_a_text_beside_a_text_is_refused(tmp_path):
    with pytest.raises(InputError, match="recording"):
        performance.heard(
            "大家好。", performance.Config(), text="大家好。", store=Store(tmp_path / "s")
        )


def test_files_that_are_no_recordings_are_refused(tmp_path):
    path = tmp_path / "noise.mp3"
    for data in (b"", b"ID3" + bytes(4000), b"no sound at all" * 100):
        path.write_bytes(data)
        with pytest.raises(AssetError, match=r"noise\.mp3"):
            heard(path, tmp_path)
    with pytest.raises(AssetError, match=r"lacking\.wav"):
        heard(tmp_path / "lacking.wav", tmp_path)


def test_a_recording_that_is_too_long_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("aigc.hearing.engine.LONGEST_S", 60)
    path = tmp_path / "long.wav"
    samples = np.broadcast_to(np.float32(0.1), (1, 1000 * 62))
    path.write_bytes(encode_wav(Audio(samples=samples, sample_rate=1000)))
    with pytest.raises(AssetError, match="longer than 60 s"):
        heard(path, tmp_path)
