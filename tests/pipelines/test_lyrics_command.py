"""`aigc lyrics` on the command line, with the fake engine."""

from __future__ import annotations

import json
import sys

import pytest
import typer
from rich.console import Console

from aigc import cli
from aigc.commands import lyrics as command
from aigc.lyrics.forms.codec import from_json
from aigc.types.label import statement


@pytest.fixture
def run(monkeypatch, capsys, tmp_path):
    def call(*arguments):
        monkeypatch.setenv("AIGC_STORE", str(tmp_path / "store"))
        monkeypatch.setattr(sys, "argv", ["aigc", *map(str, arguments)])
        monkeypatch.setattr(cli, "console", Console(stderr=True))
        app = typer.Typer(pretty_exceptions_enable=False)
        app.command()(cli.themes)
        monkeypatch.setattr(cli, "app", app)
        monkeypatch.setattr(command, "app", command.app)
        with pytest.raises(SystemExit) as left:
            cli.main()
            raise SystemExit(0)
        said = capsys.readouterr()
        return left.value.code, said.out, said.err

    return call


def test_json_can_be_verified(run, tmp_path):
    code, out, err = run(
        "lyrics",
        "--template",
        "4/5/5 aab",
        "--keyword",
        "明月",
        "-n",
        2,
        "--json",
        "--engine",
        "fake",
    )
    assert code == 0, err
    told = json.loads(out)
    assert set(told) == {"template", "candidates"} and len(told["candidates"]) == 2
    assert set(told["candidates"][0]) == {"lines", "score"}
    assert from_json(told["template"]).keywords[0].text == "明月"
    (tmp_path / "made.json").write_text(out, encoding="utf-8")
    code, out, _ = run("lyrics", "verify", tmp_path / "made.json", tmp_path / "made.json")
    assert code == 0 and out.startswith("ok")


def test_the_best_lyric_is_kept_as_text_with_its_stanzas(run, tmp_path):
    form = "4/5 aa | 5/4 bb"
    given = ("lyrics", "--template", form, "-n", 2, "--engine", "fake", "--out", tmp_path / "made")
    code, out, err = run(*given, "--json")
    assert code == 0, err
    kept = json.loads((tmp_path / "made" / "lyrics.json").read_text("utf-8"))
    assert kept.pop("AIGC")["Label"] == "1"
    assert kept == json.loads(out)
    best = json.loads(out)["candidates"][0]["lines"]
    text = (tmp_path / "made" / "lyrics.txt").read_text("utf-8")
    label = statement("zh")
    assert text == "\n".join([*best[:2], "", *best[2:], "", label]) + "\n"
    code, told, _ = run(*given)
    assert str(tmp_path / "made" / "lyrics.txt") in told
    assert all(f"    {line}\n" in told for line in best)


def test_a_lyric_against_its_form_is_told_where(run, tmp_path):
    (tmp_path / "bad.txt").write_text("明月光\n地上山\n", encoding="utf-8")
    code, out, _ = run("lyrics", "verify", "3/3 aa", tmp_path / "bad.txt")
    assert code == 1 and "2:3" in out and "光" in out
    code, out, _ = run("lyrics", "verify", "3/3 aa", tmp_path / "bad.txt", "--json")
    assert code == 1 and json.loads(out)["faults"][0]["kind"] == "rhyme"


def test_forms_lists_names_and_variants(run):
    code, out, _ = run("lyrics", "forms", "水调歌头")
    assert code == 0 and "水调歌头/2" in out
    code, out, _ = run("lyrics", "forms", "metre")
    assert code == 0 and "common metre" in out and "long metre" in out
    code, out, _ = run("lyrics", "forms", "Sonnet")
    assert code == 0 and "gg" in out and "petrarchan" not in out
    code, _, err = run("lyrics", "forms", "水调哥头")
    assert code == 2 and "水调歌头" in err


@pytest.mark.parametrize("name", ["song.json", "song.txt", "song"])
def test_json_is_known_by_how_it_begins(run, tmp_path, name):
    told = {"candidates": [{"lines": ["明月光", "地上霜"]}, {"lines": ["明月光", "地上山"]}]}
    (tmp_path / name).write_text(f" {json.dumps(told)}", encoding="utf-8")
    code, out, _ = run("lyrics", "verify", "3/3 aa", tmp_path / name)
    assert code == 1 and out.startswith("2: ") and "2:3" in out


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_the_lyric_may_be_in_any_encoding_that_a_form_is_read_in(run, tmp_path, encoding):
    (tmp_path / "song.txt").write_bytes("明月光\n地上霜\n".encode(encoding))
    code, out, _ = run("lyrics", "verify", "3/3 aa", tmp_path / "song.txt")
    assert code == 0 and out == "ok: 1 lyric keeps the form\n"


def test_of_lrc_only_what_is_sung_is_judged(run, tmp_path):
    (tmp_path / "song.lrc").write_text(
        "[ti:夜]\n[00:01.00]作词：某人\n[00:09.50]地上霜\n[00:05.00]明月光\n[00:12.00]\n",
        encoding="utf-8",
    )
    code, out, _ = run("lyrics", "verify", "3/3 aa", tmp_path / "song.lrc")
    assert code == 0 and out.startswith("ok: 1 lyric keeps")


@pytest.mark.parametrize(
    ("template", "text", "said"),
    [
        ("3/3 aa", '{"candidates": []}', "has no lyrics"),
        ("3/3 aa", '{"candidates": [{"lines": [1, 2]}]}', "is not what"),
        ("3/3 aa", '{"candidates": [{"lines": "明月"}]}', "is not what"),
        ("3/3 aa", '{"template": {}}', "is not what"),
        ("3/3 aa", "{", "is not what"),
        ("nonsense!!", '{"candidates": []}', "nonsense!!"),
        ("nonsense!!", "明月光", "nonsense!!"),
    ],
)
def test_what_cannot_be_verified_is_said(run, tmp_path, template, text, said):
    (tmp_path / "made.json").write_text(text, encoding="utf-8")
    (tmp_path / "made.txt").write_text(text, encoding="utf-8")
    name = "made.json" if text.startswith("{") else "made.txt"
    code, out, err = run("lyrics", "verify", template, tmp_path / name)
    assert code == 2 and not out and said in err.replace("\n", " ")


@pytest.mark.parametrize("name", ["浣溪沙", "菩萨蛮", "虞美人"])
def test_the_variants_of_a_form_are_listed_though_others_have_its_name_in_theirs(run, name):
    code, out, _ = run("lyrics", "forms", name)
    assert code == 0 and f"{name}/1" in out and f"{name}/2" in out


def test_a_form_is_shown_under_another_of_its_names(run):
    code, out, _ = run("lyrics", "forms", "摊破浣溪沙")
    assert code == 0 and "山花子" in out and "Also called" not in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--template", ""), "Name one form"),
        (("--template", "5/5 aa", "--lock", "9:1=月"), "9:1"),
        (("--template", "3/3", "--keyword", "春江花月夜"), "春江花月夜"),
        (("--cipai", "水调哥头"), "水调歌头"),
        (("--template", "5/5", "--count", "0"), "count"),
        (("--template", "5/5", "--engine", "none"), "fake"),
        (("--like", "absent.txt"), "absent.txt"),
        (("--score", "absent.mid"), "absent.mid"),
    ],
)
def test_bad_input_is_one_line(run, arguments, said):
    engine = () if "--engine" in arguments else ("--engine", "fake")
    code, out, err = run("lyrics", *arguments, *engine)
    assert code == 2 and not out
    assert err.startswith("error ") and err.count("\n") == 1 and said in err
