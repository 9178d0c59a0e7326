"""What docs/trust_moderation.md says runs, and its figures of the corpus are right."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from aigc import registry
from aigc.trust.moderation.entries import read_list
from aigc.trust.moderation.words import WordsModeration

HOME = Path(__file__).parents[2]
PAGE = (HOME / "docs" / "trust_moderation.md").read_text(encoding="utf-8")


def test_its_python_runs(monkeypatch, capsys):
    target = "aigc.trust.moderation.words:WordsModeration"
    monkeypatch.setitem(registry.BUILT_IN["moderation"], "words", target)
    for block in re.findall(r"```python\n(.*?)```", PAGE, re.S):
        exec(compile(block, "trust_moderation.md", "exec"), {})
    said = capsys.readouterr().out
    assert said.startswith("block\nline 1 gambling 网 上 赌 场 spacing block")
    assert "line 2 claims 药到病除 as written review" in said


def test_its_list_is_one(tmp_path):
    (block,) = re.findall(r"```\n(category.*?)```", PAGE, re.S)
    (tmp_path / "own.csv").write_text(block, encoding="utf-8")
    assert [one.folded for one in read_list(tmp_path / "own.csv")] == ["青龙计划", "project falcon"]


@pytest.mark.parametrize("name", ["by_hand", "generated"])
def test_its_corpus_has_so_many_items(name):
    with (HOME / f"tests/fixtures/moderation/{name}.csv").open(
        encoding="utf-8", newline=""
    ) as file:
        count = len(list(csv.DictReader(file)))
    assert re.search(rf"\b{count} (?:written by hand|made from the lists)", PAGE)


@pytest.mark.parametrize(
    ("text", "found"),
    [("毒频", True), ("读频", False), ("fu ck", True), ("her oin", False), ("dp", False)],
)
def test_its_gaps_are_true(text, found):
    (verdict,) = WordsModeration().judge_texts([f"说说{text}吧"])
    assert (verdict.decision != "pass") == found
