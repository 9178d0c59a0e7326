"""An article's titles and the like as files, all of them or none."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from fractions import Fraction

import pytest

from aigc.errors import ConfigError, EngineUnavailable, InputError
from aigc.types.article import Span
from aigc.types.copy import KINDS
from aigc.types.script import Script, ScriptLine
from pipelines.copywriting import SHEET, Config, article_of_script, run
from pipelines.delivery import save_script


def test_the_files_hold_every_variant(examples, tmp_path, store):
    config = Config(count=3, platform="xiaohongshu")
    made = run(examples / "zh" / "article.md", tmp_path / "out", config, store=store)
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [
        "copy.csv", "copy.json", "copy.md", "manifest.json",
    ]  # fmt: skip
    assert SHEET.validate_json(made.json.read_bytes()) == made.sheet
    with made.table.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["text"] for row in rows] == [one.text for one in made.sheet.copies]
    assert {row["platform"] for row in rows} == {"xiaohongshu"} and "novelty" in rows[0]
    text = made.markdown.read_text(encoding="utf-8")
    assert all(f"## {word}" in text for word in ("标题", "简介", "话题", "看点"))
    again = run(examples / "zh" / "article.md", tmp_path / "again", config, store=store)
    assert again.sheet == made.sheet and "标题" in text and made._repr_html_()


def test_a_script_is_a_source_too(examples, tmp_path, store):
    lines = ("冷链车当天就能把牛奶送到县城，损耗降到4%。", "小城从来不缺咖啡，缺的是坐下来的理由。")
    script = Script(
        title="县城咖啡馆", language="zh", target=Fraction(10),
        lines=tuple(ScriptLine(text=t, sources=(Span(start=0, end=4),)) for t in lines),
    )  # fmt: skip
    article = article_of_script(script)
    assert [b.span.of(article.text) for b in article.blocks] == ["".join(lines)]
    save_script(script, tmp_path / "script.json")
    config = Config(kinds="title, selling_point", count=2)
    made = run(tmp_path / "script.json", tmp_path / "out", config, store=store)
    assert {one.kind for one in made.sheet.copies} == {"title", "selling_point"}


@pytest.mark.parametrize(
    ("config", "error"),
    [({"kinds": "poem"}, InputError), ({"platform": "moon"}, ConfigError),
     ({"engine": "openai"}, EngineUnavailable), ({"lang": "en"}, InputError)],
)  # fmt: skip
def test_nothing_is_left_where_it_fails(examples, tmp_path, store, config, error):
    with pytest.raises(error) as caught:
        run(examples / "zh" / "article.md", tmp_path / "out", Config(**config), store=store)
    assert "\n" not in str(caught.value) and not (tmp_path / "out").exists()


def test_what_a_spreadsheet_would_compute_is_shown(tmp_path, store, monkeypatch):
    from pipelines import copywriting

    source = tmp_path / "a.md"
    source.write_text("# 公式\n\n县城的咖啡馆开业当天卖出了486杯咖啡。\n", encoding="utf-8")
    sheet = run(source, tmp_path / "out", Config(engine="fake", count=1), store=store).sheet
    from dataclasses import replace

    danger = replace(sheet, copies=(replace(sheet.copies[0], text="=1+1"),))
    assert "'=1+1" in copywriting.table(danger)


def test_the_command_prints_and_writes(examples, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "aigc.cli", "copy", examples / "en" / "article.md",
         "--kinds", "title,hashtags", "-n", "2", "--platform", "youtube",
         "--out", tmp_path / "out", "--store", tmp_path / "store"],
        capture_output=True, text=True, timeout=120, env={**os.environ},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "title A" in done.stdout and "hashtags A" in done.stdout
    told = json.loads((tmp_path / "out" / "copy.json").read_text(encoding="utf-8"))
    assert {one["kind"] for one in told["copies"]} == {"title", "hashtags"} < set(KINDS)
