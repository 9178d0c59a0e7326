"""`aigc portrait`: a photo that speaks, by a model of one's own."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import typer
from rich.console import Console

from aigc.commands.flags import file_option, text_option
from aigc.commands.making import add, argument, settled

PANELS = {
    "Portrait": ("driver", "face", "landmarks"),
    "Voice": ("voice", "emotion", "rate", "language", "speech", "lexicon"),
    "Film": ("fps", "preset", "seed"),
}


def register(main: typer.Typer, console: Console) -> None:
    """Add `aigc portrait` with a flag for every field of the pipeline's configuration."""
    from pipelines.portrait import Config

    def portrait(photo: Path, out: Path, arguments: dict[str, Any]) -> None:
        """Let a photo say a text or a recording, with the consent of the one who is shown."""
        _portrait(console, photo, out, arguments)

    who = argument("photo", Path, "A portrait: JPEG, PNG or WebP.", "PHOTO")
    place = file_option("out", Path("portrait"), "Folder for the files.", "FOLDER")
    also = (
        text_option("text", "What it says, or a file of it.", "Portrait"),
        file_option("audio", None, "A recording that it says in place of a text."),
        text_option("consent", "NAME: STATEMENT of who is shown and that they agree.", "Portrait"),
    )
    add(main, portrait, Config, PANELS, source=who, out=place, also=also)


def _portrait(console: Console, photo: Path, out: Path, arguments: dict[str, Any]) -> None:
    from aigc.progress_bar import bar
    from pipelines import portrait as pipeline

    said = {name: arguments.pop(name) for name in ("text", "audio", "consent")}
    config, store = settled(pipeline.Config, arguments)
    today = date.today().isoformat()
    with bar(console) as progress:
        film = pipeline.run(photo, out, config, **said, date=today, store=store, progress=progress)
    for path in film.files:
        typer.echo(path)
