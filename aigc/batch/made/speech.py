"""A text, or a file that holds one, read aloud: ``speech.wav``."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from aigc.batch.kinds import Kind
from aigc.batch.made.engines import judged, voice_of
from aigc.progress import Progress
from aigc.store import Store
from pipelines.speech import Config, run

CPU_S: Final = 5.0
BYTES: Final = 5e6


def make(source: str, out: Path, config: Config, *, store: Store, progress: Progress) -> None:
    """Write what ``source`` says into ``out``."""
    spoken = run(source, config, store=store, progress=progress)
    spoken.save(out / "speech.wav", timings=config.timings)


KIND: Final = Kind(
    config=Config, make=make,
    judge=lambda source, config: judged(config, {"speech": "speech"}),
    engines=lambda config: voice_of("speech", config.speech, config.voice),
    affinity=lambda config: f"{config.speech}|{config.voice}",
    weigh=lambda config: (CPU_S, BYTES),
)  # fmt: skip
