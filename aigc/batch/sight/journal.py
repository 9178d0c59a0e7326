"""What happened to jobs, told from the structured log for people."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from textwrap import indent
from typing import Any, Final

from rich.console import Group, RenderableType
from rich.text import Text

from aigc.batch.folder import BatchFolder
from aigc.batch.log import FILE
from aigc.errors import InputError, did_you_mean

Event = Mapping[str, Any]
_WIDEST_EVENT: Final = 13
_DEEP: Final = " " * 16
_COLOURS: Final = {
    "done": "green", "found": "green", "failed": "bold red", "lost": "yellow", "disk": "yellow",
    "worker-died": "yellow", "superseded": "yellow", "released": "yellow",
}  # fmt: skip


def events(out: Path, jobs: Sequence[str] = ()) -> list[Event]:
    """Return what the log of the batch in ``out`` tells, of some jobs or of all.

    Raises
    ------
    InputError
        There is no log, or no such job in it.
    """
    path = BatchFolder(out).logs / FILE
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError as exc:
        raise InputError(f"There is no log in {out}. Start a batch: aigc batch run.") from exc
    found = list(_read(text.split("\n")))
    known = {str(one["job"]) for one in found if "job" in one}
    for name in jobs:
        if name not in known:
            raise InputError(f"The log tells of no job {name!r}. {did_you_mean(name, known)}")
    return [one for one in found if not jobs or one.get("job") in jobs]


def _read(lines: Iterable[str]) -> Iterator[Event]:
    for line in lines:
        try:
            event = json.loads(line)
        except ValueError:
            continue
        if isinstance(event, dict):
            yield event


def told(found: Sequence[Event]) -> RenderableType:
    """Return events as lines, the traces of faults below theirs."""
    return Group(*(part for one in found for part in _told(one)))


def _told(event: Event) -> Iterator[RenderableType]:
    what = str(event.get("event", ""))
    moment = datetime.fromtimestamp(float(event.get("time", 0))).strftime("%m-%d %H:%M:%S")
    rest = " · ".join(_details(event))
    yield Text.assemble(
        (f"{moment}  ", "dim"), (f"{what:<{_WIDEST_EVENT}}", _COLOURS.get(what, "")),
        str(event.get("job", "")), (f"  {rest}" if rest else "", "dim"),
    )  # fmt: skip
    for note in event.get("notes") or ():
        yield Text(indent(str(note), _DEEP), style="yellow")
    if event.get("trace"):
        yield Text(indent(str(event["trace"]).rstrip(), _DEEP), style="dim")


def _details(event: Event) -> Iterator[str]:
    if event.get("attempt", 1) > 1:
        yield f"attempt {event['attempt']}"
    cost = event.get("cost")
    if isinstance(cost, dict):
        yield f"{cost.get('wall_s', 0):.1f} s, {cost.get('cpu_s', 0):.1f} CPU-s"
    for name in ("cause", "message"):
        if event.get(name):
            yield str(event[name])
    if event.get("event") == "failed":
        yield "given up" if event.get("permanent") else "to be tried again"
    if event.get("event") in ("started", "lost", "worker-died", "worker-ended"):
        yield " ".join(f"{k} {event[k]}" for k in ("worker", "slot", "code") if k in event)
