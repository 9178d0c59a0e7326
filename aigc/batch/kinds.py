"""The pipelines that a batch can run, by name: a table of lazy imports, then entry points.

Another package adds one by an entry point in the group ``aigc.pipelines`` whose value names a
`Kind`.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Protocol

from aigc.config import Settings
from aigc.errors import ConfigError, did_you_mean
from aigc.progress import Progress
from aigc.store import Store

GROUP: Final = "aigc.pipelines"
BUILT_IN: Final[Mapping[str, str]] = MappingProxyType(
    {
        "avatar": "aigc.batch.made.avatar:KIND",
        "copy": "aigc.batch.made.copy:KIND",
        "fake": "aigc.batch.made.fake:KIND",
        "lyrics": "aigc.batch.made.lyrics:KIND",
        "notebook": "aigc.batch.made.notebook:KIND",
        "portrait": "aigc.batch.made.portrait:KIND",
        "song": "aigc.batch.made.song:KIND",
        "speech": "aigc.batch.made.speech:KIND",
        "transcript": "aigc.batch.made.transcript:KIND",
        "video": "aigc.batch.made.video:KIND",
    }
)


class Make(Protocol):
    """Makes the files of one job in an empty folder."""

    def __call__(
        self, source: str, out: Path, config: Any, *, store: Store, progress: Progress
    ) -> None:
        """Write the results of ``source`` into ``out``.

        Raises
        ------
        AigcError
            When nothing can be made; errors about what was given are final, others are tried again.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A pipeline as a batch runs it.

    Attributes
    ----------
    config : type of Settings
        Its fields are the columns of a manifest.
    make : Make
        Does one job.
    version : int
        Raised when the same options begin to give another result.
    affinity : callable
        Names, for a config, what a worker keeps warm for it: models, sizes.
    weigh : callable
        Estimates, for a config, processor seconds and bytes of results.
    engines : callable
        Tells, for a config, the engines that decide its result, as their fingerprints do.
    judge : callable
        Yields, for a source and a config, each column that is wrong and a sentence that says why:
        what can be told before anything starts, beyond the types of the options.
    needs_source : bool
        Whether a job must name a source.
    keeps : str
        Pattern of names of files that are kept, beside the logs, when a job fails.
    runs_code : bool
        Whether the source is a program: nothing to take from strangers.
    spans : bool
        Whether it shares its work out among the processes of `aigc.device.group.current`; where
        several are one worker, all run it, and what rank 0 writes counts.
    """

    config: type[Settings]
    make: Make
    version: int = 1
    affinity: Callable[[Any], str] = lambda config: ""
    weigh: Callable[[Any], tuple[float, float]] = lambda config: (1.0, 1e6)
    engines: Callable[[Any], object] = lambda config: ()
    judge: Callable[[str, Any], Iterable[tuple[str, str]]] = lambda source, config: ()
    needs_source: bool = True
    keeps: str = ""
    runs_code: bool = False
    spans: bool = False


def names() -> list[str]:
    """Return the names of all pipelines that a batch can run."""
    return sorted({*BUILT_IN, *_added()})


def kind_of(pipeline: str) -> Kind:
    """Return a pipeline by name.

    Raises
    ------
    ConfigError
        There is none of that name, or its package is broken.
    """
    if pipeline in BUILT_IN:
        module, _, attribute = BUILT_IN[pipeline].partition(":")
        found: Kind = getattr(importlib.import_module(module), attribute)
        return found
    if pipeline not in _added():
        raise ConfigError(f"There is no pipeline {pipeline!r}. {did_you_mean(pipeline, names())}")
    point = _added()[pipeline]
    try:
        added = point.load()
    except Exception as exc:
        raise ConfigError(f"The pipeline {pipeline!r} cannot be loaded: {exc}.") from exc
    if not isinstance(added, Kind):
        raise ConfigError(f"The pipeline {pipeline!r} names {point.value}, which is no Kind.")
    return added


@cache
def _added() -> Mapping[str, EntryPoint]:
    # To look takes a tenth of a second, and every row of a manifest asks.
    return {point.name: point for point in entry_points(group=GROUP)}
