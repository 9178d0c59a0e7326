"""What every writer of scripts must do, the fake included."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from aigc.errors import InputError
from aigc.text.article.reader import read_article
from aigc.text.engine import Pace, Writer
from aigc.text.fake import FakeWriter
from aigc.text.prompted.engines import OpenAIWriter, TransformersWriter
from aigc.text.script.extractive import ExtractiveWriter
from aigc.types.article import Article
from aigc.types.script import Script
from tests.chat_server import chat_server
from tests.chat_writing import written_by_rule
from tests.unit.lyrics.tiny_models import save

FIXTURES = Path(__file__).parents[1] / "fixtures" / "articles"
ARTICLES = ("zh_metro", "en_bees", "zh_one")
WRITERS = ("extractive", "fake", "openai")
PAIRS = [*((w, a) for w in WRITERS for a in ARTICLES), ("transformers", "zh_one")]
"""A model of random weights writes every line as long as it may, so it gets the shortest one."""
TARGET_S = 20

pytestmark = pytest.mark.enable_socket


@pytest.fixture(scope="module")
def writers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Writer]]:
    folder = save("byte_level", tmp_path_factory.mktemp("writer"))
    with chat_server() as server:
        server.answer = written_by_rule
        yield {
            "extractive": ExtractiveWriter(),
            "fake": FakeWriter(),
            "openai": OpenAIWriter("good", url=server.url),
            "transformers": TransformersWriter(str(folder)),
        }


@pytest.fixture
def writer(request: pytest.FixtureRequest, writers: dict[str, Writer]) -> Writer:
    return writers[request.param]


@pytest.fixture
def article(request: pytest.FixtureRequest) -> Article:
    return read_article(FIXTURES / f"{request.param}.md", assets=FIXTURES / "none")


every = pytest.mark.parametrize(("writer", "article"), PAIRS, indirect=True)


def written(writer: Writer, article: Article, target: int = TARGET_S, seed: int = 0) -> Script:
    return writer.write(
        article, target=Fraction(target), language=article.language, seed=seed, pace=Pace()
    )


@every
def test_every_line_has_words_and_a_place_in_the_article(writer: Writer, article: Article) -> None:
    script = written(writer, article)
    assert script.lines and script.language == article.language
    assert script.target == TARGET_S and script.title == article.title
    for line in script.lines:
        assert line.text.strip() and line.sources
        assert 0 <= line.block < len(article.blocks)
        assert all(0 <= s.start < s.end <= len(article.text) for s in line.sources)


@every
def test_same_arguments_same_script(writer: Writer, article: Article) -> None:
    assert written(writer, article, seed=3) == written(writer, article, seed=3)
    assert writer.name and writer.fingerprint


@every
def test_a_longer_target_never_says_less(writer: Writer, article: Article) -> None:
    short, long = written(writer, article, 8), written(writer, article, 50)
    assert Pace().total(long) >= Pace().total(short)


@pytest.mark.parametrize("writer", (*WRITERS, "transformers"), indirect=True)
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
