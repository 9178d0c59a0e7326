"""`aigc sing`: a score, or words alone, as a song."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.markup import escape

from aigc.commands.flags import file_option
from aigc.commands.making import add, argument, settled

PANELS = {
    "Words and notes": ("lyrics", "lexicon", "language", "part", "verse", "key", "tempo", "mood"),
    "Voice": ("voice", "balance", "reverb", "loudness"),
    "Band": ("accompaniment", "chords", "soundfont"),
    "Engines": ("singer", "band", "seed"),
}


def register(main: typer.Typer, console: Console) -> None:
    """Add `aigc sing` with a flag for every field of the pipeline's configuration."""
    from pipelines.song import Config

    def sing(score: Path | None, out: Path, arguments: dict[str, Any]) -> None:
        """Sing a score, or words alone, with every phoneme's time.

        SCORE is MusicXML, MIDI, ABC, UST, USTX or a DiffSinger .ds file. Without it a melody is
        written for the words of --lyrics.
        """
        _sing(console, score, out, arguments)

    text = "A score with or without words."
    score = argument("score", Path | None, text, "[SCORE]", default=None)
    folder = "Folder for the song. [dim]Default: song.[/]"
    out = file_option("out", Path("song"), folder, "FOLDER")
    add(main, sing, Config, PANELS, source=score, out=out)


def _sing(console: Console, score: Path | None, out: Path, arguments: dict[str, Any]) -> None:
    from aigc.progress_bar import bar
    from pipelines import song as pipeline

    config, store = settled(pipeline.Config, arguments)
    with bar(console) as progress:
        song = pipeline.run(score, config, store=store, progress=progress)
    for remark in song.remarks:
        console.print(f"[yellow]note[/] {escape(remark)}", highlight=False, soft_wrap=True)
    for path in song.save(out):
        typer.echo(path)
