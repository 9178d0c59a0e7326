"""Voices of sherpa-onnx's folders are found, read safely, and write sounds as their lexicons do."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from aigc.errors import ConfigError, EngineUnavailable, InputError
from aigc.g2p.user_lexicon import UserLexicon
from aigc.notices import noticing
from aigc.speech.espeak_process import EspeakProcess
from aigc.speech.front import read
from aigc.speech.onnx_voice.network import NOISE, Scales, prepared
from aigc.speech.sherpa_voice.engine import SherpaSpeech
from aigc.speech.sherpa_voice.folders import VoiceFolder, read_folder
from aigc.speech.sherpa_voice.metadata import metadata
from aigc.speech.sherpa_voice.networks import Networks, Vocoder, _overlapped
from aigc.speech.sherpa_voice.rows import Writer, Written
from aigc.speech.sherpa_voice.spelling import Spelling
from aigc.types.article import Language
from aigc.types.narration import Utterance
from tests.tiny import sherpa

KINDS = ("vits", "melo", "kokoro", "matcha")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("sherpa")
    for kind in (*KINDS, "english"):
        getattr(sherpa, kind)(place / kind)
    return place


@pytest.fixture(scope="module")
def engine(folder: Path) -> Iterator[SherpaSpeech]:
    made = SherpaSpeech(folder=folder)
    yield made
    made.close()


@pytest.fixture(scope="module")
def espeak() -> Iterator[EspeakProcess]:
    process = EspeakProcess()
    yield process
    process.close()


def say(engine: SherpaSpeech, voice: str, text: str = "你好", **how: object) -> Utterance:
    language: Language = "en" if text.isascii() else "zh"
    return engine.speak(text, voice=voice, language=language, **how)  # type: ignore[arg-type]


@cache
def spelling(voice: VoiceFolder) -> Spelling:
    return Spelling(voice)


def written(folder: Path, text: str, espeak: EspeakProcess, given: str = "") -> Written:
    lexicon = UserLexicon.parse(given) if given else None
    language: Language = "en" if text.isascii() else "zh"
    voice = read_folder(folder)
    writer = Writer(voice=voice, spelling=spelling(voice), ipa=espeak.phonemes, given=lexicon)
    return writer.written(read(text, language, lexicon=lexicon).tokens)


def signs(folder: Path, text: str, espeak: EspeakProcess, given: str = "") -> str:
    row = written(folder, text, espeak, given).row
    return " ".join(sign.text for sign in row.signs if sign.text.strip())


def test_voices_are_found_with_their_speakers_and_languages(engine: SherpaSpeech) -> None:
    assert {one.id: one.languages for one in engine.voices()} == {
        "english#0": ("en",), "english#1": ("en",), "kokoro#zf_1": ("zh", "en"),
        "kokoro#af_2": ("en", "zh"), "matcha": ("zh", "en"), "melo": ("zh", "en"),
        "vits#0": ("zh", "en"), "vits#1": ("zh", "en"),
    }  # fmt: skip


def test_listing_voices_imports_nothing_heavy(folder: Path) -> None:
    code = (
        "import sys; from aigc.speech.sherpa_voice.engine import SherpaSpeech\n"
        f"engine = SherpaSpeech({str(folder / 'melo')!r}, noise='0.2')\n"
        "print(engine.voices()[0].id, engine.fingerprint)\n"
        "assert not {'torch', 'onnx', 'onnxruntime', 'pypinyin'} & set(sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, timeout=120, capture_output=True, text=True
    )
    assert done.stdout.startswith("melo sherpa/")


def test_a_voice_is_taken_by_its_language_name_or_path(engine: SherpaSpeech, folder: Path) -> None:
    def sound(engine: SherpaSpeech, voice: str, text: str = "你好") -> bytes:
        return say(engine, voice, text).audio.samples.tobytes()

    place = folder / "kokoro"
    mine = SherpaSpeech(str(place))
    by_path = sound(engine, str(place))
    assert by_path == sound(engine, "kokoro") == sound(engine, "kokoro#0") == sound(mine, "")
    assert by_path == sound(engine, f"{place}/model.onnx#zf_1") != sound(engine, "kokoro#1")
    in_english = sound(mine, "", "the world")
    assert in_english == sound(engine, "kokoro#af_2", "the world")
    assert in_english == sound(SherpaSpeech(f"{place}#af_2"), "", "the world")
    assert in_english == sound(SherpaSpeech(str(place), speaker="af_2"), "", "the world")
    assert in_english != sound(SherpaSpeech(str(place), speaker="zf_1"), "", "the world")


def test_the_hubs_cache_is_looked_into(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(InputError, match="aigc models fetch owner/voice"):
        say(SherpaSpeech("owner/voice"), "")
    kept = tmp_path / "models--owner--voice"
    shutil.copytree(folder / "melo", kept / "snapshots" / "abc")
    (kept / "refs").mkdir()
    (kept / "refs" / "main").write_text("abc")
    engine = SherpaSpeech("owner/voice", folder=tmp_path)
    assert [one.id for one in engine.voices()] == ["voice"]
    assert say(engine, "").words


@pytest.mark.parametrize("kind", KINDS)
def test_seed_speaker_pace_and_chance_change_the_sound(engine: SherpaSpeech, kind: str) -> None:
    first = say(engine, kind, seed=1).audio.samples.tobytes()
    assert first == say(engine, kind, seed=1).audio.samples.tobytes()
    assert first != say(engine, kind, seed=2).audio.samples.tobytes()
    slow = say(engine, kind, seed=1, rate=0.7)
    assert slow.words[-1].time.end > say(engine, kind, seed=1).words[-1].time.end


def test_chance_is_an_option(folder: Path) -> None:
    plain = SherpaSpeech(str(folder / "vits"), noise="0", sway="0")
    one, other = (say(plain, "", seed=seed).audio.samples.tobytes() for seed in (1, 2))
    assert one == other
    usual = SherpaSpeech(str(folder / "vits"))
    assert say(usual, "", seed=1).audio.samples.tobytes() != one
    assert plain.fingerprint != usual.fingerprint
    with pytest.raises(ConfigError, match="loud"):
        SherpaSpeech(loud=1)


@pytest.mark.parametrize("kind", KINDS)
def test_words_have_the_lengths_that_the_network_gave(
    engine: SherpaSpeech, folder: Path, espeak: EspeakProcess, kind: str
) -> None:
    text = "我们在家学习"
    clause = written(folder / kind, text, espeak)
    scales = Scales(noise=0.667, length=1, noise_w=0.8)
    networks = Networks(read_folder(folder / kind))
    samples, frames = networks.say(clause, scales, speaker=0, seed=0)
    assert frames is not None
    rate = networks.voice.told.sample_rate
    for number, word in enumerate(say(engine, kind, text).words):
        own = sum(frames[n] for n, sign in enumerate(clause.row.signs) if sign.word == number)
        length = own * len(samples) / frames.sum() / rate
        assert float(word.time.duration) == pytest.approx(length, abs=1e-4)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("银行行长重新长跑", "y in2 h ang2 h ang2 zh ang3 / ch ong2 x in1 / ch ang2 p ao3"),
        ("你好，", "n i2 h ao3 ,"),
        ("我们的花儿", "w o3 m en5 / d e5 / h ua1 er2"),
        ("女儿", "n v3 er2"),
        ("the world", "dh ah0 w er1 l d"),
        ("GPT 的", "jh iy1 p iy1 t iy1 d e5"),
        ("kangaroos", "k ae2 ng g er0 uw1 z"),
        ("I read it; ", "ay0 r iy1 d ih1 t ,"),
    ],
)
def test_sounds_are_written_as_the_lexicon_writes_its_own(
    folder: Path, espeak: EspeakProcess, text: str, expected: str
) -> None:
    assert signs(folder / "kokoro", text, espeak) == expected


def test_a_lexicon_of_the_user_goes_before_that_of_the_voice(
    folder: Path, espeak: EspeakProcess
) -> None:
    own = "world  B UW1\n你好 hao3 ni3"
    assert signs(folder / "kokoro", "world", espeak, own) == "b uw1"
    assert signs(folder / "kokoro", "你好", espeak, own) == "h ao3 n i3"


@pytest.mark.parametrize(
    ("sounds", "expected"),
    [("shei2", "sh ei2"), ("men5", "m en5"), ("dei3", "d ei3"), ("ng4", "en4")],
)
def test_syllables_that_no_character_has_are_put_together(
    folder: Path, espeak: EspeakProcess, sounds: str, expected: str
) -> None:
    made = spelling(read_folder(folder / "kokoro")).syllable(sounds)
    assert " ".join(sign.text for sign in made) == expected


def test_a_sound_may_be_two_signs(tmp_path: Path) -> None:
    place = sherpa.kokoro(tmp_path / "two")
    lines = (place / "lexicon.txt").read_text(encoding="utf-8").splitlines()
    parted = [re.sub(r"\ber([012])", r"ˈ ah\1 r", line) for line in lines]
    (place / "lexicon.txt").write_text("\n".join(parted), encoding="utf-8")
    (place / "tokens.txt").write_text(
        (place / "tokens.txt").read_text(encoding="utf-8") + "ˈ 900\n", encoding="utf-8"
    )
    made = Spelling(read_folder(place)).phones("B ER1 D")
    assert " ".join(sign.text for sign in made) == "b ˈ ah1 r d"


def test_a_sign_keeps_its_tone_apart_where_the_voice_does(
    folder: Path, espeak: EspeakProcess
) -> None:
    row = written(folder / "melo", "我的 word。", espeak)
    pairs = [
        (sign.text, tone) for sign, tone in zip(row.row.signs, row.tones, strict=True) if sign.text
    ]
    assert pairs == [
        ("w", 3), ("o", 3), ("d", 5), ("e", 5), ("w", 7), ("er", 8), ("d", 7), (".", 0),
    ]  # fmt: skip
    assert row.row.ids[::2] == (0,) * 9


def test_what_begins_and_ends_a_clause_is_that_of_the_kind(
    folder: Path, espeak: EspeakProcess
) -> None:
    ids = Spelling(read_folder(folder / "vits")).ids
    ends = (ids["sil"], ids["sil"], ids["eos"])
    row = written(folder / "vits", "你好", espeak).row.ids
    assert (row[0], *row[-2:]) == ends
    assert written(folder / "kokoro", "你好", espeak).row.ids[::5] == (0, 0)
    assert written(folder / "matcha", "你好", espeak).row.ids[::2] == (0,) * 5


def test_english_is_spelled_by_a_voice_that_speaks_chinese_alone(
    folder: Path, espeak: EspeakProcess, tmp_path: Path
) -> None:
    place = sherpa.vits(tmp_path / "chinese", language="Chinese")
    lines = (place / "lexicon.txt").read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line[0].isascii()]
    (place / "lexicon.txt").write_text("\n".join(kept), encoding="utf-8")
    with noticing() as told:
        assert signs(place, "TI", espeak) == "t i4 ai4"
    assert "speaks Chinese alone" in told[0]
    assert "'TI'" in told[0]
    with pytest.raises(InputError, match="no sound for 'AI'"):  # ei1 is in no lexicon so small
        signs(place, "AI", espeak)


def test_words_in_no_lexicon_are_read_in_ipa_where_the_voice_reads_it(
    folder: Path, espeak: EspeakProcess, tmp_path: Path
) -> None:
    place = sherpa.kokoro(tmp_path / "ipa")
    (place / "lexicon.txt").write_text("我 w o3\n", encoding="utf-8")
    marks = [*"0123", *sherpa.IPA, "ʤ", "A", "O", "w", "o3"]
    (place / "tokens.txt").write_text("".join(f"{m} {n}\n" for n, m in enumerate(marks)))
    assert signs(place, "joy", espeak) == "ʤ ˈ ɔ ɪ"
    assert signs(place, "day", espeak) == "d ˈ A"
    assert signs(folder / "english", "day", espeak) == "d ˈ e ɪ"


def test_a_spectrum_becomes_the_sound_that_it_was_taken_from() -> None:
    sound = np.sin(np.arange(2048) * 0.3)
    window = np.hanning(257)[:-1]
    padded = np.pad(sound, 128, mode="reflect")
    rows = [np.fft.rfft(padded[at : at + 256] * window) for at in range(0, 2048 + 1, 64)]
    spectrum = np.array(rows).T
    made = _overlapped(spectrum.real, spectrum.imag, 256, 64)
    np.testing.assert_allclose(made, sound, atol=1e-6)


def test_a_vocoder_may_give_the_sound_itself(tmp_path: Path) -> None:
    nodes = [helper.make_node("ReduceSum", ["mel", "axis"], ["sound"], keepdims=0)]
    shape = helper.make_tensor_value_info("mel", TensorProto.FLOAT, [1, 3, "n"])
    out = helper.make_tensor_value_info("sound", TensorProto.FLOAT, [1, "n"])
    axis = helper.make_tensor("axis", TensorProto.INT64, [1], [1])
    graph = helper.make_graph(nodes, "tiny", [shape], [out], [axis])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15)], ir_version=8)
    onnx.save(model, str(tmp_path / "hifigan_v2.onnx"))
    made = Vocoder(tmp_path / "hifigan_v2.onnx", "cpu")(np.ones((1, 3, 5), np.float32))
    assert made.tolist() == [3.0] * 5


def test_all_chance_comes_from_outside(folder: Path, tmp_path: Path) -> None:
    whole = onnx.load_from_string(prepared(folder / "kokoro" / "model.onnx", "Round"))
    kinds = {node.op_type for node in whole.graph.node}
    assert not {kind for kind in kinds if kind.startswith("Random")}
    assert NOISE in {one.name for one in whole.graph.input}
    assert len(whole.graph.output) == 2
    nodes = [helper.make_node("RandomUniform", [], ["drawn"], shape=[1, 5000])]
    out = helper.make_tensor_value_info("drawn", TensorProto.FLOAT, [1, 5000])
    graph = helper.make_graph(nodes, "tiny", [], [out])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15)], ir_version=8)
    onnx.save(model, str(tmp_path / "even.onnx"))
    import onnxruntime

    session = onnxruntime.InferenceSession(prepared(tmp_path / "even.onnx"))
    given = np.random.default_rng(1).standard_normal(1 << 19).astype(np.float32)
    drawn = session.run(None, {NOISE: given})[0]
    assert drawn.shape == (1, 5000)
    assert (drawn >= 0).all()
    assert (drawn <= 1).all()
    assert abs(np.histogram(drawn, 4, (0, 1))[0] / 5000 - 0.25).max() < 0.03


def test_what_is_missing_is_told(engine: SherpaSpeech, folder: Path, tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailable, match="AIGC_SHERPA_VOICES"):
        say(SherpaSpeech(folder=tmp_path), "")
    with pytest.raises(InputError, match="Did you mean melo"):
        say(engine, "mello")
    with pytest.raises(InputError, match=r"no speaker 'zf_9'.*zf_1"):
        say(engine, "kokoro#zf_9")
    with pytest.raises(InputError, match="leave # out"):
        say(engine, "melo#7")
    with pytest.raises(InputError, match="too long for the voice kokoro"):
        say(engine, "kokoro", "好" * 60)
    place = Path(shutil.copytree(folder / "matcha", tmp_path / "mine"))
    next(place.glob("vocos*")).rename(place / "vocos-22khz-univ.onnx")
    with pytest.raises(InputError, match="16000 Hz: put the vocoder"):
        say(engine, str(place))
    (place / "a.onnx.json").write_text("{}")
    with pytest.raises(InputError, match=re.escape(f"onnx:{place / 'a.onnx'}")):
        say(engine, str(place))


def test_metadata_is_read_without_the_weights(folder: Path, tmp_path: Path) -> None:
    told = metadata(folder / "melo" / "model.onnx")
    model = onnx.load(str(folder / "melo" / "model.onnx"))
    assert told == {one.key: one.value for one in model.metadata_props}
    (tmp_path / "x.onnx").write_bytes(b"\x80" * 40)
    with pytest.raises(ValueError, match="no ONNX"):
        metadata(tmp_path / "x.onnx")
