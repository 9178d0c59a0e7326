"""A song of a score, or of words alone: its sound, its stems and the time of every sound in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from aigc.batch.kinds import Kind
from aigc.batch.made.engines import fingerprint, voice_of
from aigc.notices import notice
from aigc.progress import Progress
from aigc.store import Store
from pipelines.song import Config, run

CPU_S: Final = 10.0
BYTES: Final = 20e6


def make(source: str, out: Path, config: Config, *, store: Store, progress: Progress) -> None:
    """Write the song of the score ``source``, or of the words alone, into ``out``."""
    song = run(Path(source) if source else None, config, store=store, progress=progress)
    for remark in song.remarks:
        notice(remark)
    song.save(out)


def judge(source: str, config: Config) -> Iterator[tuple[str, str]]:
    """Yield what is wrong where there is nothing to sing."""
    if not source and config.lyrics is None:
        yield "source", "is empty, and so is lyrics. Name a score, or a file of words as lyrics."


def engines(config: Config) -> tuple[str, ...]:
    """Return the fingerprints of who sings and who plays."""
    band = "" if config.band == "auto" else config.band
    return *voice_of("singing", config.singer, config.voice), fingerprint("accompaniment", band)


KIND: Final = Kind(
    config=Config, make=make, judge=judge, engines=engines, needs_source=False,
    affinity=lambda config: f"{config.singer}|{config.voice}",
    weigh=lambda config: (CPU_S, BYTES),
)  # fmt: skip
