"""A narrated clip of an article."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from aigc.batch.kinds import Kind
from aigc.batch.made.engines import fingerprint, judged
from aigc.progress import Progress
from aigc.store import Store
from pipelines.article_to_video import Config, run
from pipelines.record import ENGINES

CPU_S_A_SECOND: Final = 0.8
BYTES_A_SECOND: Final = 400_000.0
MODELS: Final = ("writer", "speech", "images", "clips", "translator", "matcher", "moderator")


def make(source: str, out: Path, config: Config, *, store: Store, progress: Progress) -> None:
    """Write the clip of the article ``source`` into ``out``."""
    run(source, out, config, store=store, progress=progress)


def affinity(config: Config) -> str:
    """Return the engines and the size of a clip."""
    return "|".join((*(getattr(config, name) for name in MODELS), config.aspect))


def weigh(config: Config) -> tuple[float, float]:
    """Return the processor seconds and the bytes of a clip made by the embedded engines."""
    return config.seconds * CPU_S_A_SECOND, config.seconds * BYTES_A_SECOND


def engines(config: Config) -> tuple[str, ...]:
    """Return the fingerprints of the engines that are asked for; empty for one that is not here."""
    return tuple(fingerprint(room, getattr(config, name)) for room, name in ENGINES.items())


def judge(source: str, config: Config) -> Iterator[tuple[str, str]]:
    """Yield which engines are none, and whether the voice is unknown."""
    return judged(config, {option: room for room, option in ENGINES.items()})


KIND: Final = Kind(
    config=Config, make=make, affinity=affinity, weigh=weigh, engines=engines, judge=judge
)
