"""A songbook: a form and the lyrics that keep it, as JSON, as text that can be sung, as a page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import aigc
from aigc.types.lyric import Lyric
from aigc.types.markup import faint, strong, table, titled
from aigc.types.provenance import Provenance
from aigc.types.review import Exhibit, SpokenLine
from aigc.types.template import Template

BY_HAND = Provenance(pipeline="lyrics", version=aigc.__version__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Songbook:
    """The form that was asked for and the lyrics that keep it, the best first.

    Attributes
    ----------
    root : Path or None
        Of the store whose log tells what left; the usual one if None.
    """

    template: Template
    candidates: tuple[Lyric, ...]
    origin: Provenance = field(default=BY_HAND, compare=False)
    root: Path | None = field(default=None, compare=False)

    def to_json(self) -> dict[str, Any]:
        """Return ``{"template": ..., "candidates": [{"lines": [...], "score": {...}}]}``."""
        from aigc.lyrics.forms.codec import to_json

        return {
            "template": to_json(self.template),
            "candidates": [
                {"lines": list(lyric.lines), "score": dict(lyric.score)}
                for lyric in self.candidates
            ],
        }

    def save(self, folder: Path) -> tuple[Path, ...]:
        """Write ``lyrics.json`` and, as text that can be sung, the best lyric: ``lyrics.txt``.

        Raises
        ------
        InputError
            When ``folder`` is a file.
        ReviewNeeded
            A person has to approve it; nothing appears before.
        TrustError
            A rule of the policy forbids it.
        """
        made = {
            "lyrics.json": dump(self),
            "lyrics.txt": stanzas(self.template, self.candidates[0].lines),
        }
        from pipelines.leaving import MANIFEST, leaving
        from pipelines.sounding import written

        made_by = self.origin if self.origin is not BY_HAND else _by_hand(made["lyrics.json"])
        lines = (SpokenLine(text=line) for lyric in self.candidates for line in lyric.lines)
        exhibit = Exhibit(title=made_by.title, lines=tuple(lines))
        with leaving(folder, lambda: made_by, store=self.root, exhibit=exhibit) as box:
            for name, text in made.items():
                (box / name).write_text(f"{text}\n", encoding="utf-8")
        return written(folder, tuple(made), MANIFEST)

    def _repr_html_(self) -> str:
        rows = [
            (faint(n), "<br>".join(map(strong, lyric.lines)), _figures(lyric))
            for n, lyric in enumerate(self.candidates, 1)
        ]
        return titled(self.template.name or "lyrics", f"{len(self.candidates)}", table(rows))


def _figures(lyric: Lyric) -> str:
    return "<br>".join(faint(f"{name} {value:.3g}") for name, value in lyric.score.items())


def _by_hand(songbook: str) -> Provenance:
    """Return how lyrics came to be that somebody has put together: they tell it themselves."""
    from pipelines import origin

    return replace(BY_HAND, sources=origin.source(songbook, "lyrics"))


def dump(songbook: Songbook) -> str:
    """Return a songbook as JSON text."""
    return json.dumps(songbook.to_json(), ensure_ascii=False, indent=2)


def stanzas(template: Template, lines: Sequence[str]) -> str:
    """Return lines under each other with an empty one between stanzas."""
    text = ""
    for i, (form, line) in enumerate(zip(template.lines, lines, strict=True)):
        gap = i and form.stanza != template.lines[i - 1].stanza
        text += f"{chr(10) if gap else ''}{line}\n"
    return text.rstrip()
