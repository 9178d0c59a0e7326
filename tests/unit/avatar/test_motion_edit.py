"""Motions are cut, joined, scaled, retimed, and made from a face that was seen."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from motion_samples import spoken

from aigc.avatar.motion import edit
from aigc.avatar.motion.capture import angles_of, from_landmarks
from aigc.avatar.motion.gestures import Cue
from aigc.avatar.motion.idle import idle
from aigc.avatar.motion.perform import perform
from aigc.avatar.motion.turns import HEAD_CHAIN, angle, chained, inverse, pitched, times
from aigc.errors import InputError
from aigc.types.viseme import BLENDSHAPES

MOTION = idle(4, seed=1, gestures=(Cue(gesture="point", time=2.0),))
JAW = BLENDSHAPES.index("jawOpen")


def test_a_cut_and_its_rest_join_to_the_whole():
    parts = [edit.cut(MOTION, 0, Fraction(3, 2)), edit.cut(MOTION, Fraction(3, 2), 4)]
    whole = edit.join(*parts)
    assert np.array_equal(whole.blendshapes, MOTION.blendshapes)
    assert all(np.array_equal(whole.turns[b], q) for b, q in MOTION.turns.items())
    assert sum(name.startswith("gesture") for name, _, _ in parts[1].marks) == 1
    assert all(at >= 0 and at + size <= p.duration for p in parts for _, at, size in p.marks)


def test_a_crossfade_leaves_no_jump():
    talk = perform(spoken("sil:300 a:300 m a:300 sil:300"), seed=9)
    joined = edit.join(MOTION, talk, crossfade=Fraction(1, 3))
    assert joined.frames == MOTION.frames + talk.frames - 10
    head = joined.turns["head"].astype(float)
    assert angle(times(inverse(head[:-1]), head[1:])).max() < 1.5


def test_scaling_changes_angles_and_weights_alone():
    half = edit.scale(MOTION, 0.5)
    assert np.allclose(half.blendshapes, MOTION.blendshapes / 2)
    assert half.turns["head"] is MOTION.turns["head"]
    bent = edit.scale(MOTION, 0.5, bones=["rightLowerArm"])
    whole = angle(MOTION.turns["rightLowerArm"].astype(float))
    assert np.allclose(angle(bent.turns["rightLowerArm"].astype(float)), whole / 2, atol=1e-2)
    assert np.array_equal(bent.blendshapes, MOTION.blendshapes)


def test_smoothing_stills_what_trembles():
    noisy = edit.with_face(MOTION, "jawOpen", np.random.default_rng(0).random(MOTION.frames))
    soft = edit.smooth(noisy, 0.1)
    assert np.diff(soft.blendshapes[:, JAW]).std() < 0.3 * np.diff(noisy.blendshapes[:, JAW]).std()
    assert np.allclose(np.linalg.norm(soft.turns["head"], axis=1), 1, atol=1e-5)


def test_a_curve_replaces_or_adds():
    set_ = edit.with_face(MOTION, "jawOpen", [0.2, 0.6])
    assert np.isclose(set_.blendshapes[0, JAW], 0.2) and np.isclose(set_.blendshapes[-1, JAW], 0.6)
    more = edit.with_face(set_, "jawOpen", [0.9], how="add")
    assert (more.blendshapes[:, JAW] == 1).all()


def test_retiming_and_resampling_keep_what_is_done():
    slow = edit.retime(MOTION, 2)
    assert slow.duration == 2 * MOTION.duration
    assert np.allclose(slow.blendshapes[::2], MOTION.blendshapes, atol=1e-6)
    fine = edit.resample(MOTION, 60)
    assert fine.duration == MOTION.duration and fine.fps == 60
    assert np.allclose(fine.turns["rightUpperArm"][::2], MOTION.turns["rightUpperArm"], atol=1e-6)
    assert slow.marks[0][1] == 2 * MOTION.marks[0][1]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: edit.cut(MOTION, 3, 2),
        lambda: edit.cut(MOTION, 0, float("nan")),
        lambda: edit.join(MOTION, idle(2, fps=60)),
        lambda: edit.join(MOTION, MOTION, crossfade=9),
        lambda: edit.scale(MOTION, -1.0),
        lambda: edit.scale(MOTION, 1.0, bones=["tail"]),
        lambda: edit.smooth(MOTION, float("inf")),
        lambda: edit.with_face(MOTION, "jawopen", [0.1]),
        lambda: edit.with_face(MOTION, "jawOpen", []),
        lambda: edit.retime(MOTION, 0),
        lambda: edit.resample(MOTION, 1),
        lambda: idle(0),
        lambda: idle(float("inf")),
    ],
)
def test_what_cannot_be_is_refused(wrong):
    with pytest.raises(InputError):
        wrong()


def seen(seconds=4.0, hz=25.0):
    """Return rows of a face that smiles and blinks, with noise and a resting offset, and times."""
    at = np.arange(0, seconds, 1 / hz)
    rng = np.random.default_rng(0)
    rows = 0.05 + 0.01 * rng.standard_normal((len(at), 52))
    rows[:, JAW] += 0.6 * (np.sin(2 * np.pi * at) > 0.7)
    return np.clip(rows, 0, 1), at


def test_a_seen_face_is_calibrated_and_steady():
    rows, at = seen()
    motion = from_landmarks(rows, at, fps=30)
    still = np.delete(motion.blendshapes, JAW, axis=1)
    assert still.mean() < 0.01 and np.diff(still, axis=0).std() < 0.3 * np.diff(rows[:, 0]).std()
    assert motion.blendshapes[:, JAW].max() > 0.5
    high = np.interp(np.arange(motion.frames) / 30, at, rows[:, JAW]) > 0.4
    assert np.corrcoef(high, motion.blendshapes[:, JAW])[0, 1] > 0.85


def test_frames_without_a_face_are_bridged():
    rows, at = seen()
    rows[30:34] = np.nan
    assert np.isfinite(from_landmarks(rows, at).blendshapes).all()


def test_the_head_follows_the_poses_that_were_seen():
    rows, at = seen(seconds=6)
    degrees = np.stack((0 * at, 12 * np.sin(at * 1.5), 0 * at), axis=1)
    heads = np.tile(np.eye(4), (len(at), 1, 1))
    yaw = np.radians(degrees[:, 1])
    heads[:, 0, 0] = heads[:, 2, 2] = np.cos(yaw)
    heads[:, 0, 2], heads[:, 2, 0] = np.sin(yaw), -np.sin(yaw)
    motion = from_landmarks(rows, at, heads=heads)
    made = angles_of(chained(motion.turns[b].astype(float) for b in HEAD_CHAIN))[:, 1]
    about = degrees[:, 1] - np.median(degrees[:, 1])
    wanted = np.interp(np.arange(motion.frames) / 30, at, about)
    assert np.abs(made - wanted)[10:-10].mean() < 2.5


def test_angles_go_there_and_back():
    degrees = np.random.default_rng(1).uniform(-40, 40, (50, 3))
    assert np.allclose(angles_of(pitched(degrees)), degrees, atol=1e-6)


def test_arrays_that_do_not_fit_are_refused():
    rows, at = seen()
    for wrong in ((rows[:, :51], at), (rows, at[::-1]), (np.full_like(rows, np.nan), at)):
        with pytest.raises(InputError):
            from_landmarks(*wrong)
    with pytest.raises(InputError, match="Poses"):
        from_landmarks(rows, at, heads=np.eye(4))
