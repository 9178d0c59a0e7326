"""What every singing engine promises."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from scipy.signal import butter, hilbert, sosfiltfilt

from aigc import registry
from aigc.errors import Cancelled, InputError
from aigc.progress import cancellable, silent
from aigc.singing.engine import SingingEngine
from aigc.types.article import Language
from aigc.types.reading import Reading
from aigc.types.time import TimeRange
from aigc.types.vocal import Curve, Expression, Singing, SungNote, Vibrato, VocalLine
from aigc.voice.phones import BREATH, SILENCE
from tests.unit.singing import tiny_diffsinger, tiny_utau

RATE = 48_000
STILL = Vibrato(onset_s=9, depth_cents=0)


def with_bank(name: str, build: Callable[[Path], Path]) -> Callable[[Path], SingingEngine]:
    def make(folder: Path) -> SingingEngine:
        build(folder / "tiny")
        made: SingingEngine = registry.load(registry.BUILT_IN["singing"][name])(folder)
        return made

    return make


ENGINES: Mapping[str, Callable[[Path], SingingEngine]] = {
    "fake": lambda folder: registry.get("singing", "fake"),
    "diffsinger": with_bank("diffsinger", tiny_diffsinger.build),
    "utau": with_bank("utau", tiny_utau.build),
}
"""Each engine by its name; one that needs a bank gets a folder for it."""

VOWEL_S = 0.006
"""How far a vowel may be from its beat: half a frame of 512 samples at 44.1 kHz."""


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp(request.param)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AIGC_STORE", str(folder / "store"))
        yield ENGINES[request.param](folder / "voices")


def note(pitch: int, start: str, length: str, sounds: str = "", **more: object) -> SungNote:
    language: Language = "en" if sounds[:1].isupper() else "zh"
    reading = Reading(language=language, sounds=sounds) if sounds else None
    time = TimeRange(start=Fraction(start), duration=Fraction(length))
    return SungNote(pitch=pitch, time=time, reading=reading, text=sounds or "-", **more)  # type: ignore[arg-type]


LINE = VocalLine(
    notes=(
        note(60, "1", "1/2", "ni3", vibrato=STILL),
        note(64, "3/2", "1/2", "hao3", vibrato=STILL),
        note(67, "2", "1", vibrato=STILL),
        note(65, "4", "1/2", "la1", vibrato=STILL, breath=True),
        note(57, "9/2", "3/2", "zhuang1", vibrato=STILL),
        note(72, "15/2", "1", "ma1", vibrato=STILL),
    ),
    duration=Fraction(10),
)


def sing(engine: SingingEngine, line: VocalLine = LINE, **more: object) -> Singing:
    return engine.sing(line, **{"voice": engine.voices()[0].id, **more})  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def sung(engine: SingingEngine) -> Singing:
    return sing(engine)


def test_it_is_mono_at_48_khz_as_long_as_the_line(sung: Singing) -> None:
    assert sung.audio.sample_rate == RATE
    assert sung.audio.samples.shape == (1, 10 * RATE)
    assert sung.audio.samples.dtype == np.float32
    assert 0.05 < np.abs(sung.audio.samples).max() < 1


def test_phonemes_fill_the_audio_from_end_to_end(sung: Singing) -> None:
    times = [p.phoneme.time for p in sung.phonemes]
    assert times[0].start == 0
    assert times[-1].end == sung.audio.duration
    assert all(a.end == b.start for a, b in pairwise(times))
    assert all(time.duration > 0 for time in times)
    for p in sung.phonemes:
        assert (p.note == -1) == (p.phoneme.symbol in (SILENCE, BREATH))


def test_every_syllable_is_sung_once_and_in_order(sung: Singing) -> None:
    order = [p.note for p in sung.phonemes if p.note >= 0]
    assert order == sorted(order)
    assert set(order) == {i for i, one in enumerate(LINE.notes) if one.reading}


def test_vowels_begin_on_the_beat(sung: Singing) -> None:
    for index, one in enumerate(LINE.notes):
        if one.reading:
            begins = [p.phoneme.time.start for p in sung.phonemes if p.note == index]
            assert min(abs(float(t - one.time.start)) for t in begins) <= VOWEL_S
            assert min(begins) <= one.time.start + Fraction(VOWEL_S)


def test_it_sounds_where_the_notes_are_and_nowhere_else(sung: Singing) -> None:
    x = sung.audio.samples[0].astype(np.float64)

    def level_db(start: float, end: float) -> float:
        part = x[round(start * RATE) : round(end * RATE)]
        return float(10 * np.log10(np.mean(part**2) + 1e-12))

    whole = level_db(1, 3)
    for one in LINE.notes:
        start, end = float(one.time.start), float(one.time.end)
        assert level_db(start + 0.05, end - 0.05) > whole - 12
    for start, end in ((0, 0.5), (3.3, 3.45), (6.4, 6.9), (8.8, 10)):
        assert level_db(start, end) < whole - 35


def cents_off(samples: np.ndarray, one: SungNote) -> np.ndarray:
    """Return how far from its note the fundamental is, by the phase of a narrow band."""
    f0 = 440 * 2 ** ((one.pitch - 69) / 12)
    band = butter(2, [0.7 * f0, 1.4 * f0], "band", fs=RATE, output="sos")
    phase = np.unwrap(np.angle(hilbert(sosfiltfilt(band, samples))))
    length = float(one.time.duration)
    at = np.arange(
        round((float(one.time.start) + 0.3 * length) * RATE),
        round((float(one.time.end) - 0.2 * length) * RATE),
        480,
    )
    return 1200 * np.log2(np.diff(phase[at]) / 480 * RATE / (2 * np.pi) / f0)


def test_it_is_in_tune_by_an_independent_measure(sung: Singing) -> None:
    x = sung.audio.samples[0].astype(np.float64)
    for index, one in enumerate(LINE.notes):
        begin, end = (round(200 * float(t)) for t in (one.time.start, one.time.end))
        asked = sung.f0_hz[begin + 20 : end - 20]
        assert (asked > 0).all()
        bank = float(np.median(1200 * np.log2(asked / (440 * 2 ** ((one.pitch - 69) / 12)))))
        off = float(np.median(cents_off(x, one)))
        assert abs(bank) < 50, index
        assert abs(off - bank) < 10, index


def test_f0_is_asked_for_every_5_ms_and_0_in_silence(sung: Singing) -> None:
    assert sung.f0_hz.dtype == np.float32
    assert abs(len(sung.f0_hz) - 2000) <= 1
    for p in sung.phonemes:
        if p.phoneme.symbol in (SILENCE, BREATH):
            begin, end = (round(200 * float(t)) for t in (p.phoneme.time.start, p.phoneme.time.end))
            assert not sung.f0_hz[begin + 1 : end - 1].any()


def test_equal_arguments_give_equal_samples(engine: SingingEngine, sung: Singing) -> None:
    sing(engine, seed=5)
    again = sing(engine)
    assert again.audio.samples.tobytes() == sung.audio.samples.tobytes()
    assert again.phonemes == sung.phonemes


@pytest.mark.parametrize(
    "change",
    [
        {"seed": 1},
        {"expression": Expression(pitch_cents=Curve(times_s=(1.0, 2.0), values=(0.0, 80.0)))},
        {"expression": Expression(dynamics_db=Curve(times_s=(1.0, 2.0), values=(-9.0, 0.0)))},
    ],
    ids=("seed", "pitch", "dynamics"),
)
def test_output_depends_on_its_arguments(
    engine: SingingEngine, sung: Singing, change: dict[str, object]
) -> None:
    assert sing(engine, **change).audio.samples.tobytes() != sung.audio.samples.tobytes()


def test_every_voice_sounds_different(engine: SingingEngine) -> None:
    short = VocalLine(notes=LINE.notes[:2], duration=Fraction(3))
    voices = engine.voices()
    assert voices
    made = {sing(engine, short, voice=v.id).audio.samples.tobytes() for v in voices}
    assert len(made) == len(voices)


def test_a_hurry_and_a_long_hold_are_sung(engine: SingingEngine) -> None:
    hurry = tuple(note(60 + k % 5, f"{50 + 3 * k}/50", "3/50", "la1") for k in range(20))
    hold = note(62, "3", "12", "ma1")
    found = sing(engine, VocalLine(notes=(*hurry, hold), duration=Fraction(16)))
    assert {p.note for p in found.phonemes} == {-1, *range(21)}
    last = [p for p in found.phonemes if p.note == 20][-1]
    assert abs(float(last.phoneme.time.end) - 15) < 0.1
    assert np.isfinite(found.audio.samples).all()


def test_a_first_note_at_the_very_beginning_is_sung(engine: SingingEngine) -> None:
    found = sing(engine, VocalLine(notes=(note(60, "0", "1", "ma1"),), duration=Fraction(1)))
    assert found.audio.samples.shape == (1, RATE)
    assert [p.note for p in found.phonemes if p.note >= 0]


@pytest.mark.parametrize(
    ("line", "more", "hint"),
    [
        (LINE, {"voice": "no such voice"}, "no such voice"),
        (replace(LINE, notes=()), {}, "note"),
        (replace(LINE, notes=(note(60, "1", "1", "qqq1"), *LINE.notes[1:])), {}, "qqq"),
        (replace(LINE, notes=(note(130, "1", "1", "la1"),)), {}, "130"),
        (replace(LINE, notes=tuple(reversed(LINE.notes))), {}, "order"),
    ],
    ids=("voice", "empty", "reading", "pitch", "order"),
)
def test_impossible_arguments_are_refused(
    engine: SingingEngine, line: VocalLine, more: dict[str, object], hint: str
) -> None:
    with pytest.raises(InputError, match=hint):
        sing(engine, line, **more)


def test_it_reports_and_can_be_stopped(engine: SingingEngine) -> None:
    seen: list[tuple[str, float, float]] = []
    sing(engine, progress=lambda step, done, total: seen.append((step, done, total)))
    assert len({step for step, _, _ in seen}) >= 1
    assert seen[-1][1] == seen[-1][2]
    with pytest.raises(Cancelled):
        sing(engine, progress=cancellable(silent, lambda: True))


def test_it_says_what_it_is(engine: SingingEngine) -> None:
    assert engine.name in ENGINES
    assert engine.fingerprint.startswith(engine.name)
    assert all(v.id and v.label and v.languages for v in engine.voices())
