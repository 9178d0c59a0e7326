"""Characters by chance: plausible, varied, and made of colours that belong together."""

import numpy as np
import pytest

from aigc.avatar.curated import (
    BLACK_HAIR,
    DARK_IRIS,
    GROWN_MAN_HAIR,
    LOOSE,
    curated,
    height_of,
    lightness,
    palettes,
)
from aigc.errors import InputError


def test_the_same_seed_gives_the_same_character():
    assert curated(3) == curated(3)
    assert len({curated(k).digest() for k in range(200)}) == 200


def test_what_is_given_stays():
    spec = curated(1, {"hair.style": "afro", "look": "human", "sliders.head-oval": 0.5})
    assert (spec.hair.style, spec.look, spec.sliders["head-oval"]) == ("afro", "human", 0.5)


def test_colours_are_of_one_palette():
    for look in ("anime", "human"):
        known = [(p["outfit.colour"], p["outfit.inner"], p["outfit.accent"])
                 for p in palettes()[look]]  # fmt: skip
        for seed in range(60):
            outfit = curated(seed, {"look": look}).outfit
            assert (outfit.colour, outfit.inner, outfit.accent) in known


def test_hair_goes_with_descent_in_every_look():
    for look in ("anime", "human"):
        for seed in range(30):
            wanted = {"look": look, "body.african": 1.0, "outfit.colour": "#f0cb3f"}
            spec = curated(seed, wanted)
            assert lightness(spec.hair.colour) <= BLACK_HAIR and spec.outfit.colour == "#f0cb3f"


def test_faces_stray_modestly_and_both_ways():
    found = [curated(k).sliders for k in range(300)]
    for name, spread in LOOSE.items():
        own = np.array([s.get(name, 0.0) for s in found])
        assert own.min() < 0 < own.max() and np.abs(own).max() <= 0.9
        assert own.std() < 2 * spread
    upper = [s.get("mouth-upperlip-height", 0.0) for s in found]
    lower = [s.get("mouth-lowerlip-height", 0.0) for s in found]
    assert np.corrcoef(upper, lower)[0, 1] > 0.9


def test_the_old_are_grey_and_children_small():
    for seed in range(20):
        old, child = curated(seed, {"body.age": 75.0}), curated(seed, {"body.age": 8.0})
        assert min(bytes.fromhex(old.hair.colour[1:])) > 0x80
        assert child.body.height_m < 1.45 < old.body.height_m
        assert child.makeup.style == "none"


def test_what_was_asked_draws_the_rest_along():
    for seed in range(20):
        bearded = curated(seed, {"beard.style": "goatee"})
        assert bearded.body.masculine == 1.0 and bearded.makeup.style == "none"
        assert curated(seed, {"beard.style": "goatee", "body.masculine": 0.0}).body.masculine == 0.0
        uncle = curated(seed, {"body.age": 45.0, "body.masculine": 1.0})
        assert uncle.hair.style in GROWN_MAN_HAIR
        dark = curated(seed, {"skin.tone": 0.75})
        assert dark.eyes.iris in DARK_IRIS
        assert curated(seed, {"skin.tone": 0.75, "eyes.iris": "#3e76c2"}).eyes.iris == "#3e76c2"


def test_heights_grow_with_age():
    ages = range(5, 40)
    for male in (False, True):
        own = [height_of(male, a) for a in ages]
        assert own == sorted(own)


@pytest.mark.parametrize(
    "wrong",
    [{"hair.colour": "red"}, {"hair.style": "no such"}, {"body.age": 900.0}, {"no.such": 1.0},
     {"eyes.iris": "#12"}],
)  # fmt: skip
def test_what_cannot_be_is_refused(wrong):
    with pytest.raises(InputError):
        curated(0, wrong)
