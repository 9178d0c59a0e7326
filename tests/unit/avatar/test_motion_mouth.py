"""The mouth of a performance against its sounds, on the vertices of the base mesh."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from motion_samples import SPOKEN, long_talk, spoken

from aigc.avatar.motion.perform import perform
from aigc.errors import InputError
from aigc.timings.articulation import CLOSE
from aigc.types.viseme import BLENDSHAPES
from benchmarks.avatar_motion import closures, gaps, peak_distances_ms, widest_in_silence

RATES = st.sampled_from([Fraction(24), Fraction(30), Fraction(60), Fraction(30000, 1001)])
MOODS = st.sampled_from([{}, {"surprised": 1.0}, {"excited": 1.0}, {"angry": 0.7, "sad": 0.3}])


def curve(motion, name):
    return motion.blendshapes[:, BLENDSHAPES.index(name)]


def at(motion, name, ms):
    return float(curve(motion, name)[round(ms / 1000 * float(motion.fps))])


@settings(max_examples=30)
@given(SPOKEN, RATES, MOODS)
def test_lips_meet_for_every_bilabial_whatever_is_felt(timing, fps, mood):
    motion = perform(timing, fps=fps, emotion=mood)
    openable = perform(spoken("a:400"), emotion={"surprised": 1.0})
    if any(p.text in CLOSE for p in timing.phonemes):
        shut = closures(motion, timing) * gaps(motion).max() / gaps(openable).max()
        assert shut.max() <= 0.02


@settings(max_examples=30)
@given(SPOKEN, RATES, MOODS)
def test_weights_are_from_0_to_1_and_turns_are_turns(timing, fps, mood):
    motion = perform(timing, fps=fps, emotion=mood)
    assert motion.blendshapes.dtype == np.float32 and np.isfinite(motion.blendshapes).all()
    assert motion.blendshapes.min() >= 0 and motion.blendshapes.max() <= 1
    assert motion.duration >= timing.duration > motion.duration - 1 / fps
    for turns in motion.turns.values():
        assert turns.shape == (motion.frames, 4)
        assert np.allclose(np.linalg.norm(turns, axis=1), 1, atol=1e-5)


@pytest.mark.parametrize("fps", [30, 60])
@pytest.mark.parametrize("mood", [{}, {"excited": 1.0}, {"surprised": 1.0}])
def test_the_mouth_is_shut_in_pauses(fps, mood):
    timing = spoken("sil:500 a:200 u i sil:150 m a o:300 br:200 sil:100 e:300 sil:600")
    motion = perform(timing, fps=fps, emotion=mood)
    assert widest_in_silence(motion, timing) <= 0.02
    assert gaps(motion).max() > 0.05


@pytest.mark.parametrize("fps", [30, 60])
def test_peaks_fall_on_their_sounds(fps):
    timing = long_talk(20)
    apart = peak_distances_ms(perform(timing, fps=fps, emotion={}), timing)
    assert len(apart) > 60
    assert np.median(apart) <= 20 and np.percentile(apart, 95) <= 40


def test_lips_round_ahead_of_a_round_vowel():
    round_ = perform(spoken("sil:300 s:150 u:200 sil:300"), fps=60, emotion={})
    spread = perform(spoken("sil:300 s:150 i:200 sil:300"), fps=60, emotion={})
    assert at(round_, "mouthPucker", 400) > 0.2 > 0.05 > at(spread, "mouthPucker", 400)


def test_the_lower_lip_meets_the_teeth_for_f_and_v():
    for phone in "fv":
        motion = perform(spoken(f"a:150 {phone}:80 a:150"), fps=60, emotion={})
        assert at(motion, "mouthRollLower", 190) > 0.5 > 0.1 > at(motion, "mouthRollLower", 70)


def test_a_diphthong_moves():
    motion = perform(spoken("t aɪ:300 t"), fps=60, emotion={})
    assert at(motion, "jawOpen", 160) > 1.5 * at(motion, "jawOpen", 320)


def test_loud_syllables_open_the_jaw_farther():
    timing = spoken("sil:200 t:100 a:200 t:100 a:200 t:100 a:200 sil:200")
    level = np.full(130, 0.1)
    level[30:50] = 0.4
    level[90:110] = 0.02
    motion = perform(timing, audio_level=level, emotion={})
    loud, usual, soft = (at(motion, "jawOpen", ms) for ms in (400, 700, 1000))
    assert loud > 1.15 * usual > 1.3 * soft


def test_a_held_note_trembles_and_speech_does_not():
    sung = perform(spoken("l:80 a:3000 sil:300", notes=True), fps=60, emotion={})
    said = perform(spoken("l:80 a:3000 sil:300"), fps=60, emotion={})
    tremble, still = (np.ptp(curve(m, "jawOpen")[60:150]) for m in (sung, said))
    assert 0.01 < tremble < 0.1 and still < 1e-4
    assert curve(sung, "jawOpen")[60:150].min() > 0.5


def test_the_mouth_is_the_same_at_every_rate_of_frames():
    timing = spoken("sil:300 t a:200 w:120 i:200 l:100 o:200 sil:300")
    slow, fast = perform(timing, fps=30, emotion={}), perform(timing, fps=60, emotion={})
    assert np.abs(fast.blendshapes[::2] - slow.blendshapes)[:, 17:41].max() < 0.12


@pytest.mark.parametrize("level", [[], [[0.1]], [np.nan], [-1.0]])
def test_a_level_that_is_none_is_refused(level):
    with pytest.raises(InputError, match="audio level"):
        perform(spoken("a"), audio_level=level)
