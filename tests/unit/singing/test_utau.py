"""UTAU banks: what oto.ini says, how periods are found, and how units are brought together."""

from __future__ import annotations

import os
import wave
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from aigc.errors import InputError
from aigc.singing.phrases import syllables
from aigc.singing.utau.aliases import placed
from aigc.singing.utau.analysis import Recording, mark, pitch_of, read_recording
from aigc.singing.utau.engine import UtauEngine
from aigc.singing.utau.oto import UtauBank, load_bank
from aigc.singing.utau.psola import resung
from aigc.types.reading import Reading
from aigc.types.time import TimeRange
from aigc.types.vocal import SungNote, VocalLine
from tests.unit.singing.tiny_utau import build, voice

RATE = 48_000


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIGC_STORE", str(tmp_path / "store"))


def note(pitch: int, start: str, length: str, sounds: str, language: str = "zh") -> SungNote:
    time = TimeRange(start=Fraction(start), duration=Fraction(length))
    reading = Reading(language=language, sounds=sounds)  # type: ignore[arg-type]
    return SungNote(pitch=pitch, time=time, reading=reading)


def line(*sounds: str, language: str = "zh", pitch: int = 60) -> VocalLine:
    notes = [note(pitch, f"{1 + k}", "1", s, language) for k, s in enumerate(sounds)]
    return VocalLine(notes=tuple(notes), duration=Fraction(len(sounds) + 2))


def oto(folder: Path, *lines: str, encoding: str = "utf-8", **files: bytes) -> UtauBank:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "oto.ini").write_bytes("\n".join(lines).encode(encoding))
    for name, content in files.items():
        (folder / name.replace("_", ".")).write_bytes(content)
    return load_bank(folder)


def test_lines_of_oto_ini_are_read_as_utau_reads_them(tmp_path: Path) -> None:
    bank = oto(
        tmp_path, "a.wav=ba,12.5,80,-400,60,20", "b.wav=,1,,3", "#comment", "sub\\c.wav=x y,"
    )
    assert set(bank.units) == {"ba", "b", "x y"}
    unit = bank.units["ba"]
    assert (unit.offset_ms, unit.fixed_ms, unit.cutoff_ms) == (12.5, 80, -400)
    assert (unit.preutterance_ms, unit.overlap_ms) == (60, 20)
    assert bank.units["b"].cutoff_ms == 3 and bank.units["b"].preutterance_ms == 0
    assert bank.units["x y"].file == tmp_path / "sub" / "c.wav"


@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "gb18030"])
def test_banks_in_every_encoding_are_read(tmp_path: Path, encoding: str) -> None:
    name = "あかさ" if encoding == "cp932" else "小音源"
    text = f"name={name}\nauthor=x".encode(encoding)
    bank = oto(tmp_path, f"{name}.wav={name},0,0,0,0,0", encoding=encoding, character_txt=text)
    assert bank.label == name
    assert bank.units[name].file.name == f"{name}.wav"


def test_prefix_map_picks_the_recording_of_the_pitch(tmp_path: Path) -> None:
    rows = "\n".join(f"{n}\t\t{e}" for n, e in (("C4", "_L"), ("C#4", "_L"), ("C5", "_H")))
    lines = ("l.wav=la_L,0,0,0,0,0", "h.wav=la_H,0,0,0,0,0", "m.wav=ma,0,0,0,0,0", "o.wav=o_L,,,,,")
    bank = oto(tmp_path, *lines, prefix_map=rows.encode())
    found = {midi: bank.find("la", midi) for midi in (48, 61, 67, 90)}
    assert [u and u.alias for u in found.values()] == ["la_L", "la_L", "la_H", "la_H"]
    assert bank.find("ma", 60) is bank.units["ma"]
    assert bank.find("o", 90) is bank.units["o_L"]
    assert bank.find("x", 60) is None
    assert bank.plain_aliases() == {"la", "ma", "o"}


@pytest.mark.parametrize(
    ("lines", "hint"),
    [
        ((), "names no recording"),
        (("just text",), "names no recording"),
        (("a.wav=a,one,2,3,4,5",), "five numbers"),
        (("a.wav=a,nan,2,3,4,5",), "five numbers"),
        (("a.wav=a,1e99,2,3,4,5",), "five numbers"),
        (("a.wav=a,-5,2,3,4,5",), "not below 0"),
        (("../../a.wav=a,1,2,3,4,5",), "outside"),
    ],
)
def test_damaged_lists_are_refused(tmp_path: Path, lines: tuple[str, ...], hint: str) -> None:
    with pytest.raises(InputError, match=hint):
        oto(tmp_path / "bank", *lines)


def aliases(bank: UtauBank, *sounds: str, language: str = "zh") -> list[str]:
    return [p.unit.alias for p in placed(syllables(line(*sounds, language=language)), bank)]


def named(tmp_path: Path, *names: str) -> UtauBank:
    return oto(tmp_path, *(f"{k}.wav={name},0,90,-500,70,20" for k, name in enumerate(names)))


def test_each_way_to_record_is_known(tmp_path: Path) -> None:
    assert aliases(named(tmp_path, "ni", "hao"), "ni3", "hao3") == ["ni", "hao"]
    connected = named(tmp_path, "- ni", "i hao", "hao", "ao R")
    assert aliases(connected, "ni3", "hao3") == ["- ni", "i hao", "ao R"]
    both = named(tmp_path, "ni", "hao", "i h", "zhuang", "ao zh", "ang R")
    assert aliases(both, "ni3", "hao3", "zhuang1") == [
        "ni", "i h", "hao", "ao zh", "zhuang", "ang R",
    ]  # fmt: skip
    assert aliases(named(tmp_path, "lü", "hua"), "lv4", "huar1") == ["lü", "hua"]
    pairs = named(tmp_path, "- hh", "hh ah", "ah l", "l ow", "ow -", "hh ax")
    sung = aliases(pairs, "HH AH1", "L OW1", language="en")
    assert sung == ["- hh", "hh ah", "ah l", "l ow", "ow -"]


def test_a_leading_unit_begins_before_the_beat_of_the_next(tmp_path: Path) -> None:
    found = placed(syllables(line("ni3", "hao3")), named(tmp_path, "ni", "hao", "i h"))
    assert [p.beat_s for p in found] == pytest.approx([1, 1.93, 2])
    assert [p.joined for p in found] == [False, True, True]


@pytest.mark.parametrize(
    ("sounds", "language", "hint"),
    [("nia1", "zh", "Did you mean ni"), ("S IY1", "en", "no recording is called")],
)
def test_what_is_not_recorded_is_told(tmp_path: Path, sounds, language, hint) -> None:
    with pytest.raises(InputError, match=hint):
        aliases(named(tmp_path, "ni", "hao"), sounds, language=language)


@pytest.mark.parametrize("f0", [98.0, 147.0, 262.0, 440.0, 700.0])
def test_pitch_and_periods_are_found(f0: float) -> None:
    time = np.arange(RATE) / RATE
    true = f0 * 2 ** (0.4 * np.sin(2 * np.pi * 3 * time) / 12)
    sound = np.concatenate((np.zeros(9600), voice(true, "aie", RATE), np.zeros(9600)))
    sound += 1e-4 * np.random.default_rng(1).standard_normal(len(sound))
    found = pitch_of(sound)[50:230]
    cents = 1200 * np.log2(found / true[::240][10:190])
    assert (found > 0).all()
    assert np.median(np.abs(cents)) < 8 and np.percentile(np.abs(cents), 95) < 30
    marks, periods = mark(sound)
    inside = (periods > 0) & (marks > 12_000) & (marks < 55_000)
    expected = RATE / np.interp(marks[inside] - 9600, np.arange(RATE), true)
    assert np.median(np.abs(1200 * np.log2(periods[inside] / expected))) < 15
    assert not (periods[marks < 9000] > 0).any()
    assert (np.diff(marks) > 0).all()


def test_hiss_has_no_pitch() -> None:
    hiss = 0.1 * np.random.default_rng(2).standard_normal(RATE)
    assert (pitch_of(hiss) > 0).mean() < 0.1


def recording(sound: np.ndarray) -> Recording:
    from scipy.signal import resample_poly

    marks, periods = mark(sound)
    return Recording(fine=resample_poly(sound, 8, 1), marks=marks, periods=periods)


def test_a_sound_at_its_own_pitch_and_length_is_itself() -> None:
    sound = voice(np.full(RATE // 2, 240.0), "a", RATE)
    way = (np.array([0.0, RATE // 2]), np.array([0.0, RATE // 2]))
    same = resung(
        recording(sound), way, lambda at: np.full(len(at), 240.0), np.random.default_rng()
    )
    inner = slice(4000, 20_000)
    likeness = np.corrcoef(sound[inner], same[inner])[0, 1]
    assert likeness > 0.98 or np.abs(
        np.correlate(sound[inner], same[3800:20_200], "valid")
    ).max() > (0.98 * (sound[inner] @ sound[inner]))
    hiss = 0.1 * np.random.default_rng(3).standard_normal(RATE // 2)
    steady = Recording(fine=np.repeat(hiss, 8), marks=np.arange(0, len(hiss), 240.0),
                       periods=np.zeros(100))  # fmt: skip
    kept = resung(steady, way, lambda at: np.full(len(at), 240.0), np.random.default_rng())
    assert np.abs(kept - hiss)[500:-500].max() < 1e-9


def spectrum_db(sound: np.ndarray, at: float) -> float:
    power = np.abs(np.fft.rfft(sound * np.hanning(len(sound)))) ** 2
    hz = np.fft.rfftfreq(len(sound), 1 / RATE)
    return float(10 * np.log10(power[np.abs(hz - at) < 260].sum()))


@pytest.mark.parametrize("ratio", [0.7, 1.5])
def test_formants_stay_where_pitch_and_length_change(ratio: float) -> None:
    sound = voice(np.full(RATE // 2, 220.0), "i", RATE)
    way = (np.array([0.0, 2.0 * RATE]), np.array([2000.0, 22_000.0]))
    moved = resung(
        recording(sound), way, lambda at: np.full(len(at), 220.0 * ratio), np.random.default_rng(0)
    )
    for part, whole in ((sound[4000:20_000], moved[4000:80_000]),):
        before = [spectrum_db(part, f) for f in (320, 1300, 2300, 3000)]
        after = [spectrum_db(whole, f) for f in (320, 1300, 2300, 3000)]
        shape = np.diff(before) - np.diff(after)
        assert np.abs(shape).max() < 5


def test_periods_are_kept_in_the_store_and_not_in_the_bank(tmp_path: Path, monkeypatch) -> None:
    bank = build(tmp_path / "voices" / "bank")
    before = sorted(os.listdir(bank))
    first = read_recording(bank / "la.wav")
    monkeypatch.setattr("aigc.singing.utau.analysis.mark", None)
    again = read_recording(bank / "la.wav")
    assert np.array_equal(first.marks, again.marks)
    assert sorted(os.listdir(bank)) == before
    assert list((tmp_path / "store" / "objects").rglob("*.npy"))


def test_consonants_come_before_the_beat_and_joins_have_no_gap(tmp_path: Path) -> None:
    build(tmp_path / "bank")
    sung = UtauEngine(tmp_path).sing(line("ma1", "hao3", "la1"), voice="bank")
    x = sung.audio.samples[0].astype(np.float64)
    level = np.sqrt(np.mean(x[: len(x) // 480 * 480].reshape(-1, 480) ** 2, axis=1))
    assert (level[95:395] > level.max() / 60).all()
    consonants = [p for p in sung.phonemes if p.phoneme.symbol in ("m", "x", "l")]
    assert len(consonants) == 3
    for p, beat in zip(consonants, (1, 2, 3), strict=True):
        assert p.phoneme.time.end == beat
        assert 0.03 < p.phoneme.time.duration < 0.12


@pytest.mark.parametrize(
    ("name", "content", "hint"),
    [
        ("la.wav", b"RIFF no sound at all", "la.wav"),
        ("la.wav", None, "la.wav"),
        ("oto.ini", b"la.wav=la,600,90,700,60,20", "too short"),
    ],
)
def test_a_broken_recording_is_one_clear_error(tmp_path: Path, name, content, hint) -> None:
    bank = build(tmp_path / "bank")
    if content is None:
        (bank / name).unlink()
    else:
        (bank / name).write_bytes(content)
    with pytest.raises(InputError, match=hint):
        UtauEngine(tmp_path).sing(line("la1"), voice="bank")


def test_one_speaker_has_no_other(tmp_path: Path) -> None:
    build(tmp_path / "bank")
    with pytest.raises(InputError, match="one speaker"):
        UtauEngine(tmp_path).sing(line("la1"), voice="bank#soft")


def test_a_silent_recording_is_sung_as_silence(tmp_path: Path) -> None:
    bank = build(tmp_path / "bank")
    with wave.open(str(bank / "la.wav"), "wb") as file:
        file.setparams((1, 2, 44_100, 0, "NONE", ""))
        file.writeframes(bytes(2 * 44_100))
    sung = UtauEngine(tmp_path).sing(line("la1"), voice="bank")
    assert not sung.audio.samples.any()
