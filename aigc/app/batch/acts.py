"""What can be done with a batch from the page, each with what is said when it is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from aigc.app.batch import actions
from aigc.app.batch.actions import Session
from aigc.app.batch.gallery import A_PAGE
from aigc.app.batch.live import reason_of
from aigc.app.batch.words import say
from aigc.app.words import Tongue
from aigc.batch.sight.snapshot import snapshot
from aigc.errors import InputError
from aigc.store import Store

MOST_TILES: Final = 240
Saying = Callable[[Tongue], str]
Acted = tuple[Session, Saying, Saying]
Act = Callable[[Store, Session, dict[str, Any]], Acted]


def silent(tongue: Tongue) -> str:
    """Return nothing: what was done shows by itself."""
    return ""


def started(store: Store, session: Session, told: dict[str, Any]) -> Acted:
    """Start what was checked."""
    if session.draft is None:
        raise InputError(say("no_draft", "en"))
    room = actions.start(store, session.draft)
    return (
        Session(room=room.id),
        lambda tongue: say("done.start", tongue),
        lambda tongue: say("done.start.how", tongue),
    )


def acted(store: Store, session: Session, told: dict[str, Any]) -> Acted:
    """Pause, go on, stop, cancel or delete the batch that is looked at."""
    room = actions.room_of(store, session.room)
    does: dict[str, Callable[[], None]] = {
        "pause": lambda: actions.pause(room),
        "resume": lambda: actions.resume(store, room),
        "stop": lambda: actions.stop(room),
        "cancel": lambda: actions.cancel(room),
        "remove": lambda: actions.remove(room),
    }
    do = str(told.get("do"))
    if do not in does:
        raise InputError(say("gone", "en"))
    does[do]()
    after = Session() if do == "remove" else session
    return after, lambda tongue: say(f"done.{do}", tongue), silent


def retried(store: Store, session: Session, told: dict[str, Any]) -> Acted:
    """Do again what failed of one reason."""
    room = actions.room_of(store, session.room)
    seen = snapshot(room.ledger()).failures
    these = (one for one in seen if reason_of(one) == told.get("reason"))
    jobs = [name for one in these for name in one.jobs]
    count = actions.retry(store, room, jobs) if jobs else 0
    return session, lambda tongue: say("done.retry", tongue, count=f"{count:,}"), silent


def chosen(store: Store, session: Session, told: dict[str, Any]) -> Acted:
    """Look at another batch."""
    room = actions.room_of(store, str(told.get("room")))
    return Session(room=room.id), silent, silent


def widened(store: Store, session: Session, told: dict[str, Any]) -> Acted:
    """Show more of what is done."""
    try:
        tiles = int(told.get("tiles", A_PAGE))
    except (TypeError, ValueError):
        tiles = A_PAGE
    return replace(session, tiles=min(max(tiles, A_PAGE), MOST_TILES)), silent, silent
