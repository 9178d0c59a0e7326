"""Which picture shows what a line says, where an engine is named that can tell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from aigc import registry
from aigc.progress import Progress
from pipelines.fallback import attempted, engine_and_model

if TYPE_CHECKING:
    from pipelines.article_to_video import Config

Likeness = NDArray[np.float32]


def likeness_by(
    config: Config, progress: Progress
) -> Callable[[Sequence[Path], Sequence[str]], Likeness] | None:
    """Return what tells how well pictures show lines, shape ``(pictures, lines)``, 0 to 1.

    Nothing is returned where no matcher is named; words alone decide then.
    """
    if not config.matcher:
        return None

    def likeness(pictures: Sequence[Path], lines: Sequence[str]) -> Likeness:
        def judged() -> Likeness:
            engine = registry.get("matching", config.matcher)
            found: Likeness = engine.likeness(pictures, lines, progress=progress)
            return found

        return attempted(
            judged,
            lambda: np.zeros((len(pictures), len(lines)), np.float32),
            fallback=config.fallback,
            what=f"The matcher {engine_and_model(config.matcher)}",
            instead="so words alone tell which picture belongs to a line",
        )

    return likeness
