"""Pictures for articles, and articles as tests look at them."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

from aigc.types.article import Article


def picture(width: int = 120, height: int = 90, kind: str = "PNG") -> bytes:
    values = np.random.default_rng(2).integers(0, 256, (height, width, 3), dtype=np.uint8)
    out = io.BytesIO()
    Image.fromarray(values).save(out, kind)
    return out.getvalue()


def outline(article: Article) -> list[tuple[str, str]]:
    return [(b.kind, b.span.of(article.text)) for b in article.blocks]


def check_spans(article: Article) -> None:
    last = 0
    for block in article.blocks:
        assert last <= block.span.start <= block.span.end <= len(article.text)
        last = block.span.end
        for item in block.items:
            assert block.span.start <= item.start < item.end <= block.span.end
    assert "\n\n\n" not in article.text
    joined = "\n\n".join(text for _, text in outline(article) if text)
    assert joined == article.text
