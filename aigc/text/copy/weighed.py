"""Words with what they weigh, before they are hashtags."""

from __future__ import annotations

from typing import Final

from aigc.types.article import Article

Weighed = tuple[str, float, bool]
"""Words, how much they weigh, and whether they are a name."""
IN_TITLE: Final = 2.2
"""How many times more words of the title weigh."""


def prose(article: Article) -> str:
    """Return the text without its code."""
    kept = (b.span.of(article.text) for b in article.blocks if b.kind != "code")
    return "\n".join(kept) or article.text
