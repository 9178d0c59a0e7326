"""The executors by name: a table of lazy imports.

Each is a class made with the folder of the batch and a store, ``workers`` and ``limits``, and what
options it has of its own; its ``run`` works until no job is open.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, Protocol

from aigc.batch.folder import BatchFolder
from aigc.batch.local import Limits
from aigc.errors import ConfigError, did_you_mean
from aigc.store import Store

EXECUTORS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "local": "aigc.batch.local:Supervisor",
        "accelerate": "aigc.batch.launched:Launcher",
        "ray": "aigc.batch.rayed.executor:RayExecutor",
    }
)
_SHARED: Final = ("folder", "store", "workers", "limits")


class Executor(Protocol):
    """Works off the ledger of a batch."""

    def run(self, seen: Callable[[], Any] = ...) -> None:
        """Work until no job is open; ``seen`` is called twice a second and may raise to stop."""


def executor(
    name: str,
    folder: BatchFolder,
    store: Store,
    *,
    workers: int,
    limits: Limits,
    options: Mapping[str, Any],
) -> Executor:
    """Return the executor of a name.

    Parameters
    ----------
    options : mapping
        What this executor alone takes, such as ``address``.

    Raises
    ------
    ConfigError
        There is none of that name, it has no such option, or there cannot be so many workers.
    """
    if name not in EXECUTORS:
        raise ConfigError(f"There is no executor {name!r}. {did_you_mean(name, EXECUTORS)}")
    if workers < 0:
        raise ConfigError(f"There cannot be {workers} workers. Give a number, or 0 for one a core.")
    module, _, attribute = EXECUTORS[name].partition(":")
    made = getattr(importlib.import_module(module), attribute)
    known = [one for one in inspect.signature(made).parameters if one not in _SHARED]
    for option in options:
        if option not in known:
            names = ", ".join(known) or "none"
            raise ConfigError(
                f"The executor {name} has no option {option!r}. Its options: {names}."
            )
    found: Executor = made(folder, store, workers=workers, limits=limits, **options)
    return found
