"""Lyrics as the page of the editor draws them: values of JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from aigc.app.lyrics_widget.desk import words_of
from aigc.lyrics.verify.verifier import verify
from aigc.types.lyric import Lyric
from aigc.types.template import Template


def candidate(template: Template, lyric: Lyric) -> dict[str, Any]:
    """Return a lyric with its figures, the words of each line, and what is wrong where.

    ``words`` holds ``[text, cell, cells]`` for each character or English word of each line.
    ``faults`` are breaches of the form; ``misfits`` are cells that the melody makes hard to
    understand. Both hold ``line``, ``cell`` and ``message``.
    """
    words = words_of(template, lyric)
    return {
        "lines": list(lyric.lines),
        "score": dict(lyric.score),
        "words": [[[_cased(w.text), w.cell, w.cells] for w in line] for line in words],
        "faults": [
            {"line": f.line, "cell": f.cell, "message": f.message}
            for f in verify(template, lyric.lines).faults
        ],
        "misfits": list(_misfits(template, lyric)),
    }


def _cased(word: str) -> str:
    """Return a word of an English line as it is printed within the line."""
    return "I" + word[1:] if word == "i" or word.startswith("i'") else word


def _misfits(template: Template, lyric: Lyric) -> Iterator[dict[str, Any]]:
    if not any(cell.pitches for _, _, cell in template.places()):
        return
    from aigc.lyrics.ranking.singability import contour

    for misfit in contour(template, lyric.lines).misfits:
        yield {"line": misfit.line, "cell": misfit.cell, "message": misfit.reason}
