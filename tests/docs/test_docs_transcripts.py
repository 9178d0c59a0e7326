"""The page on transcripts keeps its word."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from aigc.audio import encode_wav
from aigc.image.matching.options import Options as Matching
from aigc.recognition.options import Options as Listening
from aigc.speech.house import HouseSpeech
from aigc.trust.moderation.options import Options as Judging
from aigc.types.article import Span
from aigc.types.script import Script, ScriptLine
from pipelines.transcript import FILES, Config
from tests.tiny import classifier, clip

PAGE = (Path(__file__).parents[2] / "docs" / "transcripts.md").read_text(encoding="utf-8")
CODE = re.findall(r"```python\n(.*?)```", PAGE, re.S)
SAID = "今天天气真好。我们去学校。"


def test_its_examples_run(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AIGC_STORE", str(tmp_path / "store"))
    spoken = HouseSpeech().speak(SAID, voice="yue", language="zh")
    Path("talk.wav").write_bytes(encode_wav(spoken.audio))
    Path("said.txt").write_text(SAID, encoding="utf-8")
    Image.fromarray(np.zeros((20, 20, 3), np.uint8)).save("harbour.jpg")
    line = ScriptLine(text=SAID, sources=(Span(start=0, end=1),))
    names = {"script": Script(title="", lines=(line,), language="zh", target=Fraction(4))}
    models = [clip.save("clip", tmp_path / "clip"), classifier.save_texts(tmp_path / "texts")]
    for code, model in zip(CODE, ["", "", "", *models], strict=True):
        exec(compile(code.replace("FOLDER", str(model)), "docs/transcripts.md", "exec"), names)
    assert sorted(path.name for path in Path("out").iterdir()) == sorted(FILES)
    assert names["narration"].lines[0].text == SAID
    assert names["likeness"].shape == (1, 2)
    assert capsys.readouterr().out.startswith("今天")


def test_its_options_are_those_of_the_code():
    named = {name for row in re.findall(r"^\| (`.*?) \|", PAGE, re.M)
             for name in re.findall(r"`(?:--)?([a-z]+)`", row)}  # fmt: skip
    known = {*Config.model_fields, *Listening.model_fields, *Judging.model_fields}
    assert named == known
    assert set(Matching.model_fields) <= known


@pytest.mark.parametrize("name", FILES)
def test_every_file_is_told(name):
    assert f"`{name}`" in PAGE
