from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
import synthetic

from aigc.avatar.pose import AT_EASE, about, local_turns, matrices, placed, turned
from aigc.avatar.springs import Springs, joints, swings
from aigc.errors import InputError

LOCK = [9, 10, 11, 12]


def _ends(avatar, local):
    return placed(avatar, local)[1][LOCK]


def _followed(avatar, degrees, fps=25):
    poses = [(local_turns(avatar, {"head": about("y", d)}), None) for d in degrees]
    return list(swings(avatar, Fraction(fps), poses))


def test_a_lock_that_hangs_down_stays_where_it_hangs():
    avatar = synthetic.avatar(colliders=())
    local = local_turns(avatar, {})
    hung = Springs(avatar, Fraction(30)).follow(local)
    np.testing.assert_allclose(_ends(avatar, hung), _ends(avatar, local), atol=1e-9)


def test_a_lock_lags_behind_the_head_and_comes_to_rest():
    avatar = synthetic.avatar(colliders=())
    swung = _followed(avatar, [0, *[60] * 150])
    carried = _ends(avatar, local_turns(avatar, {"head": about("y", 60)}))
    away = [np.linalg.norm(_ends(avatar, local)[-1] - carried[-1]) for local in swung[1:]]
    assert away[0] > 0.05
    assert away[-1] < 0.002


def test_bones_of_a_lock_keep_their_length_and_stay_out_of_the_head():
    avatar = synthetic.avatar()
    turned_head = {"head": about("x", 80)}
    local = Springs(avatar, Fraction(25)).follow(local_turns(avatar, turned_head))
    rotations, origins = placed(avatar, local)
    lengths = np.linalg.norm(np.diff(origins[LOCK], axis=0), axis=1)
    np.testing.assert_allclose(lengths, 0.1, atol=1e-6)
    ball = avatar.colliders[0]
    centre = origins[2] + rotations[2] @ np.array(ball.offset)
    free = _ends(avatar, Springs(replace(avatar, colliders=()), Fraction(25)).follow(
        local_turns(avatar, turned_head)))  # fmt: skip
    least = ball.radius + avatar.springs[0].radius
    assert np.linalg.norm(free[1:] - centre, axis=1).min() < least - 0.01
    assert np.linalg.norm(origins[LOCK][1:] - centre, axis=1).min() > least - 0.003


def test_frame_rates_agree_on_where_a_lock_comes_to_rest():
    avatar = synthetic.avatar()
    slow = _followed(avatar, [0, *[30] * 100], 25)[-1]
    fast = _followed(avatar, [0, *[30] * 240], 60)[-1]
    np.testing.assert_allclose(_ends(avatar, slow), _ends(avatar, fast), atol=1e-3)


def test_the_same_motion_swings_the_same_to_the_bit():
    avatar = synthetic.avatar()
    once, again = (_followed(avatar, range(0, 60, 5)) for _ in range(2))
    assert all((a == b).all() for a, b in zip(once, again, strict=True))


def test_only_bones_of_springs_are_turned_and_without_springs_none():
    avatar = synthetic.avatar()
    local = local_turns(avatar, AT_EASE)
    swung = Springs(avatar, Fraction(25)).follow(local)
    assert joints(avatar) == (9, 10, 11)
    still = np.setdiff1d(np.arange(len(avatar.bones)), joints(avatar))
    np.testing.assert_array_equal(swung[still], local[still])
    stiff = replace(avatar, springs=())
    assert Springs(stiff, Fraction(25)).follow(local) is local


def test_turns_in_a_row_are_one_turn():
    a, b = np.array(about("x", 30)), np.array(about("z", 70))
    np.testing.assert_allclose(matrices(turned(a, b)), matrices(a) @ matrices(b), atol=1e-12)


def test_arms_at_ease_hang_beside_the_body():
    avatar = synthetic.avatar()
    _, origins = placed(avatar, local_turns(avatar, AT_EASE))
    left, right = (origins[avatar.bone(f"{side}LowerArm")] for side in ("left", "right"))
    assert left[1] < 1.1
    np.testing.assert_allclose(left * [-1, 1, 1], right, atol=1e-12)


@pytest.mark.parametrize(
    ("turns", "told"),
    [
        ({"haed": (0, 0, 0, 1)}, "Did you mean head?"),
        ({"head": (0, 0, 0)}, "no quaternion"),
        ({"head": (0, 0, 0, float("nan"))}, "the turn of head"),
        ({"head": (0, 0, 0, 0)}, "the turn of head"),
    ],
)
def test_turns_that_cannot_be_are_refused(turns, told):
    with pytest.raises(InputError, match=told.replace("?", r"\?")):
        local_turns(synthetic.avatar(), turns)
