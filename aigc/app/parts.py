"""The components of the studio's page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from aigc.app.shell import Shell
from pipelines.article_to_video import Config

HEADS = ("article", "board", "clip")
BASIC = ("seconds", "music", "aspect", "theme", "lang")
NOT_ASKED = (
    "preset", "hearer",
    *(n for n, f in Config.model_fields.items() if "Path" in str(f.annotation)),
)  # fmt: skip
"""The buttons choose the preset; a path would name a file on the server's own disk."""
ENGINES = {
    "writer": "text",
    "speech": "speech",
    "beds": "music",
    "scenes": "image",
    "images": "pictures",
    "clips": "clips",
    "prompts": "prompts",
    "translator": "translation",
    "matcher": "matching",
    "moderator": "moderation",
    "fallback": "",
}
"""Options that choose engines, and the capability of each."""
MORE = tuple(n for n in Config.model_fields if n not in (*BASIC, *ENGINES, *NOT_ASKED))
ASKED = (*BASIC, *MORE, *ENGINES)
"""Every option of the page, in the order of its components."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Parts(Shell):
    """The components of one page; ``options`` are in the order of ``ASKED``."""

    upload: Any
    pasted: Any
    options: tuple[Any, ...]
    more: Any
    engines: Any
    write: Any
    board: Any
    preview: Any
    final: Any
    clip: Any
    typed: Any
