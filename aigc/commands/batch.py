"""`aigc batch`: a manifest of jobs run, watched, retried, stopped and told."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from aigc.errors import Cancelled, ConfigError, InputError

app = typer.Typer(add_completion=False, rich_markup_mode="rich", no_args_is_help=True)
Out = Annotated[Path, typer.Argument(help="Folder of the batch.", metavar="DIR")]
Jobs = Annotated[
    list[str] | None, typer.Argument(help="Names of jobs; none for all.", metavar="[JOB]...")
]


def register(main: typer.Typer, console: Console) -> None:
    """Add `aigc batch`."""
    main.add_typer(app, name="batch", help="Make thousands of clips from a table, none lost.")


@app.command()
def run(
    manifest: Annotated[Path, typer.Argument(help="CSV, XLSX, JSONL or YAML: a row for each job.")],
    out: Annotated[Path, typer.Option(help="Folder for the results.", metavar="DIR")] = Path(
        "batch"
    ),
    pipeline: Annotated[
        str, typer.Option(help="What each row asks for, such as video.", metavar="NAME")
    ] = "",
    template: Annotated[
        Path | None, typer.Option(help="Brief that the rows fill in.", metavar="FILE")
    ] = None,
    option: Annotated[
        list[str] | None,
        typer.Option("--set", help="NAME=VALUE for every row; repeat it.", metavar="NAME=VALUE"),
    ] = None,
    config: Annotated[
        Path | None, typer.Option(help="Options of every row, from a file.", metavar="FILE")
    ] = None,
    root: Annotated[
        Path | None, typer.Option(help="Folder that no path may leave.", metavar="DIR")
    ] = None,
    workers: Annotated[
        int, typer.Option(help="Processes; 0 is one a GPU, or else one a core.", min=0)
    ] = 0,
    store: Annotated[
        Path | None, typer.Option(help="Folder where finished steps are kept.", metavar="DIR")
    ] = None,
    plan_only: Annotated[
        bool, typer.Option("--plan", help="Check and estimate, and start nothing.")
    ] = False,
) -> None:
    """Do every job of a manifest; run it again to go on, and nothing is done twice."""
    from aigc.batch import running
    from aigc.batch.manifest.planning import plan
    from aigc.batch.sight.terminal import view, watching
    from aigc.store import Store, default_root

    errors = Console(stderr=True)
    options = _options(config, option or [])
    planned = plan(manifest, pipeline=pipeline, template=template, options=options, root=root)
    errors.print(str(running.estimate(planned, out, workers)), highlight=False, soft_wrap=True)
    if plan_only:
        return
    kept = Store(store or default_root())
    try:
        with watching(errors) as watch:
            seen = running.run(
                manifest, out, planned=planned, workers=workers, store=kept, watch=watch
            )
    except (KeyboardInterrupt, Cancelled) as exc:
        raise Cancelled(
            f"What is done is in {out}. Run the same command to go on from there."
        ) from exc
    errors.print(view(seen))
    typer.echo(out)
    if seen.counts.get("failed"):
        raise typer.Exit(1)


@app.command()
def status(
    out: Out,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show how a batch stands."""
    from dataclasses import asdict
    from json import dumps

    from aigc.batch import running
    from aigc.batch.sight.terminal import view

    seen = running.status(out)
    if as_json:
        typer.echo(dumps(asdict(seen), ensure_ascii=False, indent=2))
    else:
        Console().print(view(seen))


@app.command()
def retry(
    out: Out,
    jobs: Jobs = None,
    cause: Annotated[
        str, typer.Option(help="Only what failed of this, such as engine.", metavar="CAUSE")
    ] = "",
) -> None:
    """Let failed jobs be done again by the next run, or by the one that goes on."""
    from aigc.batch.ledger import controls
    from aigc.batch.running import ledger_in

    count = controls.retry(ledger_in(out), jobs or (), cause)
    typer.echo(f"{count} to be done again.")


@app.command()
def cancel(out: Out, jobs: Jobs = None) -> None:
    """Leave jobs undone: those named, or all that are open."""
    from aigc.batch.ledger import controls
    from aigc.batch.running import ledger_in

    typer.echo(f"{controls.cancel(ledger_in(out), jobs or ())} cancelled.")


@app.command()
def pause(out: Out) -> None:
    """Start no more jobs; those that run come to their end."""
    from aigc.batch.ledger import controls
    from aigc.batch.running import ledger_in

    controls.pause(ledger_in(out))


@app.command()
def resume(out: Out) -> None:
    """Start jobs again after a pause."""
    from aigc.batch.ledger import controls
    from aigc.batch.running import ledger_in

    controls.resume(ledger_in(out))


@app.command()
def export(
    out: Out,
    to: Annotated[
        Path | None, typer.Option(help="A .csv or .jsonl file; JSON lines are printed without it.")
    ] = None,
) -> None:
    """Write what became of every job, and what it cost, as a table."""
    from aigc.batch.running import ledger_in
    from aigc.batch.sight.export import as_csv, as_json
    from aigc.files import write_atomic

    rows = ledger_in(out).rows()
    if to is None:
        typer.echo(as_json(rows), nl=False)
        return
    writers: dict[str, Any] = {".csv": as_csv, ".jsonl": as_json}
    if to.suffix not in writers:
        raise InputError(f"{to} must end in .csv or .jsonl.")
    # Spreadsheet programs take CSV for UTF-8 only with its mark.
    mark = "\ufeff" if to.suffix == ".csv" else ""
    write_atomic(to, (mark + writers[to.suffix](rows)).encode())


def _options(config: Path | None, given: list[str]) -> dict[str, Any]:
    from aigc.config import read_settings

    found = read_settings(config) if config else {}
    for one in given:
        name, sign, value = one.partition("=")
        if not sign or not name:
            raise ConfigError(f"--set {one!r} is no NAME=VALUE.")
        found[name.strip()] = value.strip()
    return found
