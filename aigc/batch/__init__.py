"""Batches: thousands of jobs, none lost and none done twice, from one laptop to a cluster.

>>> from aigc import batch                                                   # doctest: +SKIP
>>> report = batch.run("clips.csv", "out", pipeline="video", workers=2)      # doctest: +SKIP
>>> report.counts                                                            # doctest: +SKIP
{'done': 100}
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from aigc.batch.manifest.planning import Plan as Plan
    from aigc.batch.manifest.planning import plan as plan
    from aigc.batch.running import Estimate as Estimate
    from aigc.batch.running import estimate as estimate
    from aigc.batch.running import export as export
    from aigc.batch.running import records as records
    from aigc.batch.running import retry as retry
    from aigc.batch.running import run as run
    from aigc.batch.running import status as status
    from aigc.batch.sight.notebook import notebook as notebook

_PLACES: Final = {
    "Estimate": "running",
    "Plan": "manifest.planning",
    "estimate": "running",
    "export": "running",
    "notebook": "sight.notebook",
    "plan": "manifest.planning",
    "records": "running",
    "retry": "running",
    "run": "running",
    "status": "running",
}
"""Where each name is; none is imported before it is used."""
__all__ = list(_PLACES)


def __getattr__(name: str) -> Any:
    if name in _PLACES:
        return getattr(import_module(f"aigc.batch.{_PLACES[name]}"), name)
    raise AttributeError(name)
