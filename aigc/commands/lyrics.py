"""`aigc lyrics`: write under a form, verify what was written, list the forms."""

from __future__ import annotations

import inspect
import json
from pathlib import Path
from textwrap import indent
from typing import Annotated, Any

import typer
from pydantic import BaseModel
from rich.console import Console
from rich.table import Table

from aigc.commands.flags import file_option, options
from aigc.errors import InputError

PANELS = {
    "Form": ("template", "like", "cipai", "score", "verse", "part"),
    "Demands": ("keyword", "lock", "rhyme", "tones"),
    "Words": ("style", "title", "theme", "language", "temperature"),
    "Writing": ("count", "seed", "engine", "model"),
}
UNMET = 1
"""Exit code of `verify` for a lyric that does not keep its form."""

app = typer.Typer(
    add_completion=False,
    rich_markup_mode="rich",
    help="Write lyrics that keep a form exactly: lengths, rhyme, tones, locks and keywords.",
    epilog="Example: aigc lyrics --template '7/7/7/7 aaxa' --keyword 明月 -n 4",
)


def register(main: typer.Typer, console: Console) -> None:
    """Add `aigc lyrics` with a flag for every field of the pipeline's configuration."""
    from pipelines.lyrics import Config

    def lyrics(context: typer.Context, **arguments: Any) -> None:
        if context.invoked_subcommand is None:
            _write(console, arguments)

    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    as_json = typer.Option("--json", help="Print JSON.", rich_help_panel="Files")
    fixed = [
        inspect.Parameter("context", kind, annotation=typer.Context),
        inspect.Parameter(
            "json",
            inspect.Parameter.KEYWORD_ONLY,
            default=False,
            annotation=Annotated[bool, as_json],
        ),
        file_option("config", None, "Options from a JSON, TOML or YAML file."),
        file_option("store", None, "Folder where finished steps are kept.", "FOLDER"),
        file_option("out", None, "Folder for lyrics.json and the best lyric as text.", "FOLDER"),
    ]
    lyrics.__signature__ = inspect.Signature([*fixed, *options(Config, PANELS)])  # type: ignore[attr-defined]
    lyrics.__doc__ = app.info.help
    app.callback(invoke_without_command=True)(lyrics)
    main.add_typer(app, name="lyrics")


def _write(console: Console, arguments: dict[str, Any]) -> None:
    from aigc.config import load
    from aigc.progress_bar import bar
    from aigc.store import Store, default_root
    from pipelines import lyrics as pipeline

    as_json, out = arguments.pop("json"), arguments.pop("out")
    store = Store(arguments.pop("store") or default_root())
    config = load(pipeline.Config, file=arguments.pop("config"), arguments=arguments)
    with bar(console) as progress:
        songbook = pipeline.run(config, store=store, progress=progress)
    for path in songbook.save(out) if out else ():
        typer.echo(path, err=as_json)
    if as_json:
        typer.echo(pipeline.dump(songbook))
        return
    for number, lyric in enumerate(songbook.candidates, 1):
        figures = "  ".join(f"{name} {value:g}" for name, value in lyric.score.items())
        lines = indent(pipeline.stanzas(songbook.template, lyric.lines), "    ")
        typer.echo(f"{number}.  {figures}\n{lines}\n")


@app.command()
def verify(
    template: Annotated[str, typer.Argument(help="A form: notation, name or JSON file.")],
    file: Annotated[
        Path,
        typer.Argument(help="The lyric, as text or LRC, or what `aigc lyrics --json` printed."),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Say whether a lyric keeps a form, and where it does not."""
    from aigc.lyrics.forms.codec import read_template
    from aigc.lyrics.verify.verifier import verify as judge

    form = read_template(template)
    reports = [judge(form, lines) for lines in _lyrics(file)]
    faults = [
        {"lyric": n, "kind": f.kind, "place": f.place, "message": f.message}
        for n, report in enumerate(reports, 1)
        for f in report.faults
    ]
    if as_json:
        typer.echo(json.dumps({"ok": not faults, "faults": faults}, ensure_ascii=False))
    else:
        named = len(reports) > 1
        for fault in faults:
            typer.echo(f"{fault['lyric']}: {fault['message']}" if named else fault["message"])
        if not faults:
            typer.echo(f"ok: {len(reports)} lyric{'s' * named} keep{'s' * (not named)} the form")
    if faults:
        raise typer.Exit(UNMET)


class _Candidate(BaseModel):
    lines: list[str]


class _Printed(BaseModel):
    """What `aigc lyrics --json` prints, as far as it is judged."""

    candidates: list[_Candidate]


def _lyrics(file: Path) -> list[list[str]]:
    """Return the lines of each lyric in a file of text, of LRC or of JSON.

    Raises
    ------
    InputError
        The file cannot be read, or has no lyrics.
    """
    from aigc.lyrics.forms.codec import read_text

    text, suffix = read_text(file), file.suffix.lower()
    if suffix == ".json" or text.lstrip().startswith("{"):
        return _candidates(text, file)
    if suffix == ".lrc":
        return [_sung(text)]
    return [[line.strip() for line in text.splitlines() if line.strip()]]


def _candidates(text: str, file: Path) -> list[list[str]]:
    try:
        found = [lyric.lines for lyric in _Printed.model_validate_json(text).candidates]
    except ValueError as exc:
        raise InputError(
            f"{file} is not what `aigc lyrics --json` prints. Give that, or the lyric as text."
        ) from exc
    if not found:
        raise InputError(f'{file} has no lyrics under "candidates". Write at least one first.')
    return found


def _sung(text: str) -> list[str]:
    """Return the lines of LRC text that are sung: those that a form is read from."""
    from aigc.lyrics.forms.source_lines import source_lines
    from aigc.timings.lrc import read_lrc

    rows = [(line.number, line.text, line.start) for line in read_lrc(text).lines]
    return [line.text for line in source_lines(rows)]


@app.command()
def forms(
    name: Annotated[str, typer.Argument(help="A name or part of one; empty lists all.")] = "",
) -> None:
    """List the forms that have names, with their variants."""
    from aigc.lyrics.forms.catalogue import search

    found = search(name)
    exact = [entry for entry in found if name.strip().lower() in (entry.name, *entry.others)]
    if len(exact) == 1:
        found = tuple(exact)
    if len(found) == 1:
        _show_variants(found[0])
        return
    table = Table("Name", "Kind", "Variants", "Characters", "Lines", "Also called")
    for entry in found:
        many = str(len(entry.variants))
        others = " ".join(entry.others)
        table.add_row(entry.name, entry.kind, many, entry.sizes, entry.lines, others)
    Console().print(table)


def _show_variants(entry: Any) -> None:
    from aigc.lyrics.forms.codec import named_form
    from aigc.lyrics.forms.notation import write

    table = Table("Variant", "Characters", "Lines", "Form", title=entry.name)
    for variant in entry.variants:
        name = f"{entry.name}/{variant.number}" if len(entry.variants) > 1 else entry.name
        mark = " *" if variant.usual and len(entry.variants) > 1 else ""
        form = write(named_form(name)).split("》")[-1].strip()
        table.add_row(name + mark, str(variant.characters), str(variant.lines), form)
    Console().print(table)
