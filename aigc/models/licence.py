"""Under which licence a model stands: what its own card says, or else the catalogue."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import yaml

from aigc.models.catalogue import UNKNOWN, Licence, find, licences
from aigc.models.places import folder_of

_CARD: Final = "README.md"
_TEXTS: Final = ("LICENSE", "LICENSE.txt", "LICENSE.md", "LICENCE")
_KNOWN_BY: Final = (
    ("Apache-2.0", "Apache License Version 2.0"),
    ("MIT", "Permission is hereby granted, free of charge, to any person obtaining a copy"),
    ("CC-BY-4.0", "Attribution 4.0 International"),
    ("CC-BY-NC-4.0", "Attribution-NonCommercial 4.0 International"),
)
"""Words that stand in the text of one licence alone."""
_LONGEST: Final = 1_000_000


def licence_of(reference: str, *, cache: Path | None = None) -> str:
    """Return the identifier of a model's licence for provenance; ``unknown`` where none is told.

    SPDX identifiers, ``LicenseRef-…`` for licences that have none.

    Parameters
    ----------
    reference : str
        A folder, a name on the hub, or either behind an engine, as `aigc.registry.get` takes it.
    """
    entry = find(reference)
    if entry is not None:
        return entry.licence
    folder = folder_of(reference, cache=cache)
    return UNKNOWN if folder is None else licence_in(folder)


def licence_in(folder: Path) -> str:
    """Return the identifier of the licence in a folder, or ``unknown``.

    The card tells it, or else the licence's own text beside it.
    """
    told = identifier(front_matter(_text(folder / _CARD)))
    if told != UNKNOWN:
        return told
    for name in _TEXTS:
        text = " ".join(_text(folder / name).split())
        for known, words in _KNOWN_BY:
            if words in text:
                return known
    return UNKNOWN


def _text(file: Path) -> str:
    """Return how a file begins, nothing where it cannot be read."""
    try:
        with file.open(encoding="utf-8") as lines:
            return lines.read(_LONGEST)
    except (OSError, UnicodeDecodeError):
        return ""


def front_matter(text: str) -> dict[str, Any]:
    """Return the names and values at the head of a model card; none where it is damaged."""
    head, mark, rest = text.partition("---")
    if head.strip() or not mark:
        return {}
    try:
        found = yaml.safe_load(rest.partition("\n---")[0])
    except yaml.YAMLError:
        return {}
    return found if isinstance(found, dict) else {}


def identifier(card: dict[str, Any]) -> str:
    """Return the identifier of the licence that a card names.

    >>> identifier({"license": "apache-2.0"})
    'Apache-2.0'
    """
    told = [str(card.get(key) or "").strip() for key in ("license_name", "license")]
    for name in told:
        for one in licences().values():
            if name.lower() in (one.id.lower(), *one.hub):
                return one.id
    named = next((name for name in told if name and name != "other"), "")
    return f"LicenseRef-{named}" if named else UNKNOWN


def terms(name: str) -> Licence | None:
    """Return what is known of a licence, by its identifier."""
    return licences().get(name)
