"""Any classifier of texts or of pictures as a moderator."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from aigc.networks import NetworkEngine
from aigc.pictures import open_picture
from aigc.progress import Progress, silent
from aigc.registry import load
from aigc.trust.moderation.engine import not_checked
from aigc.trust.moderation.labels import flagged_labels
from aigc.trust.moderation.options import Options
from aigc.types.verdict import Finding, Verdict

if TYPE_CHECKING:
    from aigc.trust.moderation.network import Classifier, Floats

T = TypeVar("T")


class ClassifierModeration(NetworkEngine[Options, "Classifier"]):
    """A classifier in a folder or on the hub; it judges texts or pictures; see `Moderator`."""

    name = "classifier"
    settings = Options
    network = "aigc.trust.moderation.network:Classifier"
    takes = "a model that classifies texts or pictures"

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
            return not_checked(len(texts), self.author)
        if not texts:
            return ()
        with self.lent() as model:
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
            return not_checked(len(pictures), self.author)
        with self.lent() as model:

            def judged(some: Sequence[Path]) -> Floats:
                return model.of_pictures([open_picture(path) for path in some])

            chances = self._run(pictures, judged, progress)
            return tuple(self._verdict(model, [one]) for one in chances)

    @cached_property
    def _kind(self) -> str:
        self.check_named()
        kind: str = load("aigc.trust.moderation.network:read_kind")(self.model)
        return kind

    def _run(
        self, items: Sequence[T], judged: Callable[[Sequence[T]], Floats], progress: Progress
    ) -> list[Floats]:
        """Return the chances of each item, shape ``(labels,)``."""
        return self.batched(
            items, judged, most=self.options.batch,
            told=lambda done: progress("moderate", done, len(items)),
        )  # fmt: skip

    def _verdict(self, model: Classifier, parts: Sequence[Floats]) -> Verdict:
        """Return the verdict of the worst part."""
        wrong = sorted(flagged_labels(model.labels, self.options.flag, self.model))
        own = np.stack(parts)[:, wrong]
        # of labels that exclude each other, any of them is as bad
        whole = own.max(axis=1) if model.several else own.sum(axis=1)
        worst = int(whole.argmax())
        score = min(1.0, float(whole[worst]))
        found = Finding(
            category=model.labels[wrong[int(own[worst].argmax())]],
            score=round(score, 6),
            decision="block" if score >= self.options.threshold else "pass",
            detector=self.author,
        )
        return Verdict.of([found], self.author)


def _parted(items: Sequence[Floats], ends: Sequence[int]) -> Iterator[Sequence[Floats]]:
    for begin, end in zip([0, *ends], [*ends, len(items)], strict=True):
        yield items[begin:end]
