"""`aigc trust log`: back from a file to its sources; check, keep and merge the log."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from rich import box
from rich.markup import escape
from rich.table import Table
from rich.tree import Tree

from aigc.commands.trust_keys import Json, StoreFolder
from aigc.console import Console

if TYPE_CHECKING:
    from aigc.trust.provenance.entries import Entry
    from aigc.trust.provenance.trace import Node, Trace

app = typer.Typer(add_completion=False, rich_markup_mode="rich", no_args_is_help=True)
_DIGEST = re.compile(r"[0-9a-fA-F]{64}")
File = Annotated[str, typer.Argument(help="A file, or the SHA-256 of one.", metavar="FILE")]


@app.command()
def show(
    count: Annotated[int, typer.Option(help="How many.", min=1, max=10_000)] = 20,
    store: StoreFolder = None,
    as_json: Json = False,
) -> None:
    """List the last entries, the newest first."""
    from aigc.trust.provenance.log import Log

    _print_entries(Log(store).recent(count), as_json)


@app.command()
def trace(file: File, store: StoreFolder = None, as_json: Json = False) -> None:
    """Show what a file was made of, up to its sources."""
    found = _traced(file, store)
    if as_json:
        typer.echo(json.dumps(found.told(), ensure_ascii=False, indent=2))
    else:
        Console().print(_tree(found, file))


@app.command()
def uses(file: File, store: StoreFolder = None, as_json: Json = False) -> None:
    """List what was made from a file."""
    from aigc.trust.provenance.log import Log
    from aigc.trust.provenance.trace import made_from

    _print_entries(made_from(_digest(file), Log(store)), as_json)


@app.command()
def credits(
    file: File,
    language: Annotated[Literal["zh", "en"], typer.Option("--lang", help="Of the text.")] = "en",
    store: StoreFolder = None,
) -> None:
    """Print whom a file's material asks to name, and what else it asks."""
    from aigc.trust.policy import policy
    from aigc.trust.provenance.licences import credits_text, obligations

    made = _traced(file, store).node.provenance
    typer.echo(credits_text(obligations(made, policy().licences), language), nl=False)


@app.command()
def check(
    since: Annotated[
        list[str] | None,
        typer.Option(help="A head that was kept elsewhere; may be repeated.", metavar="HEAD"),
    ] = None,
    store: StoreFolder = None,
    as_json: Json = False,
) -> None:
    """Walk the chain; exit code 1 names the first entry that is wrong."""
    from aigc.progress_bar import bar
    from aigc.trust.provenance.checking import check as walk
    from aigc.trust.provenance.entries import Head
    from aigc.trust.provenance.log import Log

    heads = tuple(Head.of(one) for one in since or ())
    with bar(Console(stderr=True)) as progress:
        found = walk(Log(store), since=heads, progress=progress)
    if as_json:
        typer.echo(json.dumps(asdict(found), ensure_ascii=False, indent=2))
    elif found.trouble is None:
        typer.echo(f"The log is as it was written; entries: {found.entries}.")
    if found.trouble is not None:
        if not as_json:
            wrong = found.trouble
            typer.echo(f"Entry {wrong.seq} of log {wrong.chain} is {wrong.fault}. {wrong.told}")
        raise typer.Exit(1)


@app.command()
def head(store: StoreFolder = None) -> None:
    """Print where each chain ends: keep it elsewhere, for aigc trust log check --since."""
    from aigc.trust.provenance.log import Log

    for one in Log(store).chains():
        typer.echo(str(one))


@app.command()
def export(
    out: Annotated[Path, typer.Argument(help="File of JSON lines to write.", metavar="FILE")],
    store: StoreFolder = None,
) -> None:
    """Write all entries to a file."""
    from aigc.progress_bar import bar
    from aigc.trust.provenance.exchange import export as write
    from aigc.trust.provenance.log import Log

    with bar(Console(stderr=True)) as progress:
        count = write(Log(store), out, progress=progress)
    typer.echo(f"{count} entries: {out}")


@app.command("import")
def take(
    file: Annotated[Path, typer.Argument(help="What another machine exported.", metavar="FILE")],
    store: StoreFolder = None,
) -> None:
    """Take the entries of another log beside this one's own."""
    from aigc.progress_bar import bar
    from aigc.trust.provenance.exchange import take as merge
    from aigc.trust.provenance.log import Log

    with bar(Console(stderr=True)) as progress:
        grown = merge(Log(store), file, progress=progress)
    for one in grown:
        typer.echo(f"{one.chain}: {one.seq} entries")
    if not grown:
        typer.echo("There is nothing new in it.")


def _traced(file: str, store: Path | None) -> Trace:
    from aigc.progress_bar import bar
    from aigc.trust.provenance.log import Log
    from aigc.trust.provenance.trace import trace, trace_digest
    from aigc.trust.watermark.files import find_id

    log = Log(store)
    if _DIGEST.fullmatch(file) and not Path(file).exists():
        return trace_digest(file, log)
    with bar(Console(stderr=True)) as progress:
        return trace(Path(file), log, watermark=partial(find_id, progress=progress))


def _digest(file: str) -> str:
    from aigc.errors import InputError
    from aigc.store import file_sha256

    if _DIGEST.fullmatch(file) and not Path(file).exists():
        return file
    try:
        return file_sha256(Path(file))
    except OSError as exc:
        raise InputError(f"Cannot read {file}: {exc.strerror}. Check the path.") from exc


def _print_entries(entries: tuple[Entry, ...], as_json: bool) -> None:
    if as_json:
        told = [asdict(one) | {"payload": one.told} for one in entries]
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    table = Table("entry", "when (UTC)", "what", "of what", box=box.SIMPLE_HEAD)
    for one in entries:
        when = one.at[:19].replace("T", " ")
        table.add_row(str(one.seq), when, one.kind, escape(_subject(one.told)))
    Console().print(table)


def _subject(told: dict[str, Any]) -> str:
    """Return what an entry is about, in a few words."""
    named = (told.get(key) for key in ("title", "name", "pipeline", "consent", "asset", "sha256"))
    return str(next((one for one in named if one), ""))[:60]


def _tree(found: Trace, file: str) -> Tree:
    by = {"file": "its bytes", "label": "its label", "watermark": "its watermark"}
    top = Tree(f"[bold]{escape(Path(file).name)}[/], known by {by.get(found.by, 'its digest')}")
    _grow(top, found.node)
    return top


def _grow(above: Tree, node: Node) -> None:
    made = node.provenance
    title = escape(made.title or made.pipeline)
    when = node.at[:19].replace("T", " ")
    branch = above.add(f"[bold]{title}[/] · {made.pipeline} {made.version} · {node.kind} {when}")
    for event in node.events:
        branch.add(f"[yellow]{escape(event)}[/]")
    for use in made.uses:
        told = (use.name, use.version[:40], use.licence)
        branch.add(f"[cyan]{escape(use.role)}[/] {escape(' · '.join(filter(None, told)))}")
    for one in node.sources:
        words = (one.name, one.credit, one.licence, one.sha256[:12])
        branch.add(f"[green]{escape(one.role)}[/] {escape(' · '.join(filter(None, words)))}")
    for parent in node.parents:
        _grow(branch, parent)
