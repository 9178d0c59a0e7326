"""`aigc trust keys`: make, show, rotate and hand out what signs."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich import box
from rich.table import Table

from aigc.console import Console

if TYPE_CHECKING:
    from aigc.trust.provenance.keys import Certified

app = typer.Typer(add_completion=False, rich_markup_mode="rich", no_args_is_help=True)
Folder = Annotated[
    Path | None,
    typer.Option("--dir", help="Folder of keys and policy; AIGC_TRUST if left out.", metavar="DIR"),
]
StoreFolder = Annotated[
    Path | None, typer.Option("--store", help="Store whose log is told.", metavar="FOLDER")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def make(
    name: Annotated[str, typer.Argument(help="Who signs, as people shall read it.")],
    folder: Folder = None,
    store: StoreFolder = None,
) -> None:
    """Make an authority of your own and a first key; AIGC_TRUST_PASSPHRASE locks them."""
    from aigc.trust.provenance import keys

    _logged(keys.make(name, folder), store)


@app.command()
def rotate(folder: Folder = None, store: StoreFolder = None) -> None:
    """Sign with a new key from now on; what the earlier ones signed stays valid."""
    from aigc.trust.provenance import keys

    _logged(keys.rotate(folder), store)


@app.command()
def use(
    certificate: Annotated[Path, typer.Argument(help="Certificate with those above it, PEM.")],
    key: Annotated[Path, typer.Argument(help="Its private key, PEM.")],
    folder: Folder = None,
    store: StoreFolder = None,
) -> None:
    """Sign with a certificate of your own from now on."""
    from aigc.trust.provenance import keys

    _logged(keys.use(certificate, key, folder), store)


@app.command()
def show(folder: Folder = None, as_json: Json = False) -> None:
    """List the keys; the last one signs."""
    from aigc.trust.provenance import keys

    found = keys.shown(folder)
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in found], default=str, indent=2))
    elif found:
        Console().print(_table(found))
    else:
        typer.echo("There are no keys. Make one: aigc trust keys make NAME")


@app.command()
def export(
    out: Annotated[
        Path | None, typer.Argument(help="File to write; printed if left out.", metavar="[FILE]")
    ] = None,
    folder: Folder = None,
) -> None:
    """Write the public certificates that others need to trust what you sign."""
    from aigc.files import write_atomic
    from aigc.trust.provenance import keys

    found = keys.public(folder)
    if out is None:
        typer.echo(found.decode(), nl=False)
    else:
        write_atomic(out, found)
        typer.echo(out)


def _logged(made: Certified, store: Path | None) -> None:
    from aigc.trust.provenance.log import Log

    told = {"name": made.name, "number": made.number, "fingerprint": made.fingerprint}
    Log(store).append("key-made", told)
    typer.echo(f"Key {made.number} of {made.name} signs from now on, until {made.until:%Y-%m-%d}.")


def _table(found: tuple[Certified, ...]) -> Table:
    table = Table("key", "name", "since", "until", "fingerprint", box=box.SIMPLE_HEAD)
    for one in found:
        number = f"[bold]{one.number} ★[/]" if one.current else str(one.number)
        since, until = f"{one.since:%Y-%m-%d}", f"{one.until:%Y-%m-%d}"
        table.add_row(number, one.name, since, until, one.fingerprint[:16])
    return table
