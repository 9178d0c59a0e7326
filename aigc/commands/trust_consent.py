"""`aigc trust consent`: whose voice and whose face may be used, and for how long."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich import box
from rich.markup import escape
from rich.table import Column, Table

from aigc.commands.trust_keys import Json, StoreFolder
from aigc.console import Console

if TYPE_CHECKING:
    from aigc.trust.consent.record import Record
    from aigc.trust.consent.revoking import Moved, Published, Revocation

app = typer.Typer(add_completion=False, rich_markup_mode="rich", no_args_is_help=True)
Name = Annotated[
    str, typer.Argument(help="A consent; the beginning of its name is enough.", metavar="ID")
]
Actor = Annotated[
    str, typer.Option("--as", help="Who does this; the system's user if left out.", metavar="NAME")
]
_SUFFIXES_OF_PHOTOS = (".jpg", ".jpeg", ".png", ".webp")


@app.command("list")
def show_all(store: StoreFolder = None, as_json: Json = False) -> None:
    """List all consents, who came first first."""
    from aigc.trust.consent.book import opened

    book = opened(store)
    found = book.records()
    if as_json:
        _print_json([asdict(one) for one in found])
    elif found:
        Console().print(_table(found, book.today()))
    else:
        typer.echo("There are no consents.")


@app.command()
def show(name: Name, store: StoreFolder = None, as_json: Json = False) -> None:
    """Show a consent: what was said, what was done with it, what waits and what was published."""
    from aigc.trust.consent.book import opened
    from aigc.trust.consent.revoking import followed, waiting
    from aigc.trust.review.reviews import opened as reviews_of

    book = opened(store)
    record = book.find(name)
    out, steps = followed(record, store=store), book.history(record.id)
    waits = waiting(reviews_of(store), (record.id, *out.others))
    if as_json:
        told = {"steps": steps, "waiting": waits, "published": out.published}
        _print_json(asdict(record) | {name: _plain(some) for name, some in told.items()})
        return
    console = Console()
    console.print(_table([record], book.today()))
    console.print(f"“{escape(record.statement)}”", soft_wrap=True)
    console.print(f"evidence {record.evidence}", highlight=False, soft_wrap=True)
    for step in steps:
        told_by = " · ".join(filter(None, (step.by, step.reason)))
        days = f"{step.valid_from or ''} – {step.valid_until or ''}".strip(" –")
        words = " · ".join(filter(None, (", ".join(step.purposes), days, escape(told_by))))
        console.print(f"[dim]{date.fromtimestamp(step.at)}[/]  {step.did}  {words}")
    _print_cases(console, waits, "waits")
    _print_published(console, out.published)


@app.command()
def add(
    subject: Annotated[str, typer.Option(help="Whose voice or face it is.", metavar="NAME")],
    statement: Annotated[str, typer.Option(help="In what words they agree.", metavar="TEXT")],
    evidence: Annotated[
        Path, typer.Option(help="The photo, the recording or the voice.", metavar="FILE")
    ],
    purposes: Annotated[
        str,
        typer.Option(help="speak, sing, portrait, avatar, commercial: with commas between them."),
    ],
    begins: Annotated[
        str, typer.Option("--from", help="First day, YYYY-MM-DD.", metavar="DAY")
    ] = "",
    until: Annotated[
        str, typer.Option("--until", help="Last day; without an end if left out.", metavar="DAY")
    ] = "",
    actor: Actor = "",
    store: StoreFolder = None,
    as_json: Json = False,
) -> None:
    """Enter a consent; one that is there already gets these purposes and days."""
    from aigc.consent import day_of
    from aigc.trust.consent.book import opened
    from aigc.trust.consent.evidence import evidence as known_by
    from aigc.trust.consent.record import Given

    photo = evidence.suffix.lower() in _SUFFIXES_OF_PHOTOS
    wanted: Any = tuple(one.strip() for one in purposes.split(",") if one.strip())
    record = opened(store).give(
        Given(
            subject=subject, kind="portrait" if photo else "voice", evidence=known_by(evidence),
            statement=statement, purposes=wanted, given_by=actor or _user(),
            valid_from=day_of(begins), valid_until=day_of(until),
        ),
        renew=True,
    )  # fmt: skip
    if as_json:
        _print_json(asdict(record))
    else:
        typer.echo(f"{record.id}: {record.subject} agrees to {', '.join(record.purposes)}")


@app.command()
def revoke(
    name: Name,
    reason: Annotated[str, typer.Option(help="Why.", metavar="TEXT")] = "",
    actor: Actor = "",
    quarantine: Annotated[
        list[Path] | None,
        typer.Option(
            help="Move published files out of this folder; may be repeated.", metavar="FOLDER"
        ),
    ] = None,
    store: StoreFolder = None,
    as_json: Json = False,
) -> None:
    """Revoke a consent for good: what waits is withdrawn, and what was published is listed."""
    from aigc.progress_bar import bar
    from aigc.trust.consent.revoking import revoke as take_back
    from aigc.trust.policy import policy

    with bar(Console(stderr=True)) as progress:
        out = take_back(
            name, by=actor or _user(), reason=reason, policy=policy(), store=store,
            search=quarantine or (), progress=progress,
        )  # fmt: skip
    if as_json:
        _print_json(asdict(out))
    else:
        _print_revocation(out)


def _print_revocation(out: Revocation) -> None:
    console = Console()
    record = out.record
    console.print(f"{record.id}: revoked. {escape(record.subject)}: {escape(record.reason)}")
    _print_cases(console, out.withdrawn, "withdrawn")
    _print_published(console, out.published)
    for one in out.moved:
        console.print(escape(_of_moved(one)), soft_wrap=True, highlight=False)


def _of_moved(one: Moved) -> str:
    return f"{one.file}: stays, {one.fault}" if one.fault else f"{one.file} -> {one.to}"


def _print_cases(console: Console, cases: Iterable[str], what: str) -> None:
    for one in cases:
        console.print(f"{what}: case {one}", highlight=False)


def _print_published(console: Console, found: Iterable[Published]) -> None:
    found = tuple(found)
    if not found:
        console.print("Nothing was published with it from this store.")
        return
    table = Table("published (UTC)", "title", "made by", "file", "SHA-256", box=box.SIMPLE_HEAD)
    for one in found:
        when = one.at[:19].replace("T", " ")
        for name, digest in one.files.items():
            table.add_row(when, escape(one.title), one.pipeline, escape(name), digest[:16])
    console.print(table)


def _table(found: Iterable[Record], today: date) -> Table:
    from aigc.trust.consent.record import state

    names = ("state", "subject", "what", "for", "from", "until")
    table = Table(Column("consent", no_wrap=True), *names, box=box.SIMPLE_HEAD)
    for one in found:
        table.add_row(
            one.id, state(one, today), escape(one.subject), one.kind, ", ".join(one.purposes),
            str(one.valid_from or ""), str(one.valid_until or ""),
        )  # fmt: skip
    return table


def _user() -> str:
    from aigc.trust.asking import asker

    return asker()


def _plain(found: Iterable[Any]) -> list[Any]:
    return [one if isinstance(one, str) else asdict(one) for one in found]


def _print_json(told: object) -> None:
    typer.echo(json.dumps(told, ensure_ascii=False, indent=2, default=str))
