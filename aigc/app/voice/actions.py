"""What the buttons of speech and song do: plain functions from values to values."""

from __future__ import annotations

import wave
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from aigc.app.form import given
from aigc.app.voice.kinds import SING, SPEAK, Hands, Kind
from aigc.app.voice.words import say
from aigc.config import Settings, build
from aigc.errors import InputError
from aigc.g2p.user_lexicon import UserLexicon
from aigc.progress import Progress
from aigc.speech import front
from aigc.store import Store
from aigc.types.narration import NarratedLine
from aigc.types.vocal import VocalLine
from pipelines import delayed, song, speech
from pipelines.sounding import lead_of
from pipelines.transcript import shifted

F0_STEP_S: Final = Fraction(1, 200)
Keep = Callable[[Path], Path]
"""Puts a file where the page may serve it."""
S = TypeVar("S", bound=Settings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the fields of a page say; ``values`` are the options by name.

    ``lexicon`` is the text of one, a word and its reading on each line.
    """

    text: str = ""
    lexicon: str = ""
    score: Path | None = None
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """A text as it was read, and as it was spoken where that was asked for too.

    ``files`` are as the page serves them, by name, the sound first; ``lines`` have their times in
    it, and ``duration_s`` is its length with the label.
    """

    reading: front.Spoken
    voice: str = ""
    files: Mapping[str, Path] = field(default_factory=dict)
    duration_s: float = 0.0
    lines: tuple[NarratedLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Song:
    """A song as the page shows it, on the clock of its file.

    ``f0_hz`` has the pitch that was asked for every 5 ms.
    """

    voice: str
    line: VocalLine
    f0_hz: NDArray[np.float32]
    files: Mapping[str, Path]
    stems: Mapping[str, Path]
    duration_s: float
    remarks: tuple[str, ...] = ()


def read(asked: Asked, hands: Hands, progress: Progress) -> Speech:
    """Return how a text is read, without speaking it.

    Raises
    ------
    InputError
        There is no text, nothing in it can be said, or a line of the lexicon has no clear reading.
    """
    if not asked.text.strip():
        raise InputError(say("no_text", "en"))
    config = _config(SPEAK, speech.Config, asked, hands)
    progress("front", 0, 1)
    lexicon = UserLexicon.parse(asked.lexicon)
    language = speech.language_in(asked.text, config)
    reading = front.read(asked.text, language, lexicon=lexicon)
    progress("front", 1, 1)
    return Speech(reading=reading)


def speak(store: Store, asked: Asked, hands: Hands, keep: Keep, progress: Progress) -> Speech:
    """Return a text as spoken; what was typed is never taken for the name of a file.

    Raises
    ------
    InputError, EngineError
        There is no text, or it cannot be spoken.
    """
    made = read(asked, hands, progress)
    config = _config(SPEAK, speech.Config, asked, hands)
    with TemporaryDirectory(prefix="aigc-speak-") as folder:
        source = _written(Path(folder) / "text.txt", asked.text)
        config = _with_lexicon(config, asked, Path(folder))
        spoken = speech.run(source, config, store=store, progress=progress)
        written = spoken.save(Path(folder) / "out" / "speech.wav", timings=True)
        length_s = _length_s(written[0])
        files = {path.name: keep(path) for path in written}
    narration = spoken.narration
    late = lead_of(narration.audio, narration.language, store.root)
    return Speech(
        reading=made.reading,
        voice=_label(hands, config.speech, narration.voice),
        files=files,
        duration_s=length_s,
        lines=tuple(shifted(line, late) for line in narration.lines),
    )


def sing(store: Store, asked: Asked, hands: Hands, keep: Keep, progress: Progress) -> Song:
    """Return a score or words as a song, with its stems and all its files in one archive too.

    Raises
    ------
    InputError, EngineError
        There is neither score nor words, or they cannot be sung.
    """
    if asked.score is None and not asked.text.strip():
        raise InputError(say("no_song", "en"))
    config = _config(SING, song.Config, asked, hands)
    with TemporaryDirectory(prefix="aigc-sing-") as folder:
        box = Path(folder)
        config = _with_lexicon(config, asked, box)
        if asked.text.strip():
            words = _written(box / "words.txt", asked.text)
            config = config.model_copy(update={"lyrics": words})
        made = song.run(asked.score, config, store=store, progress=progress)
        paths = made.save(box / "song")
        length_s = _length_s(paths[0])
        whole = _archive(box / "song.zip", box / "song", paths)
        stems = {p.stem: keep(p) for p in paths if p.parent.name == "stems"}
        rest = [p for p in paths if p.parent.name != "stems"]
        files = {p.name: keep(p) for p in (rest[0], whole, *rest[1:])}
    late = lead_of(made.mix.audio, made.origin.language, store.root)
    return Song(
        voice=_label(hands, config.singer, song.singer_of(made.line, config)[1]),
        line=delayed.line(made.line, late),
        f0_hz=np.pad(made.singing.f0_hz, (round(late / F0_STEP_S), 0)),
        files=files,
        stems=stems,
        duration_s=length_s,
        remarks=(*made.score.remarks, *made.remarks),
    )


def _length_s(sound: Path) -> float:
    with wave.open(str(sound)) as file:
        return float(file.getnframes() / file.getframerate())


def _written(file: Path, text: str) -> Path:
    file.write_text(text, encoding="utf-8")
    return file


def _with_lexicon(config: S, asked: Asked, folder: Path) -> S:
    """Return the options with the lexicon that was typed, if one was."""
    if not asked.lexicon.strip():
        return config
    file = _written(folder / "lexicon", asked.lexicon)
    return config.model_copy(update={"lexicon": file})


def _config(kind: Kind, model: type[S], asked: Asked, hands: Hands) -> S:
    """Return what was chosen; a voice that the page does not offer could name a file."""
    values = given(model, asked.values)
    config = cast(Any, build(model, values))
    offered = {voice.id for voice in hands.get(getattr(config, kind.engine), ())}
    if config.voice and config.voice not in offered:
        raise InputError(say("no_voice", "en"))
    return cast(S, config)


def _label(hands: Hands, engine: str, voice: str) -> str:
    return next((v.label for v in hands.get(engine, ()) if v.id == voice), voice)


def _archive(target: Path, folder: Path, paths: tuple[Path, ...]) -> Path:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for path in paths:
            archive.write(path, path.relative_to(folder))
    return target
