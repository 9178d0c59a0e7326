"""One small frame of every scene, before anything is rendered."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from fractions import Fraction

from PIL import Image

from aigc.progress import silent
from aigc.store import Store
from pipelines.article_to_video import Draft
from pipelines.delivery import stage

SETTLED = Fraction(7, 10)
"""Share of a scene after which its entrance is over."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Still:
    """A frame of one scene and what it is."""

    picture: Image.Image
    label: str


def stills(draft: Draft, *, store: Store) -> tuple[Still, ...]:
    """Return one frame of every scene at half size, in order."""
    from aigc.video.render import still

    config = draft.config.model_copy(update={"preset": "preview", "music": "none"})
    staged = stage(replace(draft, config=config), store=store, progress=silent)
    found: list[Still] = []
    for (shot, span), scene in zip(staged.shots, draft.storyboard.scenes, strict=True):
        png = still(shot, (), span.duration * SETTLED)
        label = f"{len(found) + 1} · {scene.kind} · {float(span.duration):.1f} s"
        found.append(Still(picture=Image.open(io.BytesIO(png)), label=label))
    return tuple(found)
