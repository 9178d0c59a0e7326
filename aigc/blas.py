"""How many threads NumPy's linear algebra takes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import lru_cache

import numpy.linalg  # noqa: F401
from threadpoolctl import ThreadpoolController

_lock = threading.Lock()
_inside: list[ExitStack] = []


@contextmanager
def single_threaded() -> Iterator[None]:
    """Let linear algebra take one thread, in the whole process, until the last that asked is done.

    A matrix times a few rows is bound by memory: more threads only wait for each other, and the
    time they wait is taken from others.
    """
    with _lock:
        held = ExitStack()
        if _inside:
            held = _inside[0]
        else:
            held.enter_context(_controller().limit(limits=1, user_api="blas"))
        _inside.append(held)
    try:
        yield
    finally:
        with _lock:
            _inside.pop()
            if not _inside:
                held.close()


@lru_cache(maxsize=1)
def _controller() -> ThreadpoolController:
    return ThreadpoolController()
