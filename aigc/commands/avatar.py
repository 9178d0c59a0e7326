"""`aigc avatar`, `aigc perform` and `aigc avatars`: characters, what they say, and the library."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer
from rich.console import Console

from aigc.commands.flags import file_option, text_option
from aigc.commands.making import add, argument, settled
from aigc.errors import InputError
from aigc.files import check_folder

if TYPE_CHECKING:
    from aigc.avatar.spec import AvatarSpec
    from pipelines.avatar_extras import Extras

PANELS = {
    "Voice": ("voice", "rate", "emotion", "speech", "landmarks"),
    "Picture": ("framing", "width", "height", "background", "liveliness", "seed"),
}
SHEET_COLUMNS = 10
Filler = Annotated[
    str, typer.Option(help="Engine that reads words which are not known.", metavar="ENGINE")
]
FillerModel = Annotated[
    str, typer.Option(help="Folder of a language model for it.", metavar="FOLDER")
]
Turntable = Annotated[
    bool, typer.Option("--turntable", help="Also a film in which it turns round once.")
]
Still = Annotated[str, typer.Option(help="Also a still that is traced: cycles.", metavar="ENGINE")]
Prompt = Annotated[
    str, typer.Option(help="Repaint the skin by a diffusion model.", metavar="PROMPT")
]
RestyleModel = Annotated[
    str, typer.Option(help="Folder of that diffusion model.", metavar="FOLDER")
]
Strength = Annotated[float, typer.Option(help="How far it is repainted, above 0 to 1.")]
Kept = Annotated[
    Path | None, typer.Option(help="Folder where finished steps are kept.", metavar="FOLDER")
]


def register(main: typer.Typer, console: Console) -> None:
    """Add the three commands."""
    from pipelines.performance import Config

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
            Path | None,
            typer.Option(help="JSON of the face's points, or mediapipe's face_landmarker.task."),
        ] = None,
        filler: Filler = "",
        filler_model: FillerModel = "",
        preset: Annotated[str, typer.Option(help="A character of the library.")] = "",
        spec: Annotated[Path | None, typer.Option(help="A spec.json to start from.")] = None,
        style: Annotated[str, typer.Option(help="How it is drawn: anime, human, ...")] = "",
        seed: Annotated[int, typer.Option(help="Fixes everything random.", min=0)] = 0,
        out: Annotated[Path, typer.Option(help="Folder for the files.")] = Path("avatar"),
        turntable: Turntable = False,
        still: Still = "",
        restyle: Prompt = "",
        restyle_model: RestyleModel = "",
        restyle_strength: Strength = 0.35,
        store: Kept = None,
    ) -> None:
        """Make a 3-D character from a sentence, a portrait, a preset or a spec."""
        from pipelines import avatar as pipeline
        from pipelines.avatar_extras import Extras, Restyle

        portrait = Portrait(photo, consent, landmarks, store) if photo else None
        words = Words(sentence, filler, filler_model) if sentence else None
        start = _start(words, portrait, preset, spec, seed, console)
        chosen = pipeline.styled(start, style)
        paint = Restyle(restyle, model=restyle_model, strength=restyle_strength, seed=seed)
        extras = Extras(turntable=turntable, still=still, restyle=paint if restyle else None)
        _make(console, chosen, out, extras, sentence or "", store)

    @main.command()
    def avatars(
        out: Annotated[Path, typer.Option(help="Contact sheet.")] = Path("avatars.png"),
        store: Kept = None,
    ) -> None:
        """Draw the library as a contact sheet and list its names."""
        _draw_library(console, out, store)

    def perform(spec: str, out: Path, arguments: dict[str, Any]) -> None:
        """Let a character say a text, or follow a recording or a film of a face."""
        _perform(console, spec, out, arguments)

    who = argument("spec", str, "A spec.json, or a name of the library.", "SPEC")
    place = file_option("out", Path("performance"), "Folder for the files.", "FOLDER")
    said = argument("said", str, "A text, a file, a recording or a film.", "AUDIO|VIDEO|TEXT")
    text = text_option("text", "What a recording says, or a file of it.", "Voice")
    add(main, perform, Config, PANELS, source=who, out=place, also=(said, text))


class Words(NamedTuple):
    """A sentence and what reads the words of it that are not known."""

    text: str
    filler: str
    filler_model: str


class Portrait(NamedTuple):
    """A photo and what is told with it."""

    path: Path
    consent: str
    landmarks: Path | None
    store: Path | None


def _start(
    sentence: Words | None, photo: Portrait | None, preset: str, spec: Path | None, seed: int,
    console: Console,
) -> AvatarSpec:  # fmt: skip
    """Return the spec that a portrait, a preset or a file leads to, as a sentence changes it."""
    from pipelines import avatar as pipeline

    ways = {"--photo": photo, "--preset": preset, "--spec": spec}
    given = [name for name, value in ways.items() if value]
    if len(given) > 1 or not (given or sentence):
        told = " and ".join(given) or "nothing"
        raise InputError(
            f"An avatar is made of a SENTENCE, or of one of {', '.join(ways)}, which a sentence "
            f"may change. You gave {told}."
        )
    base = _base(photo, preset or str(spec), seed) if given else None
    if not sentence:
        assert base is not None
        return base
    text, filler, model = sentence
    described = pipeline.described(text, base=base, seed=seed, filler=filler, filler_model=model)
    for line in pipeline.explained(described):
        console.print(line, highlight=False)
    return described.spec


def _base(photo: Portrait | None, named: str, seed: int) -> AvatarSpec:
    from pipelines import avatar as pipeline

    if not photo:
        return pipeline.known(named)
    from pipelines.avatar_photo import from_photo

    today = date.today().isoformat()
    return from_photo(
        photo.path, seed=seed, consent=photo.consent, date=today, landmarks=photo.landmarks,
        store=photo.store,
    )  # fmt: skip


def _make(
    console: Console, spec: AvatarSpec, out: Path, extras: Extras, sentence: str,
    store: Path | None,
) -> None:  # fmt: skip
    from aigc.progress_bar import bar
    from pipelines import avatar as pipeline

    with bar(console) as progress:
        made = pipeline.make(
            spec, out, extras=extras, sentence=sentence, store=store, progress=progress
        )
    _told(console, made.notes, made.files)


def _draw_library(console: Console, out: Path, store: Path | None) -> None:
    from aigc.progress_bar import bar
    from pipelines import avatar_shown

    if out.suffix.lower() != ".png" or out.is_dir():
        raise InputError(f"{out} is no place for a picture. Give a file that ends in .png.")
    check_folder(out.absolute().parent)
    with bar(console) as progress:
        found = avatar_shown.library_sheet(
            out, columns=SHEET_COLUMNS, store=store, progress=progress
        )
    _told(console, (), found)


def _told(console: Console, notes: Iterable[str], files: Iterable[Path]) -> None:
    for note in notes:
        console.print(f"[yellow]{note}[/]", highlight=False)
    for path in files:
        typer.echo(path)


def _perform(console: Console, spec: str, out: Path, arguments: dict[str, Any]) -> None:
    from aigc.progress_bar import bar
    from pipelines import performance
    from pipelines.avatar import known

    said, text = arguments.pop("said"), arguments.pop("text")
    config, store = settled(performance.Config, arguments)
    with bar(console) as progress:
        film = performance.perform(
            known(spec), said, out, config, text=text, store=store, progress=progress
        )
    _told(console, film.notes, film.files)
