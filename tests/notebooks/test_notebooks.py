"""Every notebook runs from top to bottom, thin and with its outputs stripped."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from aigc.voice.package import HOUSE

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PARAMETERS = {
    "01_article_to_video": {"preset": "preview", "seconds": 5},
    "02_lyrics": {"engine": "fake", "count": 2, "english": False},
    "03_speech": {} if HOUSE.is_file() else {"speech_engine": "fake"},
    "04_song": {"band": "fake"} if HOUSE.is_file() else {"band": "fake", "singer": "fake"},
    "05_avatar": {
        "text": "你好。",
        "looks": ["clay"],
        "people": ["sakura"],
        "emotions": ["happy", "sad"],
        "speech_engine": "fake",
        "width": 96,
        "height": 128,
    },
    "06_trust": {} if HOUSE.is_file() else {"speech_engine": "fake"},
    "07_batch": {"pipeline": "fake", "options": {}, "seconds": 0.2, "workers": 1},
    "08_bring_your_own_model": {
        "preset": "preview",
        "seconds": 5,
        "images": "fake",
        "voice": "fake:low",
    },
}
MADE = {
    "01_article_to_video": ("video.mp4",),
    "02_lyrics": ("lyrics.txt", "lyrics.json"),
    "03_speech": ("speech.wav", "speech.png"),
    "04_song": ("song.wav", "song.lrc", "song.lab", "visemes.json", "stems/voice.wav", "roll.svg"),
    "05_avatar": ("avatar.vrm", "avatar.glb", "spec.json", "motion.csv", "motion.vrma"),
    "06_trust": ("speech.wav", "signed.wav", "signed.manifest.json", "said/speech.wav"),
    "07_batch": ("report.csv", "clip-1/result.bin", "clip-2/job.json"),
    "08_bring_your_own_model": ("video.mp4", "manifest.json"),
}
WIDGETS = {
    "01_article_to_video": 2, "02_lyrics": 6, "03_speech": 2, "04_song": 3, "05_avatar": 4,
    "06_trust": 0, "07_batch": 0, "08_bring_your_own_model": 2,
}  # fmt: skip


def cells(path):
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_is_thin_and_clean(path):
    code = [c for c in cells(path) if c["cell_type"] == "code"]
    assert sum("parameters" in c["metadata"].get("tags", []) for c in code) == 1
    assert all(not c["outputs"] and c["execution_count"] is None for c in code)
    for cell in code:
        for node in ast.walk(ast.parse("".join(cell["source"]))):
            if isinstance(node, ast.FunctionDef):
                assert node.end_lineno - node.lineno < 5


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
@pytest.mark.enable_socket
def test_a_notebook_runs(path, tmp_path):
    book = nbformat.read(path, as_version=4)
    given = {
        **PARAMETERS[path.stem],
        "store_folder": str(tmp_path / "s"),
        "out": str(tmp_path / "o"),
    }
    spot = next(i for i, c in enumerate(book.cells) if "parameters" in c.metadata.get("tags", []))
    lines = "\n".join(f"{k} = {v!r}" for k, v in given.items())
    book.cells.insert(spot + 1, nbformat.v4.new_code_cell(lines))
    NotebookClient(book, timeout=280, resources={"metadata": {"path": str(path.parent)}}).execute()
    assert all((tmp_path / "o" / name).stat().st_size for name in MADE[path.stem])
    shown = [o for c in book.cells if c.cell_type == "code" for o in c.outputs]
    assert any("text/html" in o.get("data", {}) for o in shown)
    widgets = ["application/vnd.jupyter.widget-view+json" in o.get("data", {}) for o in shown]
    assert sum(widgets) == WIDGETS[path.stem]
