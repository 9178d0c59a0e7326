"""What passes the gate and is published later: a batch publishes whole jobs, behind its fence.

The gate does the same as ever, but the log is told that it was ``made``, and a case that a person
has approved stays with the batch, which publishes it when it does the job again.

>>> who = Publisher(batch="/out/clips", job="bees", parts="/parts", to="/out/clips/bees", store="")
>>> with published_by(who):
...     str(publisher(Path("/parts/words"))), publisher(Path("/elsewhere"))
('batch clips / job bees', None)
"""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter

from aigc.errors import TrustError
from aigc.files import write_atomic
from aigc.trust.consent.record import Given
from aigc.trust.gate import finishing
from aigc.trust.policy import Policy
from aigc.types.review import Case, Exhibit
from aigc.types.verdict import Decision

VARIABLE: Final = "AIGC_PUBLISHED_BY"
"""Tells a process that a job starts, such as the kernel of a notebook, who publishes."""
CASE, JOB = "case", "job"


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """Who publishes later what passes the gate now.

    Attributes
    ----------
    batch, job : str
        Folder of a batch, and the name of a job there.
    parts, to : str
        Where the job works now, and where its results will appear.
    store : str
        Root of the store whose log and reviews count.
    host : str
        The machine whose reviews those are, where they are not those of the batch's own.
    hands : str
        Folder for what is handed over to the machine that has the reviews; empty where this is it.
    """

    batch: str
    job: str
    parts: str
    to: str
    store: str
    host: str = ""
    hands: str = ""

    def __str__(self) -> str:
        return f"batch {Path(self.batch).name} / job {self.job}"

    def place(self, out: Path) -> Path:
        """Return where what is made in ``out`` will appear."""
        return Path(self.to) / out.absolute().relative_to(self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """What passed the gate of a machine that has no reviews, sealed and not yet finished.

    Attributes
    ----------
    folder : str
        Below the folder of the job; ``files`` lie there, and ``manifest`` is one of them.
    consents : tuple of Given
        What people have agreed to, as the book of that machine has it.
    """

    folder: str
    files: tuple[str, ...]
    manifest: str
    exhibit: Exhibit
    decision: Decision
    creator: str
    consents: tuple[Given, ...] = ()


_publisher: ContextVar[Publisher | None] = ContextVar("publisher", default=None)
_HANDED: Final = TypeAdapter(Handed)
_PUBLISHER: Final = TypeAdapter(Publisher)


@contextmanager
def published_by(who: Publisher) -> Iterator[None]:
    """Let what is made in the block below ``who.parts`` be published later."""
    before = _publisher.set(replace(who, parts=str(Path(who.parts).absolute())))
    try:
        yield
    finally:
        _publisher.reset(before)


def publisher(out: Path | None = None) -> Publisher | None:
    """Return who publishes later, or None where what leaves to ``out`` is published at once."""
    told = os.environ.get(VARIABLE, "")
    found = _publisher.get() or (_PUBLISHER.validate_json(told) if told else None)
    if found and out is not None and not out.absolute().is_relative_to(found.parts):
        return None
    return found


def environment() -> dict[str, str]:
    """Return what tells a process that is started now who publishes; empty where nobody does."""
    found = _publisher.get()
    return {VARIABLE: json.dumps(asdict(found))} if found else {}


def again(batch: str) -> str:
    """Return the command with which a batch publishes what was approved.

    >>> again("my clips")
    "aigc batch retry 'my clips' --cause review"
    """
    return f"aigc batch retry {shlex.quote(batch)} --cause review"


def finish_later(
    box: Path, manifest: Path, policy: Policy, root: Path, *, case: Case, who: Publisher
) -> None:
    """Do what `finishing.finish` does, and log that it was made, in which case and for which job.

    Raises
    ------
    TrustError, AssetError, ConfigError, DiskFull, JobError
        See there.
    """
    finishing.finish(
        box, manifest, policy, root, asked_by=case.creator,
        approved_by=finishing.approved_by(case), kind="made", more={CASE: case.id, JOB: str(who)},
    )  # fmt: skip


def hand_over(who: Publisher, given: Handed) -> None:
    """Leave a sealed box, which lies in the folder of the job, to the machine with the reviews.

    Raises
    ------
    DiskFull
        The disk is full.
    """
    hands = Path(who.hands)
    hands.mkdir(parents=True, exist_ok=True)
    write_atomic(hands / f"{len(list(hands.glob('*.json'))):06}.json", _HANDED.dump_json(given))


def handed(hands: Path) -> tuple[Handed, ...]:
    """Return what was handed over, in order."""
    return tuple(_HANDED.validate_json(path.read_bytes()) for path in sorted(hands.glob("*.json")))


def check_policy(told: Mapping[str, Any], policy: Policy) -> None:
    """See that a box was sealed under the policy under which it is to leave.

    Raises
    ------
    TrustError
        It was not.
    """
    under = told.get("policy")
    version = under.get("version") if isinstance(under, Mapping) else None
    if version != policy.version:
        raise TrustError(
            "The machine that made this has another policy than the one that publishes it. Give "
            "all machines the same policy.yaml, and do it again."
        )
