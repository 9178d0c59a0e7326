"""`aigc speak`: a text or a file read aloud."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from aigc.commands.flags import file_option, options

PANELS = {
    "Voice": ("voice", "emotion", "rate", "language"),
    "Speaking": ("speech", "seed", "timings"),
}


def register(main: typer.Typer, console: Console) -> None:
    """Add `aigc speak` with a flag for every field of the pipeline's configuration."""
    from pipelines.speech import Config

    def speak(**arguments: Any) -> None:
        """Read a text, or a file that holds one, aloud."""
        _speak(console, **arguments)

    source = inspect.Parameter(
        "source",
        inspect.Parameter.POSITIONAL_OR_KEYWORD,
        annotation=Annotated[
            str, typer.Argument(help="The text, a file or an https address.", metavar="TEXT|FILE")
        ],
    )
    fixed = [
        source,
        file_option("out", Path("speech.wav"), "Sound file. [dim]Default: speech.wav.[/]"),
        file_option("config", None, "Options from a JSON, TOML or YAML file."),
        file_option("store", None, "Folder where finished steps are kept.", "FOLDER"),
    ]
    speak.__signature__ = inspect.Signature([*fixed, *options(Config, PANELS)])  # type: ignore[attr-defined]
    main.command("speak")(speak)


def _speak(console: Console, source: str, out: Path, **arguments: Any) -> None:
    from aigc.config import load
    from aigc.errors import InputError
    from aigc.progress_bar import bar
    from aigc.store import Store, default_root
    from pipelines import speech as pipeline

    if out.suffix.lower() != ".wav" or out.is_dir():
        raise InputError(f"{out} is no place for the sound. Give a file that ends in .wav.")
    store = Store(arguments.pop("store") or default_root())
    config = load(pipeline.Config, file=arguments.pop("config"), arguments=arguments)
    with bar(console) as progress:
        spoken = pipeline.run(source, config, store=store, progress=progress)
    for path in spoken.save(out, timings=config.timings):
        typer.echo(path)
