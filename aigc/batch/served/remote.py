"""A desk of another machine, as its workers see it."""

from __future__ import annotations

import http.client
import json
import random
import time
import uuid
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, Final

from aigc.batch.served.door import Door
from aigc.batch.served.wire import MOST_BYTES, RELEASE, SERVER, claim_of, held, taken
from aigc.errors import JobError
from aigc.types.job import Cause, Claim, Cost, Order

PATIENCE_S: Final = 300.0
"""So long a worker tries to reach its desk."""
TIMEOUT_S: Final = 15.0
_WAITS_S: Final = (0.1, 5.0)
_REFUSALS: Final = {
    400: "it does not understand the call",
    404: "it does not know the call",
    426: "it is of another release",
}


class Closed(JobError):
    """The desk is closed and will not open again."""


class RemoteDesk:
    """Calls a served desk, and tries again while it is away; see `aigc.batch.desk.Desk`."""

    def __init__(
        self,
        way: Callable[[], Door],
        *,
        patience_s: float = PATIENCE_S,
        timeout_s: float = TIMEOUT_S,
        stopped: Callable[[], bool] = lambda: False,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        """Prepare; nothing is called yet.

        Parameters
        ----------
        way : callable
            Returns where the desk is, asked anew before every call.
        stopped : callable
            Returns whether the worker is to stop, and so not to wait.
        """
        self._way, self._patience_s, self._timeout_s = way, patience_s, timeout_s
        self._stopped, self._wait = stopped, wait

    def claim(self, worker: str, affinity: str = "") -> Claim | None:
        """Return the next job, or ``None`` where there is none now."""
        try:
            return claim_of(self._call("claim", worker=worker, affinity=affinity))
        except Closed:
            return None

    def beat(self, claim: Claim, stage: str = "", fraction: float = 0.0) -> Order:
        """Tell that a claim is worked on; return whether to go on. It is tried once."""
        try:
            order: Order = self._call(
                "beat", patience_s=0, stage=stage, fraction=fraction, **held(claim)
            )
        except Closed:
            return "stop"
        return order

    def fence(self, claim: Claim) -> None:
        """Let a claim publish, or raise `aigc.errors.Superseded`."""
        self._call("fence", **held(claim))

    def done(self, claim: Claim, cost: Cost) -> None:
        """Write down that a job is published."""
        self._call("done", **held(claim), cost=asdict(cost))

    def release(self, claim: Claim, message: str) -> None:
        """Give a job back; no attempt is used."""
        self._call("release", **held(claim), message=message)

    def no_room(
        self, claim: Claim, message: str, *, own: bool = False, cost: Cost | None = None
    ) -> None:
        """Write down that a job ran out of space, and whether it filled the disk itself."""
        spent = asdict(cost) if cost else None
        self._call("no_room", **held(claim), message=message, own=own, cost=spent)

    def fail(
        self,
        claim: Claim,
        cause: Cause,
        message: str,
        *,
        permanent: bool = False,
        cost: Cost | None = None,
    ) -> None:
        """Write down that an attempt failed."""
        spent = asdict(cost) if cost else None
        self._call(
            "fail", **held(claim), cause=cause, message=message, permanent=permanent, cost=spent
        )

    def open_jobs(self) -> int:
        """Return how many jobs are neither done nor given up."""
        try:
            return int(self._call("open_jobs"))
        except Closed:
            return 0

    def lost(self, worker: str) -> bool:
        """Tell that a worker died; return whether it had a job."""
        try:
            return bool(self._call("lost", worker=worker))
        except Closed:
            return False

    def _call(self, call: str, /, *, patience_s: float | None = None, **fields: Any) -> Any:
        data = json.dumps({"ticket": uuid.uuid4().hex, **fields}).encode()
        if len(data) > MOST_BYTES:
            raise JobError(f"The call {call} takes {len(data)} bytes, more than a desk reads.")
        end = time.monotonic() + (self._patience_s if patience_s is None else patience_s)
        pause = _WAITS_S[0]
        while True:
            try:
                return taken(self._posted(call, data))
            except (_Away, ValueError) as exc:
                if self._stopped() or time.monotonic() + pause > end:
                    if isinstance(exc.__cause__, JobError):
                        raise exc.__cause__ from None
                    raise JobError(
                        f"The desk does not answer: {exc}. See that the batch runs on the main "
                        "machine and that this machine reaches its address."
                    ) from exc
            self._wait(pause * random.uniform(0.5, 1.0))
            pause = min(pause * 2, _WAITS_S[1])

    def _posted(self, call: str, data: bytes) -> bytes:
        try:
            door = self._way()
        except JobError as exc:
            raise _Away from exc
        if door.over:
            raise Closed("The batch has ended on its main machine. Run it there again to go on.")
        line = http.client.HTTPConnection(door.host, door.port, timeout=self._timeout_s)
        try:
            line.request("POST", f"/{call}", data, headers(door.token))
            answer = line.getresponse()
            found = answer.read()
            known = answer.getheader("Server", "").split() == [SERVER]
        except (OSError, http.client.HTTPException) as exc:
            why = str(exc) or type(exc).__name__
            raise _Away(f"{door.host}:{door.port}: {why}") from exc
        finally:
            line.close()
        if not known:
            raise _Away(f"{door.host}:{door.port}: another program is there")
        return _checked(answer.status, found, door)


def headers(token: str) -> dict[str, str]:
    """Return what a call says of who makes it."""
    return {"Authorization": f"Bearer {token}", "User-Agent": RELEASE}


class _Away(Exception):
    """The desk cannot be reached now."""


def _checked(status: int, data: bytes, door: Door) -> bytes:
    if status == 200:
        return data
    if status in _REFUSALS:
        raise JobError(
            f"The desk at {door.host}:{door.port} refuses: {_REFUSALS[status]}. Install the same "
            "release on every machine."
        )
    why = "it does not know our token" if status == 401 else f"it answers {status}"
    raise _Away(f"{door.host}:{door.port}: {why}")
