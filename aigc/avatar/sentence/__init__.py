"""A sentence, Chinese or English, becomes an `AvatarSpec`."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aigc.avatar.sentence.filler import SlotFiller
    from aigc.avatar.sentence.reader import read_sentence
    from aigc.avatar.sentence.slots import Conflict, Described, Slot

__all__ = ["Conflict", "Described", "Slot", "SlotFiller", "read_sentence"]
_ROOMS = {"SlotFiller": "filler", "read_sentence": "reader"}
"""Modules of what is not in ``slots``."""


def __getattr__(name: str) -> Any:
    """Import what is asked for, so that the package itself costs nothing."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_ROOMS.get(name, 'slots')}"), name)
