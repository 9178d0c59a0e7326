"""The house's singer makes what was planned, sample for sample, with any weights."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from aigc.errors import Cancelled, InputError, TrustError
from aigc.progress import cancellable, silent
from aigc.singing.house import HouseSinger
from aigc.types.reading import Reading
from aigc.types.time import TimeRange
from aigc.types.vocal import Curve, Expression, Singing, SungNote, VocalLine
from aigc.voice import package
from aigc.voice.record import house_record
from tests.unit.singing import tiny_house

RATE = 48_000


def note(sounds: str, start: str, length: str, pitch: int = 64, **more: object) -> SungNote:
    reading = None
    if sounds:
        reading = Reading(language="en" if sounds[0].isupper() else "zh", sounds=sounds)
    time = TimeRange(start=Fraction(start), duration=Fraction(length))
    return SungNote(pitch=pitch, time=time, reading=reading, **more)  # type: ignore[arg-type]


LINE = VocalLine(
    notes=(
        note("shi4", "1/2", "1/2"), note("jian1", "1", "1", 67), note("", "2", "1/3", 65),
        note("HH OW1 L D", "3", "1/2", 60, breath=True), note("AA1 N", "7/2", "1", 72),
    ),
    duration=Fraction("5.3333"),
)  # fmt: skip


@pytest.fixture(scope="module")
def engine():
    voice = tiny_house.voice()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(package, "load", lambda file=None: voice)
        yield HouseSinger()


@pytest.fixture(scope="module")
def sung(engine: HouseSinger) -> Singing:
    return engine.sing(LINE, voice="chen")


def test_the_audio_is_as_long_as_the_line_and_the_phonemes_fill_it(sung: Singing):
    assert sung.audio.sample_rate == RATE
    assert sung.audio.samples.shape == (1, round(LINE.duration * RATE))
    times = [p.phoneme.time for p in sung.phonemes]
    assert times[0].start == 0 and times[-1].end == sung.audio.duration
    assert all(a.end == b.start for a, b in pairwise(times))
    assert all((t.end * RATE).denominator == 1 and t.duration > 0 for t in times)


def test_phonemes_are_those_of_the_words_each_with_its_note(sung: Singing):
    said = " ".join(f"{p.phoneme.symbol}{p.note}" for p in sung.phonemes)
    assert said == ("sil-1 ʂ0 ʅ0 tɕ1 j1 ɛ1 n1 sil-1 br-1 sil-1 h3 o3 w3 l3 d3 ɑ4 n4 sil-1")
    begins = {p.phoneme.symbol: p.phoneme.time.start for p in sung.phonemes}
    assert [begins[s] for s in ("ʅ", "j", "o", "ɑ")] == [Fraction(1, 2), 1, 3, Fraction(7, 2)]


def test_it_sounds_in_notes_and_is_silent_before_and_after(sung: Singing):
    x = sung.audio.samples[0]
    assert np.abs(x[: RATE // 4]).max() == 0 and np.abs(x[-RATE // 2 :]).max() < 1e-6
    for one in LINE.notes:
        middle = float(one.time.start + one.time.duration / 2)
        assert x[round(middle * RATE) :][:2400].std() > 0.01
    assert np.abs(x).max() < 1


def test_f0_is_0_where_nothing_is_sung(sung: Singing):
    assert sung.f0_hz.shape == (1067,) and sung.f0_hz.dtype == np.float32
    for p in sung.phonemes:
        begin, end = (round(t * 200) for t in (p.phoneme.time.start, p.phoneme.time.end))
        assert (sung.f0_hz[begin:end] > 0).all() == (p.note >= 0)


def test_the_stream_is_what_is_sung(engine: HouseSinger, sung: Singing):
    pieces = list(engine.stream(LINE, voice="chen"))
    assert len(pieces) > 2 and 0 < len(pieces[0]) < sum(map(len, pieces))
    assert (np.concatenate(pieces) == sung.audio.samples[0]).all()


@pytest.mark.parametrize(
    "change",
    [
        {"voice": "kathleen"}, {"seed": 1},
        {"expression": Expression(pitch_cents=Curve(times_s=(1.0,), values=(100.0,)))},
        {"expression": Expression(dynamics_db=Curve(times_s=(1.0,), values=(-6.0,)))},
        {"expression": Expression(tension=Curve(times_s=(1.0,), values=(0.5,)))},
        {"expression": Expression(breathiness=Curve(times_s=(1.0,), values=(0.5,)))},
    ],
)  # fmt: skip
def test_every_argument_is_heard(engine: HouseSinger, sung: Singing, change):
    plain = {"voice": "chen", "seed": 0, "expression": None}
    other = engine.sing(LINE, **{**plain, **change})
    assert np.abs(other.audio.samples - sung.audio.samples).max() > 1e-3
    assert (engine.sing(LINE, **plain).audio.samples == sung.audio.samples).all()


def test_the_sound_has_the_pitch_that_was_asked_for(engine: HouseSinger):
    for pitch in (48, 60, 72, 84):
        line = VocalLine(notes=(note("la1", "1/2", "1", pitch),), duration=Fraction(2))
        x = engine.sing(line, voice="yue").audio.samples[0][RATE * 3 // 4 : RATE * 5 // 4]
        f0 = 440 * 2 ** ((pitch - 69) / 12)
        hz = np.fft.rfftfreq(1 << 20, 1 / RATE)
        power = np.abs(np.fft.rfft(x * np.hanning(len(x)), 1 << 20))
        low = (hz > 0.8 * f0) & (hz < 1.25 * f0)
        assert abs(1200 * np.log2(hz[low][power[low].argmax()] / f0)) < 10


def test_short_notes_and_long_holds_are_sung(engine: HouseSinger):
    notes = [note("la1", f"{50 + 3 * n}/50", "3/50", 60 + n % 5) for n in range(20)]
    line = VocalLine(notes=(*notes, note("ma1", "3", "12")), duration=Fraction(16))
    made = engine.sing(line, voice="chen")
    assert {p.note for p in made.phonemes} == {-1, *range(21)}
    rms = made.audio.samples[0][3 * RATE : 15 * RATE].reshape(-1, 4800).std(1)
    assert rms.min() > 0.2 * rms.max() and len(np.unique(rms)) == len(rms)


def test_a_first_note_at_the_very_beginning_and_a_line_without_an_end(engine: HouseSinger):
    line = VocalLine(notes=(note("ma1", "0", "1"),), duration=Fraction(1))
    made = engine.sing(line, voice="")
    assert made.audio.samples.shape == (1, RATE)
    assert abs(made.audio.samples[0, -1]) < 1e-3
    assert [p.phoneme.symbol for p in made.phonemes] == ["m", "a"]


def test_it_reports_and_stops(engine: HouseSinger):
    seen: list[tuple[str, float, float]] = []
    engine.sing(LINE, voice="yue", progress=lambda *told: seen.append(told))
    assert seen[0][1] == 0 and seen[-1][1] == seen[-1][2] == pytest.approx(5.3333, abs=1e-3)
    with pytest.raises(Cancelled):
        engine.sing(LINE, voice="yue", progress=cancellable(silent, lambda: True))


def test_unknown_voices_are_refused_with_a_hint(engine: HouseSinger):
    with pytest.raises(InputError, match=r"no voice 'kathlen'. Did you mean kathleen"):
        engine.sing(LINE, voice="kathlen")
    assert [v.id for v in engine.voices()] == ["yue", "chen", "kathleen"]
    assert engine.fingerprint == f"house/{HouseSinger.version} tiny"


def test_a_voice_whose_owner_did_not_agree_to_song_does_not_sing(monkeypatch):
    record = house_record()
    speakers = tuple(
        s.model_copy(update={"consent": s.consent.model_copy(update={"scope": ("speak",)})})
        for s in record.speakers
    )
    silent_voice = tiny_house.voice(record=record.model_copy(update={"speakers": speakers}))
    monkeypatch.setattr(package, "load", lambda file=None: silent_voice)
    with pytest.raises(TrustError, match="sing"):
        HouseSinger(Path("x")).sing(LINE, voice="chen")
