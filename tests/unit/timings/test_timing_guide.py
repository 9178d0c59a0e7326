"""What the guide to timings says can be done, can be done."""

from __future__ import annotations

import json
import re
from pathlib import Path

from aigc.speech.fake import FakeSpeech
from aigc.timings.lip_sync_json import read_lip_sync, write_lip_sync
from aigc.timings.spelling import phones_or_murmur
from aigc.types.viseme import VISEMES

PAGE = (Path(__file__).parents[3] / "docs" / "timings.md").read_text(encoding="utf-8")


def block(language):
    (found,) = re.findall(rf"```{language}\n(.*?)```", PAGE, re.S)
    return found


def test_the_python_of_the_guide_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    spoken = FakeSpeech().speak("the quick fox", voice="", language="en")
    names = {"utterance": spoken}
    exec(compile(block("python"), "timings.md", "exec"), names)
    timing = names["timing"]
    assert names["again"].tiers == timing.tiers
    assert names["same"] == timing.phonemes
    assert names["face"].events == names["mouth"].events
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "labels.txt", "line.TextGrid", "line.lab", "line.lrc", "line.srt", "visemes.json",
    ]  # fmt: skip


def test_the_json_of_the_guide_is_read_and_its_fields_are_explained():
    told = json.loads(block("json"))
    mouth = read_lip_sync(block("json"))
    assert json.loads(write_lip_sync(mouth)) == told
    rows = re.findall(r"^\| (`.*?) \|", PAGE.split("## visemes.json")[1], re.M)
    assert set(re.findall(r"`(\w+)`", " ".join(rows))) == set(told)
    assert " ".join(VISEMES) in PAGE


def test_anything_has_some_sound():
    assert phones_or_murmur("天") == ("ə",) and phones_or_murmur("m") == ("m",)
