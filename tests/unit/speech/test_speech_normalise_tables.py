from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from aigc.speech.normalise import normalise
from aigc.types.article import Language

CASES = [
    (language, *line.split("\t"))
    for language in get_args(Language)
    for line in (Path(__file__).parent / f"normalise_{language}.txt")
    .read_text(encoding="utf-8")
    .splitlines()
]


@pytest.mark.parametrize(("language", "written", "spoken"), CASES)
def test_writing_is_said(language: Language, written: str, spoken: str) -> None:
    tokens = normalise(written, language)
    assert " | ".join(t.spoken + t.pause for t in tokens) == spoken


def test_each_language_has_a_large_table() -> None:
    for language in get_args(Language):
        assert sum(case[0] == language for case in CASES) >= 150


@pytest.mark.parametrize("language", get_args(Language))
def test_signs_alone_say_nothing(language: Language) -> None:
    assert normalise("…… 👍👍 🎉", language) == ()


def test_what_a_number_was_taken_for_is_told() -> None:
    why = {t.spoken: t.why for t in normalise("2024-03-05下降了-3.5%，拨打110", "zh")}
    assert why["二零二四年 三月 五日"] == "date"
    assert why["负百分之三点五"] == "percentage"
    assert why["幺幺零"] == "telephone number"
    assert why["下降"] == ""
