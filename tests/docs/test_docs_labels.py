from __future__ import annotations

import io
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from aigc.audio import encode_wav
from aigc.trust.labels.files import place, read
from aigc.trust.labels.table import SUFFIXES
from aigc.types.audio import Audio

PAGE = (Path(__file__).parents[2] / "docs" / "trust_labels.md").read_text(encoding="utf-8")


def test_the_code_of_the_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    sound = Audio(samples=np.zeros((1, 80), np.float32), sample_rate=8000)
    picture = io.BytesIO()
    Image.new("RGB", (40, 40)).save(picture, "PNG")
    Path("speech.wav").write_bytes(encode_wav(sound))
    Path("talk.srt").write_text("1\n00:00:01,000 --> 00:00:02,000\nHi\n")
    Path("notes.md").write_text("# Hi\n")
    Path("cover.png").write_bytes(picture.getvalue())
    names: dict[str, object] = {}
    for block in re.findall(r"^```python\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE):
        exec(compile(block, "trust_labels.md", "exec"), names)
    passed = read(Path("passed.wav"))
    assert passed and (passed.content_producer, passed.content_propagator) == (
        "my-studio",
        "my-platform",
    )
    assert "AI生成" in Path("talk.srt").read_text("utf-8")


def test_the_table_names_every_kind_and_its_place() -> None:
    rows = re.findall(r"^\| ([A-Z][^|]*) \| ([^|]*) \|$", PAGE, re.MULTILINE)
    inside = " ".join(files for files, where in rows if "beside it" not in where).upper()
    aliases = {"htm": "html", "jpg": "jpeg", "apng": "png", "oga": "ogg", "mid": "midi",
               "kar": "midi", "md": "markdown", "ssa": "ass", "vtt": "webvtt",
               "ipynb": "notebooks"}  # fmt: skip
    told = {s: aliases.get(s[1:], s[1:]).upper() for s in SUFFIXES}
    places = f"{inside} {' '.join(where for _, where in rows)}".upper()
    assert not [suffix for suffix, name in told.items() if name not in places]
    beside = next(files for files, where in rows if "beside it" in where)
    named = re.findall(r"[A-Za-z]{3,}", beside.split(" and ")[0])
    assert {place(Path(f"x.{name}")) for name in named} == {"beside"}
