"""`aigc transcribe`: what is said in a recording, and when."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer
from rich.console import Console

from aigc.commands.flags import file_option
from aigc.commands.making import add, argument, settled
from aigc.files import check_folder

PANELS = {"Listening": ("engine", "text", "language", "refine", "seed")}


def register(main: typer.Typer, console: Console) -> None:
    """Add `aigc transcribe` with a flag for every field of the pipeline's configuration."""
    from pipelines.transcript import Config

    def transcribe(recording: Path, out: Path, arguments: dict[str, Any]) -> None:
        """Write down what is said in a sound file or a video, with the time of every word.

        Writes transcript.json, .srt, .vtt, .txt and .TextGrid.
        """
        _transcribe(console, recording, out, arguments)

    source = argument("recording", Path, "A sound file or a video.", "FILE")
    folder = file_option(
        "out", Path("out"), "Folder for the results. [dim]Default: out.[/]", "FOLDER"
    )
    add(main, transcribe, Config, PANELS, source=source, out=folder)


def _transcribe(console: Console, recording: Path, out: Path, arguments: dict[str, Any]) -> None:
    from aigc.progress_bar import bar
    from pipelines import transcript as pipeline

    check_folder(out)
    config, store = settled(pipeline.Config, arguments)
    with bar(console) as progress:
        heard = pipeline.run(recording, config, store=store, progress=progress)
    for path in heard.save(out):
        typer.echo(path)
