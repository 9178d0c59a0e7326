"""Jobs that do nothing, and a clock that goes when it is told to."""

import time
from collections.abc import Callable
from typing import Any

from aigc.types.job import Job


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def job(name: str, **given: Any) -> Job:
    return Job(**{"name": name, "pipeline": "fake", "source": name, "key": name} | given)


def until(true: Callable[[], bool], most_s: float = 20, every_s: float = 0.02) -> None:
    """Wait for something to be true."""
    end = time.monotonic() + most_s
    while not true():
        assert time.monotonic() < end, f"not within {most_s} s"
        time.sleep(every_s)
