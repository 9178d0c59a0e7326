"""Any classifier of texts or of pictures as a moderator."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import numpy as np

from aigc.config import build
from aigc.device.place import chosen, precision_for
from aigc.errors import EngineUnavailable
from aigc.identity import identity
from aigc.pictures import open_picture
from aigc.progress import Progress, silent
from aigc.registry import load
from aigc.trust.moderation.engine import not_checked
from aigc.trust.moderation.labels import flagged_labels
from aigc.trust.moderation.options import Options
from aigc.types.verdict import Verdict

if TYPE_CHECKING:
    from aigc.trust.moderation.network import Classifier, Floats

T = TypeVar("T")

_VERSION: Final = 1
_ROOM: Final = "aigc.trust.moderation.network"


class ClassifierModeration:
    """A classifier in a folder or on the hub; it judges texts or pictures; see `Moderator`.

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

    name = "classifier"

    def __init__(self, model: str = "", **options: Any) -> None:
        self.model = model
        self._options = build(Options, options)

    @property
    def fingerprint(self) -> str:
        """Text that changes with the model and how it is run."""
        return f"classifier/{_VERSION} {identity(self.model)} {self._options.model_dump_json()}"

    def judge_texts(
        self, texts: Sequence[str], *, progress: Progress = silent
    ) -> tuple[Verdict, ...]:
        """Return a verdict for each text; the worst part of a long one counts.

        Raises
        ------
        ConfigError
            The labels of the model tell nothing, or it has none of a name that is asked for.
        """
        if self._kind != "text":
            return not_checked(len(texts), self._detector)
        if not texts:
            return ()
        with self._lent() as model:
            parts = [model.windows(text) for text in texts]
            every = [part for some in parts for part in some]
            chances = self._run(every, model.of_tokens, progress)
            ends = np.cumsum([len(some) for some in parts])[:-1]
            return tuple(self._verdict(model, some) for some in _parted(chances, ends.tolist()))

    def judge_pictures(
        self, pictures: Sequence[Path], *, progress: Progress = silent
    ) -> tuple[Verdict, ...]:
        """Return a verdict for each picture; see `judge_texts`."""
        if self._kind != "picture":
            return not_checked(len(pictures), self._detector)
        with self._lent() as model:

            def judged(some: Sequence[Path]) -> Floats:
                return model.of_pictures([open_picture(path) for path in some])

            chances = self._run(pictures, judged, progress)
            return tuple(self._verdict(model, [one]) for one in chances)

    @cached_property
    def _kind(self) -> str:
        if not self.model:
            raise EngineUnavailable(
                "The engine 'classifier' has no model of its own. Name one behind a colon: "
                "classifier:FOLDER of a model that classifies texts or pictures."
            )
        kind: str = load(f"{_ROOM}:read_kind")(self.model)
        return kind

    @property
    def _detector(self) -> str:
        return f"{self.name}:{self.model}"

    @contextmanager
    def _lent(self) -> Iterator[Classifier]:
        from aigc.device.shelf import shelf
        from aigc.pretrained import breaking

        device = chosen(self._options.device)
        dtype = precision_for(device, self._options.dtype)
        read = partial(load(f"{_ROOM}:Classifier"), self.model, device, dtype)
        key = f"classifier {identity(self.model)} {dtype}"
        with (
            shelf(device.torch_name).lend(key, read, label=self.model) as model,
            breaking(self.model),
        ):
            yield model

    def _run(
        self, items: Sequence[T], judged: Callable[[Sequence[T]], Floats], progress: Progress
    ) -> list[Floats]:
        """Return the chances of each item, shape ``(labels,)``."""
        from aigc.device.fallback import in_batches

        done = 0
        progress("moderate", 0, len(items))

        def one(batch: Sequence[T]) -> list[Floats]:
            nonlocal done
            found = list(judged(batch))
            done += len(batch)
            progress("moderate", done, len(items))
            return found

        options = self._options
        return in_batches(
            items, one, most=options.batch, device=chosen(options.device), what=self.model
        )

    def _verdict(self, model: Classifier, parts: Sequence[Floats]) -> Verdict:
        """Return the verdict of the worst part."""
        wrong = sorted(flagged_labels(model.labels, self._options.flag, self.model))
        own = np.stack(parts)[:, wrong]
        # of labels that exclude each other, any of them is as bad
        whole = own.max(axis=1) if model.several else own.sum(axis=1)
        worst = int(whole.argmax())
        score = min(1.0, float(whole[worst]))
        return Verdict(
            flagged=score >= self._options.threshold,
            category=model.labels[wrong[int(own[worst].argmax())]],
            score=round(score, 6),
            detector=self._detector,
        )


def _parted(items: Sequence[Floats], ends: Sequence[int]) -> Iterator[Sequence[Floats]]:
    for begin, end in zip([0, *ends], [*ends, len(items)], strict=True):
        yield items[begin:end]
