"""A provenance with everything in it, and keys made once."""

from __future__ import annotations

from aigc.types.provenance import Provenance, Source, Use

ARTICLE = Source(role="article", sha256="a" * 64, name="bread.md", media_type="text/markdown")
COFFEE = Source(
    role="picture", sha256="b" * 64, name="coffee.jpg", media_type="image/jpeg",
    licence="CC0-1.0", credit="Rachel Michetti",
)  # fmt: skip
STREET = Source(role="picture", sha256="c" * 64, name="street.jpg")
VOICE = Use(role="voice", name="yue", licence="CC-BY-SA-3.0", credit="Contains Chen Wang")
MADE = Provenance(
    pipeline="article_to_video", version="0.9", title="面包 bread", language="zh", seed=7,
    options={"seconds": 30.5, "api_key": "s3cret", "brand": "/home/li/brand.png"},
    sources=(ARTICLE, COFFEE, STREET), uses=(Use(role="speech", name="house"), VOICE),
    parents=("d" * 64,), consents=("c1",), asked_by="li", synthesis="composite",
    notes=("No bed was found.",),
)  # fmt: skip
