"""A moderator for tests: a word and pictures of one colour are forbidden."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from aigc.pictures import open_picture
from aigc.progress import Progress, silent, track
from aigc.types.verdict import Decision, Finding, Verdict

WORDS: Final = ("forbidden", "违禁")
_PLAIN: Final = 4.0
"""Standard deviation of values of 0 to 255 below which a picture is of one colour."""


class FakeModeration:
    """Flags texts with the word "forbidden" or 违禁, and pictures that are nearly of one colour."""

    name = "fake"
    fingerprint = "fake-moderation/1"

    def judge_texts(
        self, texts: Sequence[str], *, progress: Progress = silent
    ) -> tuple[Verdict, ...]:
        """Return verdicts by the words of each text; see `Moderator.judge_texts`."""
        judged = (_text(text) for text in texts)
        return tuple(track(judged, progress, "moderate", len(texts)))

    def judge_pictures(
        self, pictures: Sequence[Path], *, progress: Progress = silent
    ) -> tuple[Verdict, ...]:
        """Return verdicts by the colours of each picture; see `Moderator.judge_pictures`."""
        judged = (_picture(path) for path in pictures)
        return tuple(track(judged, progress, "moderate", len(pictures)))


def _text(text: str) -> Verdict:
    bad = any(word in text.lower() for word in WORDS)
    return _verdict("forbidden", float(bad), bad=bad)


def _picture(path: Path) -> Verdict:
    spread = float(np.asarray(open_picture(path), np.float64).std(axis=(0, 1)).max())
    return _verdict("plain", 1 / (1 + spread), bad=spread < _PLAIN)


def _verdict(category: str, score: float, *, bad: bool) -> Verdict:
    decision: Decision = "block" if bad else "pass"
    found = Finding(category=category, score=score, decision=decision, detector="fake")
    return Verdict.of([found], "fake")
