"""Emphasised phrases and shortened headlines."""

from __future__ import annotations

from pathlib import Path

import pytest

from aigc.text.article.reader import read_article
from aigc.text.keyphrases import headline, key_phrase
from aigc.text.script.guard import check
from aigc.types.article import Language, Span
from aigc.types.script import ScriptLine

FIXTURES = Path(__file__).parents[2] / "fixtures" / "articles"


@pytest.mark.parametrize(
    ("text", "language", "phrase"),
    [
        ("新线全长35公里", "zh", "35公里"),
        ("2024年，客流增长了20%", "zh", "20%"),
        ("Profit rose to $3.5 million in 2024", "en", "$3.5 million"),
        ("研究人员发现了耐热共生藻", "zh", "共生藻"),
        ("she met Priya Raman at the station", "en", "Priya Raman"),
        ("", "zh", ""),
    ],
)
def test_the_phrase_worth_emphasising(text: str, language: Language, phrase: str) -> None:
    found = key_phrase(text, language)
    assert phrase in found and found in text
    assert len(found) <= max(len(phrase) + 6, 0)


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.md")), ids=lambda p: p.stem)
def test_headlines_fit_and_hold_no_new_fact(path: Path) -> None:
    doc = read_article(path, assets=FIXTURES / "none")
    everything = (Span(start=0, end=len(doc.text)),)
    limit = 20 if doc.language == "zh" else 50
    for block in doc.blocks:
        if block.kind != "paragraph":
            continue
        short = headline(block.span.of(doc.text), doc.language)
        assert 0 < len(short) <= limit
        line = ScriptLine(text=short, sources=everything)
        assert not [v for v in check(line, doc) if v.kind in ("number", "date")]


def test_headlines_are_cut_at_a_clause() -> None:
    text = "江州地铁9号线周六开通，全城半小时通勤圈成形"
    assert headline(text, "zh", 16) == "江州地铁9号线周六开通"
    assert headline(text, "zh", 30) == text
    assert headline("Shares fell 6%, although revenue doubled in the third quarter", "en", 20) == (
        "Shares fell 6%"
    )
    assert headline("一个完全没有任何停顿而且非常非常长的句子放不进去", "zh", 12).endswith("…")
