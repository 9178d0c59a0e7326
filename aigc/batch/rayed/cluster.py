"""Ray itself: the only module that knows it."""

from __future__ import annotations

import logging
import math
import os
import socket
import time
from contextlib import suppress
from typing import Any, Final

import psutil
import ray
from ray.exceptions import (
    ActorUnavailableError,
    GetTimeoutError,
    RayError,
    RayTaskError,
)

from aigc.batch.local import Limits, usable_cores
from aigc.batch.rayed.line import StationGone
from aigc.batch.rayed.station import About, Station
from aigc.errors import ConfigError, JobError

STORE_BYTES: Final = 256 << 20
"""Memory for what is under way in a cluster of one's own; results travel in pieces."""
STARTS: Final = 3
"""So often is a cluster of one's own tried to start."""
CLIENT: Final = "ray://"
KNOCK_S: Final = 10.0
AGAIN_S: Final = 0.5
ASK_S: Final = 30.0
_BROKEN: Final = (RayError, ConnectionError)


class RayLine:
    """A line to a station that is an actor."""

    def __init__(self, actor: Any, lease_s: float) -> None:
        """Take an actor; it is silent when a call takes longer than ``lease_s``."""
        self._actor, self._lease_s = actor, lease_s
        self._about = actor.about.remote()

    def reached(self, wait_s: float) -> About | None:
        """Return what the station is, or ``None`` while there is no place for it yet."""
        try:
            ready, _ = ray.wait([self._about], timeout=wait_s)
            if not ready:
                return None
            found: About = ray.get(self._about)
        except _BROKEN as exc:
            raise StationGone(_why(exc)) from exc
        return found

    def call(self, method: str, *given: Any, **named: Any) -> Any:
        """Return what a method of the station returns, and raise what it raises."""
        end = time.monotonic() + self._lease_s
        while True:
            try:
                asked = getattr(self._actor, method).remote(*given, **named)
                return ray.get(asked, timeout=max(end - time.monotonic(), AGAIN_S))
            except RayTaskError as exc:
                raise exc.cause from None
            except GetTimeoutError as exc:
                raise StationGone(f"The station is silent for {self._lease_s:g} s.") from exc
            except ActorUnavailableError as exc:
                # It may come back; every call may be repeated.
                if time.monotonic() > end:
                    raise StationGone(_why(exc)) from exc
                time.sleep(AGAIN_S)
            except _BROKEN as exc:
                raise StationGone(_why(exc)) from exc

    def close(self) -> None:
        """End the station."""
        if ray.is_initialized():
            with suppress(*_BROKEN):
                ray.kill(self._actor, no_restart=True)


class RayCluster:
    """A Ray cluster that is there, or one on this machine that ends with this process."""

    def __init__(
        self, *, address: str, cpus: float, gpus: float | None, stations: int, lease_s: float
    ) -> None:
        """Connect to ``address``, or start a cluster for so many stations.

        Raises
        ------
        ConfigError
            There is none, or it has another version of Ray or Python.
        JobError
            It does not start.
        """
        self._given = ray.is_initialized()
        self.grows = bool(address) or self._given
        if not self._given and address:
            _connect(address)
        elif not self._given:
            _begin(max(len(usable_cores()), math.ceil(stations * cpus)))
        _say_nothing(True)
        has_gpus = ray.cluster_resources().get("GPU", 0) >= 1
        self._share = {"CPU": cpus, "GPU": float(has_gpus) if gpus is None else gpus}
        self._lease_s = lease_s

    def room(self) -> int:
        """Return how many stations fit on the machines that there are.

        Raises
        ------
        JobError
            The cluster went away.
        """
        try:
            return sum(self._fit(node["Resources"]) for node in ray.nodes() if node["Alive"])
        except (*_BROKEN, RuntimeError) as exc:
            raise JobError(
                f"The Ray cluster went away: {_why(exc)} Run the same command to go on."
            ) from exc

    def ask(self, stations: int) -> None:
        """Ask for machines on which so many stations fit; nobody hears it where nothing scales."""
        from ray.autoscaler.sdk import request_resources

        asked = ray.remote(num_cpus=0)(request_resources)
        bundles = [{name: n for name, n in self._share.items() if n}] * stations
        with suppress(*_BROKEN):
            ray.wait([asked.remote(bundles=bundles)], timeout=ASK_S)

    def hire(self, store: str, limits: Limits) -> RayLine:
        """Start a station as soon as there is a place for it, and return the line to it."""
        actor = ray.remote(Station).options(
            num_cpus=self._share["CPU"], num_gpus=self._share["GPU"], scheduling_strategy="SPREAD"
        )
        try:
            return RayLine(actor.remote(store, limits), self._lease_s)
        except _BROKEN as exc:
            raise StationGone(_why(exc)) from exc

    def close(self) -> None:
        """Leave the cluster; what was started for it ends."""
        if not self._given:
            ray.shutdown()
        _say_nothing(False)

    def _fit(self, resources: dict[str, float]) -> int:
        # Ray counts in ten-thousandths; a float may lack a little.
        shares = (resources.get(name, 0) / n + 1e-6 for name, n in self._share.items() if n)
        return int(min(shares))


def _connect(address: str) -> None:
    try:
        _knock(address)
        ray.init(address, log_to_driver=False, logging_level=logging.ERROR)
    except Exception as exc:
        if _asks_for_token(exc):
            raise ConfigError(
                f"The Ray cluster at {address} asks for a token. Set RAY_AUTH_MODE=token, and have "
                "the token of its head in ~/.ray/auth_token or RAY_AUTH_TOKEN."
            ) from exc
        raise ConfigError(
            f"No Ray cluster answers at {address}: {_why(exc)} Start one with `ray start --head`, "
            "or leave the address empty."
        ) from exc


def _asks_for_token(exc: BaseException | None) -> bool:
    while exc is not None and "AuthenticationError" not in str(exc):
        exc = exc.__cause__ or exc.__context__
    return exc is not None


def _knock(address: str) -> None:
    # Ray itself tries for minutes, and tells of every try.
    from ray._private.services import canonicalize_bootstrap_address

    direct = address.startswith(CLIENT)
    place = address.removeprefix(CLIENT) if direct else canonicalize_bootstrap_address(address)
    host, _, port = place.rpartition(":")
    socket.create_connection((host, int(port)), KNOCK_S).close()


def _begin(cpus: int) -> None:
    # What Ray warns of concerns those who write programs for it.
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "1")
    before = set(psutil.Process().children())
    for left in reversed(range(STARTS)):
        try:
            ray.init(
                "local", num_cpus=cpus, object_store_memory=STORE_BYTES, include_dashboard=False,
                log_to_driver=False, logging_level=logging.ERROR,
            )  # fmt: skip
            return
        except Exception as exc:
            # Ray gives its daemons half a minute, and leaves them behind when it was not enough.
            for one in set(psutil.Process().children()) - before:
                one.kill()
            if not left:
                raise JobError(
                    f"Ray does not start on this machine: {_why(exc)} Use the executor local."
                ) from exc


def _say_nothing(quiet: bool) -> None:
    # Ray has no public switch for what its daemons report; its debugger uses this one.
    from ray._private import worker

    worker._worker_logs_enabled = not quiet


def _why(exc: BaseException) -> str:
    told = getattr(exc, "strerror", None) or " ".join(str(exc).split())
    return f"{told[:300].rstrip('.')}."
