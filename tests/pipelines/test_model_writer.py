"""A clip whose script a language model wrote, from the command line to the manifest."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.chat_server import chat_server
from tests.chat_writing import written_by_rule

pytestmark = pytest.mark.enable_socket
FAST = ["--seconds", "8", "--preset", "preview", "--scenes", "fake", "--speech", "fake"]


def aigc(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "aigc.cli", *map(str, arguments)],
        capture_output=True,
        text=True,
        env={**os.environ, "OPENAI_API_KEY": "sk-secret"},
        timeout=240,
    )


def test_a_server_s_model_writes_a_clip(examples, tmp_path):
    out, store = tmp_path / "out", tmp_path / "store"
    with chat_server() as server:
        server.answer = written_by_rule
        writer = f"openai:good?url={server.url}&temperature=0.2"
        done = aigc("video", examples / "zh" / "article.md", "--out", out, "--store", store,
                    "--writer", writer, *FAST)  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert server.bodies and server.bodies[0]["temperature"] == 0.2
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert "openai:good" in json.dumps(manifest)
    assert not [p for p in tmp_path.rglob("*.json") if "sk-secret" in p.read_text("utf-8")]


@pytest.mark.parametrize(
    ("writer", "words"),
    [("openai", "openai:MODEL"), ("openai:m?colour=red", "colour"),
     ("openai:m?url=http://127.0.0.1:9/v1&retries=0", "cannot be reached"),
     ("extractive:m", "takes no model"), ("transformers:/none", "no folder")],
)  # fmt: skip
def test_a_writer_that_cannot_write_is_one_sentence(examples, tmp_path, writer, words):
    done = aigc("video", examples / "zh" / "article.md", "--out", tmp_path / "out",
                "--store", tmp_path / "store", "--writer", writer, *FAST)  # fmt: skip
    assert done.returncode in (1, 2)
    told = " ".join(done.stderr.split())
    assert words in told and "Traceback" not in told
    assert not (tmp_path / "out").exists()
