"""The command line as a user meets it: results, one-line errors, no traceback."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

FAST = ["--seconds", "6", "--preset", "preview", "--scenes", "fake", "--speech", "fake"]


def aigc(*arguments, **environ):
    return subprocess.run(
        [sys.executable, "-m", "aigc.cli", *map(str, arguments)],
        capture_output=True,
        text=True,
        env={**os.environ, **environ},
        timeout=120,
    )


def test_video_prints_the_path(examples, tmp_path):
    out = tmp_path / "out"
    done = aigc(
        "video", examples / "en" / "article.md", "--out", out, "--store", tmp_path / "s", *FAST
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == str(out / "video.mp4")
    assert (out / "video.mp4").stat().st_size > 1000


BAD = {
    "empty": (b"", []),
    "emoji": ("😀😀".encode(), []),
    "one": (b"a", []),
    "theme": (b"A sentence that is long enough to read. " * 20, ["--theme", "newsrom"]),
    "seconds": (b"A sentence that is long enough to read. " * 20, ["--seconds", "-5"]),
    "aspect": (b"A sentence that is long enough to read. " * 20, ["--aspect", "7:3"]),
    "option": (b"A sentence that is long enough to read. " * 20, ["--colour", "red"]),
    "engine": (b"A sentence that is long enough to read. " * 20, ["--writer", "gpt"]),
}


@pytest.mark.parametrize("name", sorted(BAD))
def test_bad_input_is_one_sentence_and_leaves_nothing(tmp_path, name):
    data, flags = BAD[name]
    source, out = tmp_path / "a.md", tmp_path / "out"
    source.write_bytes(data)
    done = aigc("video", source, "--out", out, "--store", tmp_path / "s", *flags)
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert done.stderr.strip()
    assert not out.exists()


def test_engines_and_themes_are_listed():
    assert "espeak" in aigc("engines").stdout
    assert "newsroom" in aigc("themes").stdout


def test_help_lists_every_option():
    from pipelines.article_to_video import Config

    text = aigc("video", "--help", COLUMNS="200").stdout
    assert [n for n in Config.model_fields if f"--{n.replace('_', '-')}" not in text] == []
