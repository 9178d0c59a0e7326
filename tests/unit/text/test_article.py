from __future__ import annotations

import socket
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigc.errors import InputError
from aigc.text.article.builder import build_article
from aigc.text.article.clean import prose
from aigc.text.article.dates import parse_date
from aigc.text.article.draft import Draft, bullets, heading, paragraph
from aigc.text.article.reader import read_text
from tests.unit.text.article_samples import check_spans


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("今天我们发布 GPT-5 API，支持 Python 和 Rust。", "zh"),
        ("The word 你好 means hello in Chinese, as every student soon learns.", "en"),
    ],
)
def test_mixed_languages(text: str, language: str, tmp_path: Path) -> None:
    assert read_text(text, assets=tmp_path).language == language


def test_asked_language(tmp_path: Path) -> None:
    text = "The word 你好 means hello."
    assert read_text(text, assets=tmp_path, language="zh").language == "zh"
    with pytest.raises(InputError, match="no Chinese"):
        read_text("Only English here.", assets=tmp_path, language="zh")
    with pytest.raises(InputError, match="no Latin"):
        read_text("只有中文在这里。", assets=tmp_path, language="en")


def test_other_latin_languages_get_a_note(tmp_path: Path) -> None:
    text = "Le chat dort sur la chaise pendant que la pluie tombe doucement dans le jardin. " * 6
    assert "does not look like English" in read_text(text, assets=tmp_path).notes[0]


def test_titles_from_the_first_line(tmp_path: Path) -> None:
    long = "这座城市的地铁在过去的二十年里经历了三次大规模的扩建，" * 4 + "现在每天运送四百万人。"
    title = read_text(long, assets=tmp_path).title
    assert 0 < len(title) <= 40 and long.startswith(title)
    title = read_text("word " * 400, assets=tmp_path).title
    assert title.endswith("…") and len(title) <= 80
    only = read_text("# Just a title", assets=tmp_path)
    assert (only.title, only.text) == ("Just a title", "Just a title")


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("见 https://example.com/a(b)c。好", "见。好"),
        ("see (https://example.com/x) now", "see now"),
        ("claim[12][3, 4] and a\u200bb\u00ad", "claim and ab"),
        ("a \u3000 b\u00a0c", "a b c"),
        ("list[0] stays", "list[0] stays"),
    ],
)
def test_prose(raw: str, clean: str) -> None:
    assert prose(raw) == clean


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("发布于 2026年1月5日 08:00", date(2026, 1, 5)),
        ("2026-02-30", None),
        ("5th January 2026", date(2026, 1, 5)),
        ("Mar. 3, 2025", date(2025, 3, 3)),
        ("20260105", date(2026, 1, 5)),
        ("no date", None),
    ],
)
def test_dates(text: str, day: date | None) -> None:
    assert parse_date(text) == day


WORDS = st.text(min_size=1, max_size=40)


@given(st.lists(st.one_of(WORDS.map(paragraph), WORDS.map(lambda t: heading(t, 2)),
                          st.lists(WORDS, min_size=1, max_size=4).map(lambda i: bullets(tuple(i)))),
                max_size=8))  # fmt: skip
def test_spans_always_point_at_their_text(blocks: list[object]) -> None:
    draft = Draft(blocks=(paragraph("Some words come first."), *blocks))  # type: ignore[arg-type]
    article = build_article(draft, figure_of=lambda ref: pytest.fail("no picture"), language="en")
    check_spans(article)


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused_in_one_sentence(text: str) -> None:
    try:
        check_spans(read_text(text, assets=Path("unused")))
    except InputError as exc:
        assert str(exc)


def test_read_text_opens_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "private.txt").write_text("the secret words")
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: pytest.fail("looked up"))
    article = read_text(str(tmp_path / "private.txt"), assets=tmp_path)
    assert "secret" not in article.text
