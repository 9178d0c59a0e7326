"""The pitch is on the note, and what moves it is where it belongs."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest

from aigc.singing.colour import Colour
from aigc.singing.curves import Curves, curves, phrases
from aigc.singing.heights import even, tuned
from aigc.singing.onsets import on_time, onsets
from aigc.singing.timing import timed
from aigc.types.reading import Reading
from aigc.types.time import TimeRange
from aigc.types.vocal import Curve, Expression, SungNote, Vibrato, VocalLine
from aigc.voice.frames import Frames, band_centres_hz
from aigc.voice.phones import INDEX
from aigc.voice.timing import Phones

STILL = Vibrato(onset_s=0, depth_cents=0)


def note(pitch: int, start: float, length: float, **more: object) -> SungNote:
    time = TimeRange(start=Fraction(str(start)), duration=Fraction(str(length)))
    reading = Reading(language="zh", sounds="la1")
    return SungNote(pitch=pitch, time=time, **{"reading": reading, **more})


def sing(*notes: SungNote, expression: Expression | None = None, seed: int = 0) -> Curves:
    line = VocalLine(notes=notes, duration=notes[-1].time.end + 1)
    return curves(line, timed(line), expression or Expression(), seed)


def cents(found: Curves, pitch: int) -> np.ndarray:
    return 1200 * np.log2(found.f0_hz / (440 * 2 ** ((pitch - 69) / 12)))


@pytest.mark.parametrize("length", [0.06, 0.1, 0.25, 0.5, 2.0, 12.0])
@pytest.mark.parametrize("step", [1, -2, 7, -12])
def test_the_middle_of_every_note_is_in_tune(length, step):
    low = 60
    notes = [note(low + step * (n % 2), 1 + n * length, length) for n in range(6)]
    found = sing(*notes)
    off = []
    for one in notes:
        middle = [round(200 * float(one.time.start + s * one.time.duration)) for s in (0.25, 0.8)]
        off.append(np.median(cents(found, one.pitch)[slice(*middle)]))
    assert np.median(np.abs(off)) < (9 if length < 0.1 else 4) and np.abs(off).max() < (
        40 if length < 0.1 else 8
    )


def test_the_whole_range_is_in_tune():
    notes = [note(48 + n, 1 + n * 0.4, 0.4) for n in range(37)]
    found = sing(*notes)
    off = [np.median(cents(found, n.pitch)[int(200 * n.time.start) + 25 :][:40]) for n in notes]
    assert np.median(np.abs(off)) < 3 and np.percentile(np.abs(off), 95) < 5


def test_the_pitch_glides_around_the_beat_and_goes_a_little_too_far():
    path = cents(sing(note(60, 1, 1, vibrato=STILL), note(72, 2, 1, vibrato=STILL)), 60)
    assert abs(path[380]) < 30 and 300 < path[400] < 1200 and abs(path[440] - 1200) < 10
    assert path[370:395].min() < -10
    assert 1203 < path[405:430].max() < 1222


def test_a_glide_is_as_long_as_asked():
    def crossing(glide: float | None) -> int:
        notes = note(60, 1, 1, vibrato=STILL), note(72, 2, 1, vibrato=STILL, portamento_s=glide)
        path = cents(sing(*notes), 60)
        return int(np.sum((path[300:520] > 60) & (path[300:520] < 1140)))

    assert crossing(0.0) == 0
    assert crossing(0.1) < crossing(0.2) < crossing(0.5)


def test_a_drawn_line_is_sung_as_it_is_drawn():
    drawn = Curve(times_s=(-0.1, 0.1, 0.5, 0.8), values=(-400.0, 0.0, 300.0, -100.0))
    found = sing(note(60, 1, 1, vibrato=STILL), note(64, 2, 2, drawn_cents=drawn, vibrato=STILL))
    at = np.arange(round(1.9 * 200) + 1, round(3.9 * 200))
    off = cents(found, 64)[at] - drawn.at(at / 200 - 2)
    assert np.abs(off).max() < 10 and np.abs(np.median(off)) < 2
    before = cents(found, 60)[round(1.4 * 200) : round(1.88 * 200)]
    assert np.abs(np.median(before)) < 3


def test_what_follows_a_drawn_line_glides_from_where_it_ended():
    high = Curve(times_s=(0.0, 0.5), values=(0.0, 150.0))
    found = sing(note(60, 1, 1, drawn_cents=high, vibrato=STILL), note(60, 2, 1, vibrato=STILL))
    off = cents(found, 60)
    assert np.abs(off[360:380] - 150).max() < 12 and np.abs(np.median(off[460:560])) < 4
    assert np.abs(np.diff(off[300:500])).max() < 25


def test_after_a_rest_a_note_is_scooped_into_not_glided_to():
    path = cents(sing(note(48, 1, 1), note(72, 3, 1, vibrato=STILL)), 72)
    assert -90 < path[595] < -15 and abs(path[615]) < 15
    assert path[575:].min() > -150


def test_a_long_note_waves_and_a_short_one_does_not():
    path = cents(sing(note(69, 1, 3), note(71, 4, 0.5)), 69)
    held = path[380:780]
    assert 25 < held.max() < 60 and -60 < held.min() < -25
    ups = np.flatnonzero((held[1:] >= 0) & (held[:-1] < 0))
    assert 5 < (len(ups) - 1) / ((ups[-1] - ups[0]) / 200) < 6.2
    assert np.abs(path[240:270]).max() < 10
    assert np.abs(path[830:890] - 200).max() < 12


def test_vibrato_is_what_the_note_says():
    wave = Vibrato(onset_s=0.5, rate_hz=7, depth_cents=80)
    held = cents(sing(note(69, 1, 2, vibrato=wave)), 69)[400:580]
    ups = np.flatnonzero((held[1:] >= 0) & (held[:-1] < 0))
    assert 70 < held.max() < 95
    assert (len(ups) - 1) / ((ups[-1] - ups[0]) / 200) == pytest.approx(7, abs=0.3)
    assert np.abs(cents(sing(note(69, 1, 2, vibrato=STILL)), 69)[300:570]).max() < 12


def test_expression_is_added():
    plain = sing(note(60, 1, 2))
    changed = sing(
        note(60, 1, 2),
        expression=Expression(
            pitch_cents=Curve(times_s=(1.0, 2.0), values=(0.0, 100.0)),
            dynamics_db=Curve(times_s=(0.0,), values=(-6.0,)),
            tension=Curve(times_s=(0.0,), values=(0.3,)),
            breathiness=Curve(times_s=(0.0,), values=(2.0,)),
        ),
    )
    apart = cents(changed, 60) - cents(plain, 60)
    assert apart[300] == pytest.approx(50) and apart[450] == pytest.approx(100)
    np.testing.assert_allclose(changed.gain_db, plain.gain_db - 6)
    np.testing.assert_allclose(changed.tension - plain.tension, 0.3)
    assert set(changed.breathiness) == {1.0}


def test_the_seed_changes_only_what_is_fine():
    one, again, other = (sing(note(60, 1, 1, vibrato=STILL), seed=s) for s in (0, 0, 1))
    assert (one.f0_hz == again.f0_hz).all() and (one.f0_hz != other.f0_hz).any()
    assert np.abs(cents(one, 60) - cents(other, 60)).max() < 20


def test_phrases_swell_and_end_softly():
    notes = [note(64, 1 + n * 0.5, 0.5) for n in range(8)] + [note(64, 7, 3)]
    line = VocalLine(notes=tuple(notes), duration=Fraction(11))
    sung = timed(line)
    (first, last) = phrases(sung)
    assert 180 < first[0] < 200 and first[1] == 1000 and last[1] == 2000
    gain = curves(line, sung, Expression(), 0).gain_db
    assert gain[500:600].mean() > gain[200:230].mean() > gain[980:1000].mean() - 2
    assert gain[995] < gain[900] - 3
    assert gain[1600:1800].mean() > gain[1420:1450].mean()


def test_accents_and_heights_stand_out():
    weak = sing(note(60, 1, 0.5), note(60, 1.5, 0.5), note(60, 2, 0.5))
    strong = sing(note(60, 1, 0.5), note(60, 1.5, 0.5, accent=1.0), note(60, 2, 0.5))
    high = sing(note(60, 1, 0.5), note(67, 1.5, 0.5), note(60, 2, 0.5))
    assert strong.gain_db[340:380].mean() > weak.gain_db[340:380].mean() + 0.8
    assert high.gain_db[340:380].mean() > weak.gain_db[340:380].mean() + 0.8


def frames(count: int, f0_hz: float, formant_hz: float = 500.0) -> Frames:
    hz = band_centres_hz()
    band = -4 + 2 * np.exp(-0.5 * ((hz - formant_hz) / 120) ** 2)
    return Frames(
        envelope=np.repeat(band[None], count, 0).astype(np.float32),
        aperiodicity=np.full((count, 3), -20, np.float32),
        voiced=np.ones(count, np.float32),
        f0_hz=np.full(count, f0_hz, np.float32),
    )


def test_the_first_formant_follows_a_high_pitch_and_no_low_one():
    hz = band_centres_hz()

    def peak(f0_hz: float) -> float:
        some = frames(60, f0_hz)
        return float(hz[tuned(some.envelope, some.f0_hz, some.voiced)[30].argmax()])

    assert peak(300) == peak(450) == pytest.approx(500, abs=25)
    assert 700 < peak(900) < 900
    some = frames(60, 900)
    moved = tuned(some.envelope, some.f0_hz, some.voiced)
    np.testing.assert_allclose(moved[:, hz > 2700], some.envelope[:, hz > 2700], atol=1e-3)


def test_a_vowel_is_as_loud_where_its_harmonics_miss_the_formant():
    hz = band_centres_hz()

    def loudness_db(f0_hz: float, *, evened: bool) -> float:
        some = frames(60, f0_hz, 300.0)
        envelope = even(some.envelope, some.f0_hz, some.voiced) if evened else some.envelope
        lines = np.arange(1, int(4000 / f0_hz) + 1) * f0_hz
        power = np.exp(2 * np.interp(lines, hz, envelope[30])).sum() * f0_hz
        return float(10 * np.log10(power))

    low = loudness_db(100, evened=False)
    assert loudness_db(520, evened=False) < low - 4
    assert loudness_db(520, evened=True) > low - 2
    assert loudness_db(100, evened=True) == pytest.approx(low, abs=0.5)
    silent = frames(60, 520, 300.0)
    kept = even(silent.envelope, silent.f0_hz, np.zeros(60, np.float32))
    np.testing.assert_array_equal(kept, silent.envelope)


def coloured(expression: Expression | None = None, sounds: str = "sil s a sil") -> Frames:
    names = sounds.split()
    sung = Phones(
        phone=np.array([INDEX[n] for n in names]), accent=np.zeros(len(names), int),
        ends=np.array([200, 230, 800, 1000])[: len(names)],
    )  # fmt: skip
    how = sing(note(60, 1, 3), expression=expression)
    return Colour.of(how, sung, 0)(frames(1000, 262.0), 0)


def test_a_vowel_is_voiced_from_its_first_frame_and_a_hiss_is_not():
    made = coloured()
    assert made.voiced[230:800].all() and not made.voiced[200:230].any()


def test_force_is_loud_and_bright_and_breath_is_airy():
    def curve(value: float) -> Curve:
        return Curve(times_s=(0.0,), values=(value,))

    plain, middle = coloured(), slice(300, 700)
    loud = coloured(Expression(dynamics_db=curve(6.0)))
    tense = coloured(Expression(tension=curve(0.5)))
    airy = coloured(Expression(breathiness=curve(0.8)))
    change = (loud.envelope - plain.envelope)[middle].mean(0) * 20 / np.log(10)
    assert change[5] == pytest.approx(6, abs=0.2) and change[-10] > 7
    assert (tense.envelope - plain.envelope)[middle, -20].mean() > 0.1
    assert (airy.aperiodicity - plain.aperiodicity)[middle].mean() > 4
    np.testing.assert_array_equal(loud.envelope[850:], plain.envelope[850:])


def test_a_hold_is_never_twice_the_same():
    made = coloured().envelope[430:780]
    for lag in range(1, 300):
        assert np.abs(made[lag:] - made[:-lag]).max() > 1e-3
    assert 0.03 < made.std(0).mean() < 0.4
    assert max(np.abs(a - b).max() for a, b in pairwise(made)) < 0.1


@pytest.mark.parametrize("late", [-3, 0, 5, 11])
def test_a_voice_that_sets_in_late_or_early_is_brought_to_its_place(late):
    voice, ends = [0.0, 1.0, 1.0, 0.0], np.array([100, 140, 200, 260])
    assert onsets(voice, ends) == ((0, 100, 200),)
    sharp = frames(260, 200)
    loud = np.arange(260) >= 100 + late
    blurred = replace(sharp, envelope=sharp.envelope - 4 * ~loud[:, None])
    made = on_time(blurred, onsets(voice, ends), 0)
    risen = int(np.flatnonzero(made.envelope[:, 10] > blurred.envelope[150, 10] - 0.69)[0])
    assert abs(risen - 100) <= 1
    np.testing.assert_array_equal(made.envelope[130:], blurred.envelope[130:])
    np.testing.assert_array_equal(made.envelope[:88], blurred.envelope[:88])
    part = on_time(
        replace(
            blurred,
            **{
                name: getattr(blurred, name)[40:180]
                for name in ("envelope", "aperiodicity", "voiced", "f0_hz")
            },
        ),
        onsets(voice, ends),
        40,
    )
    np.testing.assert_array_equal(part.envelope, made.envelope[40:180])
