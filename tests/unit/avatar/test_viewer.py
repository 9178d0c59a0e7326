"""The viewer from Python's side: what the page and the widget are given."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from dataclasses import replace

import dummy
import numpy as np
import pytest

from aigc.avatar.export.vrm import vrm_bytes
from aigc.avatar.viewer.page import frame, page
from aigc.avatar.viewer.tracks import Slider, bundle, packed, sound_type
from aigc.avatar.viewer.widget import AvatarViewer
from aigc.errors import InputError
from aigc.types.viseme import BLENDSHAPES

EYES = Slider(name="eyes", label="眼睛", value=0.25)


def given(document):
    return json.loads(re.search(r'id="given">(.*?)</script>', document)[1])


def test_a_page_carries_all_and_allows_only_its_own_scripts():
    vrm = vrm_bytes(dummy.avatar())
    document = page(vrm, expressions={"happy": 1}, sliders=[EYES], motion=dummy.motion())
    assert base64.b64decode(given(document)["vrm"]) == vrm
    policy = re.search(r'Security-Policy" content="([^"]+)"', document)[1]
    scripts = re.findall(r'<script type="module">(.*?)</script>', document, re.S)
    for script in scripts:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert "unsafe-eval" not in policy and len(scripts) == 2
    assert not re.search(r'(src|href)="https?:', document)


def test_names_cannot_break_out_of_a_page():
    wicked = '</script><script>alert(1)</script>"'
    slider = replace(EYES, name=wicked, label="<!--")
    document = page(b"", sliders=[slider])
    assert document.count("<script") == 3
    assert given(document)["sliders"][0]["name"] == wicked
    inside = re.search(r'srcdoc="([^"]*)"', frame(document, name='a"b'))[1]
    assert html.unescape(inside) == document


def test_tracks_lie_where_the_head_says():
    motion = dummy.motion(eyes=True)
    head, block = packed(motion)
    floats = np.frombuffer(block, "<f4")
    start, end = head["weights"]
    rows = floats[start:end].reshape(motion.frames, -1)
    for k, name in enumerate(head["names"]):
        assert np.array_equal(rows[:, k], motion.blendshapes[:, BLENDSHAPES.index(name)])
    for bone, turn in motion.turns.items():
        start, end = head["turns"][bone]
        assert np.array_equal(floats[start:end].reshape(-1, 4), turn)
    start, end = head["travel"]
    assert end == len(floats)
    assert np.array_equal(floats[start:end].reshape(-1, 3), motion.travel)


@pytest.mark.parametrize(
    ("data", "media"),
    [
        (b"RIFF1234WAVE", "audio/wav"),
        (b"ID3\x04", "audio/mpeg"),
        (b"\xff\xfb\x90", "audio/mpeg"),
        (b"OggS", "audio/ogg"),
        (b"\0\0\0\x20ftypM4A ", "audio/mp4"),
    ],
)
def test_sounds_are_known_by_how_they_begin(data, media):
    assert sound_type(data) == media


def test_what_is_wrong_is_refused():
    with pytest.raises(InputError, match="no WAV"):
        page(b"", audio=b"hello")
    with pytest.raises(InputError, match=r"'happy' is 1\.5"):
        page(b"", expressions={"happy": 1.5})
    with pytest.raises(InputError, match="'eyes' cannot go"):
        replace(EYES, value=3.0)
    with pytest.raises(InputError, match="rebuild"):
        AvatarViewer(dummy.avatar(), sliders=[EYES])


def test_the_licences_come_with_the_bundle():
    from importlib.resources import files

    text = files("aigc.avatar.viewer").joinpath("data/LICENSES.txt").read_text("utf-8")
    versions = re.match(r"/\*! (.+?) \(MIT\)", bundle())[1].split(", ")
    assert versions and all(version in text for version in versions)
    assert text.count("Permission is hereby granted") == len(versions)


def test_a_slider_makes_the_avatar_anew():
    asked = []

    def rebuild(values):
        asked.append(values)
        if values["eyes"] > 0.9:
            raise InputError("too large")
        return dummy.avatar("flat")

    viewer = AvatarViewer(dummy.avatar(), sliders=[EYES], rebuild=rebuild)
    before = viewer.vrm
    viewer.values = {"eyes": 0.5, "other": 1.0}
    assert asked == [{"eyes": 0.5}]
    assert viewer.vrm == vrm_bytes(dummy.avatar("flat")) != before
    viewer.values = {"eyes": 1.0}
    assert viewer.problem == "too large"
    viewer.values = {"eyes": 0.0}
    assert viewer.problem == ""


def test_speaking_sends_motion_and_sound_together():
    viewer = AvatarViewer(dummy.avatar())
    viewer.speak(dummy.motion(), b"RIFF1234WAVE")
    assert (viewer.played, viewer.audio_type) == (1, "audio/wav")
    assert viewer.motion["fps"] == 30.0
    with pytest.raises(InputError):
        viewer.speak(dummy.motion(), b"hello")
    assert viewer.played == 1
    viewer.stop()
    assert (viewer.played, viewer.motion, viewer.audio) == (2, {}, b"")
    viewer.set_expressions({"happy": 1})
    assert viewer.expressions == {"happy": 1.0}
