"""Batches: thousands of jobs, none lost and none done twice, from one laptop to a cluster.

>>> from aigc import batch                                                   # doctest: +SKIP
>>> report = batch.run("clips.csv", "out", pipeline="video", workers=2)      # doctest: +SKIP
>>> report.counts                                                            # doctest: +SKIP
{'done': 100}
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aigc.batch.running import Estimate as Estimate
    from aigc.batch.running import estimate as estimate
    from aigc.batch.running import run as run
    from aigc.batch.running import status as status

__all__ = ["Estimate", "estimate", "run", "status"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        return getattr(import_module("aigc.batch.running"), name)
    raise AttributeError(name)
