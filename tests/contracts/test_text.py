"""What every writer of scripts must do, the fake included."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from aigc.errors import InputError
from aigc.text.article.reader import read_article
from aigc.text.engine import Pace, Writer
from aigc.text.fake import FakeWriter
from aigc.text.script.extractive import ExtractiveWriter
from aigc.types.article import Article
from aigc.types.script import Script

FIXTURES = Path(__file__).parents[1] / "fixtures" / "articles"
WRITERS: tuple[Writer, ...] = (ExtractiveWriter(), FakeWriter())


@pytest.fixture(scope="module", params=["zh_metro", "en_bees", "zh_one"])
def article(request: pytest.FixtureRequest) -> Article:
    return read_article(FIXTURES / f"{request.param}.md", assets=FIXTURES / "none")


def written(writer: Writer, article: Article, target: int = 20, seed: int = 0) -> Script:
    return writer.write(
        article, target=Fraction(target), language=article.language, seed=seed, pace=Pace()
    )


@pytest.mark.parametrize("writer", WRITERS, ids=lambda w: w.name)
def test_every_line_has_words_and_a_place_in_the_article(writer: Writer, article: Article) -> None:
    script = written(writer, article)
    assert script.lines and script.language == article.language
    assert script.target == 20 and script.title == article.title
    for line in script.lines:
        assert line.text.strip() and line.sources
        assert 0 <= line.block < len(article.blocks)
        assert all(0 <= s.start < s.end <= len(article.text) for s in line.sources)


@pytest.mark.parametrize("writer", WRITERS, ids=lambda w: w.name)
def test_same_arguments_same_script(writer: Writer, article: Article) -> None:
    assert written(writer, article, seed=3) == written(writer, article, seed=3)
    assert writer.name and writer.fingerprint


@pytest.mark.parametrize("writer", WRITERS, ids=lambda w: w.name)
def test_a_longer_target_never_says_less(writer: Writer, article: Article) -> None:
    short, long = written(writer, article, 8), written(writer, article, 50)
    assert Pace().total(long) >= Pace().total(short)


@pytest.mark.parametrize("writer", WRITERS, ids=lambda w: w.name)
def test_nothing_to_say_is_an_input_error(writer: Writer) -> None:
    empty = Article(title="空", text="", blocks=(), language="zh")
    with pytest.raises(InputError):
        written(writer, empty)


def test_the_fake_s_output_depends_on_every_argument() -> None:
    metro = read_article(FIXTURES / "zh_metro.md", assets=FIXTURES / "none")
    coral = read_article(FIXTURES / "zh_coral.md", assets=FIXTURES / "none")
    fake, pace = FakeWriter(), Pace()
    fast = Pace(zh_characters_per_s=20.0)
    scripts = {
        fake.write(metro, target=Fraction(20), language="zh", seed=0, pace=pace),
        fake.write(coral, target=Fraction(20), language="zh", seed=0, pace=pace),
        fake.write(metro, target=Fraction(40), language="zh", seed=0, pace=pace),
        fake.write(metro, target=Fraction(20), language="en", seed=0, pace=pace),
        fake.write(metro, target=Fraction(20), language="zh", seed=1, pace=pace),
        fake.write(metro, target=Fraction(20), language="zh", seed=0, pace=fast),
    }
    assert len(scripts) == 6
