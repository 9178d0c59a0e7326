"""`aigc studio`: open the studio in the browser, and say who may enter it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from aigc.errors import ConfigError, InputError


def register(main: typer.Typer, console: Console) -> None:
    """Add `aigc studio`."""
    main.command("studio")(studio)


def studio(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 7860,
    auth: Annotated[
        Path | None,
        typer.Option(
            envvar="AIGC_STUDIO_AUTH", metavar="FILE", help="Logins: only these may enter."
        ),
    ] = None,
    add_user: Annotated[
        str, typer.Option(metavar="NAME", help="Write a login into the file of --auth, and end.")
    ] = "",
    models: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FOLDER", help="Models here may be asked for by path, where there are logins."
        ),
    ] = None,
) -> None:
    """Open the studio in the browser."""
    try:
        from aigc.app.studio import launch
        from aigc.app.walls.logins import read_logins
    except ModuleNotFoundError as exc:
        raise InputError(
            f"The studio needs {exc.name}: pip install 'aigc-workbench[studio]'."
        ) from exc
    if add_user:
        _add(auth, add_user)
        return
    launch(host=host, port=port, logins=read_logins(auth) if auth else None, models=models or ())


def _add(auth: Path | None, name: str) -> None:
    from aigc.app.walls.logins import add_login

    if auth is None:
        raise ConfigError("Say in which file the login is kept: --auth FILE")
    add_login(auth, name, typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    typer.echo(f"{name} may enter: aigc studio --auth {auth}")
