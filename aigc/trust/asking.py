"""Who asks for what is made: named by a door such as the studio's login, or who runs it.

>>> with asking("Li Na"):
...     asker()
'Li Na'
"""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

VARIABLE: Final = "AIGC_USER"
UNKNOWN: Final = "unknown"
_asks: ContextVar[str] = ContextVar("asks", default="")


@contextmanager
def asking(name: str) -> Iterator[None]:
    """Let what is made in the block be asked for by somebody; an empty name changes nothing."""
    before = _asks.set(name.strip() or _asks.get())
    try:
        yield
    finally:
        _asks.reset(before)


def asker() -> str:
    """Return who asks: of `asking`, of ``AIGC_USER``, or who is logged in at this machine."""
    if named := _asks.get() or os.environ.get(VARIABLE, "").strip():
        return named
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return UNKNOWN
