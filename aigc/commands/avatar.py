"""`aigc avatar`, `aigc perform` and `aigc avatars`: characters, what they say, and the library."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer
from rich.console import Console

from aigc.commands.flags import file_option
from aigc.commands.making import add, argument, settled
from aigc.errors import InputError

if TYPE_CHECKING:
    from aigc.avatar.spec import AvatarSpec

PANELS = {
    "Voice": ("voice", "rate", "emotion", "speech"),
    "Picture": ("framing", "width", "height", "background", "liveliness", "seed"),
}
SHEET_COLUMNS = 10


def register(main: typer.Typer, console: Console) -> None:
    """Add the three commands."""
    from pipelines.avatar import Config

    @main.command()
    def avatar(
        sentence: Annotated[
            str | None, typer.Argument(help="What it looks like, in words.", metavar="SENTENCE")
        ] = None,
        photo: Annotated[Path | None, typer.Option(help="A portrait to start from.")] = None,
        consent: Annotated[
            str, typer.Option(help="Who the portrait shows and that they agree.", metavar="TEXT")
        ] = "",
        landmarks: Annotated[
            Path | None, typer.Option(help="JSON of the face's points, in place of mediapipe.")
        ] = None,
        preset: Annotated[str, typer.Option(help="A character of the library.")] = "",
        spec: Annotated[Path | None, typer.Option(help="A spec.json to start from.")] = None,
        style: Annotated[str, typer.Option(help="How it is drawn: anime, human, ...")] = "",
        seed: Annotated[int, typer.Option(help="Fixes everything random.", min=0)] = 0,
        out: Annotated[Path, typer.Option(help="Folder for the files.")] = Path("avatar"),
    ) -> None:
        """Make a 3-D character from a sentence, a portrait, a preset or a spec."""
        from aigc.progress_bar import bar
        from pipelines import avatar as pipeline

        portrait = Portrait(photo, consent, landmarks) if photo else None
        start = _start(sentence, portrait, preset, spec, seed, console)
        chosen = pipeline.styled(start, style)
        with bar(console) as progress:
            made = pipeline.make(chosen, out, progress=progress)
        for note in made.notes:
            console.print(f"[yellow]{note}[/]", highlight=False)
        for path in made.files:
            typer.echo(path)

    @main.command()
    def avatars(
        out: Annotated[Path, typer.Option(help="Contact sheet.")] = Path("avatars.png"),
    ) -> None:
        """Draw the library as a contact sheet and list its names."""
        from aigc.progress_bar import bar
        from pipelines import avatar_shown

        if out.suffix.lower() != ".png" or out.is_dir():
            raise InputError(f"{out} is no place for a picture. Give a file that ends in .png.")
        with bar(console) as progress:
            avatar_shown.library_sheet(out, columns=SHEET_COLUMNS, progress=progress)
        typer.echo(out)

    def perform(spec: str, out: Path, arguments: dict[str, Any]) -> None:
        """Let a character say a text or follow a recording."""
        _perform(console, spec, out, arguments)

    who = argument("spec", str, "A spec.json, or a name of the library.", "SPEC")
    place = file_option("out", Path("performance"), "Folder for the files.", "FOLDER")
    said = argument("said", str, "A text, a file, or a recording.", "AUDIO|TEXT")
    add(main, perform, Config, PANELS, source=who, out=place, also=(said,))


class Portrait(NamedTuple):
    """A photo and what is told with it."""

    path: Path
    consent: str
    landmarks: Path | None


def _start(
    sentence: str | None, photo: Portrait | None, preset: str, spec: Path | None, seed: int,
    console: Console,
) -> AvatarSpec:  # fmt: skip
    """Return the spec that one of four ways leads to."""
    from pipelines import avatar as pipeline

    ways = {"SENTENCE": sentence, "--photo": photo, "--preset": preset, "--spec": spec}
    given = [name for name, value in ways.items() if value]
    if len(given) != 1:
        told = " and ".join(given) or "nothing"
        raise InputError(f"An avatar is made of one thing: {', '.join(ways)}. You gave {told}.")
    if sentence:
        described = pipeline.described(sentence, seed=seed)
        for line in pipeline.explained(described):
            console.print(line, highlight=False)
        return described.spec
    if photo:
        today = date.today().isoformat()
        return pipeline.from_photo(
            photo.path, seed=seed, consent=photo.consent, date=today, landmarks=photo.landmarks
        )
    return pipeline.known(preset or str(spec))


def _perform(console: Console, spec: str, out: Path, arguments: dict[str, Any]) -> None:
    from aigc.progress_bar import bar
    from pipelines import avatar as pipeline

    said = arguments.pop("said")
    config, store = settled(pipeline.Config, arguments)
    with bar(console) as progress:
        film = pipeline.perform(
            pipeline.known(spec), said, out, config, store=store, progress=progress
        )
    for path in film.files:
        typer.echo(path)
