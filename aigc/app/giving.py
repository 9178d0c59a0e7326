"""Files that are written when they are asked for, with what was edited in the page until then."""

from __future__ import annotations

import json
import secrets
import tempfile
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from typing import Any

from aigc.app import views
from aigc.app.words import Tongue, say
from aigc.types.provenance import Provenance
from aigc.types.review import Exhibit
from pipelines.leaving import MANIFEST, leaving

Keep = Callable[[Path], Path]
"""Puts a file where the page may serve it."""
Offer = Sequence[tuple[str, str]]
"""Endings of the files with what each is called."""


def offer(files: Offer, tongue: Tongue, given: Path | None = None) -> str:
    """Return a button for each file; ``given`` is downloaded as soon as the page shows this."""
    buttons = "".join(
        f'<button type="button" data-give="{kind}"><b>{escape(name)}</b>'
        f"<small>{escape(kind.upper() if kind.islower() else kind)}</small></button>"
        for kind, name in files
    )
    return (
        f'<section class="made"><div class="files"><h4>{say("downloads", tongue)}</h4>'
        f"<div>{buttons}</div></div>{link(given) if given else ''}</section>"
    )


def link(given: Path) -> str:
    """Return what the page's script follows at once, so that a file is downloaded, each time."""
    return (
        f'<a hidden data-now="{secrets.token_hex(4)}" href="{views.served(given)}" '
        f'download="{escape(given.name)}"></a>'
    )


def kept(name: str, data: bytes, keep: Keep) -> Path:
    """Return a file of these bytes where the page may serve it."""
    with tempfile.TemporaryDirectory(prefix="aigc-studio-") as folder:
        file = Path(folder) / name
        file.write_bytes(data)
        return keep(file)


def left(
    name: str, data: bytes, made: Provenance, exhibit: Exhibit, *, store: Path, keep: Keep
) -> Path:
    """Return a file of these bytes where the page may serve it, once it has passed the gate.

    Raises
    ------
    ReviewNeeded
        A person has to approve it first.
    TrustError
        A rule of the policy forbids it.
    """
    beside = f"{Path(name).stem}.{MANIFEST}"
    with tempfile.TemporaryDirectory(prefix="aigc-studio-") as folder:
        out = Path(folder) / "out"
        with leaving(out, lambda: made, store=store, beside=beside, exhibit=exhibit) as box:
            (box / name).write_bytes(data)
        return keep(out / name)


def texts_in(given: Any) -> dict[str, str]:
    """Return what the page says that its editable texts are, by their names."""
    try:
        found = json.loads(given) if isinstance(given, str) and given else {}
    except ValueError:
        return {}
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}


def name_of(title: str, default: str) -> str:
    """Return what the files of something are called, without an ending.

    >>> name_of("Rain: part 2", "copy"), name_of("…", "copy")
    ('Rain-part-2', 'copy')
    """
    plain = "".join(c if c.isalnum() else " " for c in title[:60])
    return "-".join(plain.split()) or default
