"""Files of motion hold what a character does: glTF and VRM animations, and ARKit's table."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import dummy
import numpy as np
import pytest
from raw_glb import floats, root_of

from aigc.avatar.export.arkit_csv import HEADER, read_arkit_csv, write_arkit_csv
from aigc.avatar.export.gltf import glb_bytes
from aigc.avatar.export.vrma import vrma_bytes, write_vrma
from aigc.errors import InputError
from aigc.types.viseme import BLENDSHAPES


def test_motion_in_a_glb():
    motion = dummy.motion()
    data = glb_bytes(dummy.avatar(), motion=motion)
    root = root_of(data)
    (animation,) = root["animations"]
    paths = {(root["nodes"][c["target"]["node"]]["name"], c["target"]["path"]): c["sampler"]
             for c in animation["channels"]}  # fmt: skip
    assert {("head", "rotation"), ("hips", "translation"), ("face", "weights")} <= set(paths)
    names = root["meshes"][0]["extras"]["targetNames"]
    output = animation["samplers"][paths["face", "weights"]]["output"]
    weights = floats(data, output).reshape(motion.frames, len(names))
    jaw = BLENDSHAPES.index("jawOpen")
    assert np.allclose(weights[:, names.index("jawOpen")], motion.blendshapes[:, jaw])
    times = floats(data, animation["samplers"][0]["input"])[:, 0]
    assert times[-1] == pytest.approx(44 / 30)


def test_turns_take_the_short_way():
    motion = dummy.motion()
    flipped = {n: q * np.where(np.arange(45) % 2, -2, 2)[:, None] for n, q in motion.turns.items()}
    data = glb_bytes(dummy.avatar(), motion=replace(motion, turns=flipped))
    root = root_of(data)
    tracks = [floats(data, s["output"]) for s in root["animations"][0]["samplers"]]
    (head, arm, *_) = [t for t in tracks if t.shape[1] == 4]
    assert np.allclose(head, motion.turns["head"], atol=1e-6)
    assert (np.linalg.norm(np.diff(arm, axis=0), axis=1) < 0.1).all()


def test_a_vrma_moves_bones_face_and_gaze(tmp_path):
    write_vrma(dummy.motion(eyes=True), dummy.avatar(), tmp_path / "a.vrma")
    data = (tmp_path / "a.vrma").read_bytes()
    said = root_of(data)["extensions"]["VRMC_vrm_animation"]
    assert not {"leftEye", "rightEye"} & set(said["humanoid"]["humanBones"])
    assert set(said["expressions"]["custom"]) == {"eyeBlinkLeft", "eyeBlinkRight", "jawOpen"}
    root = root_of(data)
    node = said["expressions"]["custom"]["jawOpen"]["node"]
    (channel,) = [c for c in root["animations"][0]["channels"] if c["target"]["node"] == node]
    track = floats(data, root["animations"][0]["samplers"][channel["sampler"]]["output"])
    jaw = dummy.motion().blendshapes[:, BLENDSHAPES.index("jawOpen")]
    assert np.allclose(track[:, 0], jaw) and not track[:, 1:].any()
    gaze = [c for c in root["animations"][0]["channels"]
            if c["target"]["node"] == said["lookAt"]["node"]]  # fmt: skip
    assert len(gaze) == 1


def bad_motions():
    good = dummy.motion()
    short = replace(good, turns={"head": good.turns["head"][:-1]})
    holes = good.blendshapes.copy()
    holes[3, 3] = np.nan
    empty = replace(good, blendshapes=holes[:0], turns={}, travel=None)
    idle = replace(good, turns={"head": good.turns["head"] * 0})
    return [short, replace(good, blendshapes=holes), empty, idle]


@pytest.mark.parametrize("motion", bad_motions())
def test_a_motion_that_is_damaged_is_refused(motion, tmp_path):
    with pytest.raises(InputError):
        vrma_bytes(motion, dummy.avatar())
    with pytest.raises(InputError):
        write_arkit_csv(motion, tmp_path / "a.csv")
    with pytest.raises(InputError):
        glb_bytes(dummy.avatar(), motion=motion)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("fps", [Fraction(30), Fraction(25), Fraction(60)])
def test_a_csv_comes_back(fps, tmp_path):
    motion = dummy.motion(frames=100, fps=fps, eyes=True)
    write_arkit_csv(motion, tmp_path / "a.csv")
    back = read_arkit_csv(tmp_path / "a.csv")
    assert back.fps == fps
    assert np.abs(back.blendshapes - motion.blendshapes).max() < 1e-6
    for bone in ("head", "leftEye", "rightEye"):
        assert np.abs(back.turns[bone] - motion.turns[bone]).max() < 1e-6


def test_a_csv_has_the_layout_of_live_link_face(tmp_path):
    write_arkit_csv(dummy.motion(), tmp_path / "a.csv")
    lines = (tmp_path / "a.csv").read_text().splitlines()
    assert lines[0].startswith("Timecode,BlendShapeCount,EyeBlinkLeft,EyeLookDownLeft,")
    assert lines[0].endswith(",LeftEyeRoll,RightEyeYaw,RightEyePitch,RightEyeRoll")
    assert "JawForward,JawRight,JawLeft,JawOpen" in lines[0]
    assert lines[32].startswith("00:00:01:01.000,61,")
    assert len(HEADER) == 63 and all(line.count(",") == 62 for line in lines)


def test_the_head_in_a_csv_turns_as_the_whole_spine_does(tmp_path):
    motion = dummy.motion()
    both = replace(motion, turns={"neck": motion.turns["head"], "head": motion.turns["head"]})
    write_arkit_csv(both, tmp_path / "a.csv")
    yaw = np.loadtxt(tmp_path / "a.csv", delimiter=",", skiprows=1, usecols=54)
    alone = 2 * np.arcsin(motion.turns["head"][:, 1])
    assert np.abs(yaw - 2 * alone).max() < 1e-5


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no frames"),
        ("a,b\n1,2\n", "no column Timecode"),
        (",".join(HEADER) + "\n1:2\n", "several lengths"),
        (",".join(HEADER) + "\n" + "now," * 62 + "1\n", "not a number"),
        (",".join(HEADER) + "\nnow," + "1," * 61 + "1\n", "timecode 'now'"),
        (",".join(HEADER) + "\n0:0:0:0," + "nan," * 61 + "1\n", "infinite or none"),
        (",".join(HEADER) + "\n0:0:0:0," + "0," * 61 + "1\n", "Say the frames a second"),
    ],
)
def test_a_csv_that_is_none_is_refused(text, why, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(text)
    with pytest.raises(InputError, match=why):
        read_arkit_csv(path)
