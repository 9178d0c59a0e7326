"""The page of avatars as a whole, in a browser if there is one."""

from __future__ import annotations

import re
import shutil

import pytest

from aigc.avatar import spec
from tests.app.avatar_browser import drive

HAN = re.compile("[\u4e00-\u9fff]")


@pytest.mark.studio
@pytest.mark.enable_socket
@pytest.mark.skipif(shutil.which("chromium") is None, reason="no Chromium on this machine")
def test_avatars_in_chromium(studio, studio_store, tmp_path):
    seen = drive(studio, studio_store, tmp_path)
    assert "还没有角色" in seen.early and "描述是空的" in seen.empty
    assert seen.chosen == "波波头"
    assert "双马尾" in seen.read and "blorp" in seen.read
    assert seen.style == "波波头" and seen.speaks and "还没有录音或视频" in seen.silent
    assert "Hair style" in seen.english and not HAN.search(seen.english)
    assert set(seen.files) == {
        "avatar.vrm",
        "avatar.glb",
        "manifest.json",
        "portrait.png",
        "spec.json",
    }
    assert spec.loads(seen.spec.read_bytes()).hair.style == "bob"
    assert "wrong.json" in seen.refused and "mullet" in seen.refused
    assert "还没有照片" in seen.unasked and seen.marked == 8 and seen.again == 7
    assert seen.portrayed == "写实风"
    assert seen.hosts <= {"127.0.0.1", ""}
    assert seen.widest <= 390
