from __future__ import annotations

import re
from pathlib import Path

import pytest

from aigc.g2p.mandarin.read import read_chinese

CASES = (Path(__file__).parent / "heteronyms_zh.txt").read_text(encoding="utf-8").splitlines()


def by_character(text: str) -> list[str]:
    """Return a reading for each character; a curled 儿 has that of its syllable."""
    found: list[str] = []
    for word in read_chinese(text):
        curled = len(word.readings) < len(word.text)
        for reading in word.readings:
            found.append(reading.sounds)
            if (
                curled
                and re.fullmatch("[a-z]+r[1-5]", reading.sounds)
                and reading.sounds[:2] != "er"
            ):
                found.append(reading.sounds)
    return found


@pytest.mark.parametrize("case", CASES)
def test_a_character_of_several_readings_in_context(case: str) -> None:
    marked, *expected = case.split(" ")
    wanted, at = [], 0
    for piece in re.findall(r"\[.+?\]|.", marked):
        wanted += range(at, at + len(piece) - 2) if len(piece) > 2 else []
        at += len(piece) - 2 if len(piece) > 2 else 1
    readings = by_character(re.sub(r"[\[\]]", "", marked))
    assert len(readings) == at
    assert [readings[i] for i in wanted] == expected


def test_the_table_is_large() -> None:
    assert len(CASES) >= 900
