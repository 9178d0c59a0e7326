"""The components of the studio's page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pipelines.article_to_video import Config

BASIC = ("seconds", "music", "aspect", "theme", "lang")
NOT_ASKED = ("preset", *(n for n, f in Config.model_fields.items() if "Path" in str(f.annotation)))
"""The buttons choose the preset; a path would name a file on the server's own disk."""
MORE = tuple(n for n in Config.model_fields if n not in (*BASIC, *NOT_ASKED))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Parts:
    """The components of one page; ``options`` are in the order of ``BASIC`` and ``MORE``."""

    masthead: Any
    steps: tuple[Any, Any, Any]
    upload: Any
    pasted: Any
    options: tuple[Any, ...]
    more: Any
    write: Any
    board: Any
    preview: Any
    final: Any
    clip: Any
    dock: Any
    session: Any
    tongue: Any
    typed: Any
