"""Cases that wait, made in a moment."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from aigc.audio import encode_wav
from aigc.trust.gate.sealing import seal
from aigc.trust.policy import Policy
from aigc.trust.provenance.licences import Obligations
from aigc.trust.review.book import Later
from aigc.trust.review.reviews import Reviews
from aigc.types.article import Span
from aigc.types.audio import Audio
from aigc.types.provenance import Provenance
from aigc.types.review import Case, Exhibit, SpokenLine
from aigc.types.verdict import Finding

SOURCE = "临河县有一千家咖啡馆。店主说，这里的咖啡<b>全国第一</b>好喝。"
LINE = "这里的咖啡全国第一好喝。"


def sound(seconds: float, hz: float) -> bytes:
    time = np.arange(int(seconds * 8000)) / 8000
    samples = (0.3 * np.sin(2 * np.pi * hz * time)).astype(np.float32)[None]
    return encode_wav(Audio(samples=samples, sample_rate=8000))


def exhibit(title: str) -> Exhibit:
    at, begin = LINE.index("全国第一"), SOURCE.index("这里")
    return Exhibit(
        title=title,
        pipeline="speech",
        language="zh",
        findings=(
            Finding(
                category="claims",
                decision="review",
                words="全国第一",
                place="line 1",
                span=Span(start=at, end=at + 4),
                at_s=1.5,
                detector="words/1",
            ),
        ),
        lines=(SpokenLine(text=LINE, sources=((begin, len(SOURCE)),), start_s=0.2),),
        source=SOURCE,
        provenance={
            "pipeline": "speech",
            "uses": [{"role": "voice", "name": "yue", "licence": "CC0-1.0"}],
        },
    )


def waiting(
    reviews: Reviews, folder: Path, name: str, *, creator: str = "li", later: Later | None = None
) -> Case:
    """Bring a recording that has to be looked at; it is to appear in ``folder/out/NAME``."""
    box = folder / f"box-{name}"
    box.mkdir(parents=True)
    (box / "speech.wav").write_bytes(sound(3.0, 200.0 + len(name)))
    (box / "words.txt").write_text(LINE, encoding="utf-8")
    made = Provenance(pipeline="speech", version="1", title=name, language="zh")
    seal(box, made, Policy(), Obligations())
    return reviews.submit(
        box, folder / "out" / name, exhibit(name), decision="review", creator=creator,
        policy=Policy(), later=later,
    )  # fmt: skip
