"""`aigc sing`: a score, or words alone, as a song."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

from aigc.commands.flags import file_option, options

PANELS = {
    "Words and notes": ("lyrics", "language", "part", "verse", "key", "tempo", "mood"),
    "Voice": ("voice", "balance", "reverb", "loudness"),
    "Band": ("accompaniment", "chords", "soundfont"),
    "Engines": ("singer", "band", "seed"),
}


def register(main: typer.Typer, console: Console) -> None:
    """Add `aigc sing` with a flag for every field of the pipeline's configuration."""
    from pipelines.song import Config

    def sing(**arguments: Any) -> None:
        """Sing a score, or words alone, with every phoneme's time.

        SCORE is MusicXML, MIDI, ABC, UST, USTX or a DiffSinger .ds file. Without it a melody is
        written for the words of --lyrics.
        """
        _sing(console, **arguments)

    score = inspect.Parameter(
        "score",
        inspect.Parameter.POSITIONAL_OR_KEYWORD,
        default=None,
        annotation=Annotated[
            Path | None, typer.Argument(help="A score with or without words.", metavar="[SCORE]")
        ],
    )
    fixed = [
        score,
        file_option("out", Path("song"), "Folder for the song. [dim]Default: song.[/]", "FOLDER"),
        file_option("config", None, "Options from a JSON, TOML or YAML file."),
        file_option("store", None, "Folder where finished steps are kept.", "FOLDER"),
    ]
    sing.__signature__ = inspect.Signature([*fixed, *options(Config, PANELS)])  # type: ignore[attr-defined]
    main.command("sing")(sing)


def _sing(console: Console, score: Path | None, out: Path, **arguments: Any) -> None:
    from aigc.config import load
    from aigc.progress_bar import bar
    from aigc.store import Store, default_root
    from pipelines import song as pipeline

    store = Store(arguments.pop("store") or default_root())
    config = load(pipeline.Config, file=arguments.pop("config"), arguments=arguments)
    with bar(console) as progress:
        song = pipeline.run(score, config, store=store, progress=progress)
    for remark in song.remarks:
        console.print(f"[yellow]note[/] {escape(remark)}", highlight=False, soft_wrap=True)
    for path in song.save(out):
        typer.echo(path)
