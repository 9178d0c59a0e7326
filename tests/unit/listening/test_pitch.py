"""The pitch that is heard is the pitch that sounds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sound_samples import LINE, RATE, STEP_S, hertz, noise, pitch_of, voice

from aigc.errors import InputError
from aigc.listening.intonation import intonation
from aigc.listening.pitch import pitch_track, voiced_runs
from aigc.types.audio import Audio
from aigc.types.vocal import VocalLine


def cents(a, b):
    return 1200 * np.log2(np.asarray(a, np.float64) / b)


@settings(max_examples=15)
@given(midi=st.floats(38, 84), breath=st.sampled_from((1e-5, 1e-3)))
def test_a_steady_tone_is_heard_to_a_few_cents(midi, breath):
    heard = pitch_track(voice(np.full(120, hertz(midi)), breath=breath))
    middle = heard[10:-10]
    assert (middle > 0).all()
    assert abs(np.median(cents(middle, hertz(midi)))) < 3
    assert np.abs(cents(middle, hertz(midi))).max() < 20


@pytest.mark.parametrize("base", [48, 60, 72, 83])
def test_vibrato_and_glides_are_followed_in_time(base):
    times = np.arange(600) * STEP_S
    asked = hertz(base + 0.6 * np.sin(2 * np.pi * 5.6 * times) + 3 * np.sin(2 * np.pi * times / 3))
    heard = pitch_track(voice(asked))[: len(asked)]
    off = np.abs(cents(heard[12:-12], asked[12:-12]))
    assert np.percentile(off, 95) < 10 and off.max() < 60


def test_a_rest_has_no_pitch_and_an_octave_is_not_mistaken():
    asked = np.concatenate((np.full(100, 220.0), np.zeros(60), np.full(100, 440.0)))
    heard = pitch_track(voice(asked))[: len(asked)]
    assert (heard[112:150] == 0).all()
    assert np.abs(cents(heard[10:90], 220)).max() < 20
    assert np.abs(cents(heard[172:250], 440)).max() < 20


def test_noise_and_silence_have_no_pitch():
    assert (pitch_track(noise(0.6)) > 0).mean() < 0.1
    still = Audio(samples=np.zeros((2, RATE // 2), np.float32), sample_rate=RATE)
    assert not pitch_track(still).any()


@pytest.mark.parametrize("seconds", [0.0, 0.001, 0.03, 0.5])
def test_there_is_a_value_for_every_5_ms_however_short(seconds):
    audio = Audio(samples=np.zeros((1, round(seconds * RATE)), np.float32), sample_rate=RATE)
    heard = pitch_track(audio)
    assert heard.dtype == np.float32 and len(heard) == int(seconds / STEP_S + 1e-9) + 1


@pytest.mark.parametrize("limits", [(0, 500), (500, 100), (60, 9000), (float("nan"), 300)])
def test_limits_that_make_no_sense_are_refused(limits):
    with pytest.raises(InputError, match="40 to 2000"):
        pitch_track(noise(0.1), lowest_hz=limits[0], highest_hz=limits[1])


def test_samples_that_are_no_numbers_are_refused():
    broken = Audio(samples=np.full((1, 99), np.inf, np.float32), sample_rate=RATE)
    with pytest.raises(InputError, match="no numbers"):
        pitch_track(broken)


def test_runs_are_the_stretches_above_nothing():
    assert list(voiced_runs(np.array([0, 1, 1, 0, 2.0]))) == [(1, 3), (4, 5)]
    assert list(voiced_runs(np.zeros(0))) == []


@pytest.mark.parametrize("off", [-35.0, 0.0, 12.0])
def test_intonation_tells_how_far_every_note_lies_beside_its_pitch(off):
    found = intonation(LINE, pitch_of(LINE, cents=off))
    assert found.cents == pytest.approx((off, off, off), abs=0.05)
    assert found.median_cents == pytest.approx(abs(off), abs=0.05)
    assert found.in_tune == (abs(off) <= 20)


def test_intonation_agrees_with_the_sound():
    found = intonation(LINE, pitch_track(voice(pitch_of(LINE, cents=30))))
    assert found.cents == pytest.approx((30, 30, 30), abs=3)


def test_a_note_that_is_not_heard_is_told():
    f0 = pitch_of(LINE)
    f0[400:] = 0
    found = intonation(LINE, f0)
    assert found.notes[2].cents is None and len(found.cents) == 2
    assert found.in_tune == pytest.approx(2 / 3)
    assert "no pitch is heard" in found._repr_html_()
    assert intonation(LINE, np.zeros(0, np.float32)).in_tune == 0


def test_a_line_without_notes_cannot_be_in_tune():
    with pytest.raises(InputError, match="no note"):
        intonation(VocalLine(notes=(), duration=LINE.duration), np.zeros(9))
