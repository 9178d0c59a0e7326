"""Landmarks of a film read as movements of the face.

``tests/fixtures/avatar_mirror/face.npz`` is every third frame of a film of eight seconds that was
drawn of a person of whom the calibration knows nothing: mediapipe's landmarks by 32, and how face
and head really moved.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from aigc.avatar.motion.capture import EASED_S, HELD_S, REJOIN_S, angles_of, from_landmarks
from aigc.avatar.motion.features import KEPT, features
from aigc.avatar.motion.reading import reading
from aigc.avatar.motion.seen import SHORTEST_SHOT, frontal, seen
from aigc.avatar.motion.turns import from_matrices
from aigc.avatar.photo.following import PATIENCE, Follower
from aigc.avatar.photo.landmarks import Landmarks
from aigc.types.viseme import BLENDSHAPES

FILE = Path(__file__).parents[2] / "fixtures" / "avatar_mirror" / "face.npz"
FPS, SIZE_PX = 10, 440
FRAMES, MOVED = 60, 45
SCALE_PX, MIDDLE_PX = 90.0, 256.0
LEAST = {"jawOpen": 0.85, "eyeBlinkLeft": 0.8, "mouthSmileLeft": 0.8, "mouthFrownLeft": 0.7,
         "browDownLeft": 0.85, "eyeLookOutLeft": 0.8, "eyeLookInLeft": 0.8,
         "eyeLookUpLeft": 0.6, "eyeLookDownLeft": 0.6, "mouthPucker": 0.5}  # fmt: skip
ROTATIONS = {
    "pitch": lambda c, s: [[1, 0, 0], [0, c, s], [0, -s, c]],
    "yaw": lambda c, s: [[c, 0, s], [0, 1, 0], [-s, 0, c]],
    "roll": lambda c, s: [[c, s, 0], [-s, c, 0], [0, 0, 1]],
}


@cache
def drawn():
    """Return the faces of the film, and how face and head moved."""
    with np.load(FILE) as pack:
        points = pack["points"].astype(float) / 32
        found = [landmarks(p[:, :2], p[:, 2], SIZE_PX) for p in points]
        return found, pack["faces"].astype(float), pack["heads"].astype(float)


def landmarks(points, depth, size=512):
    return Landmarks(points=points, depth=depth, width=size, height=size)


def still(turned=None):
    """Return a face at rest, and a head that is turned in the last quarter of the frames."""
    faces = []
    for k in range(FRAMES):
        cloud = reading().shape
        if k >= MOVED and turned is not None:
            cloud = cloud @ turned.T
        faces.append(landmarks(cloud[:, :2] * SCALE_PX + MIDDLE_PX, cloud[:, 2] * SCALE_PX))
    return faces


@pytest.mark.parametrize("name", LEAST)
def test_a_face_that_was_never_seen_is_read(name):
    faces, moved, _ = drawn()
    weights, _ = seen(faces)
    k = BLENDSHAPES.index(name)
    assert np.corrcoef(weights[:, k], moved[:, k])[0, 1] > LEAST[name]


def test_a_head_that_turns_is_followed():
    faces, _, turned = drawn()
    _, heads = seen(faces)
    found = angles_of(from_matrices(heads[:, :3, :3]))
    for axis, least in enumerate((0.6, 0.95, 0.95)):
        assert np.corrcoef(found[:, axis], turned[:, axis])[0, 1] > least


def test_a_face_at_rest_has_no_expression_and_eyes_look_one_way():
    weights, heads = seen(still())
    assert weights.max() < 0.02 and np.allclose(heads, np.eye(4), atol=1e-6)
    weights, _ = seen(drawn()[0])
    left, right = (weights[:, BLENDSHAPES.index(n)] for n in ("eyeLookOutLeft", "eyeLookInLeft"))
    assert left.max() > 0.3 and right.max() > 0.3 and (left * right).max() == 0


@pytest.mark.parametrize(("axis", "column"), [("pitch", 0), ("yaw", 1), ("roll", 2)])
def test_a_turned_head_is_a_pose(axis, column):
    angle = np.radians(15)
    turn = np.array(ROTATIONS[axis](np.cos(angle), np.sin(angle)), float)
    flip = np.diag([1.0, -1.0, -1.0])
    _, heads = seen(still(turned=flip @ turn @ flip))
    found = angles_of(from_matrices(heads[-1:, :3, :3]))[0]
    wanted = np.zeros(3)
    wanted[column] = angles_of(from_matrices(turn[None]))[0, column]
    assert abs(wanted[column]) == pytest.approx(15, abs=0.1)
    assert np.allclose(found, wanted, atol=0.5)


def test_what_is_measured_knows_no_size_and_no_place():
    faces = drawn()[0][:40]
    clouds, poses = zip(*(frontal(face, reading().shape) for face in faces), strict=True)
    far = [landmarks(face.points / 2 + 30, face.depth / 2) for face in faces]
    again, turned = zip(*(frontal(face, reading().shape) for face in far), strict=True)
    kept = list(KEPT)
    one, other = (
        features(np.array(c)[:, kept, :2], np.array(p))
        for c, p in ((clouds, poses), (again, turned))
    )
    assert np.allclose(one, other, atol=1e-6)


def test_depth_is_filled_in_where_nobody_tells_it():
    face = still()[0]
    flat = Landmarks(points=face.points, width=512, height=512)
    shape = reading().shape
    assert np.allclose(frontal(flat, shape)[0], frontal(face, shape)[0], atol=0.02)


def test_after_a_cut_rest_is_found_anew():
    faces, _, _ = drawn()
    alone, _ = seen(faces)
    moved = [landmarks(f.points * 1.5 + 900, f.depth * 1.5, 2000) for f in faces]
    both, heads = seen([*faces, *moved])
    assert len(faces) >= SHORTEST_SHOT
    assert np.allclose(both[: len(faces)], alone) and np.allclose(
        both[len(faces) :], alone, atol=1e-4
    )
    assert np.allclose(heads[: len(faces)], heads[len(faces) :], atol=1e-4)


def motion_of(weights):
    at = np.arange(len(weights)) / 30
    made = from_landmarks(weights, at, heads=np.tile(np.eye(4), (len(weights), 1, 1)),
                          neutral=np.zeros(52))  # fmt: skip
    return made.blendshapes[:, BLENDSHAPES.index("jawOpen")]


def open_until(lost, found, count=120):
    """Return weights of a mouth that stands open, and is not seen for a while."""
    weights = np.zeros((count, 52))
    weights[:, BLENDSHAPES.index("jawOpen")] = 0.6
    weights[lost:found] = np.nan
    return weights


def test_a_lost_face_is_held_comes_to_rest_and_rejoins_the_next():
    jaw = motion_of(open_until(20, 100))
    assert jaw[20 : 20 + round(HELD_S * 30) - 6].min() > 0.5
    rested = round((HELD_S + EASED_S) * 30) + 20
    assert jaw[rested + 6 : 100 - round(REJOIN_S * 30) - 6].max() < 0.05
    assert jaw[104:].min() > 0.5 and np.abs(np.diff(jaw)).max() < 0.12


def test_a_face_that_is_lost_for_a_moment_goes_on():
    assert motion_of(open_until(20, 28)).min() > 0.55


def test_a_face_that_comes_late_or_leaves_is_at_rest_without():
    late, leaves = motion_of(open_until(0, 60)), motion_of(open_until(60, 120))
    assert late[:40].max() < 0.05 and late[64:].min() > 0.5
    assert leaves[:60].min() > 0.5 and leaves[100:].max() < 0.05


def at(x, size=100.0):
    face = reading().shape[:, :2] * size / np.ptp(reading().shape[:, :2], axis=0).max()
    return Landmarks(points=face + np.array([x, 200.0]), width=800, height=400)


GREY, WHITE = (np.full((64, 64, 3), value, np.uint8) for value in (90, 220))


def test_of_several_faces_the_largest_is_followed_steadily():
    follower = Follower()
    mine = [at(200 + 2 * k, 120) for k in range(20)]
    assert follower.chosen([at(600, 90), mine[0]], GREY) is mine[0]
    for k in range(1, 20):
        others = [at(600, 90 + 8 * k), at(400, 60)]
        faces = [*others, mine[k]] if k % 2 else [mine[k], *others]
        assert follower.chosen(faces, GREY) is mine[k]


def test_another_face_is_taken_when_the_first_stays_away_or_after_a_cut():
    follower, other = Follower(), at(600, 90)
    first = at(200, 120)
    assert follower.chosen([first], GREY) is first
    taken = [follower.chosen([other], GREY) for _ in range(PATIENCE + 1)]
    assert taken == [None] * PATIENCE + [other]
    assert follower.chosen([first], WHITE) is first
