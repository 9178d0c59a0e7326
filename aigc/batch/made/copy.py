"""Titles, descriptions, hashtags and selling points of an article."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from aigc.batch.kinds import Kind
from aigc.batch.made.engines import fingerprint
from aigc.progress import Progress
from aigc.store import Store
from pipelines.copywriting import Config, run

CPU_S: Final = 2.0
BYTES: Final = 50_000.0


def make(source: str, out: Path, config: Config, *, store: Store, progress: Progress) -> None:
    """Write the words that go out with the article ``source`` into ``out``."""
    run(source, out, config, store=store, progress=progress)


KIND: Final = Kind(
    config=Config, make=make,
    engines=lambda config: fingerprint("copy", config.engine),
    affinity=lambda config: str(config.engine),
    weigh=lambda config: (CPU_S, BYTES),
)  # fmt: skip
