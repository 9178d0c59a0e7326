"""The executor of a Ray cluster: as many stations as jobs and machines allow."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from importlib.util import find_spec
from typing import Any, Final

from aigc.batch.folder import BatchFolder
from aigc.batch.ledger.ledger import Ledger
from aigc.batch.local import LIMITS, LOOK_S, PATIENCE_S, Limits
from aigc.batch.rayed.hand import Hand
from aigc.batch.rayed.line import Cluster
from aigc.batch.watch import Watch
from aigc.errors import ConfigError, DiskFull, EngineUnavailable, JobError
from aigc.store import Store

CLOSE_S: Final = 35.0
GROWTH_S: Final = 900.0
"""So long may a cluster that grows have no machine that is large enough."""
MOST_ASKED: Final = 1000


class RayExecutor:
    """Works off a batch on a Ray cluster; the ledger stays on the driver's machine."""

    def __init__(
        self,
        folder: BatchFolder,
        store: Store,
        *,
        workers: int = 0,
        limits: Limits = LIMITS,
        address: str = "",
        cpus: float = 1.0,
        gpus: float | None = None,
    ) -> None:
        """Prepare.

        Parameters
        ----------
        workers : int
            Most stations at a time; 0 for as many as there is room for.
        address : str
            Of the cluster: ``auto``, ``HOST:PORT`` or ``ray://HOST:PORT``; empty starts one on this
            machine.
        cpus, gpus : float
            What each station takes; by default one GPU where the cluster has any.

        Raises
        ------
        EngineUnavailable
            Ray is not installed.
        ConfigError
            A number is out of range.
        """
        if find_spec("ray") is None:
            raise EngineUnavailable(
                "The executor ray needs a package that is not installed. "
                "Install it: pip install 'aigc-workbench[cluster]'"
            )
        if cpus <= 0 or (gpus or 0) < 0:
            raise ConfigError(
                f"A station cannot have {cpus:g} CPUs and {gpus or 0:g} GPUs. Give it some CPU."
            )
        self._folder, self._store, self._workers, self._limits = folder, store, workers, limits
        self._address, self._cpus, self._gpus = address, cpus, gpus

    def run(self, seen: Callable[[], Any] = lambda: None) -> None:
        """Work until no job is open; ``seen`` is called twice a second and may raise to stop.

        Raises
        ------
        ConfigError
            There is no cluster at that address.
        JobError
            Stations cannot be started.
        """
        from aigc.batch.rayed.cluster import RayCluster

        seen()
        limits = self._limits
        cluster = RayCluster(
            address=self._address, cpus=self._cpus, gpus=self._gpus, stations=self._workers,
            lease_s=limits.lease_s,
        )  # fmt: skip
        try:
            fleet = Fleet(self._folder, self._store, cluster, workers=self._workers, limits=limits)
            fleet.run(seen)
        finally:
            cluster.close()


class Fleet:
    """Keeps hands at work until no job is open."""

    def __init__(
        self,
        folder: BatchFolder,
        store: Store,
        cluster: Cluster,
        *,
        workers: int = 0,
        limits: Limits = LIMITS,
    ) -> None:
        """Prepare for a cluster; ``workers`` as `RayExecutor` takes it."""
        self.ledger = Ledger(folder.ledger, patience_s=PATIENCE_S)
        self.watch = Watch(self.ledger, folder, lease_s=limits.lease_s, store=store.root)
        self.hands: list[Hand] = []
        self._folder, self._store, self._cluster = folder, store, cluster
        self._workers, self._limits = workers, limits
        self._begun = self._asked = 0
        self._room_at = time.monotonic()

    def run(self, seen: Callable[[], Any] = lambda: None) -> None:
        """Work until no job is open; ``seen`` is called twice a second and may raise to stop.

        Raises
        ------
        JobError
            Stations cannot be started.
        """
        self.watch.begin()
        try:
            while jobs := self.ledger.open_jobs():
                with suppress(DiskFull):
                    self._manned(jobs)
                    self.watch.look()
                seen()
                time.sleep(LOOK_S)
        finally:
            self.close()

    def close(self) -> None:
        """Stop every hand, and end the stations of those that do not."""
        for hand in self.hands:
            hand.stop()
        end = time.monotonic() + CLOSE_S
        for hand in self.hands:
            if not hand.ended(max(end - time.monotonic(), 0.0)):
                hand.drop()
        self._ask(0)

    def _manned(self, jobs: int) -> None:
        """See that there are as many hands as there are jobs and places for them."""
        for hand in self.hands:
            if not hand.alive and hand.error is not None:
                raise hand.error
        self.hands = [hand for hand in self.hands if hand.alive]
        most = min(jobs, self._workers or jobs)
        self._ask(min(most, MOST_ASKED))
        wanted = min(most, self._room())
        staying = [hand for hand in self.hands if not hand.leaves]
        for _ in range(wanted - len(staying)):
            self._begun += 1
            self.hands.append(
                Hand(
                    self._begun, self._folder, self._store, cluster=self._cluster,
                    watch=self.watch, limits=self._limits,
                )
            )  # fmt: skip
        idle = [hand for hand in staying if not hand.busy]
        for hand in idle[: max(len(staying) - wanted, 0)]:
            hand.leave()

    def _room(self) -> int:
        room = self._cluster.room()
        now = time.monotonic()
        if room:
            self._room_at = now
        elif now - self._room_at > (GROWTH_S if self._cluster.grows else 0.0):
            raise JobError(
                "No machine of the cluster is large enough for a station. Ask for fewer CPUs or "
                "GPUs for each, or add a machine that has them."
            )
        return room

    def _ask(self, stations: int) -> None:
        # The wish falls with every job that is done; only a great change is worth a word.
        if self._cluster.grows and not self._asked / 2 < stations <= self._asked:
            self._asked = stations
            self._cluster.ask(stations)
