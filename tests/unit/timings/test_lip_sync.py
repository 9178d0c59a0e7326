"""The mouth does what the sounds ask for."""

from __future__ import annotations

import json
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from timing_samples import RATE, SPOKEN, heard

from aigc.errors import InputError
from aigc.timings.articulation import CLOSE, NUCLEI, POSTURES
from aigc.timings.curves import blended, crossfaded
from aigc.timings.lip_sync import lip_sync
from aigc.timings.lip_sync_json import read_lip_sync, write_lip_sync
from aigc.timings.spelling import is_nucleus, is_stressed, phones_of
from aigc.types.audio import Audio
from aigc.types.time import from_frame
from aigc.types.viseme import BLENDSHAPES, VISEMES
from aigc.voice.phones import SYMBOLS, VOWELS
from benchmarks.avatar_motion import gaps

GREATEST_STEP = 0.6
"""No weight changes more than this from one frame to the next at 60 fps."""

WIDEST = float(gaps(lip_sync(heard("sil a sil", 400))).max())
"""The gap between the lips of an open vowel, decimetres, on the evaluated face."""


def curve(mouth, name):
    if name in VISEMES:
        return mouth.visemes[:, VISEMES.index(name)]
    return mouth.blendshapes[:, BLENDSHAPES.index(name)]


def at(mouth, name, ms):
    return float(curve(mouth, name)[round(ms / 1000 * float(mouth.fps))])


@pytest.mark.parametrize("phone", SYMBOLS)
def test_every_phone_of_the_house_has_a_viseme_which_is_reached(phone):
    viseme = POSTURES[phone].viseme
    assert viseme in VISEMES
    mouth = lip_sync(heard(f"sil ə {phone} ə sil", [200, 120, 120, 120, 200]))
    assert mouth.events[2].viseme == viseme
    assert at(mouth, viseme, 380) > 0.85
    assert curve(mouth, viseme).argmax() < mouth.frames


def test_the_table_is_that_of_the_house_voices_alone():
    assert set(POSTURES) == set(SYMBOLS)
    assert NUCLEI == VOWELS
    assert {p.viseme for p in POSTURES.values()} == set(VISEMES)


def test_phones_that_look_different_have_different_mouths():
    def target(phone):
        mouth = lip_sync(heard(f"sil {phone} sil", 400))
        return mouth.blendshapes[round(0.6 * 60)]

    looks = [target(p) for p in ("i", "u", "a", "o", "f", "m", "θ", "ʃ", "s", "ə")]
    gaps = [np.abs(a - b).max() for n, a in enumerate(looks) for b in looks[:n]]
    assert min(gaps) > 0.1


@settings(max_examples=25)
@given(SPOKEN, st.sampled_from([Fraction(24), Fraction(30), Fraction(60), Fraction(30000, 1001)]))
def test_lips_close_for_every_bilabial_in_a_frame_at_least(timing, fps):
    mouth = lip_sync(timing, fps=fps)
    for event in mouth.events:
        if event.phoneme in CLOSE:
            first = np.ceil(float(event.time.start * fps) - 1e-9)
            frame = min(int(first), mouth.frames - 1)
            assert gaps(mouth)[frame] <= 0.02 * WIDEST
            assert curve(mouth, "PP")[frame] >= 0.9


@settings(max_examples=25)
@given(SPOKEN)
def test_weights_lie_between_0_and_1_and_change_smoothly(timing):
    mouth = lip_sync(timing, fps=60)
    for weights in (mouth.visemes, mouth.blendshapes):
        assert np.isfinite(weights).all()
        assert weights.min() >= 0 and weights.max() <= 1
        assert np.abs(np.diff(weights, axis=0)).max(initial=0) <= GREATEST_STEP
    assert np.allclose(mouth.visemes.sum(1), 1, atol=1e-5)


@settings(max_examples=25)
@given(SPOKEN, st.sampled_from([Fraction(30), Fraction(60), Fraction(30000, 1001)]))
def test_events_are_the_phonemes_one_to_one_to_the_sample(timing, fps):
    mouth = lip_sync(timing, fps=fps)
    assert [(e.phoneme, e.time) for e in mouth.events] == [
        (p.text, p.time) for p in timing.phonemes
    ]
    assert from_frame(mouth.frames - 1, fps) < timing.duration <= from_frame(mouth.frames, fps)


def test_lips_round_a_tenth_of_a_second_before_a_round_vowel():
    round_ = lip_sync(heard("sil s u sil", [300, 150, 200, 300]))
    spread = lip_sync(heard("sil s i sil", [300, 150, 200, 300]))
    assert at(round_, "mouthPucker", 350) > 0.2 > 0.01 > at(spread, "mouthPucker", 350)
    assert at(round_, "mouthPucker", 430) > 0.6
    assert at(spread, "mouthSmileLeft", 430) > 2 * at(round_, "mouthSmileLeft", 430)


def test_rounding_goes_through_a_closure():
    mouth = lip_sync(heard("sil u b u sil", [200, 150, 80, 150, 200]))
    assert gaps(mouth)[23] <= 0.02 * WIDEST and at(mouth, "mouthPucker", 383) > 0.3


def test_a_vowel_between_two_closures_opens_the_lips():
    mouth = lip_sync(heard("sil m a m a sil", [200, 70, 100, 70, 100, 200]))
    between = slice(round(0.27 * 60), round(0.37 * 60))
    assert gaps(mouth)[between].max() > 0.4 * WIDEST
    assert (curve(mouth, "mouthClose")[between] / curve(mouth, "jawOpen")[between]).min() < 0.3


def test_lips_that_meet_undo_the_jaw_and_no_more():
    mouth = lip_sync(heard("sil a m a p a sil", [200, 150, 80, 150, 60, 150, 200]))
    jaw, close = curve(mouth, "jawOpen"), curve(mouth, "mouthClose")
    assert (close <= jaw).all()
    for ms in (390, 600):
        assert at(mouth, "mouthClose", ms) == pytest.approx(at(mouth, "jawOpen", ms), abs=0.01)
        assert at(mouth, "jawOpen", ms) > 0.02


def test_the_mouth_is_at_rest_in_silence():
    mouth = lip_sync(heard("sil a u m sil a sil", [600, 200, 200, 100, 900, 200, 600]))
    for first, last in ((0, 400), (1350, 1850), (2450, 2600)):
        still = slice(round(first * 0.06), round(last * 0.06))
        assert (mouth.blendshapes[still] == 0).all()
        assert (curve(mouth, "sil")[still] == 1).all()


def test_a_held_vowel_keeps_its_shape():
    mouth = lip_sync(heard("sil l a sil", [300, 80, 3000, 300], notes=True))
    held = curve(mouth, "jawOpen")[round(0.6 * 60) : round(3.1 * 60)]
    assert np.ptp(held) < 1e-6 and held[0] > 0.6


def test_the_mouth_opens_farther_for_stress_length_and_song():
    def jaw(sounds, ms, **more):
        return float(curve(lip_sync(heard(sounds, ms, **more)), "jawOpen").max())

    short, long = [200, 150, 200], [200, 800, 200]
    assert jaw("sil ˈa sil", short) > jaw("sil a sil", short)
    assert jaw("sil a sil", long) > jaw("sil a sil", short)
    assert jaw("sil a sil", short, notes=True) > 1.1 * jaw("sil a sil", short)


def test_the_mouth_opens_farther_for_a_louder_vowel():
    timing = heard("sil a t a t a sil", 200)
    sound = np.full((1, 1400 * 48), 0.1, np.float32)
    sound[:, 200 * 48 : 400 * 48] *= 3
    sound[:, 1000 * 48 : 1200 * 48] /= 3
    mouth = lip_sync(timing, audio=Audio(samples=sound, sample_rate=RATE))
    loud, usual, soft = (at(mouth, "jawOpen", ms) for ms in (300, 700, 1100))
    assert loud > 1.2 * usual and usual > 1.2 * soft


def test_frames_come_at_exact_times():
    mouth = lip_sync(heard("sil a sil", 1001), fps=Fraction(30000, 1001))
    assert mouth.fps == Fraction(30000, 1001)
    assert mouth.frames == 90


def test_curves_do_not_depend_on_the_rate_of_frames():
    timing = heard("sil p a w l i s sil", [200, 70, 130, 60, 60, 140, 90, 200])
    slow, fast = lip_sync(timing, fps=30), lip_sync(timing, fps=60)
    lips = [BLENDSHAPES.index(n) for n in ("jawOpen", "mouthPucker", "mouthSmileLeft")]
    assert np.allclose(fast.blendshapes[::2][:, lips], slow.blendshapes[:, lips], atol=1e-6)
    assert np.allclose(fast.visemes[::2], slow.visemes, atol=1e-5)


@settings(max_examples=25)
@given(SPOKEN, st.sampled_from([Fraction(30), Fraction(60), Fraction(30000, 1001)]))
def test_json_comes_back_as_it_was_written(timing, fps):
    mouth = lip_sync(timing, fps=fps)
    text = write_lip_sync(mouth)
    back = read_lip_sync(text)
    assert (back.duration, back.fps, back.events) == (mouth.duration, fps, mouth.events)
    assert np.abs(back.visemes - mouth.visemes).max() < 0.00051
    assert np.abs(back.blendshapes - mouth.blendshapes).max() < 0.00051
    assert write_lip_sync(back) == text


def changed(**changes):
    told = json.loads(write_lip_sync(lip_sync(heard("sil a sil"))))
    return json.dumps(told | changes)


EVENT = {"viseme": "aa", "phoneme": "a"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is wrong at the file"),
        ("{", "is wrong at the file"),
        ("[]", "is wrong at the file"),
        (changed(format="x"), "wrong at format"),
        (changed(version=2), "wrong at version"),
        (changed(fps="1/0"), "wrong at fps"),
        (changed(frames=19), "19 frames, which do not cover"),
        (changed(frames=5), "5 frames, which do not cover"),
        (changed(samples=14_000), "end at sample 14400 of 14000"),
        (changed(events=[{"start": 5, "end": 14_400, **EVENT}]), "should begin at 0"),
        (changed(events=[{"start": 0, "end": 14_400, "viseme": "AA", "phoneme": "a"}]), "'AA'"),
        (changed(visemes={"aa": [0.5]}), "1 weights of aa for 18 frames"),
        (changed(visemes={"aa": [1.5] * 18}), r"wrong at visemes.aa.0"),
        (changed(blendshapes={"jawOpen": [-0.1] * 18}), "wrong at blendshapes.jawOpen.0"),
        (changed(blendshapes={"jawopen": [0.1] * 18}), "Did you mean jawOpen"),
        (changed(extra=1), "wrong at extra"),
        (changed(visemes={"aa": [float("nan")] * 18}), "wrong at"),
    ],
)
def test_a_damaged_file_is_refused(text, message):
    with pytest.raises(InputError, match=message):
        read_lip_sync(text)


@pytest.mark.parametrize(
    ("symbol", "phones"),
    [
        ("aɪ", "a ɪ"), ("ˈɑː", "ɑ"), ("th", "tʰ"), ("s.", "ʂ"), ("χ", "x"), ("əl", "ə l"),
        ("ɾ", "ɾ"), ("g", "ɡ"), ("r", "ɹ"), ("AY1", "a j"), ("R", "ɹ"), ("NG", "ŋ"), ("pau", "sil"),
        ("AP", "br"), ("ts.h", "tʂʰ"), ("iɛ5", "i ɛ"), ("dʒ", "dʒ"), ("ŋ\u0329", "ŋ"),
        ("ɑ\u0303", "ɑ"),
    ],
)  # fmt: skip
def test_what_other_voices_write_is_understood(symbol, phones):
    assert phones_of(symbol) == tuple(phones.split())


def test_stress_and_vowels_are_told():
    assert is_stressed("ˈaɪ") and is_stressed("AY1")
    assert not is_stressed("aɪ") and not is_stressed("AY0") and not is_stressed("1")
    assert is_nucleus("əl") and not is_nucleus("tʂʰ")


def test_a_phoneme_of_two_sounds_has_an_event_for_each():
    mouth = lip_sync(heard("sil aɪ sil", [100, 201, 100]))
    assert [(e.viseme, e.phoneme) for e in mouth.events] == [
        ("sil", "sil"), ("aa", "aɪ"), ("ih", "aɪ"), ("sil", "sil"),
    ]  # fmt: skip
    assert mouth.events[1].time.end == mouth.events[2].time.start


def test_an_engine_may_tell_what_its_phonemes_are():
    table = {"shang": ("ʂ", "ɑ", "ŋ"), "sil": ("sil",)}
    mouth = lip_sync(heard("sil shang sil", 300), spell=table.__getitem__)
    assert [e.viseme for e in mouth.events] == ["sil", "CH", "aa", "kk", "sil"]


@pytest.mark.parametrize("symbol", ["あ", "№", "?", "ˈ"])
def test_a_phoneme_that_is_not_known_is_named(symbol):
    with pytest.raises(InputError, match="is not known, so no mouth shape") as refused:
        lip_sync(heard(f"sil {symbol} sil"))
    assert repr(symbol) in str(refused.value)


@pytest.mark.parametrize("fps", [0, -1, 9, 241])
def test_a_rate_that_cannot_be_is_refused(fps):
    with pytest.raises(InputError, match="frames a second"):
        lip_sync(heard("a"), fps=fps)


def test_gaps_between_phonemes_are_refused():
    timing = heard("a b a")
    holed = type(timing)(duration=timing.duration, sample_rate=RATE, phonemes=(timing.phonemes[0],))
    with pytest.raises(InputError, match="have gaps"):
        lip_sync(holed)
    with pytest.raises(InputError, match="no phoneme"):
        lip_sync(type(timing)(duration=timing.duration, sample_rate=RATE))


def test_a_crossfade_is_whole_in_the_middle_of_each_sound():
    times = np.arange(0, 1, 0.001)
    ends = np.array([0.2, 0.3, 0.36, 1.0])
    fade = crossfaded(ends, np.array([0, 1, 2, 0]), 3, times)
    for middle, kind in ((0.1, 0), (0.25, 1), (0.33, 2), (0.7, 0)):
        assert fade[round(middle * 1000), kind] == pytest.approx(1, abs=1e-9)
    assert np.allclose(fade.sum(1), 1)


def test_a_firm_sound_counts_more_than_a_free_one():
    times = np.arange(0, 0.6, 0.01)
    ends, targets = np.array([0.2, 0.4, 0.6]), np.array([[1.0], [0.0], [1.0]])
    free, firm = (
        blended(ends, targets, np.array([1, hold, 1]), times, lead_s=0.15, carry_s=0.15)[30, 0]
        for hold in (0.1, 2.0)
    )
    assert free > 3 * firm
