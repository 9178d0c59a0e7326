"""The documents keep their word: links lead somewhere, commands and options exist."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from pipelines.article_to_video import Config
from pipelines.lyrics import Config as LyricsConfig
from pipelines.song import Config as SongConfig
from pipelines.speech import Config as SpeechConfig

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("docs/models/*.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_and_pictures_exist(page):
    text = page.read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)#\s]+)\)|src=\"([^\"]+)\"", text)
    local = [a or b for a, b in targets if not (a or b).startswith("http")]
    assert [t for t in local if not (page.parent / t).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_paths_named_in_code_exist(page):
    rooms = "aigc|pipelines|tests|docs|notebooks|examples"
    named = re.findall(rf"`((?:{rooms})/[\w./-]*)`", page.read_text("utf-8"))
    assert [n for n in named if not (ROOT / n).exists()] == []


def commands():
    for page in PAGES:
        for block in re.findall(r"```sh\n(.*?)```", page.read_text(encoding="utf-8"), re.S):
            yield from (line.split("#")[0] for line in block.splitlines() if line.strip())


def test_the_make_targets_of_the_documents_exist():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = {line.split()[1] for line in commands() if line.startswith("make ")}
    assert {"demo", "test"} <= targets
    assert [t for t in targets if f"\n{t}:" not in makefile] == []


def test_the_flags_of_the_documents_exist():
    known = {f"--{n.replace('_', '-')}" for n in Config.model_fields}
    calls = [shlex.split(line) for line in commands() if line.startswith("aigc video")]
    used = {word for call in calls for word in call if word.startswith("--")}
    assert used <= known | {"--out", "--config", "--store", "--help"}


def test_the_flags_of_lyrics_in_the_documents_exist():
    known = {f"--{n.replace('_', '-')}" for n in LyricsConfig.model_fields}
    calls = [shlex.split(line) for line in commands() if line.startswith("aigc lyrics")]
    used = {word for call in calls for word in call if word.startswith("--")}
    assert {"--template", "--cipai", "--keyword"} <= used
    assert used <= known | {"--no-tones", "--json", "--config", "--store", "--help"}


@pytest.mark.parametrize(("command", "model"), [("speak", SpeechConfig), ("sing", SongConfig)])
def test_the_flags_of_speech_and_song_in_the_documents_exist(command, model):
    known = {f"--{name}" for name in model.model_fields} | {"--out", "--config", "--store"}
    calls = [shlex.split(line) for line in commands() if line.startswith(f"aigc {command}")]
    used = {word for call in calls for word in call if word.startswith("--")}
    assert "--out" in used
    assert used <= known


def blocks(name: str) -> list[list[str]]:
    """Return the lines of every block of code, without remarks."""
    found = re.findall(r"```\w*\n(.*?)```", (ROOT / name).read_text(encoding="utf-8"), re.S)
    return [[line.split(" # ")[0].rstrip() for line in block.splitlines()] for block in found]


def test_both_readmes_give_the_same_code():
    assert blocks("README.md") == blocks("README.zh.md")


def test_python_in_the_readme_runs(tmp_path, monkeypatch):
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", text, re.S)
    assert blocks
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("AIGC_STORE", str(tmp_path / "store"))
    for block in blocks:
        quick = block.replace('"out"', repr(str(tmp_path / "out")))
        quick = quick.replace("Config(", "Config(preset='preview', ")
        exec(compile(quick, "README.md", "exec"), {})
    assert (tmp_path / "out" / "video.mp4").exists()
