"""`aigc speak`: a text or a file read aloud."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer
from rich.console import Console

from aigc.commands.flags import file_option
from aigc.commands.making import add, argument, settled
from aigc.errors import InputError
from aigc.files import check_folder

PANELS = {
    "Voice": ("voice", "emotion", "rate", "language"),
    "Speaking": ("lexicon", "speech", "seed", "timings"),
}


def register(main: typer.Typer, console: Console) -> None:
    """Add `aigc speak` with a flag for every field of the pipeline's configuration."""
    from pipelines.speech import Config

    def speak(source: str, out: Path, arguments: dict[str, Any]) -> None:
        """Read a text, or a file that holds one, aloud."""
        _speak(console, source, out, arguments)

    text = "The text, a file or an https address."
    wav = file_option("out", Path("speech.wav"), "Sound file. [dim]Default: speech.wav.[/]")
    add(main, speak, Config, PANELS, source=argument("source", str, text, "TEXT|FILE"), out=wav)


def _speak(console: Console, source: str, out: Path, arguments: dict[str, Any]) -> None:
    from aigc.progress_bar import bar
    from pipelines import speech as pipeline

    if out.suffix.lower() != ".wav" or out.is_dir():
        raise InputError(f"{out} is no place for the sound. Give a file that ends in .wav.")
    check_folder(out.absolute().parent)
    config, store = settled(pipeline.Config, arguments)
    with bar(console) as progress:
        spoken = pipeline.run(source, config, store=store, progress=progress)
    for path in spoken.save(out, timings=config.timings):
        typer.echo(path)
