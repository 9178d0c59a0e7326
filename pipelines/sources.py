"""What a clip is made from, read as an article: a file, a folder, an address, a pasted text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from aigc import registry
from aigc.progress import Progress, silent
from aigc.store import Store
from aigc.types.article import Article
from pipelines.fallback import EMBEDDED

if TYPE_CHECKING:
    from pipelines.article_to_video import Config


def read_source(
    source: str | Path, config: Config, *, store: Store, progress: Progress = silent
) -> Article:
    """Read a file, a folder or ZIP with its pictures, an https URL, or the text itself.

    The material of ``config`` becomes pictures of the article.

    Raises
    ------
    InputError
        When nothing can be made of ``source``; the message says what to do.
    """
    from aigc.text.article.reader import read_article
    from pipelines.bundle import is_bundle, read_bundle
    from pipelines.material import with_material

    assets, language = store.root / "assets", declared(config)
    if is_bundle(source):
        article = read_bundle([source], language=language, store=store)
    else:
        article = read_article(source, assets=assets, language=language, progress=progress)
    return with_material(article, config.material, assets=assets)


def read_pasted(text: str, config: Config, *, store: Store, progress: Progress = silent) -> Article:
    """Read what a stranger typed: an https address or the text itself, never a file."""
    from aigc.text.article.reader import read_article, read_text

    assets, language = store.root / "assets", declared(config)
    if text.strip().startswith("https://") and len(text.split()) == 1:
        return read_article(text.strip(), assets=assets, language=language, progress=progress)
    return read_text(text, assets=assets, language=language, progress=progress)


def declared(config: Config) -> Literal["auto", "zh", "en"]:
    """Return the language that an article is read in; its own where it may be told in another."""
    alone = registry.reference(config.writer).name in EMBEDDED and not config.translator
    alone = alone and not (config.script or config.recording)
    return config.lang if alone else "auto"
