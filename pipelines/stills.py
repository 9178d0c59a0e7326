"""One small frame of every scene, before anything is rendered."""

from __future__ import annotations

import io
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from fractions import Fraction

from PIL import Image

from aigc.progress import Progress, silent
from aigc.store import Store
from aigc.types.frame import Shot
from aigc.types.scene import SceneKind
from pipelines.article_to_video import Draft
from pipelines.delivery import stage

SETTLED = Fraction(7, 10)
"""Share of a scene after which its entrance is over."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Still:
    """A frame of one scene, what kind of scene it is, and how long it lasts.

    ``key`` names the pixels: scenes with one key look alike.
    """

    picture: Image.Image
    kind: SceneKind
    duration: Fraction
    key: str


def stills(
    draft: Draft,
    *,
    store: Store,
    known: Mapping[str, Still] | None = None,
    progress: Progress = silent,
) -> tuple[Still, ...]:
    """Return one frame of every scene at half size, in order; ``known`` ones are not redrawn."""
    config = draft.config.model_copy(update={"preset": "preview", "music": "none"})
    staged = stage(replace(draft, config=config), store=store, progress=silent)
    scenes = draft.storyboard.scenes
    found: list[Still] = []
    with closing(staged):
        for n, ((shot, span), scene) in enumerate(zip(staged.shots, scenes, strict=True)):
            progress("draw", n, len(scenes))
            old = (known or {}).get(shot.fingerprint)
            picture = old.picture if old else _drawn(shot, span.duration * SETTLED)
            found.append(
                Still(
                    picture=picture, kind=scene.kind, duration=span.duration, key=shot.fingerprint
                )
            )
    progress("draw", len(scenes), len(scenes))
    return tuple(found)


def _drawn(shot: Shot, time: Fraction) -> Image.Image:
    from aigc.video.render import still

    return Image.open(io.BytesIO(still(shot, (), time)))
