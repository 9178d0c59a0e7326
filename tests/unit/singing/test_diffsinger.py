"""DiffSinger banks of every age are sung, and broken ones give one clear error."""

from __future__ import annotations

import json
import shutil
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from aigc.errors import ConfigError, EngineFailed, EngineUnavailable, InputError
from aigc.singing.diffsinger.dictionary import Dictionary, read_dictionary
from aigc.singing.diffsinger.engine import DiffSingerEngine
from aigc.singing.diffsinger.timing import LEAD_S, frames, rule_lengths, timeline
from aigc.singing.phrases import phrases, syllables
from aigc.types.reading import Reading
from aigc.types.time import TimeRange
from aigc.types.vocal import Curve, Expression, Singing, SungNote, VocalLine
from aigc.voice.phones import BREATH
from tests.unit.singing.tiny_diffsinger import FULL, PHONEMES, SYLLABLES, Tiny, build

PLAIN = Tiny()
OLD = Tiny(old=True, inputs=("depth",), config={"use_shallow_diffusion": True, "max_depth": 400})


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIGC_STORE", str(tmp_path / "store"))


def note(pitch: int, start: str, length: str, sounds: str = "", **more: object) -> SungNote:
    language = "en" if sounds[:1].isupper() else "zh"
    reading = Reading(language=language, sounds=sounds) if sounds else None
    time = TimeRange(start=Fraction(start), duration=Fraction(length))
    return SungNote(pitch=pitch, time=time, reading=reading, **more)  # type: ignore[arg-type]


LINE = VocalLine(
    notes=(note(60, "1", "1/2", "ni3"), note(64, "3/2", "1/2", "zhuang4"), note(62, "2", "1/2")),
    duration=Fraction(3),
)


def sing(folder: Path, line: VocalLine = LINE, voice: str = "", **more: object) -> Singing:
    expression = more.pop("expression", None)
    engine = DiffSingerEngine(folder, **more)  # type: ignore[arg-type]
    return engine.sing(line, voice=voice, expression=expression)  # type: ignore[arg-type]


def sound(folder: Path, line: VocalLine = LINE, voice: str = "", **more: object) -> np.ndarray:
    return sing(folder, line, voice, **more).audio.samples[0]


@pytest.mark.parametrize("tiny", [PLAIN, OLD, FULL], ids=("plain", "old", "full"))
def test_banks_of_every_age_sing(tmp_path: Path, tiny: Tiny) -> None:
    build(tmp_path / "bank", tiny)
    made = sound(tmp_path)
    assert 0.1 < np.abs(made).max() < 1
    assert not np.array_equal(made, sound(tmp_path, steps=10))


def test_a_shallow_diffusion_goes_as_deep_as_asked_and_as_the_bank_allows(tmp_path: Path) -> None:
    for name, tiny in (("old", OLD), ("new", replace(FULL, config={"max_depth": 0.6}))):
        build(tmp_path / name / "bank", tiny)
        most, deep, shallow = (sound(tmp_path / name, depth=d) for d in (1.0, 0.9, 0.2))
        assert np.array_equal(most, deep) and not np.array_equal(most, shallow)


def test_logarithms_of_another_base_are_changed(tmp_path: Path) -> None:
    build(tmp_path / "same" / "bank", PLAIN)
    build(tmp_path / "other" / "bank", Tiny(vocoder={"mel_base": "e"}))
    same, other = (np.abs(sound(tmp_path / n)).max() for n in ("same", "other"))
    assert other / same == pytest.approx(np.log(10), rel=1e-3)


def test_one_error_names_all_in_which_bank_and_vocoder_differ(tmp_path: Path) -> None:
    build(
        tmp_path / "bank", Tiny(vocoder={"mel_scale": "htk", "num_mel_bins": 80, "hop_size": 256})
    )
    with pytest.raises(InputError, match=r"hop_size.*num_mel_bins.*slaney and htk"):
        sing(tmp_path)


def test_a_zip_sings_as_its_folder_and_a_vocoder_may_lie_beside(tmp_path: Path) -> None:
    bank = build(tmp_path / "one" / "bank", FULL)
    plain = sound(tmp_path / "one")
    shutil.move(bank / "dsvocoder", tmp_path / "vocoder")
    shutil.make_archive(str(tmp_path / "two" / "Packed"), "zip", tmp_path / "one", "bank")
    with pytest.raises(InputError, match=r"tiny_vocoder.*beside it"):
        sing(tmp_path / "two")
    with zipfile.ZipFile(tmp_path / "two" / "tiny_vocoder.oudep", "w") as package:
        for file in (tmp_path / "vocoder").iterdir():
            package.write(file, file.name)
    assert np.array_equal(sound(tmp_path / "two"), plain)
    path = str(tmp_path / "two" / "Packed.zip#loud")
    assert not np.array_equal(sound(tmp_path / "two", voice=path), plain)


def test_the_bank_predicts_lengths_and_pitch_where_it_can(tmp_path: Path) -> None:
    build(tmp_path / "rule" / "bank", PLAIN)
    build(tmp_path / "own" / "bank", replace(FULL, inputs=(), variance=False, speakers=()))
    rule, own = sing(tmp_path / "rule"), sing(tmp_path / "own")

    def onset(sung: Singing) -> float:
        return next(float(p.phoneme.time.duration) for p in sung.phonemes if p.note == 1)

    assert onset(rule) == pytest.approx(0.09, abs=0.012)
    assert onset(own) > 0.15
    at = slice(430, 480)
    assert np.median(own.f0_hz[at]) / np.median(rule.f0_hz[at]) == pytest.approx(
        2 ** (0.3 / 12), 2e-3
    )


def test_an_editor_changes_what_the_bank_predicts(tmp_path: Path) -> None:
    build(tmp_path / "bank", FULL)
    plain = sound(tmp_path)
    for curve in ("tension", "breathiness", "dynamics_db", "pitch_cents"):
        change = Expression(**{curve: Curve(times_s=(0.0,), values=(-0.9,))})
        assert not np.array_equal(sound(tmp_path, expression=change), plain), curve


def test_a_breath_is_taken_where_the_bank_has_one(tmp_path: Path) -> None:
    build(tmp_path / "bank", PLAIN)
    line = VocalLine(notes=(note(60, "1", "1", "ma1", breath=True),), duration=Fraction(2))
    breath = next(p for p in sing(tmp_path, line).phonemes if p.phoneme.symbol == BREATH)
    assert breath.note == -1 and 0.1 < breath.phoneme.time.duration < 0.5


def test_speakers_are_voices(tmp_path: Path) -> None:
    build(tmp_path / "bank", FULL)
    engine = DiffSingerEngine(tmp_path)
    assert [v.id for v in engine.voices()] == ["bank#soft", "bank#loud"]
    assert engine.voices()[0].label == "Tiny, soft"
    assert engine.voices()[0].languages == ("zh", "en")
    with pytest.raises(InputError, match="Did you mean loud"):
        sing(tmp_path, voice="bank#laud")


@pytest.mark.parametrize(
    ("sounds", "hint"),
    [("zhang1", "Did you mean zhuang"), ("Z IY1", "English sound 'Z'"), ("", "empty")],
)
def test_what_a_bank_cannot_sing_is_refused(tmp_path: Path, sounds: str, hint: str) -> None:
    build(tmp_path / "bank", PLAIN)
    bad = replace(
        LINE.notes[0], reading=Reading(language="en" if " " in sounds else "zh", sounds=sounds)
    )
    with pytest.raises(InputError, match=hint):
        sing(tmp_path, replace(LINE, notes=(bad,)))


def rewrite(name: str, **changes: object) -> Callable[[Path], None]:
    def change(bank: Path) -> None:
        table = yaml.safe_load((bank / name).read_text())
        table = {k: v for k, v in (table | changes).items() if v is not None}
        (bank / name).write_text(yaml.safe_dump(table))

    return change


def written(name: str, content: bytes) -> Callable[[Path], None]:
    return lambda bank: (bank / name).write_bytes(content) and None


def cut(name: str) -> Callable[[Path], None]:
    return lambda bank: (bank / name).write_bytes((bank / name).read_bytes()[:200]) and None


BROKEN: dict[str, tuple[Callable[[Path], object], str]] = {
    "yaml": (written("dsconfig.yaml", b"a: [1"), "no YAML"),
    "list": (written("dsconfig.yaml", b"- 1\n- 2"), "no names and values"),
    "type": (rewrite("dsconfig.yaml", hop_size="wide"), "hop_size: wide"),
    "no model": (rewrite("dsconfig.yaml", acoustic=None), "names no acoustic model"),
    "missing": (lambda bank: (bank / "acoustic.onnx").unlink(), "acoustic.onnx.*missing"),
    "outside": (rewrite("dsconfig.yaml", acoustic="../../x.onnx"), "outside"),
    "cut": (cut("acoustic.onnx"), "acoustic.onnx.*damaged"),
    "foreign": (written("dsvocoder/model.onnx", b"RIFF" + bytes(99)), "model.onnx.*damaged"),
    "phonemes": (written("phonemes.json", b"{"), "phonemes.json.*damaged"),
    "silence": (written("phonemes.json", b'{"a": 1}'), "lack SP"),
    "numbers": (written("phonemes.json", b'{"SP": "a"}'), "whole numbers"),
    "short": (written("embeds/soft.emb", bytes(9)), "9 bytes instead of 16"),
    "gone": (lambda bank: (bank / "embeds" / "soft.emb").unlink(), "missing"),
    "dictionary": (written("dsdict-zh.yaml", b"entries: {"), "dsdict-zh.yaml.*damaged"),
    "colours": (lambda bank: shutil.rmtree(bank / "dsvariance"), "asks for breathiness, energy"),
    "parts": (lambda bank: (bank / "dsdur" / "dsconfig.yaml").write_bytes(b"{"), "damaged"),
    "pickle": (written("extra/model.ckpt", b""), "model.ckpt"),
    "base": (rewrite("dsvocoder/vocoder.yaml", mel_base="2"), "mel_base 2"),
}  # fmt: skip


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("whole") / "bank", FULL)


@pytest.mark.parametrize("name", BROKEN)
def test_broken_banks_give_one_clear_error(tmp_path: Path, whole: Path, name: str) -> None:
    shutil.copytree(whole, tmp_path / "voices" / "bank")
    (tmp_path / "voices" / "bank" / "extra").mkdir()
    BROKEN[name][0](tmp_path / "voices" / "bank")
    with pytest.raises(InputError, match=BROKEN[name][1]):
        sing(tmp_path / "voices")


def test_parts_that_do_not_fit_are_told(tmp_path: Path, whole: Path) -> None:
    shutil.copytree(whole, tmp_path / "bank")
    (tmp_path / "bank" / "dsdur" / "phonemes.json").write_text(json.dumps({"SP": 0, "AP": 1}))
    with pytest.raises(EngineFailed, match=r"zh/n.*dsdur"):
        sing(tmp_path)


def test_a_missing_runtime_says_what_to_install(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(EngineUnavailable, match="voices"):
        sing(tmp_path)


def test_impossible_settings_are_refused() -> None:
    for wrong in ({"steps": 0}, {"depth": 0.0}, {"steps": 5000}):
        with pytest.raises(ConfigError, match="steps"):
            DiffSingerEngine(**wrong)


TOKENS = {symbol: number for number, symbol in enumerate(PHONEMES)}
DICTIONARY = Dictionary(
    tokens=TOKENS,
    entries={name: tuple(symbols.split()) for name, symbols in SYLLABLES.items()},
    kinds={"y": "semivowel"},
)


def phones(sounds: str, language: str = "zh") -> list[tuple[str, str, str]]:
    found = DICTIONARY.phones(Reading(language=language, sounds=sounds))  # type: ignore[arg-type]
    return [(p.symbol, p.kind, p.label) for p in found]


def test_readings_become_phonemes_with_the_labels_of_the_house() -> None:
    assert phones("zhuang4") == [("zh", "affricate", "tʂ"), ("uang", "vowel", "wɑŋ")]
    assert phones("lv4") == [("l", "liquid", "l"), ("v", "vowel", "y")]
    assert phones("haor3")[-1] == ("er", "vowel", "ɚ")
    assert phones("HH AH0", "en") == [("hh", "fricative", "HH"), ("ax", "vowel", "AH0")]
    assert phones("OW1", "en") == [("ow", "vowel", "OW1")]
    assert phones("NG", "en") == [("ng", "vowel", "NG")]


def test_dictionaries_of_both_kinds_are_read(tmp_path: Path) -> None:
    (tmp_path / "dsdict.txt").write_text("ma\tm a\nlü\tl v\n\nbroken\n", encoding="utf-8")
    found = read_dictionary((tmp_path, tmp_path / "none"), TOKENS)
    assert found.entries == {"ma": ("m", "a"), "lü": ("l", "v")}
    assert [p.symbol for p in found.phones(Reading(language="zh", sounds="lv4"))] == ["l", "v"]


@given(st.lists(st.floats(0, 3), min_size=1, max_size=30), st.sampled_from([0.005, 512 / 44_100]))
def test_frames_have_no_drift_and_none_is_empty(lengths: list[float], frame_s: float) -> None:
    bounds = np.concatenate(([0.3], 0.3 + np.cumsum(lengths)))
    found = frames(bounds, frame_s)
    assert (found >= 1).all()
    ends, wanted = np.cumsum(found), (bounds[1:] - bounds[0]) / frame_s
    assert (ends >= wanted - 0.51).all()
    assert (
        ends <= np.maximum.accumulate(wanted - np.arange(len(wanted))) + len(wanted) + 0.51
    ).all()


@st.composite
def lines(draw: st.DrawFn) -> VocalLine:
    now, notes = Fraction(1), []
    for k in range(draw(st.integers(1, 12))):
        now += draw(st.sampled_from([Fraction(0), Fraction(1, 20), Fraction(1, 2), Fraction(2)]))
        length = draw(st.fractions(Fraction(1, 10), 3, max_denominator=50))
        sounds = draw(st.sampled_from([*SYLLABLES, *([""] if k else [])]))
        notes.append(note(60, str(now), str(length), sounds, breath=draw(st.booleans())))
        now += length
    return VocalLine(notes=tuple(notes), duration=now)


@given(lines())
def test_every_vowel_is_on_its_beat_and_every_phoneme_is_there(line: VocalLine) -> None:
    sung = syllables(line)
    for phrase in phrases(sung, rest=Fraction(7, 10), longest=Fraction(20)):
        frame_s = 512 / 44_100
        found = timeline(phrase, DICTIONARY, rule_lengths, breath=True, frame_s=frame_s)
        assert (np.diff(found.bounds_s) >= -1e-9).all()
        assert found.bounds_s[0] == pytest.approx(float(phrase[0].start) - LEAD_S, abs=frame_s)
        for syllable in phrase:
            wanted = [p.symbol for p in DICTIONARY.phones(syllable.reading)]
            own = [(p, t) for (p, n), t in zip(found.phones, found.bounds_s, strict=False)
                   if n == syllable.index]  # fmt: skip
            got = [p.symbol for p, _ in own]
            assert got == wanted or (syllable.again and wanted[-len(got) :] == got)
            beats = [abs(t - float(syllable.start)) for _, t in own]
            assert min(beats) < 1e-6


def test_a_syllable_goes_on_after_a_rest_with_its_vowel() -> None:
    line = VocalLine(
        notes=(note(60, "0", "1", "ma1"), note(62, "1", "1"), note(64, "3", "1")),
        duration=Fraction(4),
    )
    first, second = syllables(line)
    assert (len(first.notes), first.again, second.again, second.index) == (2, False, True, 2)
    assert len(phrases((first, second), rest=Fraction(1, 2), longest=Fraction(20))) == 2
    with pytest.raises(InputError, match="first note"):
        syllables(VocalLine(notes=line.notes[1:], duration=Fraction(4)))
