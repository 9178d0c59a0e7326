"""What the guide to lyrics says can be done, can be done."""

from __future__ import annotations

import json
import re
import shlex
from itertools import pairwise
from pathlib import Path

import pytest

from aigc import registry
from aigc.errors import InputError
from aigc.lyrics.engine import Options
from aigc.lyrics.forms.bounds import MOST_CELLS, MOST_LINES
from aigc.lyrics.forms.codec import from_json, to_json
from aigc.lyrics.ranking.rank import WEIGHTS, rank
from aigc.lyrics.verify import verify
from aigc.types.lyric import Lyric
from pipelines.lyrics import Config, form

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "lyrics.md").read_text(encoding="utf-8")
PAGES = ("docs/lyrics.md", "README.md", "README.zh.md")


def section(title: str, text: str = PAGE) -> str:
    found = re.search(rf"^#+ {title}$(.*?)(?=^#|\Z)", text, re.S | re.M)
    assert found, title
    return found[1]


def rows(title: str, text: str = PAGE) -> list[list[str]]:
    """Return the cells of the rows of a section's table, without its head."""
    lines = [row for row in section(title, text).splitlines() if row.startswith("|")]
    cells = [re.split(r"(?<!\\)\|", row)[1:-1] for row in lines[2:]]
    return [[cell.strip().replace("\\|", "|") for cell in row] for row in cells]


def block(language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)```", PAGE, re.S)
    return found


def notations() -> list[str]:
    chinese = (ROOT / "README.zh.md").read_text(encoding="utf-8")
    told = [*rows("The notation"), *rows("写歌词", chinese)]
    return [re.match("`(.*?)`", row[0])[1] for row in told]


@pytest.mark.parametrize("notation", notations())
def test_every_notation_of_the_guide_is_read(notation):
    template = form(Config(template=notation))
    assert len(template.lines) >= 1 and from_json(to_json(template)) == template


def test_the_notation_says_what_the_guide_says():
    template = form(Config(template="5/5 aa 2:1-2=明月 +明月 +秋@2"))
    assert [c.lock for c in template.lines[1].cells] == ["明", "月", "", "", ""]
    assert [(k.text, k.line) for k in template.keywords] == [("明月", None), ("秋", 1)]
    song = form(Config(template="verse: 7/7 aa | chorus: 5/5 bb | verse: ... | chorus"))
    assert [line.repeats for line in song.lines] == [None] * 6 + [2, 3]
    assert [line.cells[-1].rhyme for line in song.lines] == list("aabbaabb")


def test_every_option_and_figure_stands_in_the_guide():
    flags = {f"`--{name.replace('_', '-')}`" for name in Config.model_fields}
    assert {flag for flag in flags if flag not in PAGE} == set()
    told = {row[0].strip("`"): row[2] for row in rows("Scores")}
    assert {*told} == {*WEIGHTS, "total", "longest_run"}
    for name, weight in WEIGHTS.items():
        assert told[name].endswith(f"weight {weight}")
    lyric = Lyric(lines=("明月照江水", "清风入画来"), score={"fluency": -2.0})
    (scored,) = rank((lyric,), form(Config(template="5/5 aa +明月")))
    assert {*scored.score} <= {*told}


def test_the_python_of_the_guide_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AIGC_STORE", str(tmp_path / "store"))
    names: dict[str, object] = {}
    code = block("python").replace("Config(", 'Config(engine="fake", ')
    exec(compile(code, "lyrics.md", "exec"), names)
    best, again, other = names["best"].lines, names["again"], names["other"]
    assert all((a.lines[0], a.lines[2:]) == (best[0], best[2:]) for a in again)
    assert all(o.lines[0][:2] + o.lines[0][4:] == best[0][:2] + best[0][4:] for o in other)
    assert all(lyric.lines[0][:2] == best[0][:2] for lyric in names["around"])
    told = json.loads(Path("song.json").read_text(encoding="utf-8"))
    assert from_json(told["template"]) == names["template"]


def test_the_json_of_the_guide_is_read():
    told = json.loads(block("json"))
    template = from_json(told["template"])
    assert verify(template, told["candidates"][0]["lines"]).ok
    named = re.findall(r"`(\w+)`", section("JSON").split("A cell may have")[1].split("What has")[0])
    cell, line = type(template.lines[0].cells[0]), type(template.lines[0])
    assert set(named) == {*cell.__dataclass_fields__, *line.__dataclass_fields__} - {"cells"}


def errors() -> list[tuple[str, str]]:
    return [(row[0], row[1]) for row in rows("When it cannot be done")]


@pytest.mark.parametrize(("asked", "answer"), errors())
def test_what_cannot_be_is_refused_in_these_words(asked, answer):
    code = re.findall("`(.*?)`", asked)
    if code[0].startswith("--cipai"):
        config = Config(cipai=code[0].split()[1])
    else:
        words = re.findall("keyword ([\u4e00-\u9fff]+)", asked)
        config = Config(template=code[0], lock=tuple(code[1:]), keyword=tuple(words))
    with pytest.raises(InputError) as refused:
        registry.get("lyrics", "fake").write(form(config), Options())
    assert str(refused.value) == answer


def test_the_limits_are_those_of_the_code():
    assert f"{MOST_LINES} lines, {MOST_CELLS} cells a line" in section("Limits")
    highest = next(m.le for m in Config.model_fields["count"].metadata if hasattr(m, "le"))
    assert f"1 to {highest}" in section("Demands and words")


def test_readings_are_those_of_the_guide():
    from aigc.lyrics.sound.books import book

    modern, old = book("thirteen"), book("cilin")
    assert modern.rhymes_in("银行", 1) & modern.rhymes("光")
    assert modern.rhymes_in("行人", 0) & modern.rhymes("明")
    assert not modern.rhymes_in("银行", 1) & modern.rhymes_in("行人", 0)
    assert set(old.tones_in("长大", 0)) == {"仄"} and set(old.tones_in("长江", 0)) == {"平"}


@pytest.mark.parametrize("page", PAGES)
def test_the_forms_of_the_commands_exist(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", text, re.S)
    calls = [shlex.split(line, comments=True) for b in blocks for line in b.splitlines()]
    named = [c for c in calls if c[:2] == ["aigc", "lyrics"] and {"--template", "--cipai"} & {*c}]
    assert named
    for call in named:
        pairs = dict(pairwise(call))
        sources = {n: pairs[f"--{n}"] for n in ("template", "cipai") if f"--{n}" in pairs}
        assert form(Config(**sources)).lines
