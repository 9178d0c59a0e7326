"""The Python and the brand kit of the guides work, on a draft made by fakes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image

from pipelines import article_to_video as video

ROOT = Path(__file__).parents[2]
FAKES = {"scenes": "fake", "beds": "fake"}


def block(page: str, language: str) -> str:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    (found,) = re.findall(rf"```{language}\n(.*?)```", text, re.S)
    return found


@pytest.fixture
def names(examples, store, tmp_path, monkeypatch):
    """Return the names that the README's code leaves behind."""
    config = video.Config(seconds=20, preset="preview", **FAKES)
    article = video.read(examples / "zh" / "article.md", config, store=store)
    script = video.write(article, config, store=store)
    draft = video.direct(article, script, config, store=store)
    monkeypatch.chdir(tmp_path)
    return {
        "video": video,
        "store": store,
        "Path": Path,
        "config": config,
        "article": article,
        "script": script,
        "draft": draft,
    }


def test_the_guests_of_the_guide_are_rendered(names):
    exec(compile(block("engines.md", "python"), "engines.md", "exec"), names)
    assert Path("out", "video.mp4").stat().st_size > 1000
    assert names["same"].size == (540, 960)
    assert len(names["draft"].guests) == 2


def test_the_edits_of_the_guide_are_rendered(names):
    exec(compile(block("article_to_video.md", "python"), "article_to_video.md", "exec"), names)
    assert names["clip"].video.stat().st_size > 1000
    assert names["script"].lines[0].text == "临河县开出了第一千家咖啡馆。"


def test_the_brand_kit_of_the_guide_closes_the_clip(examples, store, tmp_path):
    kit = tmp_path / "brand.toml"
    kit.write_text(block("article_to_video.md", "toml"), encoding="utf-8")
    Image.new("RGBA", (60, 20), "navy").save(tmp_path / "logo.png")
    config = video.Config(seconds=20, brand=kit)
    article = video.read(examples / "zh" / "article.md", config, store=store)
    draft = video.direct(article, video.write(article, config, store=store), config, store=store)
    end = draft.storyboard.scenes[-1].content
    assert (end.handle, end.tagline) == ("Harbour Weekly", "@harbourweekly")
    assert end.logo.source == "logo.png"


def test_every_option_stands_in_the_guide():
    text = (ROOT / "docs" / "article_to_video.md").read_text(encoding="utf-8")
    flags = {f"`--{name.replace('_', '-')}`" for name in video.Config.model_fields}
    assert {flag for flag in flags if flag not in text} == set()
