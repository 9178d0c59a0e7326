"""The page on provenance: its code runs, and the kinds of files that it names are the ones."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from aigc.audio import encode_wav
from aigc.trust.provenance.c2pa import carries
from aigc.types.audio import Audio

PAGE = (Path(__file__).parents[2] / "docs" / "trust_provenance.md").read_text(encoding="utf-8")


def test_the_code_of_the_page_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    sound = Audio(samples=np.zeros((1, 80), np.float32), sample_rate=8000)
    Path("speech.wav").write_bytes(encode_wav(sound))
    Path("head.glb").write_bytes(b"glTF")
    names: dict[str, object] = {}
    for block in re.findall(r"^```python\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE):
        exec(compile(block, "trust_provenance.md", "exec"), names)
    told = capsys.readouterr().out
    assert "trusted My Studio compositeWithTrainedAlgorithmicMedia Bread\ntrusted\n" in told
    assert "图片：oven.jpg。Li Wen。许可：CC BY 4.0，" in told


def test_the_page_names_what_holds_a_signature() -> None:
    (named,) = re.findall(r"^([A-Z0-9, \w]+) and SVG carry a C2PA manifest", PAGE, re.MULTILINE)
    for kind in (*named.split(", "), "SVG", "JPG"):
        for one in kind.split():
            assert carries(Path(f"a.{one}"))
    assert not carries(Path("a.flac"))
