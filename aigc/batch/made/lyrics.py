"""Lyrics under a form: ``lyrics.json``, and the best of them as text in ``lyrics.txt``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from aigc import registry
from aigc.batch.kinds import Kind
from aigc.batch.references import is_made
from aigc.errors import AigcError
from aigc.lyrics.engine import Options
from aigc.progress import Progress
from aigc.store import Store
from pipelines.lyrics import FORMS, Config, form, run

CPU_S: Final = 3.0
BYTES: Final = 10_000.0


def make(source: str, out: Path, config: Config, *, store: Store, progress: Progress) -> None:
    """Write the lyrics that a configuration asks for into ``out``."""
    run(config, store=store, progress=progress).save(out)


def judge(source: str, config: Config) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the form."""
    if source:
        yield "source", "is used by nothing: lyrics begin with a form, in a column of its own."
    named = next((name for name in FORMS if getattr(config, name)), FORMS[0])
    if not is_made(getattr(config, named)):
        try:
            form(config)
        except AigcError as exc:
            yield named, str(exc)


def engines(config: Config) -> str:
    """Return the fingerprint of the engine that writes; empty for one that is not here."""
    try:
        asked = Options(model=config.model)
        return str(registry.get("lyrics", config.engine).fingerprint(asked))
    except AigcError:
        return ""


KIND: Final = Kind(
    config=Config, make=make, judge=judge, engines=engines, needs_source=False,
    affinity=lambda config: f"{config.engine}|{config.model}",
    weigh=lambda config: (CPU_S, BYTES),
)  # fmt: skip
