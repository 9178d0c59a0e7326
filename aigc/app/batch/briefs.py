"""A brief that is written on the page: one text for all rows of a table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import yaml

from aigc.batch.kinds import kind_of
from aigc.batch.manifest.columns import is_note, meant
from aigc.batch.manifest.planning import Order
from aigc.batch.manifest.template import blanks
from aigc.errors import InputError
from aigc.files import write_atomic

TEXTS: Final = ("video", "copy", "speech", "avatar")
"""Pipelines whose source may be a text."""


def counting(columns: Sequence[str], pipeline: str) -> dict[str, str]:
    """Return the columns that count by themselves, each with the option that it says.

    What orders a job says none.
    """
    options = tuple(kind_of(pipeline).config.model_fields)
    found = {column: meant(column, options) for column in columns}
    return {
        column: option
        for column, option in found.items()
        if option or meant(column, tuple(Order.model_fields))
    }


def written(text: str, naming: str, pipeline: str, columns: Sequence[str]) -> dict[str, Any]:
    """Return the brief of a text with blanks.

    Columns that say an option are options; the others count only where a blank names
    them.

    Raises
    ------
    InputError
        The pipeline takes no text.

    >>> written("{a}: {b}", "", "speech", ["a", "b", "voice", "stock"])["options"]
    {'voice': '{voice}'}
    """
    if pipeline not in TEXTS:
        raise InputError(f"The pipeline {pipeline} takes no text. Clear it, or choose another.")
    own = counting(columns, pipeline)
    used = {*blanks(text), *blanks(naming), *own}
    return {
        "name": naming,
        "pipeline": pipeline,
        "source": text,
        "options": {option: f"{{{column}}}" for column, option in own.items() if option},
        "ignore": [name for name in columns if name not in used and not is_note(name)],
    }


def write(brief: dict[str, Any], path: Path) -> Path:
    """Write a brief as YAML, and return its path."""
    write_atomic(path, yaml.safe_dump(brief, allow_unicode=True, sort_keys=False).encode())
    return path
