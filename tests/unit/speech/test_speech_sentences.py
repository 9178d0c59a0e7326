from __future__ import annotations

from pathlib import Path

import pytest

from aigc.speech.front import read
from aigc.types.article import Language


def table(language: Language) -> list[list[str]]:
    text = (Path(__file__).parent / f"sentences_{language}.txt").read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines()]


@pytest.mark.parametrize(("written", "sounds"), table("zh"))
def test_a_chinese_sentence_has_these_sounds(written: str, sounds: str) -> None:
    words = read(written, "zh").words
    assert " | ".join(" ".join(r.sounds for r in word.readings) for word in words) == sounds


@pytest.mark.parametrize(("written", "spoken"), table("en"))
def test_an_english_sentence_is_said_so(written: str, spoken: str) -> None:
    assert " ".join(t.spoken + t.pause for t in read(written, "en").tokens) == spoken
