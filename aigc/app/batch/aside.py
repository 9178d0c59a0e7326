"""What stands beside the results: the table to take along, and the batches of this browser."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Final

from aigc.app import views as shared
from aigc.app.batch.rooms import Room, room_named
from aigc.app.batch.words import say
from aigc.app.words import Tongue
from aigc.store import Store

KINDS: Final = ("csv", "jsonl")
MOST: Final = 20
LOCAL: Final = ("127.0.0.1", "::1")


def aside(
    store: Store, room: Room | None, mine: Sequence[str], tongue: Tongue, *, local: bool
) -> str:
    """Return the way to the table of a batch, to its folder and to the other batches.

    Parameters
    ----------
    mine : sequence of str
        Names of the batches that the visitor's browser knows.
    local : bool
        Whether the visitor sits at this machine, and may be told where on it the results lie.
    """
    about = _about(room, tongue, local=local) if room and room.started else ""
    known = [one for one in (room_named(store, name) for name in mine[:MOST]) if one]
    rows = "".join(_row(one, one.id == (room.id if room else ""), tongue) for one in known
                   if one.started)  # fmt: skip
    others = f'<h4>{say("mine", tongue)}</h4><ul class="mine">{rows}</ul>' if rows else ""
    return f'<section class="aside">{about}{others}</section>' if about or others else ""


def _about(room: Room, tongue: Tongue, *, local: bool) -> str:
    buttons = "".join(
        f'<button type="button" data-give="{kind}">{kind.upper()}</button>' for kind in KINDS
    )
    told = f'<p class="tables">{say("export", tongue)}<span>{buttons}</span></p>'
    if local:
        told += f"<p>{say('place', tongue)}</p>{_copied(str(room.out.root.absolute()), tongue)}"
    link = (
        f'<p><a href="{shared.PAGES["batch"]}?batch={room.id}">{say("link", tongue)}</a><br>'
        f"<small>{say('link.how', tongue)}</small></p>"
    )
    return told + link


def _copied(text: str, tongue: Tongue) -> str:
    from aigc.app.engines.views import copied

    return copied(text, tongue)


def _row(room: Room, current: bool, tongue: Tongue) -> str:
    counts = room.ledger().counts()
    told = say("mine.jobs", tongue, done=counts.get("done", 0), count=sum(counts.values()))
    mark = ' aria-current="true"' if current else ""
    standing = say(f"is.{room.standing()}", tongue)
    return (
        f'<li><button type="button" data-room="{room.id}"{mark}><b>{escape(room.asked().title)}</b>'
        f"<small>{standing} · {told}</small></button></li>"
    )


def given(page: str, file: Path) -> str:
    """Return HTML that has ``file`` downloaded as soon as it is shown."""
    link = f'<a hidden data-now href="{shared.served(file)}" download="{escape(file.name)}"></a>'
    return page + link
