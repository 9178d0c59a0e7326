"""A matcher for tests: values that look random, at once and always the same."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from aigc.errors import AssetError
from aigc.image.matching.engine import Likeness
from aigc.progress import Progress, silent, track


class FakeMatcher:
    """Draws each value from the bytes of a picture and the words of a line."""

    name = "fake"
    fingerprint = "fake-matcher/1"

    def likeness(
        self, pictures: Sequence[Path], lines: Sequence[str], *, progress: Progress = silent
    ) -> Likeness:
        """Return one value for each picture and line; see `PictureMatcher.likeness`."""
        out = np.zeros((len(pictures), len(lines)), np.float32)
        for n, path in enumerate(track(pictures, progress, "match", len(pictures))):
            state = hashlib.sha256(_bytes(path))
            for m, line in enumerate(lines):
                one = state.copy()
                one.update(line.encode())
                out[n, m] = int.from_bytes(one.digest()[:4]) / 2**32
        return out


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as exc:
        raise AssetError(f"The picture {path} cannot be read ({exc.strerror}).") from exc
