"""`aigc review`: what waits for people, and what they say of it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import asdict
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from aigc.console import Console
from aigc.errors import AigcError

if TYPE_CHECKING:
    from aigc.trust.review.book import Entry
    from aigc.trust.review.reviews import Reviews
    from aigc.types.review import Case

app = typer.Typer(add_completion=False, rich_markup_mode="rich", no_args_is_help=True)
Names = Annotated[
    list[str], typer.Argument(help="Cases; the beginning of a name is enough.", metavar="ID...")
]
Name = Annotated[str, typer.Argument(help="A case.", metavar="ID")]
Actor = Annotated[
    str, typer.Option("--as", help="Who does this; the system's user if left out.", metavar="NAME")
]
Reason = Annotated[str, typer.Option(help="Why, for whoever asked for it.", metavar="TEXT")]
Folder = Annotated[
    Path | None, typer.Option("--store", help="Folder of the cases.", metavar="FOLDER")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def register(main: typer.Typer, console: Console) -> None:
    """Add `aigc review`."""
    main.add_typer(app, name="review", help="Approve or refuse what waits for people.")


@app.command("list")
def show_all(
    every: Annotated[bool, typer.Option("--all", help="Also what is done with.")] = False,
    as_json: AsJson = False,
    store: Folder = None,
) -> None:
    """List what waits, who came first first."""
    from aigc.trust.policy import policy

    reviews = _reviews(store)
    found = reviews.book.entries() if every else reviews.waiting(policy())
    if as_json:
        typer.echo(_json([_told(one) for one in found]))
    elif found:
        Console().print(_table(found))
    else:
        typer.echo("Nothing waits.")


@app.command()
def show(name: Name, as_json: AsJson = False, store: Folder = None) -> None:
    """Show a case: what was found in it, its files, and what was done with it."""
    reviews = _reviews(store)
    entry = reviews.book.entry(name)
    exhibit, done = reviews.book.exhibit(entry.case.id), reviews.book.history(entry.case.id)
    held = reviews.held(entry.case.id)
    files = sorted(str(p.relative_to(held)) for p in held.rglob("*") if p.is_file())
    if as_json:
        told = {"exhibit": asdict(exhibit), "files": files, "steps": [asdict(one) for one in done]}
        typer.echo(_json(_told(entry) | told))
        return
    console = Console()
    console.print(_table([entry]))
    for one in exhibit.findings:
        console.print(f"[yellow]{one.decision}[/] {escape(one.category)}  {escape(one.words)}"
                      f"  [dim]{escape(one.place)}[/]")  # fmt: skip
    for path in files:
        console.print(escape(str(held / path)), soft_wrap=True)
    for step in done:
        why = f"  {escape(step.reason)}" if step.reason else ""
        console.print(f"[dim]{_clock(step.at)}[/]  {step.do}  {escape(step.actor)}{why}")


@app.command()
def claim(name: Name, actor: Actor = "", store: Folder = None) -> None:
    """Take a case for 15 minutes, so that nobody else looks at it meanwhile."""
    from aigc.trust.policy import policy

    case = _reviews(store).claim(name, actor or _user(), policy())
    until = _clock(case.claim.until) if case.claim else ""
    typer.echo(f"{case.id}: yours until {until}")


@app.command()
def approve(names: Names, actor: Actor = "", store: Folder = None) -> None:
    """Approve cases, and publish each where it was asked to appear; a batch publishes its own."""
    from aigc.trust.policy import policy
    from aigc.trust.review.reviews import promise

    reviews, who, rules = _reviews(store), actor or _user(), policy()

    def approved(name: str) -> str:
        entry = reviews.book.entry(name)
        to = reviews.approve(entry.case, who, rules)
        return f"approved; {promise(entry.later)}" if entry.later else str(to)

    _each(names, approved)


@app.command()
def reject(names: Names, reason: Reason = "", actor: Actor = "", store: Folder = None) -> None:
    """Refuse cases for good; their files are deleted after 30 days."""
    from aigc.trust.policy import policy

    reviews, who, rules = _reviews(store), actor or _user(), policy()
    _each(names, lambda name: _state(reviews.reject(_case(reviews, name), who, rules, reason)))


@app.command("request-changes")
def request_changes(
    names: Names, reason: Reason = "", actor: Actor = "", store: Folder = None
) -> None:
    """Send cases back to whoever asked for them."""
    from aigc.trust.policy import policy

    reviews, who, rules = _reviews(store), actor or _user(), policy()
    _each(names, lambda name: _state(reviews.send_back(_case(reviews, name), who, rules, reason)))


@app.command()
def withdraw(names: Names, reason: Reason = "", actor: Actor = "", store: Folder = None) -> None:
    """Take cases back for good; what has left already stays where it is."""
    from aigc.trust.policy import policy

    reviews, who, rules = _reviews(store), actor or _user(), policy()
    _each(names, lambda name: _state(reviews.withdraw(name, who, rules, reason)))


@app.command()
def audit(as_json: AsJson = False, store: Folder = None) -> None:
    """Count the cases, and tell what people found in passes that were drawn at random."""
    figures = _reviews(store).audit()
    if as_json:
        typer.echo(_json(figures))
        return
    table = Table("", "cases", box=None)
    for name, count in figures.items():
        table.add_row(name.replace("_", " "), f"{count:,}")
    Console().print(table)


def _each(names: list[str], do: Callable[[str], str]) -> None:
    """Do something with each case; the last refusal counts when all had their turn."""
    refused: AigcError | None = None
    for name in names:
        try:
            typer.echo(f"{name}: {do(name)}")
        except AigcError as exc:
            if len(names) > 1:
                typer.echo(f"{name}: {exc}", err=True)
            refused = exc
    if refused:
        raise refused


def _state(case: Case) -> str:
    return case.state.replace("_", " ")


def _user() -> str:
    from aigc.trust.review.reviews import system_user

    return system_user()


def _reviews(store: Path | None) -> Reviews:
    from aigc.trust.review.reviews import opened

    return opened(store)


def _case(reviews: Reviews, name: str) -> Case:
    return reviews.book.entry(name).case


def _told(entry: Entry) -> dict[str, Any]:
    return asdict(entry) | {"to": os.fspath(entry.to)}


def _table(entries: list[Entry] | tuple[Entry, ...]) -> Table:
    table = Table("case", "state", "title", "made by", "for", "found", "since", box=None)
    for one in entries:
        found = ", ".join(one.categories) or one.case.decision
        drawn = " [cyan](drawn)[/]" if one.case.audited else ""
        table.add_row(
            one.case.id, one.case.state.replace("_", " "), escape(one.title), one.pipeline,
            escape(one.case.creator), escape(found) + drawn, _clock(one.asked_at),
        )  # fmt: skip
    return table


def _clock(at: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(at))


def _json(value: object) -> str:
    return dumps(value, ensure_ascii=False, indent=2)
