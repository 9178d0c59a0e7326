"""Articles that refer to videos."""

from __future__ import annotations

from pathlib import Path

import pytest

from aigc.text.article import figures
from aigc.text.article.reader import read_article
from aigc.types.article import Article
from tests.unit.footage.footage_samples import write_video

WORDS = "The harbour wakes before the city does, and the cranes start to move at five. "


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("article")
    write_video(folder / "clip.mp4", frames=12)
    return folder


def read(folder: Path, name: str, text: str) -> Article:
    (folder / name).write_text(text, encoding="utf-8")
    return read_article(folder / name, assets=folder / "assets")


@pytest.mark.parametrize(
    ("name", "text", "caption", "alt"),
    [
        (
            "a.md",
            f"# Port\n\n{WORDS}\n\n![Cranes at dawn](clip.mp4)\n\n{WORDS}",
            "",
            "Cranes at dawn",
        ),
        (
            "b.html",
            f'<p>{WORDS}</p><video src="clip.mp4" aria-label="Cranes" controls>No video.</video>'
            f"<p>{WORDS}</p>",
            "",
            "Cranes",
        ),
        (
            "c.html",
            f'<p>{WORDS}</p><figure><video><source src="clip.mp4" type="video/mp4"></video>'
            f"<figcaption>Cranes at dawn</figcaption></figure><p>{WORDS}</p>",
            "Cranes at dawn",
            "",
        ),
        (
            "d.html",
            f"<html><body><article><h1>Port</h1><p>{WORDS * 4}</p>"
            f'<video src="clip.mp4" title="Cranes at dawn"></video><p>{WORDS * 4}</p>'
            "</article></body></html>",
            "Cranes at dawn",
            "",
        ),
    ],
)
def test_a_video_is_a_figure(folder: Path, name: str, text: str, caption: str, alt: str) -> None:
    article = read(folder, name, text)
    (figure,) = article.figures
    assert (figure.asset.media_type, figure.caption, figure.alt) == ("video/mp4", caption, alt)
    assert (figure.asset.width_px, figure.asset.height_px) == (96, 64)
    assert "No video" not in article.text
    kinds = [b.kind for b in article.blocks]
    assert 0 < kinds.index("picture") < len(kinds) - 1


def test_a_video_that_cannot_be_used_is_left_out_and_noted(folder: Path) -> None:
    (folder / "list.mp4").write_text("#EXTM3U\nhttps://example.org/a.ts\n")
    article = read(folder, "e.md", f"{WORDS}\n\n![x](list.mp4)\n\n![y](none.mp4)\n\n{WORDS}")
    assert article.figures == ()
    assert len(article.notes) == 2


def test_an_article_may_have_so_many_videos(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "MOST_VIDEOS", 1)
    write_video(folder / "other.mp4", frames=14)
    article = read(folder, "f.md", f"{WORDS}\n\n![x](clip.mp4)\n\n![y](other.mp4)\n\n{WORDS}")
    assert len(article.figures) == 1
    assert any("may have 1 videos" in note for note in article.notes)


def test_a_video_without_an_address_is_nothing(folder: Path) -> None:
    article = read(folder, "g.html", f"<p>{WORDS}</p><video><p>Fallback</p></video><p>{WORDS}</p>")
    assert article.figures == ()
    assert "Fallback" not in article.text
