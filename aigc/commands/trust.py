"""`aigc trust`: keys and log of an installation, and whatever else it is trusted for."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

import typer
from rich.console import Console

from aigc.commands import trust_consent, trust_keys, trust_log, trust_policy

app = typer.Typer(add_completion=False, rich_markup_mode="rich", no_args_is_help=True)
ROOMS: Final = MappingProxyType(
    {
        "keys": (trust_keys, "Make and show the keys that sign what leaves."),
        "policy": (trust_policy, "The rules that everything has to keep that leaves."),
        "consent": (trust_consent, "Whose voice and face may be used, and until when."),
        "log": (trust_log, "From a file back to its sources; check and keep the log."),
    }
)
"""Each room's commands are the `app` of its module."""


def register(main: typer.Typer, console: Console) -> None:
    """Add `aigc trust`."""
    for name, (room, text) in ROOMS.items():
        app.add_typer(room.app, name=name, help=text)
    main.add_typer(app, name="trust", help="Keys, log and rules of what leaves this workbench.")
