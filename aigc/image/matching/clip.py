"""CLIP, Chinese-CLIP, AltCLIP and SigLIP: which picture shows what a line says."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from aigc.errors import AssetError
from aigc.image.matching.engine import Likeness
from aigc.image.matching.options import Options
from aigc.networks import NetworkEngine
from aigc.notices import notice
from aigc.pictures import open_picture
from aigc.progress import Progress, silent
from aigc.store import file_sha256
from aigc.timings.syllables import HAN

if TYPE_CHECKING:
    from PIL.Image import Image

    from aigc.image.matching.network import Floats, Pair

_PLAIN: Final = {"zh": "一张图片", "en": "a picture"}
"""What any picture shows."""
_REMEMBERED: Final = 4096
"""So many pictures are not looked at again."""


class ClipMatcher(NetworkEngine[Options, "Pair"]):
    """A model of two towers in a folder or on the hub; see `PictureMatcher`."""

    name = "clip"
    settings = Options
    network = "aigc.image.matching.network:Pair"
    takes = "a CLIP, Chinese-CLIP or SigLIP model"

    def __init__(self, model: str = "", **options: Any) -> None:
        super().__init__(model, **options)
        self._seen: OrderedDict[str, Floats] = OrderedDict()

    def likeness(
        self, pictures: Sequence[Path], lines: Sequence[str], *, progress: Progress = silent
    ) -> Likeness:
        """Return how well each picture shows each line; see `PictureMatcher.likeness`."""
        if not pictures or not lines:
            return np.zeros((len(pictures), len(lines)), np.float32)
        total = len(pictures) + len(lines)

        def told(done: int) -> None:
            progress("match", done, total)

        plain = [_PLAIN["zh" if HAN.search(line) else "en"] for line in lines]
        with self.lent() as pair:
            _check_language(pair, plain, self.model)
            shown = self._pictures(pair, pictures, told)
            said = self.batched(
                lines, pair.texts, most=self.options.batch,
                told=lambda done: told(len(pictures) + done),
            )  # fmt: skip
            known = dict(zip(_PLAIN.values(), pair.texts(list(_PLAIN.values())), strict=True))
            return pair.likeness(shown, np.stack(said), np.stack([known[one] for one in plain]))

    def _pictures(
        self, pair: Pair, pictures: Sequence[Path], told: Callable[[int], None]
    ) -> Floats:
        """Return the vectors of pictures; a picture once seen is not looked at again."""
        names = [_named(path) for path in pictures]
        left = {
            name: path for name, path in zip(names, pictures, strict=True) if name not in self._seen
        }
        before = len(pictures) - len(left)
        found = self.batched(
            list(left.values()),
            lambda some: pair.pictures([_opened(path) for path in some]),
            most=self.options.batch,
            told=lambda done: told(before + done),
        )
        self._seen.update(zip(left, found, strict=True))
        vectors = np.stack([self._seen[name] for name in names])
        while len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
        return vectors


def _check_language(pair: Pair, plain: Sequence[str], model: str) -> None:
    if pair.kind == "clip" and _PLAIN["zh"] in plain:
        notice(
            f"The model {model!r} was most likely taught English alone, and lines are Chinese: a "
            "Chinese-CLIP or a multilingual SigLIP model knows both."
        )


def _named(path: Path) -> str:
    """Return what a picture is known by, whatever its name."""
    try:
        return file_sha256(path)
    except OSError as exc:
        raise AssetError(f"The picture {path} cannot be read ({exc.strerror}).") from exc


def _opened(path: Path) -> Image:
    """Return a picture, or the frame in the middle of a video."""
    from PIL import Image

    from aigc.footage.intake import is_footage, middle_frame

    return Image.fromarray(middle_frame(path)) if is_footage(path) else open_picture(path)
