"""What a served desk and its workers tell each other: JSON, checked on both sides.

A call is a POST of one of the models below to the path of its name. The answer is
``{"answer": ...}``, or ``{"error": NAME, "message": ...}`` with the name of an error of ours.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from types import MappingProxyType
from typing import Any, Final, Protocol

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

import aigc
from aigc import errors
from aigc.batch.desk import Desk
from aigc.errors import AigcError, JobError
from aigc.types.job import Cause, Claim, Cost, Job

SERVER: Final = "aigc"
RELEASE: Final = f"{SERVER}/{aigc.__version__}"
"""Says which release calls: another would make other results under the same keys."""
MOST_BYTES: Final = 1 << 20
"""A longer call is refused."""
_CLAIM: Final = TypeAdapter(Claim)


class FarDesk(Desk, Protocol):
    """A desk that also hears of workers that went away."""

    def lost(self, worker: str) -> bool:
        """Give away the jobs of a worker that is known to be dead; return whether it had any."""


class Call(BaseModel):
    """Base of every call.

    Attributes
    ----------
    ticket : str
        The same when a call is repeated because its answer did not arrive.
    worker : str
        Who is meant.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    ticket: str = Field(max_length=64)
    worker: str = Field("", max_length=300)


class Claiming(Call):
    """A worker asks for a job."""

    affinity: str = ""


class Held(Call):
    """A worker tells of a claim."""

    id: int
    token: int
    name: str
    attempts: int

    def claim(self) -> Claim:
        """Return the claim, with as much of its job as a desk looks at."""
        job = Job(name=self.name, pipeline="", source="", key="", attempts=self.attempts)
        return Claim(job=job, id=self.id, token=self.token, worker=self.worker)


class Beating(Held):
    """A claim is worked on."""

    stage: str = ""
    fraction: float = 0.0


class Done(Held):
    """A job is published."""

    cost: Cost


class Releasing(Held):
    """A job is given back."""

    message: str


class Cramped(Held):
    """A job ran out of space."""

    message: str
    own: bool = False
    cost: Cost | None = None


class Failing(Held):
    """An attempt failed."""

    cause: Cause
    message: str
    permanent: bool = False
    cost: Cost | None = None


Act = Callable[[FarDesk, Any], Any]
CALLS: Final[Mapping[str, tuple[type[Call], Act]]] = MappingProxyType(
    {
        "claim": (Claiming, lambda desk, call: desk.claim(call.worker, call.affinity)),
        "beat": (Beating, lambda desk, call: desk.beat(call.claim(), call.stage, call.fraction)),
        "fence": (Held, lambda desk, call: desk.fence(call.claim())),
        "done": (Done, lambda desk, call: desk.done(call.claim(), call.cost)),
        "release": (
            Releasing,
            lambda desk, call: desk.release(call.claim(), call.message),
        ),
        "no_room": (
            Cramped,
            lambda desk, call: desk.no_room(
                call.claim(), call.message, own=call.own, cost=call.cost
            ),
        ),
        "fail": (
            Failing,
            lambda desk, call: desk.fail(
                call.claim(), call.cause, call.message, permanent=call.permanent, cost=call.cost
            ),
        ),
        "open_jobs": (Call, lambda desk, call: desk.open_jobs()),
        "lost": (Call, lambda desk, call: desk.lost(call.worker)),
    }
)


def held(claim: Claim) -> dict[str, Any]:
    """Return what a call tells of a claim."""
    job = claim.job
    return {
        "id": claim.id, "token": claim.token, "worker": claim.worker, "name": job.name,
        "attempts": job.attempts,
    }  # fmt: skip


def answered(act: Callable[[], Any]) -> bytes:
    """Return the answer to a call: what ``act`` returns, or the error of ours that it raises."""
    try:
        found = act()
    except AigcError as exc:
        return json.dumps({"error": type(exc).__name__, "message": str(exc)}).encode()
    return json.dumps({"answer": asdict(found) if isinstance(found, Claim) else found}).encode()


def taken(data: bytes) -> Any:
    """Return what an answer says, or raise the error that it tells of.

    Raises
    ------
    AigcError
        The desk's own error.
    ValueError
        It is no answer.
    """
    told = json.loads(data)
    if "error" in told:
        kind = getattr(errors, str(told["error"]), None)
        if not isinstance(kind, type) or not issubclass(kind, AigcError):
            kind = JobError
        raise kind(told.get("message", ""))
    if "answer" not in told:
        raise ValueError("no answer")
    return told["answer"]


def claim_of(answer: Mapping[str, Any] | None) -> Claim | None:
    """Return the claim of an answer."""
    return None if answer is None else _CLAIM.validate_python(answer)
