"""Eyes, head, feelings and gestures of a performance."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from motion_samples import SPOKEN, long_talk, spoken

from aigc.avatar.catalogue import EMOTIONS, GESTURES
from aigc.avatar.expressions import FEELINGS
from aigc.avatar.motion.arms import SHAPES, placed
from aigc.avatar.motion.emotions import BEARINGS, face_of
from aigc.avatar.motion.feeling import emotion_of, emotions_of
from aigc.avatar.motion.gestures import Cue
from aigc.avatar.motion.idle import idle
from aigc.avatar.motion.perform import perform
from aigc.errors import ConfigError, InputError
from aigc.types.viseme import BLENDSHAPES
from benchmarks.avatar_motion import blink_peaks_s, head_steps_deg

TALK = long_talk(120)
TORSO = (0.14, 0.1)
"""Half the width and half the depth of a trunk, in metres."""


def weight(motion, name):
    return motion.blendshapes[:, BLENDSHAPES.index(name)]


@pytest.mark.parametrize("seed", range(4))
def test_blinks_come_12_to_20_times_a_minute_and_without_a_rhythm(seed):
    for motion in (perform(TALK, seed=seed), idle(120, seed=seed)):
        waits = np.diff(blink_peaks_s(motion))
        assert 12 <= (len(waits) + 1) / float(motion.duration) * 60 <= 20
        assert waits.std() / waits.mean() > 0.3


def test_lids_close_faster_than_they_open_and_shut_in_a_frame():
    motion = idle(30, fps=60, seed=3)
    lid = weight(motion, "eyeBlinkLeft")
    for at in np.rint(blink_peaks_s(motion) * 60).astype(int):
        around = lid[at - 6 : at + 14]
        shut = np.flatnonzero(around >= 0.99)
        assert len(shut)
        opening = (around[shut[-1] :] > 0.3).sum()
        closing = (around[: shut[0]] > 0.3).sum()
        assert opening > closing


@settings(max_examples=20)
@given(SPOKEN, st.sampled_from([30, 60]), st.sampled_from(sorted(EMOTIONS)), st.integers(0, 99))
def test_the_head_never_jumps(timing, fps, mood, seed):
    motion = perform(timing, fps=fps, emotion={mood: 1.0}, seed=seed, liveliness=2.0)
    assert head_steps_deg(motion).max(initial=0) <= 1.5


@pytest.mark.parametrize("gesture", sorted(GESTURES))
def test_the_head_never_jumps_in_a_gesture(gesture):
    motion = idle(6, gestures=(Cue(gesture=gesture, time=2.5),), liveliness=2.0)
    assert head_steps_deg(motion).max() <= 1.5


def test_eyes_hold_the_camera_while_the_head_turns():
    motion = perform(TALK, emotion={}, seed=1)
    yaw = np.degrees(2 * np.arctan2(motion.turns["head"][:, 1], motion.turns["head"][:, 3]))
    to_left = weight(motion, "eyeLookOutLeft") - weight(motion, "eyeLookInLeft")
    assert np.corrcoef(yaw, to_left)[0, 1] < -0.2


def test_questions_raise_the_brows():
    sounds = "sil:300 t a:150 m i:150 s u:150 n a:300 sil:800"
    asked, told = (perform(spoken(sounds, text=t), emotion={}) for t in ("你来吗？", "你来吧。"))
    end = slice(24, 36)
    assert weight(asked, "browInnerUp")[end].max() > weight(told, "browInnerUp")[end].max() + 0.2


def test_every_name_of_the_catalogue_has_a_face_and_they_differ():
    assert set(FEELINGS) == set(BEARINGS) == set(EMOTIONS)
    rows = [np.array([face_of(n).get(b, 0) for b in BLENDSHAPES]) for n in EMOTIONS]
    gaps = [np.abs(a - b).sum() for n, a in enumerate(rows) for b in rows[:n]]
    assert min(gaps) > 0.8


SAID = [
    ("我今天非常开心！", "happy"),
    ("太棒了，我们夺冠了！", "excited"),
    ("她为你感到自豪。", "proud"),
    ("谢谢大家的陪伴。", "gentle"),
    ("没想到居然是真的。", "surprised"),
    ("我想想，也许可以。", "thinking"),
    ("我们很担心他的安全。", "worried"),
    ("他去世了，大家很难过。", "sad"),
    ("这太过分了，我很生气。", "angry"),
    ("请务必遵守规定。", "serious"),
    ("她有点害羞。", "shy"),
    ("我不开心。", "sad"),
    ("I am so happy today!", "happy"),
    ("This is amazing!", "excited"),
    ("We are proud.", "proud"),
    ("Thank you, take care.", "gentle"),
    ("I was shocked.", "surprised"),
    ("Maybe. I wonder.", "thinking"),
    ("We are very worried about it.", "worried"),
    ("It was a tragic death.", "sad"),
    ("That made me angry.", "angry"),
    ("You must follow the law.", "serious"),
    ("He was embarrassed.", "shy"),
    ("I am not happy.", "sad"),
    ("I don't feel glad at all.", "sad"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "emotion"), SAID)
def test_a_sentence_tells_its_emotion(text, emotion):
    felt = emotion_of(text)
    assert max(felt, key=lambda name: felt[name]) == emotion


def test_negation_and_degree_count():
    assert "sad" not in emotion_of("我们不难过。")
    assert emotion_of("她非常开心。")["happy"] > emotion_of("她开心。")["happy"]
    assert emotion_of("她有点开心。")["happy"] < emotion_of("她开心。")["happy"]
    assert emotion_of("桌子有四条腿。") == {}
    assert [bool(felt) for _, felt in emotions_of("真好！桌子是木头的。")] == [True, False]


def test_a_given_emotion_overrides_the_text():
    timing = spoken("sil:300 t a:300 m a:300 sil:300", text="我非常开心！")
    sad = perform(timing, emotion={"sad": 1.0})
    assert weight(sad, "mouthFrownLeft").max() > 0.3
    assert weight(perform(timing), "mouthSmileLeft").max() > weight(sad, "mouthSmileLeft").max()


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("gesture", sorted(GESTURES))
def test_arms_stay_outside_the_trunk_and_come_back(gesture, side):
    motion = idle(7, gestures=(Cue(gesture=gesture, time=2.5, side=side, number=3),), seed=2)
    rest = idle(7, seed=2)
    for arm in ("left", "right"):
        turns = {b: np.asarray(q, float) for b, q in motion.turns.items()}
        joints = placed(turns, arm)
        for name in ("wrist", "tip"):
            x, _, z = (joints[name] / (TORSO[0], 1, TORSO[1])).T
            assert (x**2 + z**2).min() > 1
        far = np.abs(turns[f"{arm}LowerArm"][-1] - rest.turns[f"{arm}LowerArm"][-1]).max()
        assert far < 0.02


def test_arms_hang_in_every_motion():
    for motion in (idle(3), perform(spoken("a m a"))):
        for arm, sign in (("left", 1), ("right", -1)):
            joints = placed({b: np.asarray(q, float) for b, q in motion.turns.items()}, arm)
            assert joints["wrist"][:, 1].max() < -0.38
            assert (sign * joints["wrist"][:, 0]).min() > 0.18


def test_a_hand_shows_the_number_that_is_counted():
    for number in range(1, 6):
        cue = Cue(gesture="count", time=2.0, number=number)
        motion = idle(5, gestures=(cue,))
        bend = [abs(motion.turns[f"right{f}Proximal"][66, 2])
                for f in ("Index", "Middle", "Ring", "Little")]  # fmt: skip
        assert sum(b < 0.2 for b in bend) == min(number, 4)
    assert set(SHAPES) >= {f"count{n}" for n in range(1, 6)}


def test_words_ask_for_gestures():
    timing = spoken(
        "sil:900",
        "t a t a x a w:300",
        "sil:4500",
        "t i i t i i t a:200 n i",
        "sil:3000",
        text="大家好，第一点。",
    )
    made = [name for name, _, _ in perform(timing).marks if name.startswith("gesture")]
    assert made == ["gesture:greet", "gesture:count"]
    still = perform(timing, gestures=())
    assert not [name for name, _, _ in still.marks if name.startswith("gesture")]


def test_the_same_seed_gives_the_same_bytes_and_another_does_not():
    def digest(seed):
        motion = perform(TALK, seed=seed)
        return b"".join(
            [motion.blendshapes.tobytes(), *(q.tobytes() for q in motion.turns.values())]
        )

    assert digest(5) == digest(5) != digest(6)


@pytest.mark.parametrize(
    "wrong",
    [
        {"fps": 5}, {"liveliness": float("nan")}, {"liveliness": 3.0}, {"emotion": {"sad": 2.0}},
        {"gestures": (Cue(gesture="greet", time=1e9),)},
        {"gestures": (Cue(gesture="count", time=0.1, number=9),)},
        {"gestures": (Cue(gesture="point", time=0.1, side="up"),)},
    ],
)  # fmt: skip
def test_numbers_out_of_range_are_refused(wrong):
    with pytest.raises(InputError):
        perform(spoken("a m a"), **wrong)


def test_unknown_names_are_refused_with_a_near_one():
    with pytest.raises(ConfigError, match="happy"):
        perform(spoken("a"), emotion={"hapy": 1.0})
    with pytest.raises(ConfigError, match="greet"):
        perform(spoken("a"), gestures=(Cue(gesture="gret", time=0.0),))
    with pytest.raises(InputError, match="no phoneme"):
        perform(spoken(""))


def test_a_loop_closes():
    motion = idle(6, looped=True, seed=4)
    assert motion.frames == 180
    for track in (*motion.turns.values(), motion.travel):
        steps = np.abs(np.diff(track, axis=0)).max(initial=0)
        assert np.abs(track[0] - track[-1]).max() <= 1.5 * steps + 1e-3
