"""`aigc batch`: a manifest of jobs run, watched, retried, stopped and told."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Annotated, Any

import typer

from aigc.console import Console
from aigc.errors import Cancelled, ConfigError

app = typer.Typer(add_completion=False, rich_markup_mode="rich", no_args_is_help=True)
Out = Annotated[Path, typer.Argument(help="Folder of the batch.", metavar="DIR")]
Group = Annotated[
    int | None, typer.Option(help="Processes of one worker, for models that span GPUs.", min=1)
]
Jobs = Annotated[
    list[str] | None, typer.Argument(help="Names of jobs; none for all.", metavar="[JOB]...")
]


def register(main: typer.Typer, console: Console) -> None:
    """Add `aigc batch`."""
    main.add_typer(app, name="batch", help="Make thousands of clips from a table, none lost.")


@app.command()
def run(
    manifest: Annotated[
        Path, typer.Argument(help="CSV, XLSX, JSON, JSONL or YAML: a row for each job.")
    ],
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
    metrics: Annotated[
        int, typer.Option(help="Port for Prometheus on this machine.", metavar="PORT", min=0)
    ] = 0,
    executor: Annotated[
        str, typer.Option(help="Who works: local, accelerate or ray.", metavar="NAME")
    ] = "local",
    address: Annotated[
        str,
        typer.Option(
            help="Of a Ray cluster, or where other machines find this batch.", metavar="HOST:PORT"
        ),
    ] = "",
    group: Group = None,
    cpus: Annotated[
        float | None, typer.Option(help="Cores of each of Ray's workers.", min=0)
    ] = None,
    gpus: Annotated[
        float | None, typer.Option(help="GPUs of each of Ray's workers.", min=0)
    ] = None,
) -> None:
    """Do every job of a manifest; run it again to go on, and nothing is done twice."""
    from aigc.batch import running
    from aigc.batch.manifest.planning import plan
    from aigc.batch.sight.terminal import view, watching
    from aigc.batch.sight.words import jobs, waiting
    from aigc.progress_bar import bar
    from aigc.store import Store, default_root

    errors = Console(stderr=True)
    options = _options(config, option or [])
    with bar(errors) as progress:
        planned = plan(
            manifest, pipeline=pipeline, template=template, options=options, root=root,
            progress=progress,
        )  # fmt: skip
    errors.print(str(running.estimate(planned, out, workers)), highlight=False, soft_wrap=True)
    if plan_only:
        return
    kept = Store(store or default_root())
    own = {"address": address or None, "group": group, "cpus": cpus, "gpus": gpus}
    own = {name: value for name, value in own.items() if value is not None}
    try:
        with watching(errors) as watch, _metrics(out, metrics):
            seen = running.run(
                manifest, out, planned=planned, workers=workers, store=kept, watch=watch,
                executor=executor, settings=own,
            )  # fmt: skip
    except (KeyboardInterrupt, Cancelled) as exc:
        raise Cancelled(
            f"What is done is in {out}. Run the same command to go on from there."
        ) from exc
    errors.print(view(seen))
    typer.echo(out)
    if failed := seen.counts.get("failed"):
        told = f"{jobs(failed)} failed. Why: aigc batch status {out}"
        told += f" {waiting(seen.reviews)}" if seen.reviews else ""
        errors.print(told, highlight=False, soft_wrap=True)
        raise typer.Exit(1)


@app.command()
def status(
    out: Out,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    prometheus: Annotated[
        bool, typer.Option("--prometheus", help="Print metrics as Prometheus reads them.")
    ] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Stay and follow it until its end.")
    ] = False,
) -> None:
    """Show how a batch stands."""
    from dataclasses import asdict
    from json import dumps

    from aigc.batch import running
    from aigc.batch.sight.metrics import as_text
    from aigc.batch.sight.terminal import followed, view

    seen = running.status(out)
    if prometheus:
        typer.echo(as_text(out), nl=False)
        return
    console = Console()
    if watch:
        seen = followed(lambda: running.status(out), console)
    if as_json:
        typer.echo(dumps(asdict(seen), ensure_ascii=False, indent=2))
    else:
        console.print(view(seen))


@app.command()
def logs(
    out: Out,
    jobs: Jobs = None,
    last: Annotated[int, typer.Option(help="Only so many lines; 0 for all.", min=0)] = 0,
) -> None:
    """Tell what happened to jobs, with the traces of faults."""
    from aigc.batch.sight.journal import events, told

    Console().print(told(events(out, jobs or ())[-last:]), highlight=False, soft_wrap=True)


@app.command()
def join(
    out: Out,
    workers: Annotated[
        int, typer.Option(help="Processes; 0 is one a GPU, or else one a core.", min=0)
    ] = 0,
    group: Group = None,
    store: Annotated[
        Path | None, typer.Option(help="Folder where finished steps are kept.", metavar="DIR")
    ] = None,
) -> None:
    """Help with a batch of another machine, in a folder that both share, until it is done."""
    from aigc.batch import launched
    from aigc.store import Store, default_root

    kept = Store(store or default_root())
    launched.join(out, workers=workers, group=group or 1, store=kept)


@app.command()
def retry(
    out: Out,
    jobs: Jobs = None,
    cause: Annotated[
        str,
        typer.Option(help="Only what failed of this: engine, review, ...", metavar="CAUSE"),
    ] = "",
) -> None:
    """Let failed jobs be done again by the next run, or by the one that goes on."""
    from aigc.batch import running

    typer.echo(f"{running.retry(out, jobs or (), cause=cause)} to be done again.")


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
    typer.echo(f"Paused. Go on with: aigc batch resume {out}")


@app.command()
def resume(out: Out) -> None:
    """Start jobs again after a pause."""
    from aigc.batch.ledger import controls
    from aigc.batch.running import ledger_in

    controls.resume(ledger_in(out))
    typer.echo("Jobs start again, where a run is at work; else start it with the same command.")


@app.command()
def export(
    out: Out,
    to: Annotated[
        Path | None,
        typer.Option(help="A .csv, .xlsx or .jsonl file; JSON lines are printed without it."),
    ] = None,
) -> None:
    """Write what became of every job, and what it cost, as a table."""
    from aigc.batch import running
    from aigc.batch.sight.export import as_json

    if to is None:
        typer.echo(as_json(running.ledger_in(out).rows()), nl=False)
    else:
        running.export(out, to)


def _metrics(out: Path, port: int) -> AbstractContextManager[object]:
    from aigc.batch.sight.metrics import served

    return served(out, port) if port else nullcontext()


def _options(config: Path | None, given: list[str]) -> dict[str, Any]:
    from aigc.config import read_settings

    found = read_settings(config) if config else {}
    for one in given:
        name, sign, value = one.partition("=")
        if not sign or not name:
            raise ConfigError(f"--set {one!r} is no NAME=VALUE.")
        found[name.strip()] = value.strip()
    return found
