"""Models in a device's memory: read once, shared, and put away when the room is needed.

>>> with shelf().lend("whisper small", read, label="small") as model:  # doctest: +SKIP
...     model.generate(...)
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final, TypeVar

from aigc.device.memory import free_bytes, give_back, is_out_of_memory, size_of
from aigc.device.place import Device, chosen
from aigc.errors import ConfigError, OutOfMemory
from aigc.notices import notice

T = TypeVar("T")

BUDGET: Final = "AIGC_MODEL_GIB"
"""Environment variable that bounds the memory that models may take, in GiB."""
SHARE: Final = {"cpu": 0.6}
"""Share of a device's memory that models may take without a budget; of others 0.9."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A model in memory, as a list of them tells."""

    label: str
    size_bytes: int
    device: str
    lent: bool
    idle_s: float


@dataclass(slots=True, kw_only=True)
class _Entry:
    model: Any
    label: str
    size_bytes: int
    used: float
    users: int = 0
    turn: threading.RLock = field(default_factory=threading.RLock)


class Shelf:
    """The models of one device under one budget; safe to use from several threads.

    Parameters
    ----------
    device : Device
    budget_bytes : int or None
        How much all models may take together; by default a share of the device's memory.
    """

    def __init__(self, device: Device, budget_bytes: int | None = None) -> None:
        share = SHARE.get(device.kind, 0.9)
        self.device = device
        self.budget_bytes = int(
            device.memory_bytes * share if budget_bytes is None else budget_bytes
        )
        self._held: dict[str, _Entry] = {}
        self._lock = threading.RLock()
        self._reading = threading.RLock()

    @contextmanager
    def lend(
        self,
        key: str,
        read: Callable[[], T],
        *,
        label: str,
        needs_bytes: int = 0,
        size: Callable[[T], int] = size_of,
    ) -> Iterator[T]:
        """Give the model ``key``, read when it is not here; one borrower has it at a time.

        Parameters
        ----------
        key : str
            What makes the model what it is: its name and how it was read.
        read : callable
            Reads the model into memory.
        label : str
            What people call it.
        needs_bytes : int
            How much it is known to take before it is read; 0 when nobody knows.
        size : callable
            Tells how much it takes once it is read.

        Raises
        ------
        OutOfMemory
            It does not fit, though all that nobody uses was put away.
        """
        entry = self._borrowed(key, read, label, needs_bytes, size)
        try:
            with entry.turn:
                yield entry.model
        finally:
            with self._lock:
                entry.users -= 1
                entry.used = time.monotonic()
                self._evict(lambda: self.used_bytes <= self.budget_bytes)

    def held(self) -> tuple[Held, ...]:
        """Return the models that are in memory, the one used last first."""
        now = time.monotonic()
        with self._lock:
            rows = sorted(self._held.values(), key=lambda one: -one.used)
            return tuple(
                Held(
                    label=one.label, size_bytes=one.size_bytes, device=self.device.torch_name,
                    lent=one.users > 0, idle_s=now - one.used,
                )
                for one in rows
            )  # fmt: skip

    @property
    def used_bytes(self) -> int:
        """How much the models take together."""
        with self._lock:
            return sum(one.size_bytes for one in self._held.values())

    def clear(self) -> int:
        """Put every model away that nobody uses; return how many."""
        return self._evict(lambda: False)

    def _borrowed(
        self, key: str, read: Callable[[], T], label: str, needs: int, size: Callable[[T], int]
    ) -> _Entry:
        entry = self._taken(key)
        if entry is not None:
            return entry
        with self._reading:
            entry = self._taken(key)
            if entry is not None:
                return entry
            self._make_room(needs, label)
            model = self._read(read, label)
            entry = _Entry(
                model=model, label=label, size_bytes=size(model), used=time.monotonic(), users=1
            )
            with self._lock:
                self._held[key] = entry
            self._evict(lambda: self.used_bytes <= self.budget_bytes)
            return entry

    def _taken(self, key: str) -> _Entry | None:
        with self._lock:
            entry = self._held.get(key)
            if entry is not None:
                entry.users += 1
            return entry

    def _make_room(self, needs: int, label: str) -> None:
        if needs > self.budget_bytes:
            raise OutOfMemory(
                f"{label} takes {_gib(needs)}, and models may take {_gib(self.budget_bytes)} of "
                f"{self.device.torch_name}. Take a smaller model, offload it, quantise it, or "
                f"raise {BUDGET}."
            )
        self._evict(lambda: self.used_bytes + needs <= self.budget_bytes)
        while self._held and needs > free_bytes(self.device):
            if not self._evict(_once()):
                break

    def _read(self, read: Callable[[], T], label: str) -> T:
        try:
            return read()
        except Exception as exc:
            if not is_out_of_memory(exc):
                raise
            put_away = self._evict(lambda: False)
        give_back(self.device)
        if put_away:
            notice(f"{label} did not fit beside {put_away} other models, which were put away.")
        try:
            return read()
        except Exception as exc:
            if not is_out_of_memory(exc):
                raise
            give_back(self.device)
            raise OutOfMemory(
                f"{label} does not fit into the memory of {self.device.torch_name}. Take a smaller "
                "model, offload it, or quantise it."
            ) from exc

    def _evict(self, enough: Callable[[], bool]) -> int:
        """Put the models away that were used longest ago until it is enough; return how many."""
        count = 0
        with self._lock:
            idle = sorted((one.used, key) for key, one in self._held.items() if not one.users)
            for _, key in idle:
                if enough():
                    break
                del self._held[key]
                count += 1
        if count:
            give_back(self.device)
        return count


def _once() -> Callable[[], bool]:
    """Return what is not enough when first asked, and enough from then on."""
    answers = iter((False,))
    return lambda: next(answers, True)


@cache
def _shelf(name: str) -> Shelf:
    return Shelf(chosen(name), budget_from_environment())


def shelf(device: str = "auto") -> Shelf:
    """Return the one shelf of a device in this process, under the budget of `BUDGET`."""
    return _shelf(chosen(device).torch_name)


def shelves() -> tuple[Shelf, ...]:
    """Return the shelf of every device."""
    from aigc.device.place import devices

    return tuple(shelf(one.torch_name) for one in devices())


def budget_from_environment() -> int | None:
    """Return the bytes that ``AIGC_MODEL_GIB`` allows, None where it is not set.

    Raises
    ------
    ConfigError
        It is no number above 0.
    """
    text = os.environ.get(BUDGET, "").strip()
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < 1e6:
        raise ConfigError(f"{BUDGET} cannot be {text!r}: give a number of GiB, such as 20.")
    return int(value * 2**30)


def _gib(count: int) -> str:
    return f"{count / 2**30:.1f} GiB"
