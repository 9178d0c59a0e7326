from __future__ import annotations

import json

import pytest
from pydantic import Field

from aigc.config import Settings, load, read_settings
from aigc.errors import ConfigError


class Sample(Settings):
    seconds: float = Field(30, ge=5, le=600)
    theme: str = "newsroom"
    keyword: tuple[str, ...] = ()


def test_arguments_beat_environment_beats_file_beats_defaults(tmp_path):
    file = tmp_path / "c.json"
    file.write_text(json.dumps({"seconds": 10, "theme": "ink"}), encoding="utf-8")
    made = load(Sample, file=file, environ={"AIGC_SECONDS": "20"}, arguments={"theme": None})
    assert (made.seconds, made.theme) == (20.0, "ink")
    assert load(Sample, file=file, environ={}, arguments={"seconds": 40}).seconds == 40


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("明月", ("明月",)),
        ("明月， 秋@3,", ("明月", "秋@3")),
        ("2:1-2=明月；3:1=秋\n", ("2:1-2=明月", "3:1=秋")),
        ("", ()),
    ],
)
def test_a_list_in_the_environment_is_parted_at_commas(text, items):
    environ = {"AIGC_KEYWORD": text, "AIGC_THEME": "ink, paper"}
    made = load(Sample, environ=environ)
    assert (made.keyword, made.theme) == (items, "ink, paper")
    assert load(Sample, environ=environ, arguments={"keyword": ["海"]}).keyword == ("海",)


def test_an_unknown_name_is_refused_with_the_close_match():
    with pytest.raises(ConfigError, match="Did you mean theme"):
        load(Sample, environ={}, arguments={"thme": "ink"})


@pytest.mark.parametrize("value", [-1, 0, 1e9, "abc", float("nan")])
def test_a_value_out_of_range_is_named(value):
    with pytest.raises(ConfigError, match="seconds cannot be"):
        load(Sample, environ={}, arguments={"seconds": value})


@pytest.mark.parametrize(
    ("name", "text"),
    [("a.json", "{"), ("a.yaml", "a: [1"), ("a.toml", "= 3"), ("a.json", "[1]"), ("a.txt", "x")],
)
def test_a_broken_file_is_one_sentence(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=name):
        read_settings(path)


def test_a_missing_file_is_one_sentence(tmp_path):
    with pytest.raises(ConfigError, match="Check the path"):
        read_settings(tmp_path / "none.json")
