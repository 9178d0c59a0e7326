"""What an attempt costs: time, memory, device and energy, as far as the machine tells."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

import psutil

from aigc.types.job import Cost

POWER: Final = Path("/sys/class/powercap")
_MIB: Final = 1 << 20
_TASKS: Final = Path("/proc")


class Meter:
    """Measures from its making on.

    `sample` is to be called now and then: the peak of memory and the use of a device are seen only
    by looking.

    Attributes
    ----------
    entered : callable
        Told of each step that begins.
    """

    def __init__(self) -> None:
        self.entered: Callable[[str], None] = lambda stage: None
        self._process = psutil.Process()
        self._begin = self._sampled = time.monotonic()
        self._cpu = self._cpu_now()
        self._energy = _energy_j()
        self._peak = self._memory()
        self._gpu_s = 0.0
        self._told: Cost | None = None
        self._stages: dict[str, float] = {}
        self._stage, self._since = "", self._begin

    def enter(self, stage: str) -> None:
        """Begin a step; the one before ends."""
        if stage != self._stage:
            now = time.monotonic()
            self._close(now)
            self._stage, self._since = stage, now
            self.entered(stage)

    def believe(self, cost: Cost) -> None:
        """Tell, instead of what this process spends, what another has spent for it."""
        self._told = cost

    def sample(self) -> None:
        """Look at memory and device."""
        if self._told is not None:
            return
        now = time.monotonic()
        self._peak = max(self._peak, self._memory())
        self._gpu_s += (now - self._sampled) * _gpu_use()
        self._sampled = now

    def cost(self) -> Cost:
        """Return what has been spent so far."""
        if self._told is not None:
            return self._told
        now = time.monotonic()
        self.sample()
        self._close(now)
        self._since = now
        return Cost(
            wall_s=now - self._begin,
            cpu_s=self._cpu_now() - self._cpu,
            gpu_s=self._gpu_s,
            peak_mib=self._peak,
            # The counter of a package begins again at its end.
            joules=max(_energy_j() - self._energy, 0.0),
            stages=dict(self._stages),
        )

    def _close(self, now: float) -> None:
        if self._stage:
            self._stages[self._stage] = self._stages.get(self._stage, 0.0) + now - self._since

    def _cpu_now(self) -> float:
        times = self._process.cpu_times()
        inside = getattr(times, "children_user", 0.0) + getattr(times, "children_system", 0.0)
        return float(times.user + times.system + inside)

    def _memory(self) -> float:
        total = 0
        with suppress(psutil.Error):
            for one in (self._process, *_descendants(self._process)):
                with suppress(psutil.Error):
                    total += one.memory_info().rss
        return total / _MIB


def _descendants(process: psutil.Process) -> Iterator[psutil.Process]:
    # To find them, psutil reads about every process of the machine; Linux can tell of one.
    threads = _TASKS / str(process.pid) / "task"
    if not (threads / str(process.pid) / "children").exists():
        yield from process.children(recursive=True)
        return
    for thread in threads.iterdir():
        with suppress(OSError, psutil.Error):
            for pid in (thread / "children").read_text().split():
                child = psutil.Process(int(pid))
                yield child
                yield from _descendants(child)


def _gpu_use() -> float:
    """Return how busy the device is, 0 to 1, where this process uses one and it can tell."""
    torch = sys.modules.get("torch")
    # While the work imports it, half of it is there.
    with suppress(Exception):
        if torch is not None and torch.cuda.is_initialized():
            return float(torch.cuda.utilization()) / 100
    return 0.0


def _energy_j() -> float:
    """Return the energy counters of the processor's packages together, 0 where they are closed."""
    total = 0.0
    for counter in POWER.glob("intel-rapl:[0-9]/energy_uj"):
        with suppress(OSError, ValueError):
            total += int(counter.read_text()) / 1e6
    return total
