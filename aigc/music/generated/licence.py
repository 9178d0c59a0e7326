"""What the card of a model says of its licence."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

_FRONT: Final = re.compile(r"\A---\s*\n(.*?)\n---", re.DOTALL)
_LICENCE: Final = re.compile(r"^license(?:_name)?:\s*['\"]?([\w.+-]+)", re.MULTILINE)
_NOT_FOR_SALE: Final = re.compile(r"(?:^|-)nc(?:-|$)|non-?commercial|research", re.IGNORECASE)
_LONGEST: Final = 200_000


def licences_of(model: str) -> tuple[str, ...]:
    """Return the licences that the card of a model names, in its folder or the hub's cache."""
    card = Path(model).expanduser() / "README.md"
    if not card.is_file():
        from huggingface_hub import try_to_load_from_cache

        cached = try_to_load_from_cache(model, "README.md") if model.count("/") == 1 else None
        if not isinstance(cached, str):
            return ()
        card = Path(cached)
    text = card.read_text(encoding="utf-8", errors="replace")[:_LONGEST]
    front = _FRONT.match(text)
    return tuple(_LICENCE.findall(front[1])) if front else ()


def non_commercial(model: str) -> str:
    """Return the first licence of a model that forbids to earn money with it, nothing if none."""
    return next((one for one in licences_of(model) if _NOT_FOR_SALE.search(one)), "")
