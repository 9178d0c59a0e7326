"""Lyrics as the page of the editor draws them: values of JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from aigc.app.troubles import in_chinese
from aigc.lyrics.english.printing import printed
from aigc.lyrics.forms.filling import Placed, filled
from aigc.lyrics.verify.verifier import verify
from aigc.types.lyric import Lyric
from aigc.types.template import Template


def candidate(template: Template, lyric: Lyric) -> dict[str, Any]:
    """Return a lyric with its figures, the words of each line, and what is wrong where.

    ``words`` holds ``[text, cell, cells]`` for each character or English word of each line.
    ``faults`` are breaches of the form; ``misfits`` are cells that the melody makes hard to
    understand. Both hold ``line``, ``cell``, and what is wrong in ``en`` and ``zh``.
    """
    return {
        "lines": list(lyric.lines),
        "score": dict(lyric.score),
        "words": [list(_words(template, line)) for line in filled(template, lyric)],
        "faults": [_wrong(f.line, f.cell, f.message) for f in verify(template, lyric.lines).faults],
        "misfits": list(_misfits(template, lyric)),
    }


def _words(template: Template, line: Sequence[Placed]) -> Iterator[list[Any]]:
    """Yield text, cell and cells of what stands in a line, without the capital that begins it."""
    if template.language == "en":
        line = [replace(word, text=printed(word.text)) for word in line]
    for word in line:
        yield [word.text, word.cell, word.cells]


def _misfits(template: Template, lyric: Lyric) -> Iterator[dict[str, Any]]:
    if not any(cell.pitches for _, _, cell in template.places()):
        return
    from aigc.lyrics.ranking.singability import contour

    for misfit in contour(template, lyric.lines).misfits:
        yield _wrong(misfit.line, misfit.cell, misfit.reason)


def _wrong(line: int | None, cell: int | None, message: str) -> dict[str, Any]:
    return {"line": line, "cell": cell, "en": message, "zh": in_chinese(message)}
