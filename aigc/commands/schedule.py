"""`aigc schedule`: batches and notebooks at set times, each run once."""

from __future__ import annotations

import signal
import time
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from shlex import join
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from aigc.console import Console
from aigc.errors import InputError

if TYPE_CHECKING:
    from aigc.types.schedule import Fire, Schedule

app = typer.Typer(add_completion=False, rich_markup_mode="rich", no_args_is_help=True)
Folder = Annotated[Path, typer.Option("--dir", help="Folder of the schedules.", metavar="DIR")]
Name = Annotated[str, typer.Argument(help="Name of a schedule.", metavar="NAME")]
ROOT = Path("schedules")


def register(main: typer.Typer, console: Console) -> None:
    """Add `aigc schedule`."""
    main.add_typer(app, name="schedule", help="Run batches and notebooks at set times.")


@app.command()
def add(
    name: Name,
    command: Annotated[
        list[str],
        typer.Argument(
            help="Behind --: a manifest or a notebook, and options of aigc batch run.",
            metavar="-- MANIFEST|NOTEBOOK [OPTION]...",
        ),
    ],
    cron: Annotated[
        str, typer.Option(help="When, such as '0 2 * * *' for two at night.", metavar="CRON")
    ],
    zone: Annotated[
        str, typer.Option(help="Time zone; this machine's if left out.", metavar="ZONE")
    ] = "",
    catch_up: Annotated[
        Literal["all", "latest", "skip"],
        typer.Option(help="Which of the runs that were missed are made up for."),
    ] = "latest",
    grace: Annotated[
        float, typer.Option(help="Minutes that a run may be late with skip.", min=0)
    ] = 5.0,
    out: Annotated[
        str, typer.Option(help="Folder of a run, with {date} or {time}.", metavar="DIR")
    ] = "",
    root: Folder = ROOT,
) -> None:
    """Run a batch at set times; {date} and {time} stand for those of the run."""
    from aigc.batch.schedule.book import Book
    from aigc.batch.schedule.command import check_out, usual_out
    from aigc.batch.schedule.cron import Cron, local_zone
    from aigc.types.schedule import Schedule

    schedule = Schedule(
        name=name, cron=cron, zone=zone or local_zone(), catch_up=catch_up, grace_s=grace * 60,
        command=tuple(command), out=str(Path(out).absolute()), cwd=str(Path.cwd()),
    )  # fmt: skip
    Cron(schedule.cron, schedule.zone)
    now = time.time()
    if not out:
        schedule = replace(schedule, out=usual_out(root.absolute(), schedule, now))
    check_out(schedule, now)
    _tried(schedule, now)
    book = Book(root.absolute(), clock=time.time)
    book.add(schedule)
    book.close()
    typer.echo(f"{name}: next {_next(schedule, now)}, results in {schedule.out}")


@app.command("list")
def show(
    name: Annotated[
        str, typer.Argument(help="A schedule whose runs are listed.", metavar="[NAME]")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    root: Folder = ROOT,
) -> None:
    """List the schedules, when each is due and how it went; or the runs of one."""
    from json import dumps

    from aigc.batch.schedule.book import book_in

    with book_in(root.absolute(), time.time) as book:
        schedules = [book.named(name)] if name else book.schedules()
        found = [(one, book.fires(one.name, 20 if name or as_json else 1)) for one in schedules]
    if as_json:
        told = [asdict(one) | {"fires": [asdict(f) for f in fires]} for one, fires in found]
        typer.echo(dumps(told, ensure_ascii=False, indent=2))
    else:
        Console().print(_runs(*found[0]) if name else _table(found))


@app.command()
def remove(name: Name, root: Folder = ROOT) -> None:
    """Forget a schedule; the results of its runs stay."""
    from aigc.batch.schedule.book import book_in

    with book_in(root.absolute(), time.time) as book:
        book.remove(name)


@app.command()
def run(root: Folder = ROOT) -> None:
    """Start what is due, until Ctrl-C; a run that was stopped goes on at the next start."""
    from aigc.batch.schedule.service import Service, check_free, opened

    folder = _known(root)
    service = Service(folder, told=_tell)
    with opened(service, folder) as free:
        check_free(free, folder)
        for one in service.book.schedules():
            _tell(f"{one.name}: next {_next(one, time.time())}")
        _heard(service)
        service.serve()


@app.command()
def once(root: Folder = ROOT) -> None:
    """Start what is due, wait for it and end: for cron. Nothing is done while another does it."""
    from aigc.batch.schedule.service import Service, opened

    folder = _known(root)
    service = Service(folder, told=_tell)
    with opened(service, folder) as free:
        if free:
            _heard(service)
            service.once()


@app.command()
def unit(
    kind: Annotated[Literal["crontab", "systemd"], typer.Option(help="For whom.")] = "systemd",
    root: Folder = ROOT,
) -> None:
    """Print what makes cron or systemd run the schedules."""
    from aigc.batch.schedule.units import UNITS

    typer.echo(UNITS[kind](_known(root)), nl=False)


def _tried(schedule: Schedule, now: float) -> None:
    """See that the batch can be planned, as far as can be told before its day."""
    from aigc.batch.schedule.command import BLANKS, filled
    from aigc.commands import batch

    own = [part for part in schedule.command if part.partition("=")[0] in ("--out", "--plan")]
    if own:
        raise InputError(f"{own[0]} belongs before the --, or nowhere.")
    blank = [part for part in schedule.command if any(one in part for one in BLANKS)]
    # A file that is named for its day is not there yet.
    if all("=" in part for part in blank):
        given = [filled(schedule, part, now) for part in schedule.command]
        plan = ["run", *given, "--out", filled(schedule, schedule.out, now), "--plan"]
        typer.main.get_command(batch.app).main(plan, standalone_mode=False)


def _known(root: Path) -> Path:
    from aigc.batch.schedule.book import book_in

    folder = root.absolute()
    with book_in(folder, time.time):
        return folder


def _heard(service: Any) -> None:
    """Let a signal stop a service."""
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, lambda *_: service.stop())


def _tell(line: str) -> None:
    typer.echo(f"{datetime.now():%Y-%m-%d %H:%M:%S}  {line}", err=True)


def _table(found: list[tuple[Schedule, list[Fire]]]) -> Any:
    from rich import box
    from rich.markup import escape
    from rich.table import Table

    table = Table("name", "when", "next", "last", "what", box=box.SIMPLE, show_edge=False)
    for one, fires in found:
        last = f"{_shown(one, fires[0].due)}\n{fires[0].state}" if fires else "-"
        when, what = f"{one.cron}\n{one.zone}", escape(join(one.command))
        table.add_row(one.name, when, _next(one, time.time()), last, what)
    return table


def _runs(schedule: Schedule, fires: list[Fire]) -> Any:
    from rich import box
    from rich.markup import escape
    from rich.table import Table

    from aigc.batch.schedule.command import out
    from aigc.batch.sight.words import spoken

    table = Table("due", "state", "took", box=box.SIMPLE, show_edge=False)
    for head in ("results", "message"):
        table.add_column(head, overflow="fold")
    for one in fires:
        took = spoken(one.ended_at - one.started_at) if one.ended_at else "-"
        place, told = escape(str(out(schedule, one.due))), escape(one.message)
        table.add_row(_shown(schedule, one.due), one.state, took, place, told)
    return table


def _next(schedule: Schedule, now: float) -> str:
    from aigc.batch.schedule.cron import Cron

    found = Cron(schedule.cron, schedule.zone).after(now)
    return _shown(schedule, found) if found else "never"


def _shown(schedule: Schedule, moment: float) -> str:
    from zoneinfo import ZoneInfo

    return f"{datetime.fromtimestamp(moment, ZoneInfo(schedule.zone)):%Y-%m-%d %H:%M %Z}"
