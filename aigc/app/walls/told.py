"""Which files of the server each user was told of: those, and no others, may be fetched."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from typing import Any, Final, Protocol

MOST: Final = 100_000
"""So many files are remembered; the oldest are forgotten first."""
KEY: Final = "aigc.told"
"""Where the walls put the `Told` of a user into the scope of each request."""


class Told(Protocol):
    """Takes note that a user was told of a file."""

    def __call__(self, path: str) -> None:
        """Let this user fetch the file from now on."""


class Ledger:
    """Who was told of which file."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._known: dict[tuple[str, str], None] = {}
        self._lock = threading.Lock()

    def tell(self, user: str, path: str) -> None:
        """Let a user fetch a file from now on."""
        with self._lock:
            self._known.pop((user, _plain(path)), None)
            self._known[user, _plain(path)] = None
            while len(self._known) > self._most:
                del self._known[next(iter(self._known))]

    def knows(self, user: str, path: str) -> bool:
        """Tell whether a user may fetch a file."""
        return (user, _plain(path)) in self._known


def tell(path: str) -> None:
    """Note that whoever is answered now is told of a file; nothing where there are no logins."""
    from gradio.context import LocalContext

    request = getattr(LocalContext.request.get(None), "request", None)
    scope: Mapping[str, Any] = getattr(request, "scope", {})
    told: Told | None = scope.get(KEY)
    if told is not None:
        told(path)


def _plain(path: str) -> str:
    return os.path.normpath(path)
