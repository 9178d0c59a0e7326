import numpy as np
import pytest

from aigc.avatar import base, sliders

UNSAFE = ("breast", "nipple", "genital", "pelvis", "buttock")


def test_the_base_mesh_is_symmetric_to_the_bit():
    places = base.vertices()
    assert np.array_equal(places[base.mirror()] * [-1, 1, 1], places)


def test_only_targets_for_presenters_are_packed():
    assert len(base.target_names()) > 400
    assert not [n for n in base.target_names() if any(word in n for word in UNSAFE)]


def test_all_of_arkit_is_there():
    from aigc.types.viseme import BLENDSHAPES

    assert {f"arkit/{name}" for name in BLENDSHAPES} <= set(base.target_names())


def test_a_right_target_mirrors_the_left():
    left, moved = base.target("arkit/eyeBlinkLeft")
    right, across = base.target("arkit/eyeBlinkRight")
    assert np.array_equal(np.sort(base.mirror()[left]), np.sort(right))
    assert np.allclose(moved * [-1, 1, 1], across)


def test_weights_of_bones_sum_to_one():
    _, share = base.weights()
    assert np.allclose(share.sum(1), 1)


def test_the_pack_stays_small():
    assert base.PACK.stat().st_size < 6_000_000


def test_there_are_enough_sliders():
    assert len(sliders.symmetric()) >= 110
    assert len(sliders.asymmetric()) >= 60


@pytest.mark.parametrize("name", sliders.symmetric())
def test_a_symmetric_slider_keeps_left_and_right_alike(name):
    for value in (-1.0, 1.0):
        places = base.vertices().copy()
        sliders.apply(places, {name: value}, {})
        assert np.allclose(places[base.mirror()] * [-1, 1, 1], places, atol=1e-9)


@pytest.mark.parametrize("name", sliders.asymmetric())
def test_an_asymmetric_slider_does_not(name):
    places = base.vertices().copy()
    sliders.apply(places, {}, {name: 1.0})
    assert np.abs(places[base.mirror()] * [-1, 1, 1] - places).max() > 1e-3


def test_both_ends_of_a_slider_differ():
    for name, slider in sliders.table().items():
        if slider.low and slider.high:
            ends = []
            for value in (-1.0, 1.0):
                places = base.vertices().copy()
                sliders.apply(places, {name: value}, {})
                ends.append(places)
            assert not np.allclose(*ends), name
