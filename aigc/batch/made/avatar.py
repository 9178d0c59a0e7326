"""A character says a text, or follows a recording or a film of a face: ``performance.mp4``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from aigc.avatar.presets import preset
from aigc.avatar.spec import AvatarSpec, read
from aigc.batch.kinds import Kind
from aigc.batch.made.engines import fingerprint, judged, voice_of
from aigc.batch.references import is_made
from aigc.config import option
from aigc.errors import AigcError
from aigc.notices import notice
from aigc.progress import Progress
from aigc.store import Store
from pipelines.performance import Config as Performance
from pipelines.performance import perform

CPU_S: Final = 120.0
BYTES: Final = 10e6


class Config(Performance):
    """Who performs, and how."""

    character: str = option("", "A character of the library.", "角色库中的角色。")
    spec: Path | None = option(
        None, "A spec.json, in place of a character of the library.", "角色文件 spec.json。"
    )
    text: str = option("", "What a recording says.", "录音里说的话。")


def make(source: str, out: Path, config: Config, *, store: Store, progress: Progress) -> None:
    """Write the film in which a character says ``source`` into ``out``."""
    film = perform(
        who(config), source, out, config, text=config.text, store=store, progress=progress
    )
    for note in film.notes:
        notice(note)


def who(config: Config) -> AvatarSpec:
    """Return the character that a configuration names.

    Raises
    ------
    ConfigError
        The library has no such character.
    InputError
        The file cannot be used.
    """
    return read(config.spec) if config.spec else preset(config.character).spec


def judge(source: str, config: Config) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the character."""
    if bool(config.character) == (config.spec is not None):
        yield "character", "and spec: name one, a character of the library or a spec.json."
    elif not is_made(config.spec):
        try:
            who(config)
        except AigcError as exc:
            yield "spec" if config.spec else "character", str(exc)
    yield from judged(config, {"speech": "speech", "landmarks": "landmarks"})


def engines(config: Config) -> tuple[str, ...]:
    """Return the fingerprints of who speaks and who follows faces."""
    landmarks = fingerprint("landmarks", config.landmarks)
    return *voice_of("speech", config.speech, config.voice), landmarks


KIND: Final = Kind(
    config=Config, make=make, judge=judge, engines=engines,
    affinity=lambda config: f"{config.character}|{config.spec}|{config.speech}|{config.voice}",
    weigh=lambda config: (CPU_S, BYTES),
)  # fmt: skip
