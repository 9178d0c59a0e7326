"""Templates as JSON, from files and by name."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings

from aigc.errors import InputError
from aigc.lyrics.forms.codec import from_json, named_form, read_lyric, read_template, to_json
from aigc.lyrics.forms.notation import parse
from tests.unit.lyrics.template_samples import templates

CELL = {"cells": [{}]}


@given(templates())
@settings(max_examples=100)
def test_what_is_told_in_json_is_read_again(template):
    told = json.dumps(to_json(template), ensure_ascii=False)
    assert from_json(json.loads(told)) == template
    assert json.dumps(to_json(from_json(json.loads(told))), ensure_ascii=False) == told


def test_json_says_no_more_than_needed():
    assert to_json(parse("2，1 a +月@1")) == {
        "lines": [{"cells": [{}, {"mark": "，"}, {"rhyme": "a"}]}],
        "language": "zh",
        "book": "thirteen",
        "keywords": [{"text": "月", "line": 0}],
    }


DAMAGED = [
    ([], "must be an object with lines"),
    ({}, "has no lines"),
    ({"lines": "x"}, "lines of the template in JSON is 'x'; it must be a list"),
    ({"lines": []}, "no lines"),
    ({"lines": [{}]}, "lines 0 in JSON has no cells"),
    ({"lines": [CELL, {"cells": [{"tones": "平"}]}]}, "lines 1, cells 0 .* 'tones'.*mean tone"),
    ({"lines": [{"cells": [{"tone": "x"}]}]}, "cells 0, tone .*'x'"),
    ({"lines": [{"cells": [{"lock": 1}]}]}, "lock .*is 1; it must be text"),
    ({"lines": [{"cells": [{"beats": "1/0"}]}]}, "beats .*'1/0'"),
    ({"lines": [{"cells": [{"beats": "1e99999999"}]}]}, "beats"),
    ({"lines": [{"cells": [{"beats": -1}]}]}, "beats .*is -1"),
    ({"lines": [{"cells": [{"beats": 2 / 3}]}]}, "beats .*is 0.666.* or text such as '3/2'"),
    ({"lines": [{"cells": [{"beats": True}]}]}, "beats .*is True"),
    ({"lines": [{"cells": [{"beats": float("nan")}]}]}, "beats .*is nan"),
    ({"lines": [{"cells": [{"pitches": [60, 128]}]}]}, "pitches 1 .*128"),
    ({"lines": [{"cells": [{"pitches": [True]}]}]}, "pitches 0"),
    ({"lines": [{**CELL, "repeats": 0}]}, "Line 1 cannot repeat line 1"),
    ({"lines": [{"cells": [{}] * 65}]}, "Line 1 has 65 cells"),
    ({"lines": [CELL] * 201}, "201 lines"),
    ({"lines": [CELL], "book": "english"}, "does not fit the language"),
    ({"lines": [CELL], "keywords": [{"text": " "}]}, "keyword is empty"),
    ({"lines": [CELL], "keywords": [{"text": "月", "line": 5}]}, "line 6"),
    ({"lines": [CELL], "name": "x" * 300}, "at most 200 characters"),
]


@pytest.mark.parametrize(("told", "message"), DAMAGED)
def test_damaged_json_is_refused_at_once_and_where(told, message):
    with pytest.raises(InputError, match=message) as caught:
        from_json(told)
    assert len(str(caught.value)) < 300


def test_fractions_are_read_from_text_and_whole_numbers():
    told = {"lines": [{"cells": [{"beats": "3/2", "rest": 2}], "start": "1.25"}]}
    line = from_json(told).lines[0]
    assert (line.cells[0].beats, line.cells[0].rest) == (Fraction(3, 2), 2)
    assert line.start == Fraction(5, 4)
    decimal = from_json(json.loads('{"lines": [{"cells": [{"beats": 1.5, "rest": 0.1}]}]}'))
    cell = decimal.lines[0].cells[0]
    assert (cell.beats, cell.rest) == (Fraction(3, 2), Fraction(1, 10))


def test_a_template_is_notation_a_file_or_a_name(tmp_path):
    made = parse("3，2。/5。 aa")
    plain, wrapped = tmp_path / "form.json", tmp_path / "SONG.JSON"
    plain.write_text(json.dumps(to_json(made)), encoding="utf-8")
    wrapped.write_text(json.dumps({"template": to_json(made), "candidates": []}), "utf-8")
    text = tmp_path / "form.txt"
    text.write_bytes("3，2。/5。 aa".encode("gb18030"))
    for source in ("3，2。/5。 aa", plain, str(plain), f" {plain}\n", wrapped, text):
        assert read_template(source) == made
    assert read_template(plain, book="cilin").book == "cilin"
    assert read_template("水调歌头").book == "cilin"
    assert read_template("七言绝句/2").lines[0].cells[0].tone is not None
    assert len(read_template("七绝").lines) == 4
    assert read_template("Common metre").language == "en"
    assert [len(line) for line in read_template("8/6", language="en").lines] == [8, 6]
    assert len(read_template("平平仄仄，仄平").lines[0]) == 6


@pytest.mark.parametrize(
    ("source", "same"),
    [
        ("en 8.6.8.6", "en 8/6/8/6"),
        ("pingshui 5.5.5.5", "pingshui 5/5/5/5"),
        ("xinyun 平平仄仄平", "xinyun\n平平仄仄平"),
        ("en u-u-u-u-", "en\nu-u-u-u-"),
        ("english u-u- a", "english\nu-u- a"),
        ("平平仄仄平 a", "zh\n平平仄仄平 a"),
        ("平平a，仄仄a", "zh\n平平a，仄仄a"),
        ("平平仄仄／仄仄平平", "平平仄仄/仄仄平平"),
        ("平平仄｜仄仄平", "平平仄 | 仄仄平"),
        ("8.7.8.7", "8/7/8/7"),
    ],
)
def test_notation_is_not_taken_for_a_name(source, same):
    assert read_template(source) == parse(same)


def test_a_stress_pattern_in_a_language_given_apart_is_notation():
    made = read_template("u-u-u- a", language="en")
    assert [cell.stress for cell in made.lines[0].cells] == ["weak", "strong"] * 3
    with pytest.raises(InputError, match="No English form is called 'u-turn'"):
        read_template("u-turn", language="en")


def test_names_may_have_wide_figures():
    third = read_template("如梦令/3")
    assert third.name == "如梦令·其三"
    assert read_template("如梦令/３") == read_template("如梦令／３") == third
    assert named_form("如梦令／３") == third


@pytest.mark.parametrize("name", ["common metre", "hymn", "sonnet", "如梦令"])
def test_a_name_may_be_asked_for_without_tones_or_stress(name):
    bare = read_template(name, tones=False)
    assert {cell.tone + cell.stress for _, _, cell in bare.places()} == {""}
    assert {cell.tone + cell.stress for _, _, cell in read_template(name).places()} != {""}
    assert [len(line) for line in bare.lines] == [len(line) for line in read_template(name).lines]


def test_a_long_pattern_is_told_from_a_name_at_once():
    with pytest.raises(InputError, match="No cipai is called"):
        read_template("平" * 60 + "啊")


def test_a_lyric_in_a_file_gives_its_form(tmp_path):
    plain, timed = tmp_path / "song.txt", tmp_path / "song.LRC"
    plain.write_text("床前明月光\n疑是地上霜\n", encoding="utf-16")
    timed.write_text("[00:01]床前明月光\n[00:05]疑是地上霜\n", encoding="utf-8")
    assert read_lyric(plain) == parse("5/5 aa")
    assert read_lyric(timed, rhyme=False).lines[1].start == 5
    assert read_template(timed).lines[1].cells[-1].rhyme == "a"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("form.json", b"{", "not valid JSON"),
        ("form.json", b"[" * 100_000, "not valid JSON"),
        ("form.json", b"3", "an object with lines, not 3|must be an object"),
        ("form.txt", b"\xff\xff\x00\x01\x80", "not readable text"),
        ("form.txt", b"", "empty"),
        ("song.lrc", b"abc", "no line with a time"),
    ],
)
def test_files_that_cannot_be_read_are_refused(tmp_path, name, content, message):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=message):
        read_template(path)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (Path("no such folder/form.json"), "Cannot read"),
        ("missing.txt", "Cannot read missing.txt"),
        ("水掉歌头", "Did you mean 水调歌头"),
        ("sonet", "Did you mean sonnet"),
        ("", "empty"),
    ],
)
def test_unknown_names_and_files_are_refused_at_once(source, message):
    with pytest.raises(InputError, match=message):
        read_template(source)
