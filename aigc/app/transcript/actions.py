"""What the page of transcripts does: plain functions from values to values."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from aigc.app.giving import Keep
from aigc.app.transcript.words import say
from aigc.config import build
from aigc.errors import InputError
from aigc.progress import Progress
from aigc.store import Store
from aigc.types.audio import Audio
from aigc.types.transcript import Segment
from pipelines import transcript as pipeline
from pipelines.aligned import EAR
from pipelines.corrected import corrected
from pipelines.transcript import Config, Transcribed

KINDS: Final = ("srt", "vtt", "txt", "json", "TextGrid")
"""Endings of the files, in the order in which they are offered."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Session:
    """What one visitor's recording says; ``recording`` is the upload, which the page plays."""

    recording: Path
    heard: Transcribed

    @property
    def lines(self) -> tuple[Segment, ...]:
        """The lines as they were heard."""
        return self.heard.transcript.segments


def transcribe(
    store: Store, upload: str | None, text: str, values: Mapping[str, Any], progress: Progress
) -> Session:
    """Return what is said in an upload; what was typed is never taken for the name of a file.

    Raises
    ------
    InputError
        There is no recording, nobody speaks in it, or the built-in ear is given no text.
    AssetError, EngineError
        It cannot be read or heard.
    """
    if not upload:
        raise InputError(say("no_recording", "en"))
    config = build(Config, values)
    if config.engine == EAR and not text.strip():
        raise InputError(say("no_text", "en"))
    with tempfile.TemporaryDirectory(prefix="aigc-studio-") as folder:
        if text.strip():
            file = Path(folder) / "text.txt"
            file.write_text(text, encoding="utf-8")
            config = config.model_copy(update={"text": file})
        heard = pipeline.run(Path(upload), config, store=store, progress=progress)
    return Session(recording=Path(upload), heard=_unheard(heard))


def _unheard(heard: Transcribed) -> Transcribed:
    """Return a transcript with silence of the same length: a page keeps no gigabytes of sound."""
    audio = heard.narration.audio
    still = np.broadcast_to(np.float32(0), audio.samples.shape)
    quiet = Audio(samples=still, sample_rate=audio.sample_rate)
    return replace(heard, narration=replace(heard.narration, audio=quiet))


def texts_of(session: Session, typed: Mapping[str, str]) -> tuple[str, ...]:
    """Return the lines as they stand in the page, where their numbers are their names."""
    return tuple(typed.get(str(n), one.text) for n, one in enumerate(session.lines))


def written(session: Session, typed: Mapping[str, str], kind: str, keep: Keep) -> Path:
    """Return the transcript as it stands in the page as a file: one of `KINDS`.

    Raises
    ------
    InputError
        No line is left.
    """
    made = corrected(session.heard, texts_of(session, typed))
    with tempfile.TemporaryDirectory(prefix="aigc-studio-") as folder:
        every = {path.suffix: path for path in made.save(Path(folder) / "out")}
        file = every[f".{kind}"]
        return keep(file.rename(Path(folder) / f"{session.recording.stem}{file.suffix}"))
