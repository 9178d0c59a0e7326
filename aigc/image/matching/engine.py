"""What a matcher of pictures and lines is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from aigc.progress import Progress, silent

Likeness = NDArray[np.float32]


class PictureMatcher(Protocol):
    """Tells how well pictures show what lines say."""

    @property
    def name(self) -> str:
        """The engine's name in the registry."""

    @property
    def fingerprint(self) -> str:
        """Text that changes whenever the same arguments may give other values."""

    def likeness(
        self, pictures: Sequence[Path], lines: Sequence[str], *, progress: Progress = silent
    ) -> Likeness:
        """Return how well each picture shows each line, 0 to 1, shape ``(pictures, lines)``.

        A picture is a picture file, or a video, which is judged by the frame in its middle.

        Raises
        ------
        AssetError
            A picture is missing or damaged.
        EngineError
            The model is missing, not whole, or of another kind, or it broke.
        """
