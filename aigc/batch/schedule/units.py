"""Lines for cron, and a unit for systemd, that keep schedules running; nothing is installed."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from aigc.batch.schedule.command import AIGC
from aigc.errors import InputError

KEPT: Final = ("AIGC_STORE",)
"""Variables that are taken along where they are set; keys and other secrets are not."""


def crontab(root: Path) -> str:
    """Return a line for ``crontab -e``: once a minute, what is due is started.

    The time zone, missed runs and summer time are seen to by `aigc schedule once`, so the line
    does not depend on what this machine's cron knows of them.
    """
    words = [*_variables(), *AIGC, "schedule", "once", "--dir", str(root)]
    # cron takes a percent sign for the end of the line, also within quotes.
    line = " ".join(shlex.quote(_plain(word)) for word in words).replace("%", r"\%")
    return f"* * * * * /usr/bin/env {line}\n"


def systemd(root: Path) -> str:
    """Return a unit that keeps `aigc schedule run` at work, also after a restart."""
    words = ["/usr/bin/env", *_variables(), *AIGC, "schedule", "run", "--dir", str(root)]
    line = " ".join(_quoted(_plain(word)) for word in words)
    return (
        "# ~/.config/systemd/user/aigc-schedule.service\n"
        "# systemctl --user enable --now aigc-schedule\n"
        "[Unit]\n"
        "Description=Scheduled batches of aigc\n\n"
        "[Service]\n"
        f"ExecStart={line}\n"
        "Restart=on-failure\n"
        "KillMode=mixed\n"
        "TimeoutStopSec=90\n\n"
        "[Install]\n"
        "WantedBy=default.target\n"
    )


UNITS: Final[dict[str, Callable[[Path], str]]] = {"crontab": crontab, "systemd": systemd}


def _variables() -> Sequence[str]:
    return [f"{name}={os.environ[name]}" for name in KEPT if name in os.environ]


def _plain(word: str) -> str:
    if any(ord(sign) < 32 for sign in word):
        raise InputError(f"{word!r} cannot stand in a unit. Choose a path without line breaks.")
    return word


def _quoted(word: str) -> str:
    """Return a word as systemd reads it: specifiers and variables are taken for themselves."""
    for sign, written in (("\\", r"\\"), ('"', r"\""), ("%", "%%"), ("$", "$$")):
        word = word.replace(sign, written)
    return f'"{word}"'
