"""CLIP, Chinese-CLIP, AltCLIP and SigLIP: which picture shows what a line says."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import numpy as np

from aigc.config import build
from aigc.device.place import chosen, precision_for
from aigc.errors import AssetError, EngineUnavailable
from aigc.identity import identity
from aigc.image.matching.engine import Likeness
from aigc.image.matching.options import Options
from aigc.notices import notice
from aigc.pictures import open_picture
from aigc.progress import Progress, silent
from aigc.registry import load
from aigc.store import file_sha256
from aigc.timings.syllables import HAN

if TYPE_CHECKING:
    from PIL.Image import Image

    from aigc.image.matching.network import Floats, Pair

T = TypeVar("T")
Told = Callable[[int], None]

_VERSION: Final = 1
_PLAIN: Final = {"zh": "一张图片", "en": "a picture"}
"""What any picture shows."""
_REMEMBERED: Final = 4096
"""So many pictures are not looked at again."""


class ClipMatcher:
    """A model of two towers in a folder or on the hub; see `PictureMatcher`.

    Parameters
    ----------
    model : str
        Folder of the model, or its name on the hub.
    **options : str
        As of `Options`.

    Raises
    ------
    ConfigError
        An option does not exist or cannot have its value.
    """

    name = "clip"

    def __init__(self, model: str = "", **options: Any) -> None:
        self.model = model
        self._options = build(Options, options)
        self._seen: OrderedDict[str, Floats] = OrderedDict()

    @property
    def fingerprint(self) -> str:
        """Text that changes with the model and how it is run."""
        return f"clip/{_VERSION} {identity(self.model)} {self._options.model_dump_json()}"

    def likeness(
        self, pictures: Sequence[Path], lines: Sequence[str], *, progress: Progress = silent
    ) -> Likeness:
        """Return how well each picture shows each line; see `PictureMatcher.likeness`."""
        from aigc.pretrained import breaking

        if not pictures or not lines:
            return np.zeros((len(pictures), len(lines)), np.float32)
        total = len(pictures) + len(lines)

        def told(done: int) -> None:
            progress("match", done, total)

        plain = [_PLAIN["zh" if HAN.search(line) else "en"] for line in lines]
        with self._lent() as pair, breaking(self.model):
            _check_language(pair, plain, self.model)
            shown = self._pictures(pair, pictures, told)
            said = self._batched(lines, pair.texts, lambda done: told(len(pictures) + done))
            known = dict(zip(_PLAIN.values(), pair.texts(list(_PLAIN.values())), strict=True))
            return pair.likeness(shown, np.stack(said), np.stack([known[one] for one in plain]))

    @contextmanager
    def _lent(self) -> Iterator[Pair]:
        from aigc.device.shelf import shelf

        if not self.model:
            raise EngineUnavailable(
                "The engine 'clip' has no model of its own. Name one behind a colon: clip:FOLDER "
                "of a CLIP, Chinese-CLIP or SigLIP model."
            )
        device = chosen(self._options.device)
        dtype = precision_for(device, self._options.dtype)
        read = partial(load("aigc.image.matching.network:Pair"), self.model, device, dtype)
        key = f"matching {identity(self.model)} {dtype}"
        with shelf(device.torch_name).lend(key, read, label=self.model) as pair:
            yield pair

    def _pictures(self, pair: Pair, pictures: Sequence[Path], told: Told) -> Floats:
        """Return the vectors of pictures; a picture once seen is not looked at again."""
        names = [_named(path) for path in pictures]
        left = {
            name: path for name, path in zip(names, pictures, strict=True) if name not in self._seen
        }
        before = len(pictures) - len(left)
        found = self._batched(
            list(left.values()),
            lambda some: pair.pictures([_opened(path) for path in some]),
            lambda done: told(before + done),
        )
        self._seen.update(zip(left, found, strict=True))
        vectors = np.stack([self._seen[name] for name in names])
        while len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
        return vectors

    def _batched(
        self, items: Sequence[T], run: Callable[[Sequence[T]], Floats], told: Told
    ) -> list[Floats]:
        """Return the vector of each item, and tell before each batch how many are done."""
        from aigc.device.fallback import in_batches

        done = 0

        def one(batch: Sequence[T]) -> list[Floats]:
            nonlocal done
            told(done)
            vectors = list(run(batch))
            done += len(batch)
            told(done)
            return vectors

        options = self._options
        return in_batches(
            items, one, most=options.batch, device=chosen(options.device), what=self.model
        )


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
