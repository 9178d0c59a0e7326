"""The lyrics page in a real browser."""

from __future__ import annotations

import re
import shutil

import pytest


@pytest.mark.studio
@pytest.mark.enable_socket
@pytest.mark.skipif(shutil.which("chromium") is None, reason="no Chromium on this machine")
def test_from_an_empty_page_to_a_download_in_chromium(studio, tmp_path):
    from tests.app.lyrics_browser import drive

    seen = drive(studio, tmp_path)
    assert seen.wrong_form.startswith("从第") and "看不懂" in seen.wrong_form
    assert "不能押韵" in seen.clash and "1:5" in seen.clash
    assert seen.name == "念奴娇"
    assert seen.read_back == 28
    assert seen.cards == 4 and seen.badges == ["守格"] * 4
    assert seen.lock.startswith("2:1=") and seen.lock[-1] == seen.before[1][0]
    assert seen.after[1] != seen.before[1] and seen.after[1][0] == seen.before[1][0]
    assert [seen.after[k] for k in (0, 2, 3)] == [seen.before[k] for k in (0, 2, 3)]
    assert "4:7" in seen.fault
    assert seen.file == "\n".join((*seen.after, "", "本内容由人工智能生成。", ""))
    assert seen.hosts <= {"127.0.0.1", ""}
    assert seen.widest <= 390
    assert seen.english == "Keeps the form"


@pytest.mark.studio
@pytest.mark.enable_socket
@pytest.mark.skipif(shutil.which("chromium") is None, reason="no Chromium on this machine")
def test_keys_and_languages_in_chromium(studio):
    from tests.app.lyrics_keys import FORM, drive

    seen = drive(studio)
    assert seen.calls <= 4 < len(FORM)
    assert seen.locked == ("1 2 1 w", "1 2 1 w locked")
    assert seen.rolled == "1 3 n" and seen.undone == "1 hand "
    assert "写好再点" in seen.refused and seen.rolls == 0
    assert seen.running == "Writing lyrics"
    assert seen.ended[:2] == ("The lyrics are ready", "Write anew")
    assert seen.ended[2:] == ("Lyrics: 16, the best first", "Keeps the form")
    assert seen.kept and re.fullmatch(r"总分\s*\d+", seen.total)
    assert seen.copied == ("已复制", "复制")
    assert all("95" in one for one in seen.variants)
