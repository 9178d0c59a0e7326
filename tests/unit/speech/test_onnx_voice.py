"""ONNX voices are found, read safely, given what they read, and their words have exact times."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from aigc import registry
from aigc.device.shelf import shelf
from aigc.errors import ConfigError, EngineFailed, EngineUnavailable, InputError
from aigc.g2p.user_lexicon import UserLexicon
from aigc.notices import noticing
from aigc.speech.front import read
from aigc.speech.onnx_voice.engine import OnnxSpeech
from aigc.speech.onnx_voice.network import Network, Scales
from aigc.speech.onnx_voice.signs import _shared, row_of
from aigc.speech.onnx_voice.voices import read_voice
from aigc.timings.spelling import phones_of
from tests.tiny.piper import HOP, RATE, SIGNS, build

SYLLABLES = """
_ ^ $ ， 。 ？ ！ Ø b p m f d t n l g k h j q x zh ch sh r z c s y w 1 2 3 4 5 a o e ai ei ao ou
an en ang eng ong i ia ie iao iu ian in iang ing iong u ua uo uai ui uan un uang v ve er ue
"""
BY_SYLLABLE = {sign: [number] for number, sign in enumerate(SYLLABLES.split())}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("voices")
    build(place, "anna", speakers=2)
    build(place / "in a folder", "wang", espeak="cmn")
    build(place, "syllables", espeak="cmn", writing="pinyin", table=BY_SYLLABLE)
    build(place, "letters", writing="text")
    build(place, "klaus", espeak="de", language={"code": "de_DE"})
    (place / "lost.onnx").write_bytes(b"")
    return place


@pytest.fixture(scope="module")
def engine(folder: Path) -> Iterator[OnnxSpeech]:
    made = OnnxSpeech(folder=folder)
    yield made
    made.close()


def test_voices_are_found_with_their_speakers_and_languages(engine: OnnxSpeech) -> None:
    found = {one.id: one.languages for one in engine.voices()}
    assert found == {
        "anna#person0": ("en", "zh"), "anna#person1": ("en", "zh"), "letters": ("en",),
        "syllables": ("zh",), "wang": ("zh", "en"),
    }  # fmt: skip


def test_the_folder_is_named_by_the_environment(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIGC_ONNX_VOICES", str(folder))
    assert "wang" in {one.id for one in OnnxSpeech().voices()}
    monkeypatch.setenv("AIGC_ONNX_VOICES", str(folder / "none"))
    assert OnnxSpeech().voices() == ()
    with pytest.raises(EngineUnavailable, match="AIGC_ONNX_VOICES"):
        OnnxSpeech().speak("hi", voice="", language="en")


def test_a_voice_is_taken_by_its_language_name_or_path(engine: OnnxSpeech, folder: Path) -> None:
    def sound(voice: str, language: str = "zh") -> bytes:
        return engine.speak("你好", voice=voice, language=language).audio.samples.tobytes()  # type: ignore[arg-type]

    wang = folder / "in a folder"
    assert sound("wang") == sound(str(wang)) == sound(str(wang / "wang.onnx"))
    assert sound("", "en") == sound("anna#0", "en") != sound("anna#person1", "en")
    assert sound("") == sound("wang") != sound("syllables")
    named = OnnxSpeech(str(wang), folder=folder)
    assert named.voices()[0].id == "wang"
    assert named.speak("你好", voice="", language="en").audio.samples.tobytes() == sound("wang")
    named.close()


def test_listing_voices_imports_nothing_heavy(folder: Path) -> None:
    code = (
        "import sys; from aigc import registry\n"
        f"engine = registry.get('speech', 'onnx:{folder}/anna.onnx?noise=0.2')\n"
        "print(engine.voices()[0].id, engine.fingerprint)\n"
        "assert not {'torch', 'onnx', 'onnxruntime', 'transformers'} & set(sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, timeout=120, capture_output=True, text=True
    )
    assert done.stdout.startswith("anna#person0 onnx/")


def test_word_times_are_the_lengths_that_the_network_gave(engine: OnnxSpeech, folder: Path) -> None:
    said = engine.speak("one two", voice="anna", language="en")
    path = folder / "anna.onnx"
    told = read_voice(path).configuration
    row = row_of(read("one two", "en").tokens, told, engine._espeak.phonemes, None, "anna")
    samples, frames = Network(path).say(
        row.ids, Scales(noise=0.667, length=1, noise_w=0.8), speaker=0, seed=0
    )
    assert frames is not None and len(samples) == frames.sum() * HOP
    texts = "".join(sign.text for sign in row.signs)
    assert texts == "^wˈʌn tˈuː$"
    first = [n for n, sign in enumerate(row.signs) if sign.word == 0]
    length = frames[first].sum() * HOP / RATE
    assert float(said.words[0].time.duration) == pytest.approx(length, abs=1e-4)
    gap = float(said.words[1].time.start - said.words[0].time.end)
    between = next(n for n, sign in enumerate(row.signs) if sign.text == " ")
    assert gap == pytest.approx(frames[between : between + 2].sum() * HOP / RATE, abs=1e-4)


def test_sounds_are_ipa_with_their_marks_and_known_to_the_mouth(engine: OnnxSpeech) -> None:
    said = engine.speak("One apple, 你好", voice="anna", language="en")
    assert [p.symbol for p in said.words[0].phonemes] == ["w", "ˈʌ", "n"]
    for word in said.words:
        assert word.phonemes[0].time.start == word.time.start
        assert word.phonemes[-1].time.end == word.time.end
        assert all(a.time.end == b.time.start for a, b in pairwise(word.phonemes))
        assert all(phones_of(p.symbol) for p in word.phonemes)


def signs_of(engine: OnnxSpeech, folder: Path, name: str, text: str, language: str = "zh") -> str:
    told = read_voice(folder / f"{name}.onnx").configuration
    tokens = read(text, language).tokens  # type: ignore[arg-type]
    row = row_of(tokens, told, engine._espeak.phonemes, None, name)
    blank = told.phoneme_id_map["_"][0]
    return " ".join("_" if i == blank else s.text for i, s in zip(row.ids, row.signs, strict=True))


def test_pinyin_is_initial_final_and_tone_with_a_blank_behind_each(
    engine: OnnxSpeech, folder: Path
) -> None:
    row = signs_of(engine, folder, "syllables", "你安雪，")
    assert row == "^ _ n i 3 _ Ø an 1 _ x ue 3 _ ， _ $"
    curled = signs_of(engine, folder, "syllables", "花儿")
    assert curled == "^ _ h ua 1 _ Ø er 5 _ $"


def test_a_voice_of_chinese_alone_spells_english_and_says_so(
    engine: OnnxSpeech, folder: Path
) -> None:
    with noticing() as told:
        row = signs_of(engine, folder, "syllables", "用 AI 写")
    assert row == "^ _ y ong 4 _ Ø ei 1 _ Ø ai 4 _ x ie 3 _ $"
    assert told == ["The voice syllables speaks Chinese alone, so 'AI' is spelled."]


def test_letters_are_given_as_they_are_or_small(engine: OnnxSpeech, folder: Path) -> None:
    row = signs_of(engine, folder, "letters", "Hi you!", "en")
    assert row == "^ _ h _ i _   _ y _ o _ u _ ! _ $"


def test_a_chinese_voice_hears_tones_and_an_english_one_none(
    engine: OnnxSpeech, folder: Path
) -> None:
    own = signs_of(engine, folder / "in a folder", "wang", "你好 AI")
    guest = signs_of(engine, folder, "anna", "你好", "en")
    assert any(c in own for c in "12345") and "e _ ɪ" in own
    assert not any(c in guest for c in "12345ɜ.-")


def test_words_that_run_together_are_parted_where_they_meet() -> None:
    whole = "wˈʌn ʌvðə bˈɛst"
    alone = ["wˈʌn", "ʌv", "ðə", "bˈɛst"]
    assert [part.strip() for part in _shared(whole, alone)] == alone
    changed = _shared("ðɪ ˈæpəl ɪz hˈɪɹ", ["ðə", "ˈæpəl", "ˈɪz", "hˈɪɹ"])
    assert [part.strip() for part in changed] == ["ðɪ", "ˈæpəl", "ɪz", "hˈɪɹ"]
    assert _shared("", ["a", "b"]) == ["", ""]


def test_two_vowels_may_have_one_sign(engine: OnnxSpeech, tmp_path: Path) -> None:
    table = {sign: [n] for n, sign in enumerate(SIGNS)} | {"aɪ": [90, 91]}
    build(tmp_path, "pairs", table=table, vowel_clusters=[["a", "ɪ"]])
    told = read_voice(tmp_path / "pairs.onnx").configuration
    row = row_of(read("my", "en").tokens, told, engine._espeak.phonemes, None, "pairs")
    assert row.ids[-5:] == (90, 91, 0, 2)[-5:] or row.ids[-4:] == (90, 91, 0, 2)
    spans, phones = row.times(np.ones(len(row.ids)), 1.0, 1)
    assert [symbol for symbol, _, _ in phones[0]] == ["m", "ˈaɪ"]
    assert spans[0][1] - spans[0][0] == phones[0][-1][2] - phones[0][0][1]


def test_noise_is_drawn_from_the_seed_whatever_was_said_before(folder: Path) -> None:
    made = Network(folder / "anna.onnx")
    scales = Scales(noise=0.667, length=1, noise_w=0.8)
    ids = (1, 0, 20, 0, 30, 0, 2)
    once, frames = made.say(ids, scales, speaker=0, seed=5)
    other, _ = made.say(ids, scales, speaker=0, seed=6)
    again, same = made.say(ids, scales, speaker=0, seed=5)
    assert np.array_equal(once, again) and np.array_equal(frames, same)  # type: ignore[arg-type]
    assert len(once) != len(other) or not np.array_equal(once, other)
    still = Scales(noise=0, length=1, noise_w=0)
    a, b = (made.say(ids, still, speaker=0, seed=seed)[0] for seed in (5, 6))
    assert np.array_equal(a, b)


def test_options_change_the_sound_and_are_checked(folder: Path) -> None:
    made = set()
    for how in ({}, {"noise": "0"}, {"sway": "0"}):
        engine = OnnxSpeech("anna", folder=folder, **how)
        made.add(engine.speak("hello", voice="", language="en").audio.samples.tobytes())
        engine.close()
    assert len(made) == 3
    marks = {OnnxSpeech("anna", folder=folder, **how).fingerprint for how in ({}, {"noise": "0"})}
    assert len(marks) == 2
    with pytest.raises(ConfigError, match="device"):
        OnnxSpeech(device="tpu")
    with pytest.raises(ConfigError, match="Did you mean noise"):
        registry.get("speech", "onnx?noize=1")


def test_cuda_is_asked_for_by_name_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import onnxruntime

    monkeypatch.setattr(onnxruntime, "get_available_providers", lambda: ["CPUExecutionProvider"])
    with pytest.raises(EngineUnavailable, match="cannot use cuda"):
        Network(folder / "anna.onnx", "cuda")
    assert Network(folder / "anna.onnx")._session.get_providers() == ["CPUExecutionProvider"]


def test_the_network_is_lent_by_the_shelf(engine: OnnxSpeech, folder: Path) -> None:
    engine.speak("hi", voice="anna", language="en")
    held = [one for one in shelf("cpu").held() if one.label == "anna"]
    assert held and held[0].size_bytes == (folder / "anna.onnx").stat().st_size


@pytest.mark.parametrize(
    ("voice", "text", "language", "hint"),
    [
        ("ana", "hi", "en", "Did you mean anna"),
        ("anna#person7", "hi", "en", "no speaker 'person7'"),
        ("letters#1", "hi", "en", "leave # out"),
        ("klaus", "hi", "en", "speaks de_DE"),
        ("letters", "你好", "zh", "no sound for '你好'"),
    ],
)
def test_what_cannot_be_said_is_refused(
    engine: OnnxSpeech, voice: str, text: str, language: str, hint: str
) -> None:
    with pytest.raises(InputError, match=hint):
        engine.speak(text, voice=voice, language=language)  # type: ignore[arg-type]


def test_a_voice_of_letters_takes_words_of_a_lexicon_and_no_sounds(engine: OnnxSpeech) -> None:
    sounds = UserLexicon.parse("hi HH AY1")
    with pytest.raises(InputError, match="after '='"):
        engine.speak("hi", voice="letters", language="en", lexicon=sounds)
    own = engine.speak("hi", voice="anna", language="en", lexicon=UserLexicon.parse("hi B UW1"))
    assert [p.symbol for p in own.words[0].phonemes] == ["b", "ˈuː"]


@pytest.mark.parametrize("package", ["onnx", "onnxruntime"])
def test_a_missing_package_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(EngineUnavailable, match=rf"need {package}, .*\[models,voices\]"):
        Network(folder / "anna.onnx")


def test_espeak_gives_ipa_of_many_texts_at_once(engine: OnnxSpeech) -> None:
    found = engine._espeak.phonemes(
        [("en-us", "one of the [[h@l'oU]]"), ("cmn-latn-pinyin", "ni3 hao3"), ("en-us", "")]
    )
    assert found == ("wˈʌn ʌvðə həlˈoʊ", "nˈi2 χˈɑu2", "")
    with pytest.raises(EngineFailed, match="no voice xx"):
        engine._espeak.phonemes([("xx", "hi")])
    assert engine._espeak.phonemes([("en-us", "hi")]) == ("hˈaɪ",)
