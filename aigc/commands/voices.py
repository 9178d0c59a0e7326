"""`aigc voices`: list the voices, and make the house voices again from the recordings."""

from __future__ import annotations

import os
import time
import warnings
from pathlib import Path
from typing import Annotated

import typer

from aigc.console import Console

app = typer.Typer(
    add_completion=False,
    rich_markup_mode="rich",
)


def register(main: typer.Typer, console: Console) -> None:
    """Add `aigc voices`."""
    main.add_typer(app, name="voices")


@app.callback(invoke_without_command=True)
def voices(context: typer.Context) -> None:
    """List every voice that speaks or sings, or make the house voices from recordings."""
    if context.invoked_subcommand is None:
        from aigc.listings import voice_table

        Console().print(voice_table())


@app.command()
def build(
    recordings: Annotated[Path, typer.Argument(help="Folder of the three sets of recordings.")],
    work: Annotated[
        Path, typer.Option(help="Folder of what is kept between the steps, about 3 GB.")
    ] = Path("voice-work"),
    out: Annotated[Path, typer.Option(help="The voice that is written.")] = Path(
        "house.safetensors"
    ),
    hours: Annotated[
        float, typer.Option(help="Times the usual hours of training.", min=0.001, max=20)
    ] = 1.0,
    record: Annotated[
        Path | None, typer.Option(help="Record of whose voices they are; the project's own.")
    ] = None,
    jobs: Annotated[int, typer.Option(help="Processes that analyse.", min=1, max=256)] = 1,
    threads: Annotated[int, typer.Option(help="Threads that train.", min=1, max=256)] = 1,
) -> None:
    """Train the voices from a copy of the recordings; run again to go on."""
    from aigc.progress_bar import bar
    from aigc.voice.record import house_record, read_record_file

    told = read_record_file(record) if record else house_record()
    _check_places(work, out)
    _require_training()
    import torch

    from aigc.g2p.english.weak import is_function_word
    from aigc.voice.training.build import Hours, build
    from aigc.voice.training.english import Pronouncing

    torch.set_num_threads(threads)
    os.nice(10)
    console = Console(stderr=True)

    def say(text: str) -> None:
        console.print(f"{time.strftime('%H:%M:%S')} {text}", highlight=False, soft_wrap=True)

    with bar(console) as progress:
        build(
            recordings, work, out, told, Pronouncing(), is_function_word,
            hours=Hours().times(hours), jobs=jobs, say=say, progress=progress,
        )  # fmt: skip
    typer.echo(out)


def _require_training() -> None:
    from aigc.errors import EngineUnavailable

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pyworld  # noqa: F401
            import torch  # noqa: F401
    except ModuleNotFoundError as exc:
        raise EngineUnavailable(
            f"Training voices needs {exc.name}: pip install 'aigc-workbench[training]'."
        ) from exc


def _check_places(work: Path, out: Path) -> None:
    """Raise where nothing can be written: hours of training must not end at a missing folder.

    Raises
    ------
    InputError
        When a place is a file, or in a folder of others.
    """
    from aigc.errors import InputError

    if out.suffix != ".safetensors" or out.is_dir():
        raise InputError(
            f"{out} is no place for the voice. Give --out a file that ends in .safetensors."
        )
    for folder, flag in ((work, "--work"), (out.parent, "--out")):
        there = next(one for one in (folder, *folder.absolute().parents) if one.exists())
        if not (there.is_dir() and os.access(there, os.W_OK | os.X_OK)):
            raise InputError(f"Nothing can be written to {there}. Give another place with {flag}.")
