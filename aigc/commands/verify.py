"""`aigc verify`: whether files are what they say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich import box
from rich.markup import escape
from rich.table import Table

from aigc.commands.trust_keys import Json, StoreFolder
from aigc.console import Console, signs
from aigc.types.article import Language

if TYPE_CHECKING:
    from aigc.trust.verify.report import Reason, Report

_COLOURS = {
    "authentic": "bold green", "labelled": "green", "altered": "bold red",
    "unlabelled": "yellow", "unreadable": "red",
}  # fmt: skip
Files = Annotated[
    list[Path], typer.Argument(help="Files, folders or ZIP archives.", metavar="FILE...")
]
Quick = Annotated[bool, typer.Option("--quick", help="Look only for watermarks that are expected.")]
Lang = Annotated[Language, typer.Option("--lang", help="Of the words.")]


def register(main: typer.Typer, console: Console) -> None:
    """Add `aigc verify`."""

    @main.command()
    def verify(
        files: Files,
        as_json: Json = False,
        store: StoreFolder = None,
        quick: Quick = False,
        language: Lang = "en",
    ) -> None:
        """Read label, signature, watermark and log of files, and tell whether they fit together.

        Exit code 1 tells of a file that was altered, bears no label, or cannot be read.
        """
        reports = _verified(console, files, store, quick)
        if as_json:
            told = [one.told(language) for one in reports]
            typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        else:
            _print(reports, language)
        if not all(one.good for one in reports):
            raise typer.Exit(1)


def _verified(console: Console, files: list[Path], store: Path | None, quick: bool) -> list[Report]:
    from aigc.progress_bar import bar
    from aigc.trust.policy import policy
    from aigc.trust.provenance import keys
    from aigc.trust.provenance.log import Log
    from aigc.trust.verify.checking import Knowledge, verify_all
    from aigc.trust.watermark.key import known_keys

    known = Knowledge(
        log=Log(store), anchors=keys.anchors(), keys=known_keys(), producer=policy().producer,
        quick=quick,
    )  # fmt: skip
    with bar(console) as progress:
        return list(verify_all(files, known, progress=progress))


def _print(reports: list[Report], language: Language) -> None:
    from aigc.trust.verify.words import word

    console = Console()
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(word("file", language), overflow="fold", min_width=14)
    for name in ("result", "label", "seen", "signature", "watermark", "log"):
        width = 12 if name == "label" else None
        table.add_column(word(name, language), no_wrap=True, max_width=width)
    every = [one for report in reports for one in report.flat()]
    for one in every:
        table.add_row(*_row(one, language))
    console.print(table)
    for reason, names in _by_reason(every).items():
        colour = "red" if reason.weight == "against" else "dim"
        told = _plain(f"{', '.join(names)}: {reason.said(language)}")
        console.print(f"[{colour}]{told}[/]", highlight=False, soft_wrap=True)


def _by_reason(reports: list[Report]) -> dict[Reason, list[str]]:
    """Return each reason with the files that it is about."""
    found: dict[Reason, list[str]] = {}
    for one in reports:
        for reason in one.reasons:
            found.setdefault(reason, []).append(one.name)
    return found


def _row(one: Report, language: Language) -> tuple[str, ...]:
    from aigc.trust.verify.words import word

    label, mark, chain = one.label, one.watermark, one.chain
    states = dict.fromkeys(word(sign.state, language) for sign in one.signatures)
    known = "known" if chain.by else "unknown"
    shown = (
        label.producer or word(label.state, language),
        word(one.seen.state, language),
        ", ".join(states) or word("none", language),
        word(mark.state, language) if mark.asset_id is None else f"{mark.asset_id:08x}",
        word(known if chain.intact else "changed", language),
    )
    verdict = f"[{_COLOURS[one.verdict]}]{word(one.verdict, language)}[/]"
    return _plain(one.name), verdict, *map(_plain, shown)


def _plain(text: str) -> str:
    """Return what strangers wrote as one line of a table, as wide as it is shown."""
    return escape(signs(text).replace("\n", "\\n"))
