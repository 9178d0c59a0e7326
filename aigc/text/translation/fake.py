"""A translator for tests: instant, deterministic, and different for every argument."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from aigc.progress import Progress, silent
from aigc.text.translation.engine import check_pair
from aigc.types.article import Language
from aigc.types.usage import Usage

_MARKS: Final = {"zh": "甲乙丙丁戊己庚辛", "en": "ABCDEFGH"}


class FakeTranslator:
    """Sets a mark of the languages and the context before each text, which stays as it is."""

    name = "fake"
    fingerprint = "fake-1"
    usage: Usage | None = None

    def translate(
        self,
        texts: Sequence[str],
        *,
        source: Language,
        target: Language,
        context: str = "",
        progress: Progress = silent,
    ) -> tuple[str, ...]:
        """Return the texts behind a mark; see `aigc.text.translation.engine.Translator`."""
        check_pair(source, target)
        marks = _MARKS[target]
        mark = marks[(len(context) + sum(context.encode())) % len(marks)]
        out: list[str] = []
        for n, text in enumerate(texts):
            progress("translate", n, len(texts))
            out.append(f"{mark} {text}" if text.strip() else text)
        progress("translate", len(texts), max(1, len(texts)))
        return tuple(out)
