"""`aigc models`: known-good models; whether they are here and whole; fetch and remove them."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich import box
from rich.table import Table
from rich.text import Text

from aigc.console import Console
from aigc.errors import EngineUnavailable, InputError

if TYPE_CHECKING:
    from aigc.models.catalogue import Entry
    from aigc.models.check import Checked
    from aigc.models.hub import Offer
    from aigc.models.places import Kept

app = typer.Typer(add_completion=False, rich_markup_mode="rich")
errors = Console(stderr=True)

Capability = Annotated[
    str, typer.Option(help="Only models for this, such as pictures.", metavar="NAME")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Model = Annotated[
    str, typer.Argument(help="owner/name on the hub, with its engine or without.", metavar="MODEL")
]
WEIGHTS = (".safetensors", ".onnx")
WORDS = {"yes": "commercial use", "no": "not commercial", "conditions": "conditions"}


def register(main: typer.Typer, console: Console) -> None:
    """Add `aigc models`."""
    main.add_typer(app, name="models")


@app.callback(invoke_without_command=True)
def models(context: typer.Context) -> None:
    """List models that are known to work, with licence, size and need of memory; fetch them."""
    if context.invoked_subcommand is None:
        listed()


@app.command("list")
def listed(
    capability: Capability = "",
    here: Annotated[bool, typer.Option("--here", help="Only what is on this machine.")] = False,
    as_json: AsJson = False,
) -> None:
    """List known-good models, and what else the hub's cache holds."""
    from aigc.models.catalogue import entries, serving
    from aigc.models.places import here as whole_here
    from aigc.models.places import kept

    whole = whole_here(entries())
    cached = {one.repository: one for one in kept()}
    known = serving(capability) if capability else entries()
    shown = [one for one in known if not here or one.repository in cached]
    names = {one.repository for one in entries()}
    others = [one for name, one in cached.items() if name not in names and not capability]
    if as_json:
        told = [_entry(one, cached.get(one.repository), one.repository in whole) for one in shown]
        typer.echo(_json([*told, *(_other(one) for one in others)]))
        return
    if here and not (shown or others):
        raise InputError("No model is here. Fetch one: aigc models fetch MODEL")
    Console().print(_table(shown, cached, whole, others))


@app.command("check")
def checked(
    model: Annotated[
        str,
        typer.Argument(help="A folder, or owner/name; empty for all here.", metavar="MODEL"),
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Look whether a model that is here is whole, of the right kind, and fits this machine."""
    from aigc.models.check import check, fitted
    from aigc.models.places import kept
    from aigc.progress_bar import bar

    names = [model] if model else [one.repository for one in kept()]
    if not names:
        raise InputError("No model is here. Name a folder, or fetch one: aigc models fetch MODEL")
    with bar(errors) as progress:
        found = [check(name, progress=progress) for name in names]
    devices = _devices()
    found = [fitted(one, devices) for one in found]
    if as_json:
        typer.echo(_json([_found(one) for one in found]))
    else:
        for one in found:
            _say(one)
    if not all(one.whole for one in found):
        raise typer.Exit(1)


@app.command()
def fetch(
    model: Model,
    revision: Annotated[
        str, typer.Option(help="Branch, tag or commit.", metavar="NAME", show_default=False)
    ] = "",
    variant: Annotated[
        str,
        typer.Option(
            help="Smaller form of a pipeline's weights, such as fp16.",
            metavar="FORM",
            show_default=False,
        ),
    ] = "",
    accept: Annotated[
        bool,
        typer.Option("--accept-licence", "--yes", "-y", help="I have read the licence and agree."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Fetch a model from the hub, after its licence was shown and agreed to.

    Only safetensors and what belongs to them: no pickles, no code. Run again to go on.
    """
    from aigc.models.hub import fetch as bring
    from aigc.models.hub import offered
    from aigc.progress_bar import bar

    offer = offered(model, revision=revision, variant=variant)
    _show(offer)
    agreed = accept or (sys.stdin.isatty() and typer.confirm("Agree and fetch?", err=True))
    with bar(errors) as progress:
        folder = bring(offer, agreed=agreed, progress=progress)
    if as_json:
        told = {"repository": offer.repository, "revision": offer.revision}
        typer.echo(_json(told | {"licence": offer.licence, "folder": str(folder)}))
        return
    typer.echo(folder)
    _advise(offer)


@app.command()
def remove(
    model: Model,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Remove a model from the hub's cache."""
    from aigc.models.places import gigabytes
    from aigc.models.removal import removable
    from aigc.models.removal import remove as delete

    one = removable(model)
    size = gigabytes(one.bytes)
    if not yes:
        if not sys.stdin.isatty():
            raise InputError(f"{one.repository} takes {size}. Remove it with --yes.")
        typer.confirm(f"Remove {one.repository} ({size})?", abort=True, err=True)
    delete(one)
    typer.echo(f"{one.repository} is removed: {size} freed.")


def _table(
    shown: Sequence[Entry], cached: dict[str, Kept], whole: frozenset[str], others: Sequence[Kept]
) -> Table:
    from aigc.models.places import cache_folder, gigabytes

    table = Table("for", "model", "terms and needs", box=box.SIMPLE_HEAD, pad_edge=False)
    table.columns[1].min_width = max((len(one.repository) + 2 for one in shown), default=0)
    for column in table.columns:
        column.overflow = "fold"
    before = ""
    for entry in shown:
        first = entry.serves[0]
        if before and before != first:
            table.add_section()
        here = cached.get(entry.repository)
        mark = "" if here is None else " ✓" if entry.repository in whole else " in part"
        use = Text("" if before == first else first, style="cyan")
        table.add_row(use + Text(f"\n{entry.engine}", style="dim"), _about(entry, mark),
                      _terms(entry, here))  # fmt: skip
        before = first
    for one in others:
        name = Text(f"{one.repository} ✓", style="green")
        table.add_row(Text("other", style="cyan"), name, gigabytes(one.bytes))
    table.caption = (
        f"✓ here, in {cache_folder()}\nGPU: memory as published; what nobody tells is left out\n"
        "aigc models fetch MODEL · check MODEL · remove MODEL"
    )
    table.caption_justify = "left"
    return table


def _about(entry: Entry, mark: str) -> Text:
    style = {"": "bold", " ✓": "bold green"}.get(mark, "bold yellow")
    name = Text(f"{entry.repository}{mark}\n", style=style)
    return name + Text(f"{entry.english}\n") + Text(entry.chinese, style="dim")


def _terms(entry: Entry, here: Kept | None) -> Text:
    from aigc.models.places import gigabytes

    size = gigabytes(here.bytes) if here else _size(entry.download_gb)
    gpu, cpu = _size(entry.gpu_gb), _size(entry.cpu_gb)
    needs = [size, f"GPU {gpu}" if gpu else "", f"CPU {cpu}" if cpu else ""]
    colour = {"yes": "green", "no": "red", "conditions": "yellow"}[entry.terms.commercial]
    lines = Text(entry.licence.removeprefix("LicenseRef-"))
    lines += Text(f"\n{WORDS[entry.terms.commercial]}", style=colour)
    if entry.gated == "yes":
        lines += Text("\nbehind a gate", style="yellow")
    return lines + Text("".join(f"\n{one}" for one in needs if one), style="dim")


def _size(number: float | None) -> str:
    return f"{number:g} GB" if number else ""


def _show(offer: Offer) -> None:
    """Say what would be fetched, and under which terms."""
    from aigc.models.catalogue import find
    from aigc.models.check import fit
    from aigc.models.licence import terms
    from aigc.models.places import gigabytes

    known, entry = terms(offer.licence), find(offer.repository)
    size = gigabytes(offer.bytes)
    left = "" if offer.lacking_bytes == offer.bytes else f", {gigabytes(offer.lacking_bytes)} to go"
    say = _say_error
    say(f"{offer.repository}, {len(offer.files)} files, {size}{left}")
    if known is None:
        where = f"https://huggingface.co/{offer.repository}"
        say(f"licence: {offer.licence}. Read it before you agree: {where}")
    else:
        say(f"licence: {known.title} ({known.id}), {WORDS[known.commercial]}")
        say(f"  {known.english}\n  {known.chinese}\n  {known.link}")
    if entry is not None and entry.licence != offer.licence:
        say(f"notice: our catalogue has it under {entry.licence}; what the hub tells counts.")
    for device in _devices():
        one = fit(sum(n for name, n in offer.files if name.endswith(WEIGHTS)), device, entry)
        if not one.fits:
            say(f"notice: it {one}. Parts that do not fit wait in the machine's memory, slowly.")
    if offer.gated:
        say("It is behind a gate: its terms are accepted on its page, and HF_TOKEN is a token.")


def _advise(offer: Offer) -> None:
    """Say how the model is asked for, now that it is here."""
    from aigc.models.catalogue import find
    from aigc.models.places import folder_of

    entry = find(offer.repository)
    if entry is None:
        return
    folder = folder_of(offer.repository, revision=offer.revision)
    if entry.kind == "onnx" and folder is not None:
        for file in sorted(folder.rglob("*.onnx")):
            _say_error(f"use it as: {entry.engine}:{file}")
    elif offer.revision != "main":
        _say_error(f"use it as: {entry.engine}:{folder}")
    else:
        _say_error(f"use it as: {entry.reference}")


def _say(one: Checked) -> None:
    from aigc.models.places import gigabytes

    out = Console(highlight=False, soft_wrap=True)
    state = "[green]whole[/]" if one.whole else "[red]not whole[/]"
    out.print(f"[bold]{one.reference}[/] {state}: {one.kind or 'unknown kind'}, "
              f"{gigabytes(one.disk_bytes)}, licence {one.licence}")  # fmt: skip
    for problem in one.problems:
        out.print(Text(f"  {problem}", style="red"))
    for fit in one.fits:
        out.print(Text(f"  {fit}", style="" if fit.fits else "yellow"))


def _say_error(text: str) -> None:
    errors.print(Text(text), highlight=False, soft_wrap=True)


def _devices() -> tuple[Any, ...]:
    from aigc.device.place import devices

    try:
        return devices()
    except EngineUnavailable:
        return ()


def _entry(entry: Entry, here: Kept | None, whole: bool) -> dict[str, Any]:
    return entry.model_dump() | {
        "reference": entry.reference,
        "commercial": entry.terms.commercial,
        "here": whole,
        "bytes": here.bytes if here else None,
    }


def _other(one: Kept) -> dict[str, Any]:
    return {"repository": one.repository, "here": True, "bytes": one.bytes}


def _found(one: Checked) -> dict[str, Any]:
    return {
        "reference": one.reference,
        "folder": str(one.folder),
        "kind": one.kind,
        "licence": one.licence,
        "bytes": one.disk_bytes,
        "whole": one.whole,
        "problems": list(one.problems),
        "fits": [
            {"device": fit.device.torch_name, "needs_bytes": fit.needs_bytes,
             "published": fit.published, "fits": fit.fits}
            for fit in one.fits
        ],
    }  # fmt: skip


def _json(told: object) -> str:
    return json.dumps(told, ensure_ascii=False, indent=2)
