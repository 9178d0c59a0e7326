import numpy as np
import pytest

from aigc.avatar import catalogue
from aigc.avatar.build import build
from aigc.avatar.export.gltf import glb_bytes
from aigc.avatar.expressions import expressions
from aigc.avatar.presets import preset, presets
from aigc.avatar.skeleton import HUMANOID
from aigc.avatar.spec import AvatarSpec, checked
from aigc.errors import ConfigError

SOME = ("sakura", "shiro", "yun", "gothica", "anchor_wei", "fashion_amara", "kid_max", "farmer_gao")


@pytest.fixture(scope="module")
def built():
    return {name: build(preset(name).spec) for name in SOME}


@pytest.mark.parametrize("name", SOME)
def test_a_character_is_whole(built, name):
    avatar = built[name]
    assert {b.humanoid for b in avatar.bones if b.humanoid} == set(HUMANOID.values())
    assert all(bone.parent < k for k, bone in enumerate(avatar.bones))
    for part in avatar.parts:
        for values in (part.positions, part.normals, part.uv, part.weights):
            assert np.isfinite(values).all(), part.name
        assert np.allclose(part.weights.sum(1), 1, atol=1e-5)
        assert part.joints.max() < len(avatar.bones)
        assert part.triangles.max() < len(part.positions)
        assert np.allclose(np.linalg.norm(part.normals, axis=1), 1, atol=1e-3), part.name
    for spring in avatar.springs:
        for root, tip in zip(spring.bones, spring.bones[1:], strict=False):
            assert avatar.bones[tip].parent == root


@pytest.mark.parametrize("name", SOME)
def test_it_stands_in_a_t_on_the_floor(built, name):
    avatar = built[name]
    at = {b.humanoid: np.array(b.position) for b in avatar.bones if b.humanoid}
    for side, sign in (("left", 1), ("right", -1)):
        arm = at[f"{side}Hand"] - at[f"{side}UpperArm"]
        assert arm[0] * sign > 0.95 * np.linalg.norm(arm)
    low = min(part.positions[:, 1].min() for part in avatar.parts)
    assert abs(low) < 1e-3
    assert avatar.height_m == preset(name).spec.body.height_m


def test_it_is_dressed(built):
    for name, avatar in built.items():
        skin = next(p for p in avatar.parts if p.name == "skin")
        waist = (skin.positions[:, 1] > 0.4 * avatar.height_m) & (
            skin.positions[:, 1] < 0.6 * avatar.height_m
        )
        assert not (waist & (np.abs(skin.positions[:, 0]) < 0.15)).any(), name


def test_the_same_spec_gives_the_same_bytes():
    spec = preset("rin").spec
    assert glb_bytes(build(spec)) == glb_bytes(build(spec))


def test_expressions_are_those_of_vrm(built):
    assert set(built["sakura"].expressions) == set(expressions())


def test_the_library_is_large_and_its_characters_differ():
    library = presets()
    families = [p.family for p in library.values()]
    assert families.count("anime") >= 60
    assert families.count("human") >= 60
    assert len({p.spec.digest() for p in library.values()}) == len(library)
    assert len({p.english for p in library.values()}) == len(library)
    assert len({p.chinese for p in library.values()}) == len(library)


def test_the_library_shows_what_there_is():
    library = [p.spec for p in presets().values()]
    assert {s.outfit.style for s in library} == set(catalogue.OUTFITS)
    assert {s.headwear.style for s in library} == set(catalogue.HEADWEAR)
    assert {s.makeup.style for s in library} == set(catalogue.MAKEUP)


def test_an_unknown_preset_is_named():
    with pytest.raises(ConfigError, match="Did you mean sakura"):
        preset("sakurra")


def test_glasses_and_hair_come_and_go():
    names = lambda **s: {p.name for p in build(checked(s)).parts}  # noqa: E731
    bare = names(hair={"style": "bald"})
    assert not [n for n in bare if n.startswith(("hair", "glasses", "headwear", "earrings"))]
    full = names(glasses={"style": "round"}, headwear={"style": "beret"},
                 earrings={"style": "hoop"})  # fmt: skip
    for room in ("hair", "glasses", "headwear", "earrings"):
        assert [n for n in full if n.startswith(room)], room


def test_height_is_kept():
    for height in (1.2, 1.9):
        avatar = build(checked({"body": {"height_m": height}, "hair": {"style": "bald"}}))
        skin = next(p for p in avatar.parts if p.name == "skin")
        assert np.isclose(skin.positions[:, 1].max(), height, atol=0.04)
    assert build(AvatarSpec()).eyes[1] < AvatarSpec().body.height_m
