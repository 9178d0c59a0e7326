"""One hostile input, and what a door must do with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from aigc.doors.limits import Kind

CANARY: Final = "canary-7f3a-do-not-read"
"""Stands in a file beside the input; it must never come out of any door."""
SECRET: Final = "secret.txt"
"""Name of that file, one folder above the input."""

Made = bytes | Callable[[Path], bytes | None]
"""The content; or what makes it, given the path at which it will lie (``None``: it wrote it)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A hostile input.

    Attributes
    ----------
    kind : str
        The door it comes to.
    name : str
        Of the file, as a stranger would call it; for an address, the address.
    made : bytes or callable
        What is in it.
    why : str
        What is hostile about it; unique within its kind.
    harmless : bool
        A door may as well read it, leaving out what is hostile.
    """

    kind: Kind
    name: str
    made: Made
    why: str
    harmless: bool = False
