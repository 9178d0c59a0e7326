"""`aigc copy`: titles, descriptions, hashtags and selling points of an article."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer
from rich.console import Console

from aigc.commands.flags import file_option
from aigc.commands.making import add, argument, settled

PANELS = {
    "Words": ("kinds", "count", "platform", "lang"),
    "Writing": ("engine", "seed"),
}


def register(main: typer.Typer, console: Console) -> None:
    """Add `aigc copy` with a flag for every field of the pipeline's configuration."""
    from pipelines.copywriting import Config

    def copy(source: str, out: Path, arguments: dict[str, Any]) -> None:
        """Write titles, descriptions, hashtags and selling points, scored, for A/B tests."""
        _copy(console, source, out, arguments)

    text = "The article (as `aigc video` takes it), or the script.json of a clip."
    folder = file_option(
        "out", Path("out"), "Folder for copy.json, copy.md and copy.csv.", "FOLDER"
    )
    add(main, copy, Config, PANELS, source=argument("source", str, text, "SOURCE"), out=folder)


def _copy(console: Console, source: str, out: Path, arguments: dict[str, Any]) -> None:
    from aigc.progress_bar import bar
    from pipelines import copywriting as pipeline

    config, store = settled(pipeline.Config, arguments)
    with bar(console) as progress:
        made = pipeline.run(source, out, config, store=store, progress=progress)
    for one in made.sheet.copies:
        typer.echo(f"{one.kind} {one.variant}  {one.score:.2f}  {one.text}")
    for path in (made.json, made.markdown, made.table):
        typer.echo(path)
