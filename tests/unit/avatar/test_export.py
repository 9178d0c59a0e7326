"""VRM and GLB files hold everything that a character is."""

from __future__ import annotations

import io
from dataclasses import replace

import dummy
import numpy as np
import pytest
from PIL import Image
from raw_glb import floats, root_of

from aigc.avatar.export.faces import PRESETS, Turning, moved
from aigc.avatar.export.gltf import glb_bytes, write_glb
from aigc.avatar.export.outline import outline_share
from aigc.avatar.export.reader import read_glb
from aigc.avatar.export.vrm import REQUIRED, vrm_bytes, write_vrm
from aigc.errors import InputError
from aigc.types.avatar import Morph
from aigc.types.viseme import BLENDSHAPES


@pytest.mark.parametrize("make", [vrm_bytes, glb_bytes])
def test_the_same_character_is_the_same_bytes(make):
    assert make(dummy.avatar("standard")) == make(dummy.avatar("standard"))
    assert make(dummy.avatar("standard")) != make(dummy.avatar("toon"))


def test_a_vrm_has_all_faces_and_bones(tmp_path):
    write_vrm(dummy.avatar(), tmp_path / "a.vrm")
    model = read_glb(tmp_path / "a.vrm")
    assert {*PRESETS, *BLENDSHAPES, "viseme_PP", "viseme_aa"} <= set(model.expressions)
    assert set(REQUIRED) <= set(model.humanoid)
    head = model.nodes[model.humanoid["head"]]
    assert head.translation == pytest.approx((0.0, 0.08, 0.01))
    assert model.nodes[head.parent].name == "neck"
    faces = model.root["extensions"]["VRMC_vrm"]["expressions"]["preset"]
    assert faces["relaxed"]["overrideBlink"] == "blend"
    assert faces["blink"]["overrideBlink"] == "none"


def test_rights_go_into_the_file():
    said = root_of(vrm_bytes(dummy.avatar()))["extensions"]["VRMC_vrm"]["meta"]
    assert said["authors"] == ["Ada", "李明"]
    assert said["avatarPermission"] == "everyone"
    assert said["allowRedistribution"] is True
    assert said["commercialUsage"] == "personalNonProfit"
    assert said["licenseUrl"].startswith("https://vrm.dev/")


def test_a_free_licence_allows_what_it_allows():
    free = {"licence": "https://creativecommons.org/publicdomain/zero/1.0/", "person": "fictional"}
    said = root_of(vrm_bytes(replace(dummy.avatar(), licence=free)))["extensions"]["VRMC_vrm"]
    assert said["meta"]["modification"] == "allowModificationRedistribution"
    assert said["meta"]["otherLicenseUrl"] == free["licence"]
    assert said["meta"]["extras"] == {"person": "fictional"}
    assert said["meta"]["allowAntisocialOrHateUsage"] is False


@pytest.mark.parametrize(
    "licence", [{"avatarPermission": "nobody"}, {"allowRedistribution": "perhaps"}]
)
def test_rights_that_vrm_does_not_know_are_refused(licence, tmp_path):
    with pytest.raises(InputError, match="of a licence"):
        write_vrm(replace(dummy.avatar(), licence=licence), tmp_path / "a.vrm")
    assert list(tmp_path.iterdir()) == []


def test_toons_are_mtoon_and_others_are_not():
    toon = root_of(vrm_bytes(dummy.avatar("toon")))
    skin, lash, hair, glass = toon["materials"]
    mtoon = skin["extensions"]["VRMC_materials_mtoon"]
    assert mtoon["shadeMultiplyTexture"] == skin["pbrMetallicRoughness"]["baseColorTexture"]
    assert mtoon["outlineWidthMode"] == "screenCoordinates"
    assert mtoon["outlineWidthFactor"] == pytest.approx(0.002)
    assert max(mtoon["shadeColorFactor"]) < max(skin["pbrMetallicRoughness"]["baseColorFactor"])
    assert lash["extensions"] == {"KHR_materials_unlit": {}}
    assert (hair["alphaMode"], hair["doubleSided"]) == ("MASK", True)
    assert "outlineWidthMode" not in glass["extensions"]["VRMC_materials_mtoon"]
    assert glass["pbrMetallicRoughness"]["baseColorFactor"][3] == pytest.approx(0.3)
    plain = root_of(glb_bytes(dummy.avatar("toon")))
    assert plain["extensionsUsed"] == ["KHR_materials_unlit"]
    flat = root_of(vrm_bytes(dummy.avatar("flat")))
    assert all(list(m["extensions"]) == ["KHR_materials_unlit"] for m in flat["materials"])


def test_hair_swings_and_keeps_out_of_the_head():
    said = root_of(vrm_bytes(dummy.avatar()))["extensions"]["VRMC_springBone"]
    (spring,) = said["springs"]
    assert [j["node"] for j in spring["joints"]] == [19, 20, 21]
    numbers = ("hitRadius", "stiffness", "gravityPower", "dragForce")
    assert [spring["joints"][0][n] for n in numbers] == pytest.approx([0.02, 1.0, 0.1, 0.4])
    ball, capsule = (c["shape"] for c in said["colliders"])
    assert ball["sphere"]["radius"] == pytest.approx(0.09)
    assert capsule["capsule"]["tail"] == [0.0, 0.15, 0.0]
    assert spring["colliderGroups"] == [0]


@pytest.mark.parametrize(("eyes", "kind"), [(True, "bone"), (False, "expression")])
def test_the_gaze_moves_eye_bones_where_there_are_any(eyes, kind):
    look = root_of(vrm_bytes(dummy.avatar(eyes=eyes)))["extensions"]["VRMC_vrm"]["lookAt"]
    assert look["type"] == kind
    assert look["offsetFromHeadBone"] == pytest.approx([0.0, 0.06, 0.07])


def test_what_the_wearer_sees():
    vrm = root_of(vrm_bytes(dummy.avatar()))
    notes = vrm["extensions"]["VRMC_vrm"]["firstPerson"]["meshAnnotations"]
    kinds = {vrm["nodes"][n["node"]]["name"]: n["type"] for n in notes}
    assert kinds["hair"] == "thirdPersonOnly"
    assert kinds["body"] == "auto"


def test_weights_are_whole_and_idle_joints_are_zero(tmp_path):
    character = dummy.avatar()
    joints = character.parts[0].joints.copy()
    joints[:, 1], joints[:, 2], joints[:, 3] = joints[:, 0], 7, 7
    twice = dummy.broken(character, joints=joints)
    write_glb(twice, tmp_path / "a.glb")
    face = read_glb(tmp_path / "a.glb").meshes[0]
    assert np.abs(face.weights.sum(1) - 1).max() < 1e-6
    assert not face.joints[:, 1:].any()
    assert (face.joints[:, 0] == 4).all()


def test_pictures_are_small_and_stored_once(tmp_path):
    write_vrm(dummy.avatar(size=256), tmp_path / "a.vrm")
    model = read_glb(tmp_path / "a.vrm")
    skin, _, hair, _ = (pictures(model, material) for material in model.root["materials"])
    assert (skin[0].format, hair[0].format) == ("JPEG", "PNG")
    assert skin[0].size == hair[0].size == (256, 256)
    off = np.asarray(skin[0], np.int16) - dummy.picture(1, 256)[..., :3]
    assert np.abs(off).mean() < 3
    assert (np.asarray(hair[0]) == dummy.picture(2, 256, alpha=True)).all()
    assert len(set(model.images)) == len(model.images)


def pictures(model, material):
    surface = material["pbrMetallicRoughness"]
    toon = material["extensions"].get("VRMC_materials_mtoon", {})
    places = [d[n]["index"] for d in (surface, toon) for n in d if n.endswith("Texture")]
    images = [model.images[model.root["textures"][k]["source"]] for k in places]
    return [Image.open(io.BytesIO(data)) for data in images]


def ring(model):
    """Return the light on hair by height, the middle column of its picture."""
    hair = model.root["materials"][2]
    toon = hair["extensions"]["VRMC_materials_mtoon"]
    data = model.images[model.root["textures"][toon["matcapTexture"]["index"]]["source"]]
    return np.asarray(Image.open(io.BytesIO(data)).convert("L"), np.int16)


def test_hair_shines_in_a_band_above_its_middle(tmp_path):
    write_vrm(dummy.avatar(), tmp_path / "a.vrm")
    light = ring(read_glb(tmp_path / "a.vrm"))
    column = light[:, len(light) // 2]
    top = int(column.argmax())
    assert column[top] > 150
    assert 0.15 < top / len(column) < 0.4
    assert column[0] == column[-1] == column[len(column) // 2] == 0


def test_an_outline_is_drawn_in_where_shading_leaves_the_surface(tmp_path):
    character = dummy.avatar()
    bent = np.tile(np.float32([0, 0, 1]), (len(character.parts[0].normals), 1))
    share = outline_share(replace(character.parts[0], normals=bent))
    front, side = share[128, 0], share[128, 64]
    assert front.min() > 200
    assert side.max() < 50
    assert (
        outline_share(replace(character.parts[0], normals=Turning(character.parts[0]).rest)) is None
    )


def test_a_poster_is_the_thumbnail():
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, "PNG")
    root = root_of(vrm_bytes(dummy.avatar(), poster=out.getvalue()))
    place = root["extensions"]["VRMC_vrm"]["meta"]["thumbnailImage"]
    assert root["images"][place]["mimeType"] == "image/png"
    with pytest.raises(InputError, match="PNG"):
        vrm_bytes(dummy.avatar(), poster=b"GIF89a")


def test_normals_turn_with_a_lit_face_only():
    targets = {
        shading: root_of(vrm_bytes(dummy.avatar(shading)))["meshes"][0]["primitives"][0]["targets"]
        for shading in ("standard", "toon")
    }
    assert all("NORMAL" in t for t in targets["standard"])
    assert not any("NORMAL" in t for t in targets["toon"])


def test_a_turned_normal_is_that_of_the_moved_surface(tmp_path):
    character = dummy.avatar("standard")
    face = character.parts[0]
    angle = 0.3
    c, s = np.cos(angle), np.sin(angle)
    turn = np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])
    middle = face.positions.mean(0)
    delta = (face.positions - middle) @ turn.T + middle - face.positions
    whole = Morph(index=np.arange(len(delta), dtype=np.int32), delta=delta.astype(np.float32))
    data = vrm_bytes(dummy.broken(character, morphs={"jawOpen": whole}))
    target = root_of(data)["meshes"][0]["primitives"][0]["targets"][0]
    found = face.normals + floats(data, target["NORMAL"])
    off = np.degrees(np.arccos((found * (face.normals @ turn.T)).sum(1).clip(-1, 1)))
    assert np.median(off) < 2


def test_visemes_are_targets_of_a_plain_glb():
    mesh = root_of(glb_bytes(dummy.avatar()))["meshes"][0]
    names = mesh["extras"]["targetNames"]
    assert names[:52] == list(BLENDSHAPES)
    assert "viseme_oh" in names
    assert "viseme_sil" not in names
    assert len(mesh["weights"]) == len(mesh["primitives"][0]["targets"]) == len(names)


@pytest.mark.parametrize("spoilt", [float("nan"), float("inf")])
@pytest.mark.parametrize("where", ["positions", "normals", "uv", "weights"])
def test_a_number_that_is_none_is_refused_and_leaves_no_file(where, spoilt, tmp_path):
    character = dummy.avatar()
    values = getattr(character.parts[0], where).copy()
    values[3, 1] = spoilt
    with pytest.raises(InputError, match="'face' cannot be written"):
        write_vrm(dummy.broken(character, **{where: values}), tmp_path / "a.vrm")
    assert list(tmp_path.iterdir()) == []


def test_a_vrm_without_a_required_bone_is_refused(tmp_path):
    character = dummy.avatar()
    bones = tuple(replace(b, humanoid=None) if b.name == "head" else b for b in character.bones)
    with pytest.raises(InputError, match="requires: head"):
        write_vrm(replace(character, bones=bones), tmp_path / "a.vrm")


def test_an_old_file_stays_where_a_new_one_fails(tmp_path):
    path = tmp_path / "a.vrm"
    path.write_bytes(b"old")
    with pytest.raises(InputError):
        write_vrm(dummy.avatar(), path, poster=b"none")
    assert path.read_bytes() == b"old"


def test_small_moves_are_left_out_and_nobody_sees_it(tmp_path):
    character = dummy.avatar()
    face = character.parts[0]
    delta = np.zeros((len(face.positions), 3), np.float32)
    delta[:, 0] = np.linspace(0, 4e-5, len(delta))
    tiny = Morph(index=np.arange(len(delta), dtype=np.int32), delta=delta)
    write_vrm(dummy.broken(character, morphs={"jawOpen": tiny}), tmp_path / "a.vrm")
    model = read_glb(tmp_path / "a.vrm")
    shown = model.face({"jawOpen": 1.0})[0]
    meant = moved(replace(face, morphs={"jawOpen": tiny}), {"jawOpen": 1.0})
    assert 0 < np.abs(shown - meant).max() <= 1e-5
