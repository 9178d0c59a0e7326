"""Pictures for beats: nearness in the article and shared words, in the order of the narration."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import exp, sqrt
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from aigc.types.asset import Asset
from aigc.types.scene import PictureShot
from aigc.video.storyboard.beats import Beat
from aigc.video.storyboard.phrases import clean, content_words
from aigc.video.storyboard.story import Story

Likeness = Callable[[Sequence[Path], Sequence[str]], NDArray[np.float32]]
"""Tells how well pictures show texts, 0 to 1, shape ``(pictures, texts)``."""
THRESHOLD = 0.3
"""Score below which a picture does not belong to a beat."""
_ORNAMENT = re.compile(
    r"\b(logo|icon|avatar|banner|advert\w*|qr ?code|spacer)\b|二维码|头像|图标|广告|扫码",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"(?:^|[\s.。（(])((?:Image|Photo|Picture|Credit|图片来源|图片|图源|图|摄影|供图|来源)(?: by)?"
    r"\s*[:：/]\s*.+?)[)）]?$"
)
_ALIKE = 0.08
_SHOWS = 0.3
"""Likeness below which a matcher has seen nothing."""
_GROUP_BONUS = 0.6
_WANTED = 0.5
_SMALLEST_PX = 200
_FLATTEST = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A picture that may be shown, the block it stands at (-1: nowhere) and what is said of it.

    A ``wanted`` one belongs to every beat, most to those near it. ``shows`` is how well it shows
    what beats say, by their text, as a matcher sees it.
    """

    shot: PictureShot
    block: int
    words: str
    wanted: bool = False
    shows: Mapping[str, float] = field(default_factory=dict)


def candidates(
    story: Story,
    focus_of: Callable[[Asset], tuple[float, float]],
    shots: Sequence[PictureShot] | None = None,
) -> tuple[Candidate, ...]:
    """Return the article's usable pictures in reading order, each once.

    ``shots``, where given, are shown instead of the article's pictures; one that is also in the
    article keeps its place there.
    """
    found, seen = [], set()
    for n, block in enumerate(story.article.blocks):
        figure = block.figure
        if figure is None or figure.asset.sha256 in seen:
            continue
        seen.add(figure.asset.sha256)
        words = clean(f"{figure.caption} {figure.alt}")
        if not _usable(figure.asset, words):
            continue
        label = story.fit(_CREDIT.sub("", figure.caption) or figure.alt, "caption")
        found.append((figure, n, words, label))
    if shots is not None:
        places = {f.asset.sha256: (n, words) for f, n, words, _ in found}
        given = [(s, *places.get(s.picture.sha256, (-1, ""))) for s in shots]
        return tuple(Candidate(shot=s, block=n, words=clean(f"{s.label} {w}")) for s, n, w in given)
    return tuple(
        Candidate(
            shot=PictureShot(
                picture=figure.asset,
                label=label,
                credit=story.fit(figure.asset.credit or _named_credit(figure.caption), "credit"),
                focus=focus_of(figure.asset),
            ),
            block=n,
            words=words,
            wanted=figure.wanted,
        )
        for figure, n, words, label in found
    )


def looked_at(
    pictures: Sequence[Candidate], beats: Sequence[Beat], likeness: Likeness | None
) -> tuple[Candidate, ...]:
    """Return the pictures with how well they show each beat; as they are without a matcher."""
    if likeness is None or not pictures or not beats:
        return tuple(pictures)
    texts = [beat.text for beat in beats]
    seen = likeness([p.shot.picture.path for p in pictures], texts)
    return tuple(
        replace(picture, shows=dict(zip(texts, map(float, row), strict=True)))
        for picture, row in zip(pictures, seen, strict=True)
    )


def _named_credit(words: str) -> str:
    """Return the credit that a caption ends with, empty when there is none."""
    match = _CREDIT.search(words)
    return match.group(1) if match else ""


def _usable(asset: Asset, words: str) -> bool:
    """Tell whether a picture can fill a frame and is no ornament."""
    w, h = asset.width_px, asset.height_px
    if w and h and (min(w, h) < _SMALLEST_PX or max(w, h) > _FLATTEST * min(w, h)):
        return False
    return not _ORNAMENT.search(words)


def score(beat: Beat, picture: Candidate, story: Story) -> float:
    """Return how well ``picture`` belongs to ``beat``: 0 not at all, above 1 very.

    Shared words, weighed by rarity as in a cosine of idf vectors, count up to 1, or else what a
    matcher sees. Nearness adds up to 0.5 and halves across a heading; alone it counts only for the
    paragraphs beside a picture.
    """
    said = content_words(beat.text + " " + _said(beat, story))
    told = content_words(picture.words)
    weight = story.weights
    shared = sum(weight.get(w, 1.0) ** 2 for w in said & told)
    norm = sqrt(
        sum(weight.get(w, 1.0) ** 2 for w in said) * sum(weight.get(w, 1.0) ** 2 for w in told)
    )
    near = _near(beat.block, picture.block, story)
    alike = min(1.0, 1.6 * shared / norm) if norm else 0.0
    shows = picture.shows.get(beat.text, 0.0)
    alike = max(alike, shows if shows >= _SHOWS else 0.0)
    if picture.wanted:
        return _WANTED + near + alike
    return near + alike if alike >= _ALIKE or near >= 0.5 else 0.0


def _near(block: int, at: int, story: Story) -> float:
    """Return 0.5 for the paragraphs beside a picture, less for others, half across a heading."""
    if at < 0:
        return 0.0
    steps = sum(
        story.article.blocks[n].kind != "picture"
        for n in range(min(block, at) + 1, max(block, at))
        if n < len(story.article.blocks)
    )
    near = 0.5 * exp(-steps / 2)
    return near if not story.sections or _same_section(block, at, story) else near / 2


def _same_section(a: int, b: int, story: Story) -> bool:
    last = len(story.sections) - 1
    return story.sections[min(a, last)] == story.sections[min(b, last)]


def _said(beat: Beat, story: Story) -> str:
    lines = story.script.lines
    return " ".join(story.said(lines[n]) for n in beat.lines if n < len(lines))


def assign(
    beats: Sequence[Beat], pictures: Sequence[Candidate], story: Story
) -> dict[int, tuple[int, float]]:
    """Return for beats (by index) a picture (by index) and its score.

    Each picture is used once at most and the pictures keep their order, as an alignment with the
    greatest sum of scores above `THRESHOLD` (Needleman and Wunsch, 1970, with free gaps).
    """
    rows, cols = len(beats), len(pictures)
    scores = [[score(b, p, story) for p in pictures] for b in beats]
    best = [[0.0] * (cols + 1) for _ in range(rows + 1)]
    for i in range(1, rows + 1):
        for j in range(1, cols + 1):
            beat = beats[i - 1]
            needed = THRESHOLD + _GROUP_BONUS * beat.whole
            gain = scores[i - 1][j - 1] - needed if beat.part == "body" else -1.0
            take = best[i - 1][j - 1] + gain if gain > 0 else 0.0
            best[i][j] = max(best[i - 1][j], best[i][j - 1], take)
    out, i, j = {}, rows, cols
    while i and j:
        if best[i][j] == best[i - 1][j]:
            i -= 1
        elif best[i][j] == best[i][j - 1]:
            j -= 1
        else:
            i, j = i - 1, j - 1
            out[i] = (j, scores[i][j])
    return out
