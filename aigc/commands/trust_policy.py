"""`aigc trust policy`: the rules that everything has to keep that leaves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Literal

import typer

app = typer.Typer(add_completion=False, rich_markup_mode="rich", no_args_is_help=True)
File = Annotated[Path, typer.Argument(help="A policy: YAML, JSON or TOML.", metavar="FILE")]
Lang = Annotated[Literal["en", "zh"], typer.Option("--lang", help="Language of the comments.")]
Folder = Annotated[
    Path | None,
    typer.Option("--dir", help="Folder of keys and policy; AIGC_TRUST if left out.", metavar="DIR"),
]


@app.command()
def show(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False, lang: Lang = "en"
) -> None:
    """Print the policy that holds, each rule with what it is for."""
    from aigc.trust.policy import policy
    from aigc.trust.policy_file import template

    rules = policy()
    if as_json:
        told = {"version": rules.version} | rules.model_dump(mode="json")
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        typer.echo(f"# {rules.version}\n{template(lang, rules)}", nl=False)


@app.command()
def write(file: File, lang: Lang = "en") -> None:
    """Write the policy that holds to a file, to be changed and then used."""
    from aigc.errors import InputError
    from aigc.files import write_atomic
    from aigc.trust.policy import policy
    from aigc.trust.policy_file import template

    if file.suffix.lower() not in (".yaml", ".yml"):
        raise InputError(f"{file.name} is to be YAML. Call it policy.yaml.")
    if file.exists():
        raise InputError(f"{file} is there already. Give another name.")
    write_atomic(file, template(lang, policy()).encode())
    typer.echo(str(file))


@app.command()
def check(file: File) -> None:
    """Tell whether a file is a policy, and its version."""
    from aigc.trust.policy import policy

    rules = policy(file)
    typer.echo(f"{rules.name}: {rules.version}")


@app.command()
def use(
    file: File,
    folder: Folder = None,
    store: Annotated[
        Path | None, typer.Option("--store", help="Store whose log is told.", metavar="FOLDER")
    ] = None,
) -> None:
    """Let a file be the policy from now on; approvals under another one count no more."""
    from aigc.trust.asking import asker
    from aigc.trust.policy_file import use as take

    rules = take(file, folder=folder, store=store, by=asker())
    typer.echo(f"{rules.name}: {rules.version}")
