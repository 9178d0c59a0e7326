"""How a song came to be."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import aigc
from aigc.store import Store, digest
from aigc.types.provenance import Provenance, Source, Use
from aigc.types.score import Score
from aigc.types.vocal import Expression, VocalLine
from pipelines import consenting, origin
from pipelines.song_words import notes_on
from pipelines.voice_file import named

if TYPE_CHECKING:
    from pipelines.consenting import Behind
    from pipelines.song import Config


def origin_of(
    source: Path | str | Score | None,
    line: VocalLine,
    config: Config,
    voice: str,
    behind: Behind,
    *,
    store: Store,
    expression: Expression | None = None,
) -> Provenance:
    """Return how a song came to be.

    Parameters
    ----------
    voice : str
        As the engine that sings knows it, or by the path of its file.
    behind : Behind
        Whose voice it is.
    expression : Expression, optional
        What an editor has changed of the singer's own way.
    """
    asked, _ = named("singing", config.singer, config.voice)
    sung = origin.voice("singing", asked, voice, store=store.root)
    uses = [origin.engine("singing", asked), sung]
    if config.accompaniment != "none" and config.band != "auto":
        uses.append(origin.engine("accompaniment", config.band))
    if config.soundfont:
        uses.append(Use(role="soundfont", name=config.soundfont.name, licence="unknown"))
    tongues = [note.reading.language for note in line.notes if note.reading]
    drawn = {"expression": digest(expression)} if expression else {}
    return Provenance(
        pipeline="song", version=aigc.__version__,
        title=source.stem if isinstance(source, Path) else "",
        language=max(tongues, key=tongues.count, default=""), options=origin.chosen(config),
        seed=config.seed, uses=tuple(uses), consents=behind.consents, notes=notes_on(config.lyrics),
        sources=(
            *_score(source), *origin.source(config.lyrics, "lyrics"),
            *origin.source(config.lexicon, "lexicon"),
        ),
        more={**consenting.people(voice=behind), **drawn},
    )  # fmt: skip


def _score(source: Path | str | Score | None) -> tuple[Source, ...]:
    """Return the score that was given: a file, or one that an editor has made."""
    if isinstance(source, Score):
        return (Source(role="score", sha256=digest(source), name=source.title),)
    return origin.source(source, "score")
