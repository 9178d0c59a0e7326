"""Jobs done elsewhere: sent to a station with their files, followed, and their results fetched."""

from __future__ import annotations

import hashlib
import math
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from aigc.batch.gated import at_work, publisher_of
from aigc.batch.heart import Heart
from aigc.batch.rayed.line import Line, StationGone
from aigc.batch.rayed.parcels import Item, Parcel, parcels_of
from aigc.batch.rayed.station import Report, Verdict
from aigc.batch.work import Bench, settled
from aigc.errors import Cancelled, JobError, ReviewNeeded, Superseded
from aigc.notices import pass_on
from aigc.trust.gate.passing import take
from aigc.trust.policy import policy
from aigc.types.job import Claim, Cost

PIECE_BYTES: Final = 8 << 20
POLL_S: Final = 1.0
GRACE_S: Final = 30.0
FREE_S: Final = 2.0


class Errands:
    """Runs jobs over a line; what `aigc.batch.work.Bench.run` is where the work is elsewhere.

    Attributes
    ----------
    busy, broken : bool
        Whether a job is under way, and whether the station is gone.
    held_mib : float
        Memory that the station held when it last told.
    """

    def __init__(self, line: Line, lost: Callable[[], Any], *, grace_s: float = GRACE_S) -> None:
        """Use a line; ``lost`` gives the job away when the station is lost."""
        self.busy = self.broken = False
        self.held_mib = 0.0
        self._free, self._asked = 0, -math.inf
        self._line, self._lost, self._grace_s = line, lost, grace_s

    def free(self) -> int:
        """Return the bytes that are free at the station, as it told within `FREE_S`."""
        if time.monotonic() - self._asked > FREE_S:
            try:
                self._free = self._line.call("free")
            except StationGone:
                self.broken = True
            self._asked = time.monotonic()
        return sys.maxsize if self.broken else self._free

    def __call__(self, claim: Claim, bench: Bench, parts: Path, heart: Heart) -> None:
        """Have the files of a claim made, and write them into ``parts``.

        Raises
        ------
        Superseded
            The station went away; the job is another's already.
        Cancelled
            It is to stop, or the station had gone before the job began.
        ReviewNeeded, TrustError
            What was made may not leave, or not before a person approves.
        """
        self.busy = True
        try:
            verdict = self._done(claim, bench, parts, heart)
        finally:
            self.busy = False
        heart.meter.believe(verdict.cost)
        pass_on(verdict.notices)
        if verdict.error is not None:
            raise verdict.error
        _let_out(verdict, claim, bench, parts)

    def _done(self, claim: Claim, bench: Bench, parts: Path, heart: Heart) -> Verdict:
        heart.meter.believe(Cost())
        self._check()
        try:
            verdict = self._made(replace(claim, job=settled(claim.job, bench.folder)), heart)
            self._fetch(verdict.items, parts, heart)
            return verdict
        except StationGone as exc:
            self.broken = True
            self._lost()
            raise Superseded(f"{exc} {claim.job.name} is given to another.") from exc
        except BaseException:
            self._halt()
            raise

    def _check(self) -> None:
        try:
            self._line.call("report", 0.0)
        except StationGone as exc:
            self.broken = True
            raise Cancelled(f"{exc} The job had not begun.") from exc

    def _made(self, claim: Claim, heart: Heart) -> Verdict:
        parcels = parcels_of(claim.job)
        if parcels:
            self._send(parcels.values(), heart)
        self._line.call("begin", claim, parcels)
        while True:
            report: Report = self._line.call("report", POLL_S)
            self.held_mib = report.held_mib
            if report.verdict is not None:
                return report.verdict
            heart.progress(report.stage or "start", report.fraction, 1.0)

    def _send(self, parcels: Iterable[Parcel], heart: Heart) -> None:
        """Send the files that the station does not have."""
        lacking: set[str] = self._line.call("lacks", tuple(parcels))
        for parcel in parcels:
            for item in parcel.items:
                if item.sha256 in lacking:
                    lacking.discard(item.sha256)
                    self._send_file(Path(parcel.folder) / item.place, item, heart)

    def _send_file(self, path: Path, item: Item, heart: Heart) -> None:
        with path.open("rb") as file:
            for offset in range(0, max(item.size, 1), PIECE_BYTES):
                heart.progress("send", offset, item.size)
                last = offset + PIECE_BYTES >= item.size
                piece = file.read(PIECE_BYTES)
                self._line.call("take", item.sha256, offset, piece, last=last)

    def _fetch(self, items: Iterable[Item], parts: Path, heart: Heart) -> None:
        for item in items:
            path = parts / item.place
            path.parent.mkdir(parents=True, exist_ok=True)
            seen = hashlib.sha256()
            with path.open("wb") as file:
                for offset in range(0, item.size, PIECE_BYTES):
                    heart.progress("fetch", offset, item.size)
                    piece: bytes = self._line.call("piece", item.place, offset, PIECE_BYTES)
                    file.write(piece)
                    seen.update(piece)
            if seen.hexdigest() != item.sha256:
                raise JobError(f"{item.place} came damaged from the station. Try again.")

    def _halt(self) -> None:
        """Stop the job; end the station where it does not stop."""
        end = time.monotonic() + self._grace_s
        with suppress(StationGone):
            while self._line.call("report", POLL_S, stop=True).busy:
                if time.monotonic() > end:
                    self._line.close()
                    break
            else:
                return
        self.broken = True


def _let_out(verdict: Verdict, claim: Claim, bench: Bench, parts: Path) -> None:
    """Take what was made through the rest of the gate: log, reviews and keys are here."""
    who, waits = publisher_of(claim, bench.folder, parts, bench.store.root), None
    with at_work(claim, who):
        for one in verdict.handed:
            try:
                take(one, parts, who, policy())
            except ReviewNeeded as exc:
                # All that waits is to be seen at once.
                waits = waits or exc
    if waits is not None:
        raise waits
