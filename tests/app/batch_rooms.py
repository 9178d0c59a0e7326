"""Batches as the studio keeps them, of fake jobs, for tests."""

from __future__ import annotations

from pathlib import Path

from aigc.app.batch import actions, rooms
from aigc.app.batch.actions import Session
from aigc.app.batch.rooms import Asked, Room
from aigc.batch.running import enter
from aigc.batch.work import Bench, perform
from aigc.progress import silent
from aigc.store import Store

FAKE = Asked(title="", pipeline="fake", workers=1)
ROWS = "name,source,seconds,trouble\na,one,0.01,none\nb,two,0.01,input\nc,<three>,0.01,none\n"


def written(folder: Path, name: str, text: str = ROWS) -> str:
    """Return the path of a file that is uploaded."""
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return str(file)


def checked(store: Store, uploads: list[str]) -> Session:
    return actions.look(store, uploads, FAKE, silent)


def entered(store: Store, session: Session) -> Room:
    """Return a batch whose jobs are in its ledger."""
    room = actions.room_of(store, session.room)
    assert session.draft is not None
    enter(session.draft.planned, room.out)
    return room


def worked(store: Store, session: Session, most: int = 1000) -> Room:
    """Return a batch of which so many jobs were tried by a worker of this process."""
    room = rooms.room_named(store, session.room)
    if room is None or not room.started:
        room = entered(store, session)
    bench = Bench(desk=room.ledger(), folder=room.out, store=store)
    for _ in range(most):
        if not (claim := room.ledger().claim("w:1")):
            break
        perform(claim, bench)
    return room
