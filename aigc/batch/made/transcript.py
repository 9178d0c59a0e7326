"""What is said in a recording, and when: ``transcript.json`` and subtitles."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from aigc.batch.kinds import Kind
from aigc.batch.made.engines import fingerprint
from aigc.progress import Progress
from aigc.store import Store
from pipelines.aligned import EAR
from pipelines.transcript import Config, run

CPU_S: Final = 60.0
BYTES: Final = 200_000.0
NO_WORDS: Final = (
    "is empty, and the embedded engine tells when words are said, not which. Name a file with what "
    "is read out, or a model as engine, such as whisper:FOLDER."
)


def make(source: str, out: Path, config: Config, *, store: Store, progress: Progress) -> None:
    """Write the transcript of the recording ``source`` into ``out``."""
    run(Path(source), config, store=store, progress=progress).save(out)


def judge(source: str, config: Config) -> Iterator[tuple[str, str]]:
    """Yield what is wrong where nobody can tell the words."""
    if config.engine == EAR and config.text is None:
        yield "text", NO_WORDS


def engines(config: Config) -> str:
    """Return the fingerprint of who listens."""
    if config.engine == EAR:
        return fingerprint("hearing", EAR)
    return fingerprint("recognition", config.engine)


KIND: Final = Kind(
    config=Config, make=make, judge=judge, engines=engines,
    affinity=lambda config: str(config.engine),
    weigh=lambda config: (CPU_S, BYTES),
)  # fmt: skip
